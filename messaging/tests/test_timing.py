"""When a message may leave: hours, safe hours, caps, appointments first; also when many workers ask at once."""

import datetime as dt
import threading
import uuid
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, User
from audit import clock
from audit.tests.at_once import at_once
from caseload.models import Pair
from messaging import kinds, timing
from messaging.kinds import Family
from messaging.models import ClosedDay, Message, Preference, SendingRules, State
from messaging.tests.factories import kind_is, queued
from messaging.timing import Timetable, when_may_it_leave
from messaging.working_time import ZONE

pytestmark = pytest.mark.django_db

ASK, MEET, CALL, ALARM = "test.questionnaire", "test.appointment", "test.urgent", "test.security"
DAY = dt.timedelta(days=1)
# Sunday 18:00 and Monday 13:00 in Amsterdam.
SUNDAY = dt.datetime(2026, 11, 22, 17, 0, tzinfo=dt.UTC)
MONDAY = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
CLIENT = uuid.uuid4()


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    with (
        kind_is(name=ASK, family=Family.QUESTIONNAIRE),
        kind_is(name=MEET, family=Family.APPOINTMENT),
        kind_is(name=CALL, family=Family.SERVICE, urgent=True),
        kind_is(name=ALARM, family=Family.SECURITY),
    ):
        yield


def leaves(message: Message, now: dt.datetime = MONDAY) -> str:
    moment = when_may_it_leave(message, kinds.get(message.kind), now)
    return f"{moment.astimezone(ZONE):%a %d %H:%M}" if moment else "never"


def left(kind: str = ASK, at: dt.datetime = MONDAY, state: State = State.SENT, **fields: Any) -> Message:
    message = queued(**{"kind": kind, "recipient_id": CLIENT} | fields)
    Message.objects.filter(pk=message.pk).update(state=state, left_at=at)
    return message


def ask(**fields: Any) -> Message:
    return queued(**{"kind": ASK, "recipient_id": CLIENT} | fields)


@pytest.mark.parametrize(
    ("kind", "moment"), [(ASK, "Mon 23 09:00"), (MEET, "Mon 23 09:00"), (CALL, "Sun 22 18:00"), (ALARM, "Sun 22 18:00")]
)
def test_only_what_is_urgent_leaves_on_a_sunday(kind: str, moment: str) -> None:
    assert leaves(queued(kind=kind), SUNDAY) == moment


def test_the_organisation_of_the_message_decides(pair: Pair, anna: User, noord: Organisation) -> None:
    SendingRules.objects.create(
        organisation=noord, sends_from=dt.time(10), sends_until=dt.time(12), weekdays=[1, 2, 3, 4]
    )
    ClosedDay.objects.create(organisation=noord, day=dt.date(2026, 11, 24))
    about_pair = queued(kind=ASK, pair=pair, recipient_id=None)
    to_anna = queued(kind=MEET, user=anna, side="user", recipient_id=None)
    for message in (about_pair, to_anna):
        assert leaves(message) == "Wed 25 10:00"
    assert leaves(ask()) == "Mon 23 13:00"


def test_the_safe_hours_of_the_recipient(pair: Pair, anna: User) -> None:
    client = pair.supervision.client
    Preference.objects.create(client=client, safe_from=dt.time(15), safe_until=dt.time(20))
    Preference.objects.create(user=anna, safe_from=dt.time(19), safe_until=dt.time(20))
    assert leaves(queued(kind=ASK, pair=pair, recipient_id=None)) == "Mon 23 15:00"
    assert leaves(queued(kind=MEET, pair=pair, side="worker", recipient_id=None)) == "Mon 23 19:00"
    # Whoever asked for a new password sits in front of the screen.
    assert leaves(queued(kind=ALARM, pair=pair, recipient_id=None)) == "Mon 23 13:00"


@pytest.mark.parametrize("state", timing.LEFT)
def test_one_a_day_counts_what_may_have_left(state: State) -> None:
    left(state=state, at=MONDAY - dt.timedelta(hours=1))
    assert leaves(ask()) == "Tue 24 09:00"


@pytest.mark.parametrize("state", [State.NEW, State.CLAIMED, State.FAILED, State.CANCELLED])
def test_what_did_not_leave_counts_for_nothing(state: State) -> None:
    left(state=state, at=MONDAY - dt.timedelta(hours=1))
    assert leaves(ask()) == "Mon 23 13:00"


def test_two_in_any_seven_days() -> None:
    left(at=MONDAY - 4 * DAY)
    assert leaves(ask()) == "Mon 23 13:00"
    left(at=MONDAY - 3 * DAY)
    # Thursday's counts until Wednesday.
    assert leaves(ask()) == "Thu 26 09:00"


