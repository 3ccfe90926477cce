import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.actions import set_active
from accounts.models import User
from audit import clock
from audit.models import Action, Event, EventSubject, Purpose, SubjectKey
from audit.record import record, subject_keys


def test_an_event_names_the_actor_by_id_role_and_organisation(anna: User) -> None:
    event = record(Action.READ, by=anna, what="pair", object_id=anna.pk)
    event.refresh_from_db()
    assert (event.actor_id, event.actor_role, event.organisation_id) == (anna.pk, "worker", anna.organisation_id)
    assert (event.at, event.action, event.what, event.object_id) == (clock.now(), "read", "pair", anna.pk)
    assert event.purpose == Purpose.SUPERVISION


def test_the_portal_and_a_client_without_an_account_act_without_an_id(noord: Any) -> None:
    portal = record(Action.ENDED, by=None, what="supervision", organisation_id=noord.pk)
    client = record(Action.ANSWERED, by=None, role="client", what="measurement", organisation_id=noord.pk)
    assert [(e.actor_id, e.actor_role, e.organisation_id) for e in (portal, client)] == [
        (None, "system", noord.pk),
        (None, "client", noord.pk),
    ]


def test_every_person_once_by_a_key_that_stays_the_same_and_is_not_the_id(anna: User) -> None:
    people = [uuid.uuid4(), uuid.uuid4()]
    first = record(Action.LISTED, by=anna, what="caseload list", subjects=[*people, people[0]])
    second = record(Action.READ, by=anna, what="pair", subjects=people[:1])
    keys = set(first.subjects.values_list("subject_key", flat=True))
    assert len(keys) == 2
    assert second.subjects.get().subject_key in keys
    assert not keys & {person.hex for person in people}


def test_erasing_the_key_leaves_the_record_and_nobody_in_it(anna: User) -> None:
    person = uuid.uuid4()
    event = record(Action.READ, by=anna, what="pair", subjects=[person])
    SubjectKey.objects.filter(pk=person).delete()
    assert event.subjects.count() == 1
    assert subject_keys({person})[person] != event.subjects.get().subject_key


def test_as_many_queries_for_a_hundred_people_as_for_two(anna: User) -> None:
    counts = []
    for n in (2, 100):
        with CaptureQueriesContext(connection) as queries:
            record(Action.LISTED, by=anna, what="caseload list", subjects=[uuid.uuid4() for _ in range(n)])
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_no_change_without_its_event(anna: User, admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr(EventSubject.objects, "bulk_create", broken)
    with pytest.raises(RuntimeError):
        set_active(user=anna, active=False, by=admin)
    anna.refresh_from_db()
    assert anna.is_active
    assert not Event.objects.exists()


@pytest.mark.parametrize("rows", [Event, EventSubject])
def test_the_record_is_append_only(rows: Any, anna: User) -> None:
    record(Action.READ, by=anna, what="pair", subjects=[uuid.uuid4()])
    with pytest.raises(TypeError, match="append-only"):
        rows.objects.update(pk=0)
    with pytest.raises(TypeError, match="append-only"):
        rows.objects.all().delete()


def test_the_database_refuses_the_same_person_twice_on_one_event(anna: User) -> None:
    event = record(Action.READ, by=anna, what="pair", subjects=[uuid.uuid4()])
    twice = EventSubject(event=event, subject_key=event.subjects.get().subject_key)
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save()


def test_an_organisation_has_its_own_events(anna: User, olaf: User) -> None:
    own = record(Action.READ, by=anna, what="pair")
    record(Action.READ, by=olaf, what="pair")
    record(Action.SIGN_IN_FAILED, by=None, what="sign-in")
    assert list(Event.objects.of_organisation(anna.organisation_id)) == [own]


def test_no_field_of_an_event_takes_free_text() -> None:
    assert max(field.max_length or 0 for field in Event._meta.get_fields() if hasattr(field, "max_length")) <= 60
