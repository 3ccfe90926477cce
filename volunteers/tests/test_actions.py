import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage

from accounts.models import Role, User
from audit import clock
from audit.models import Action, Event, Purpose, SubjectKey
from caseload.actions import end_supervision
from caseload.models import EndReason, Pair
from caseload.tests.factories import start_pair
from messaging import kinds
from messaging.delivery import deliver_due
from messaging.models import Message
from volunteers import actions
from volunteers.actions.matches import end_orphaned_matches
from volunteers.models import Match, Volunteer
from volunteers.tests.factories import start_match

TASK = "Elke woensdag sporten"


def subjects(event: Event) -> set[object]:
    keys = event.subjects.values("subject_key")
    return set(SubjectKey.objects.filter(key__in=keys).values_list("person_id", flat=True))


def test_a_volunteer_gets_an_account_without_a_password_and_a_mail_to_choose_one(dewi: User) -> None:
    volunteer = actions.add_volunteer(
        organisation=dewi.organisation,
        first_name="Ria",
        last_name="Tromp",
        email="Ria@Example.org",
        phone="06",
        by=dewi,
    )
    account = volunteer.account
    assert account is not None
    assert (account.role, account.email, account.organisation) == (Role.VOLUNTEER, "ria@example.org", dewi.organisation)
    assert not account.has_usable_password()
    assert Message.objects.get().user == account
    event = Event.objects.get(what="volunteer")
    assert (event.action, event.purpose, event.actor_id, event.object_id) == (
        Action.CREATED,
        Purpose.VOLUNTEERING,
        dewi.pk,
        volunteer.pk,
    )


def test_starting_a_match_is_recorded_with_the_client(volunteer: Volunteer, pair: Pair, dewi: User) -> None:
    match = actions.start_match(
        volunteer=volunteer, supervision=pair.supervision, task=TASK, starts_on=clock.today(), by=dewi
    )
    event = Event.objects.get(what="match")
    assert (event.action, event.purpose, event.object_id) == (Action.CREATED, Purpose.VOLUNTEERING, match.pk)
    assert subjects(event) == {pair.supervision.client_id}


@pytest.mark.parametrize(
    ("days", "text", "field"), [(-11, "begin van het toezicht", "starts_on"), (0, "al aan deze", "supervision")]
)
def test_a_match_that_cannot_be_is_refused_at_its_field(
    days: int, text: str, field: str, volunteer: Volunteer, pair: Pair
) -> None:
    if field == "supervision":
        start_match(volunteer, pair)
    before = Match.objects.count()
    with pytest.raises(ValidationError) as refused:
        start_match(volunteer, pair, starts_on=clock.today() + dt.timedelta(days=days))
    assert text in str(refused.value.message_dict[field])
    assert Match.objects.count() == before


def test_no_match_across_organisations(volunteer: Volunteer, olaf: User) -> None:
    with pytest.raises(ValidationError):
        start_match(volunteer, start_pair(worker=olaf))


def test_ending_a_match_twice_is_ending_it_once(volunteer: Volunteer, pair: Pair, dewi: User) -> None:
    match = start_match(volunteer, pair)
    actions.end_match(match=match, on=clock.today(), by=dewi)
    actions.end_match(match=match, on=clock.today() + dt.timedelta(days=3), by=dewi)
    match.refresh_from_db()
    assert match.ends_on == clock.today()
    assert Event.objects.filter(action=Action.ENDED, what="match").count() == 1


def test_a_match_that_was_yet_to_begin_ends_on_its_first_day(volunteer: Volunteer, pair: Pair, dewi: User) -> None:
    match = start_match(volunteer, pair, starts_on=clock.today() + dt.timedelta(days=7))
    actions.end_match(match=match, on=clock.today(), by=dewi)
    match.refresh_from_db()
    assert match.ends_on == match.starts_on
    assert not Match.objects.running().exists()


def test_after_an_end_the_two_can_be_matched_again(volunteer: Volunteer, pair: Pair, dewi: User) -> None:
    actions.end_match(match=start_match(volunteer, pair), on=clock.today(), by=dewi)
    assert start_match(volunteer, pair).ends_on is None


def test_leaving_ends_the_matches_and_switches_the_account_off(volunteer: Volunteer, pair: Pair, dewi: User) -> None:
    start_match(volunteer, pair)
    actions.leave(volunteer=volunteer, on=clock.today(), by=dewi)
    actions.leave(volunteer=volunteer, on=clock.today(), by=dewi)
    volunteer.refresh_from_db()
    assert volunteer.left_on == clock.today()
    assert not Match.objects.running().exists()
    assert not User.objects.get(pk=volunteer.account_id).is_active
    assert Event.objects.filter(action=Action.ENDED, what="volunteer").count() == 1
    assert subjects(Event.objects.get(action=Action.ENDED, what="match")) == {pair.supervision.client_id}


def test_a_match_ends_a_week_after_its_supervision_unless_somebody_thanks_before(
    volunteer: Volunteer, pair: Pair, dewi: User, browse: Any
) -> None:
    match, ended_on = start_match(volunteer, pair), clock.today()
    end_supervision(pair=pair, on=ended_on, reason=EndReason.COMPLETED, by=None)
    for page in ("/", "/volunteers/running/?quiet=yes"):
        assert f"/volunteers/match/{match.pk}/" in browse(dewi).get(page).content.decode()
    assert end_orphaned_matches(today=ended_on + dt.timedelta(days=6)) == 0
    assert end_orphaned_matches(today=ended_on + dt.timedelta(days=7)) == 1
    match.refresh_from_db()
    assert (match.ends_on, match.end_reason) == (ended_on, "supervision")
    assert end_orphaned_matches(today=ended_on + dt.timedelta(days=8)) == 0


def test_who_has_left_is_not_matched_any_more(volunteer: Volunteer, pair: Pair, dewi: User) -> None:
    actions.leave(volunteer=volunteer, on=clock.today(), by=dewi)
    with pytest.raises(ValidationError, match="gestopt"):
        start_match(volunteer, pair)


def test_the_worker_hears_of_an_end_that_another_made(
    volunteer: Volunteer, pair: Pair, dewi: User, mailoutbox: list[EmailMessage]
) -> None:
    match = start_match(volunteer, pair)
    actions.end_match(match=match, on=clock.today(), by=dewi)
    Message.objects.exclude(kind="volunteers.stopped").delete()
    deliver_due()
    (mail,) = mailoutbox
    assert mail.to == [pair.worker.email]
    text = f"{mail.subject} {mail.body}"
    assert str(pair.pk) in text
    assert not any(word in text for word in (pair.client.last_name, volunteer.last_name, "rijwillig", "eclasser"))


def test_who_ended_it_or_no_longer_has_the_case_is_not_told(volunteer: Volunteer, pair: Pair, dewi: User) -> None:
    actions.end_match(match=start_match(volunteer, pair), on=clock.today(), by=pair.worker)
    assert not Message.objects.filter(kind="volunteers.stopped").exists()
    actions.end_match(match=start_match(volunteer, pair), on=clock.today(), by=dewi)
    message = Message.objects.with_people().get(kind="volunteers.stopped")
    assert kinds.get(message.kind).recheck(message) == ""
    end_supervision(pair=pair, on=clock.today(), reason=EndReason.COMPLETED, by=pair.worker)
    message = Message.objects.with_people().get(kind="volunteers.stopped")
    assert kinds.get(message.kind).recheck(message) == "handed over"
