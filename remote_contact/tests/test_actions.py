import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from audit import clock
from audit.models import Action, Event
from caseload.models import Pair
from remote_contact.actions import AlreadyLogged, log_contact
from remote_contact.models import Contact, Method, Outcome
from remote_contact.tests.factories import logged


def test_a_contact_is_kept_with_who_logged_it_and_an_event(pair: Pair, anna: User) -> None:
    contact = logged(pair, minutes=25, note="Werk loopt.")
    assert (contact.method, contact.outcome, contact.minutes) == (Method.PHONE, Outcome.TOOK_PLACE, 25)
    assert (contact.logged_by, contact.logged_at) == (anna, clock.now())
    event = Event.objects.get(what="contact")
    assert (event.action, event.object_id, event.actor_id) == (Action.CREATED, contact.pk, anna.pk)
    assert event.subjects.count() == 1


def test_the_same_form_makes_one_contact(pair: Pair) -> None:
    form_id = uuid.uuid4()
    first = logged(pair, form_id=form_id)
    with pytest.raises(AlreadyLogged) as again:
        logged(pair, form_id=form_id, note="Anders")
    assert again.value.contact == first
    assert Contact.objects.count() == 1
    assert Event.objects.filter(what="contact").count() == 1


def test_of_two_clicks_at_once_the_database_keeps_one(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second click looks before the first has saved: only the unique constraint is left."""
    form_id = uuid.uuid4()
    first = logged(pair, form_id=form_id)
    real = Contact.objects.filter

    def blind(*args: object, **kwargs: object) -> object:
        monkeypatch.setattr(Contact.objects, "filter", real)
        return Contact.objects.none()

    monkeypatch.setattr(Contact.objects, "filter", blind)
    with pytest.raises(AlreadyLogged) as again:
        logged(pair, form_id=form_id)
    assert again.value.contact == first
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("outcome", [Outcome.NOT_REACHED, Outcome.NO_SHOW, Outcome.MOVED])
def test_what_was_not_held_took_no_minutes(pair: Pair, outcome: str) -> None:
    assert logged(pair, outcome=outcome, minutes=30).minutes is None


@pytest.mark.parametrize(
    ("ahead", "outcome", "refused"),
    [
        (dt.timedelta(minutes=15), Outcome.TOOK_PLACE, False),
        (dt.timedelta(minutes=16), Outcome.TOOK_PLACE, True),
        (dt.timedelta(days=1), Outcome.NO_SHOW, True),
        (dt.timedelta(days=1), Outcome.MOVED, False),
        (dt.timedelta(days=92), Outcome.MOVED, False),
        (dt.timedelta(days=93), Outcome.MOVED, True),
        (dt.timedelta(days=-10), Outcome.TOOK_PLACE, False),
        (dt.timedelta(days=-11), Outcome.TOOK_PLACE, True),
        (dt.timedelta(days=-11), Outcome.MOVED, True),
    ],
)
def test_a_moment_that_cannot_be_is_refused(pair: Pair, ahead: dt.timedelta, outcome: str, refused: bool) -> None:
    if refused:
        with pytest.raises(ValidationError) as error:
            logged(pair, ago=-ahead, outcome=outcome)
        assert list(error.value.message_dict) == ["at"]
        assert not Event.objects.filter(what="contact").exists()
    else:
        logged(pair, ago=-ahead, outcome=outcome)
    assert Contact.objects.count() == (0 if refused else 1)


def test_a_worker_who_took_over_may_log_what_was_before_their_time(pair: Pair, colleague: User) -> None:
    """The supervision counts, not the pair: the first talk may have been held together."""
    from caseload.actions import hand_over

    later = hand_over(pair=pair, to=colleague, on=clock.today(), by=None)
    assert logged(later, ago=dt.timedelta(days=3)).pair == later


def test_an_unknown_way_of_contact_is_refused(pair: Pair, anna: User) -> None:
    with pytest.raises(ValidationError):
        log_contact(
            pair=pair, method="pigeon", at=clock.now(), outcome=Outcome.TOOK_PLACE, by=anna, form_id=uuid.uuid4()
        )