def test_five_about_one_moment_and_no_more() -> None:
    subject = uuid.uuid4()
    for n in range(5):
        left(at=MONDAY - (20 + n) * DAY, subject_id=subject, number=n)
    assert leaves(ask(subject_id=subject, number=5)) == "never"
    assert leaves(ask()) == "Mon 23 13:00"
    # The other side's messages about the moment are another person's.
    assert leaves(ask(subject_id=subject, number=6, recipient_id=uuid.uuid4())) == "Mon 23 13:00"


def test_other_kinds_and_other_people_are_not_counted() -> None:
    left(kind=ALARM)
    left(kind=CALL)
    left(recipient_id=uuid.uuid4())
    assert leaves(ask()) == "Mon 23 13:00"
    left()
    assert leaves(queued(kind=MEET, recipient_id=CLIENT)) == "Mon 23 13:00"


def test_an_appointment_goes_first_and_the_questionnaire_waits_a_day() -> None:
    left(kind=MEET, at=MONDAY - dt.timedelta(hours=2))
    assert leaves(ask()) == "Tue 24 09:00"
    queued(kind=MEET, recipient_id=CLIENT, not_before=MONDAY + DAY)
    assert leaves(ask()) == "Wed 25 09:00"


def test_a_batch_costs_as_many_queries_as_one(pair: Pair, anna: User) -> None:
    def cost(number: int) -> int:
        messages = [queued(kind=MEET, user=anna, side="user", recipient_id=None) for _ in range(number)]
        messages += [queued(kind=MEET, pair=pair, recipient_id=None) for _ in range(number)]
        with CaptureQueriesContext(connection) as queries:
            timetable = Timetable(messages)
            for message in messages:
                when_may_it_leave(message, kinds.get(MEET), SUNDAY, timetable)
        return len(queries)

    assert cost(1) == cost(20) == 5


def take(message: Message) -> tuple[bool, str]:
    Message.objects.filter(pk=message.pk, state=State.NEW).update(state=State.CLAIMED)
    taken = timing.take_turn(message, kinds.get(message.kind))
    message.refresh_from_db()
    return taken, message.state


def test_taking_a_turn() -> None:
    first, second = ask(), ask()
    assert take(first) == (True, State.HANDED_OVER)
    assert first.left_at == clock.now()
    assert take(second) == (False, State.NEW)
    assert second.not_before == dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)
    with clock.at(second.not_before):
        assert take(second) == (True, State.HANDED_OVER)


def test_a_turn_over_the_cap_of_the_moment_is_cancelled_with_its_reason() -> None:
    subject = uuid.uuid4()
    for n in range(5):
        left(at=MONDAY - (20 + n) * DAY, subject_id=subject, number=n)
    over = ask(subject_id=subject, number=5)
    assert take(over) == (False, State.CANCELLED)
    assert over.reason == timing.CAP_REACHED


def test_a_turn_is_not_taken_of_what_another_took() -> None:
    message = ask()
    assert timing.take_turn(message, kinds.get(ASK)) is False
    message.refresh_from_db()
    assert message.state == State.NEW


@pytest.mark.django_db(transaction=True)
def test_four_workers_and_one_person() -> None:
    """Twenty questionnaires for one person on one day, taken by four workers at once: one leaves."""
    for _ in range(5):
        recipient = uuid.uuid4()
        messages = [ask(recipient_id=recipient) for _ in range(8)]
        Message.objects.filter(recipient_id=recipient).update(state=State.CLAIMED)
        parts = [messages[n::4] for n in range(4)]
        taken = at_once(*[lambda part=part: [timing.take_turn(m, kinds.get(ASK)) for m in part] for part in parts])
        assert sum(sum(part) for part in taken) == 1
        states = Message.objects.filter(recipient_id=recipient).values_list("state", flat=True)
        assert sorted(states) == [State.HANDED_OVER] + [State.NEW] * 7


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_cap_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the lock is for: the check alone lets two through when both look before either moves."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time, so two cannot look before either moves")
    gate = threading.Barrier(2)
    asked = timing.when_may_it_leave

    def together(*arguments: Any) -> dt.datetime | None:
        moment = asked(*arguments)
        gate.wait(20)
        return moment

    monkeypatch.setattr(timing, "when_may_it_leave", together)
    messages = [ask() for _ in range(2)]
    Message.objects.filter(recipient_id=CLIENT).update(state=State.CLAIMED)
    monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda self: self)
    assert at_once(*[partial(timing.take_turn, m, kinds.get(ASK)) for m in messages]) == [True, True]
