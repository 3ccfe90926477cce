"""What a client hears of appointments, by the real task and a moved clock."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from audit import clock
from caseload.actions import end_supervision, hand_over
from caseload.models import EndReason, Pair, PauseReason
from caseload.pauses import start_pause
from messaging import delivery
from messaging.models import ClosedDay, Message, Preference, State
from messaging.tasks import deliver_due
from remote_contact.actions import log_contact
from remote_contact.actions.appointments import settle
from remote_contact.actions.changing import undo_contact
from remote_contact.actions.reminders import CALLED_OFF, MOVED, REMINDER
from remote_contact.models import Appointment, AppointmentState, Outcome
from remote_contact.recurrence import Repeat, at
from remote_contact.tests.factories import logged
from remote_contact.tests.planning import NEXT_MONDAY, TEN, called_off, moved, planned, series

DAY = dt.timedelta(days=1)
FRIDAY, SATURDAY, SUNDAY = NEXT_MONDAY - 3 * DAY, NEXT_MONDAY - 2 * DAY, NEXT_MONDAY - DAY
NINE = dt.time(9)
Outbox = list[EmailMessage]


def deliver(day: dt.date, time: dt.time = NINE) -> None:
    with clock.at(at(day, time)):
        deliver_due()


def said(kind: str) -> list[tuple[str, str]]:
    return list(Message.objects.filter(kind=kind).order_by("created_at").values_list("state", "reason"))


def test_the_reminder_leaves_on_the_working_day_before(pair: Pair, mailoutbox: Outbox) -> None:
    planned(pair, place="Stationsweg 4")
    deliver(FRIDAY, dt.time(8, 59))
    assert mailoutbox == []
    deliver(FRIDAY)
    deliver(SUNDAY)
    deliver(NEXT_MONDAY)
    (mail,) = mailoutbox
    assert mail.to == ["cas@example.org"]
    assert mail.subject == "Je afspraak van maandag 30 november"
    assert "maandag 30 november om 10:00" in str(mail.body)
    assert "Op kantoor, Stationsweg 4" in str(mail.body)
    assert "Verhoeven" not in str(mail.body)


def test_a_closed_day_is_no_working_day(pair: Pair, mailoutbox: Outbox) -> None:
    ClosedDay.objects.create(organisation=pair.team.organisation, day=FRIDAY)
    planned(pair)
    deliver(FRIDAY - DAY)
    assert len(mailoutbox) == 1


def test_it_keeps_to_the_safe_hours(pair: Pair, mailoutbox: Outbox) -> None:
    Preference.objects.create(client=pair.client, safe_from=dt.time(16), safe_until=dt.time(18))
    planned(pair)
    deliver(FRIDAY, dt.time(15, 59))
    assert mailoutbox == []
    deliver(FRIDAY, dt.time(16))
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("made", "leaves"),
    [
        (at(FRIDAY, dt.time(14)), at(FRIDAY, dt.time(14))),
        # Nobody works on Saturday: on Monday at nine it can still be read before ten.
        (at(SATURDAY, TEN), at(NEXT_MONDAY, NINE)),
    ],
)
def test_planned_later_than_that_it_leaves_at_once(
    pair: Pair, mailoutbox: Outbox, made: dt.datetime, leaves: dt.datetime
) -> None:
    with clock.at(made):
        planned(pair)
    with clock.at(leaves - dt.timedelta(minutes=1)):
        deliver_due()
        assert mailoutbox == []
    with clock.at(leaves):
        deliver_due()
    assert len(mailoutbox) == 1


def _move(appointment: Appointment, pair: Pair) -> None:
    moved(appointment, NEXT_MONDAY + 7 * DAY)


def _call_off(appointment: Appointment, pair: Pair) -> None:
    called_off(appointment)


def _settle(appointment: Appointment, pair: Pair) -> None:
    settle(appointment=appointment, contact=logged(pair), by=pair.worker)


def _pause(appointment: Appointment, pair: Pair) -> None:
    start_pause(pair=pair, reason=PauseReason.DETENTION, since=clock.today(), by=None)


def _end(appointment: Appointment, pair: Pair) -> None:
    end_supervision(pair=pair, on=clock.today(), reason=EndReason.ORDER_ENDED, by=None)


@pytest.mark.parametrize(
    ("change", "reason"),
    [(_move, "moved"), (_call_off, "called off"), (_settle, "done"), (_pause, "paused"), (_end, "pair ended")],
)
def test_what_changed_before_it_left_is_not_sent(
    pair: Pair, mailoutbox: Outbox, change: Callable[[Appointment, Pair], None], reason: str
) -> None:
    made = planned(pair)
    change(made, pair)
    deliver(FRIDAY)
    assert mailoutbox == []
    message = Message.objects.get(kind=REMINDER, subject_id=made.pk)
    assert (message.state, message.reason) == (State.CANCELLED, reason)
    assert said(CALLED_OFF) == said(MOVED) == []


def test_it_is_looked_up_between_claim_and_hand_over(
    pair: Pair, mailoutbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker has claimed it and looked everything up; then the appointment is called off."""
    made, take_turn = planned(pair), delivery.timing.take_turn

    def late(*args: Any) -> bool:
        called_off(made)
        return take_turn(*args)

    monkeypatch.setattr(delivery.timing, "take_turn", late)
    deliver(FRIDAY)
    assert mailoutbox == []
    assert said(REMINDER) == [(State.CANCELLED, "called off")]
    assert said(CALLED_OFF) == []


def test_a_client_who_was_told_hears_that_it_moved(pair: Pair, mailoutbox: Outbox) -> None:
    made = planned(pair)
    deliver(FRIDAY)
    with clock.at(at(FRIDAY, dt.time(11))):
        moved(made, NEXT_MONDAY + 7 * DAY, dt.time(14))
        deliver_due()
    reminder, change = mailoutbox
    assert change.subject == "Je afspraak is verzet"
    assert "De oude afspraak was op maandag 30 november, 10:00." in str(change.body)
    assert "maandag 7 december om 14:00" in str(change.body)
    # So far ahead the client is reminded again.
    deliver(FRIDAY + 7 * DAY)
    assert [mail.subject for mail in mailoutbox[2:]] == ["Je afspraak van maandag 7 december"]


def test_moved_to_tomorrow_it_is_said_once(pair: Pair, mailoutbox: Outbox) -> None:
    made = planned(pair, NEXT_MONDAY + DAY)
    deliver(NEXT_MONDAY)
    with clock.at(at(NEXT_MONDAY, dt.time(11))):
        moved(made, NEXT_MONDAY + DAY, dt.time(15))
    deliver(NEXT_MONDAY, dt.time(12))
    deliver(NEXT_MONDAY + DAY)
    assert [mail.subject for mail in mailoutbox] == ["Je afspraak van dinsdag 1 december", "Je afspraak is verzet"]


def test_moved_twice_it_names_what_the_client_knew(pair: Pair, mailoutbox: Outbox) -> None:
    made = planned(pair)
    deliver(FRIDAY)
    with clock.at(at(FRIDAY, dt.time(20))):
        second = moved(made, NEXT_MONDAY + DAY)
        moved(second, NEXT_MONDAY + 2 * DAY)
    deliver(NEXT_MONDAY)
    changes = [mail for mail in mailoutbox if mail.subject == "Je afspraak is verzet"]
    (change,) = changes
    assert "De oude afspraak was op maandag 30 november, 10:00." in str(change.body)
    assert "woensdag 2 december" in str(change.body)


@pytest.mark.parametrize("moved_first", [False, True])
def test_a_client_who_was_told_hears_that_it_is_off(pair: Pair, mailoutbox: Outbox, moved_first: bool) -> None:
    made = planned(pair)
    deliver(FRIDAY)
    with clock.at(at(FRIDAY, dt.time(20))):
        called_off(moved(made, NEXT_MONDAY + DAY) if moved_first else made)
    deliver(NEXT_MONDAY)
    assert mailoutbox[-1].subject == "Je afspraak gaat niet door"
    assert "maandag 30 november om 10:00" in str(mailoutbox[-1].body)
    assert len(mailoutbox) == 2


def test_it_is_off_is_said_in_time_or_not_at_all(pair: Pair, mailoutbox: Outbox) -> None:
    made = planned(pair)
    deliver(FRIDAY)
    with clock.at(at(SUNDAY, TEN)):
        called_off(made)
    deliver(NEXT_MONDAY, dt.time(10, 1))
    assert len(mailoutbox) == 1
    assert said(CALLED_OFF) == [(State.CANCELLED, "past")]


@pytest.mark.parametrize("taken_back", [False, True])
def test_recorded_beforehand_as_moved_the_client_who_was_told_hears_it(
    pair: Pair, mailoutbox: Outbox, taken_back: bool
) -> None:
    made = planned(pair)
    deliver(FRIDAY)
    with clock.at(at(FRIDAY, dt.time(11))):
        contact = log_contact(
            pair=pair, method=made.method, at=made.starts_at, outcome=Outcome.MOVED, appointment=made, by=pair.worker,
            form_id=uuid.uuid4(),
        )  # fmt: skip
        deliver_due()
        assert len(mailoutbox) == 1
        if taken_back:
            undo_contact(contact=contact, by=pair.worker, typed={})
    deliver(FRIDAY, dt.time(11, 11))
    assert [mail.subject for mail in mailoutbox[1:]] == ([] if taken_back else ["Je afspraak gaat niet door"])


def test_recorded_afterwards_nothing_is_said(pair: Pair, mailoutbox: Outbox) -> None:
    made = planned(pair)
    deliver(FRIDAY)
    with clock.at(made.starts_at + DAY):
        settle(appointment=made, contact=logged(pair, outcome=Outcome.NO_SHOW), by=pair.worker)
    assert said(CALLED_OFF) == []


def test_the_next_worker_takes_the_reminder_over(pair: Pair, colleague: User, mailoutbox: Outbox) -> None:
    planned(pair)
    hand_over(pair=pair, to=colleague, on=clock.today(), by=None)
    deliver(FRIDAY)
    assert len(mailoutbox) == 1


def test_each_of_a_series_is_reminded_on_its_own_day(pair: Pair, mailoutbox: Outbox) -> None:
    series(pair, repeat=Repeat(1, times=3))
    deliver(FRIDAY)
    assert len(mailoutbox) == 1
    deliver(FRIDAY + 7 * DAY)
    assert len(mailoutbox) == 2


def test_planning_a_series_asks_a_constant_number_of_queries(pair: Pair, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(30):
        series(pair, repeat=Repeat(1, times=3))
    with django_assert_max_num_queries(30):
        series(pair, NEXT_MONDAY + DAY, repeat=Repeat(1, times=50))


Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(st.sampled_from(["plan", "move", "call off", "deliver", "wait"]), st.integers(0, 5), st.integers(1, 12)),
    max_size=9,
)


# The rules are the same on both engines; the second only looks whether its queries say so too.
@pytest.mark.django_db
@settings(
    max_examples=40 if connection.vendor == "sqlite" else 10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_at_most_one_reminder_of_what_stands_and_none_of_what_was_withdrawn_before(
    pair: Pair, mailoutbox: Outbox, steps: list[Step]
) -> None:
    """Whatever is planned, moved and called off, in whatever order with the days passing."""
    Message.objects.all().delete()
    Appointment.objects.update(instead_of=None)
    Appointment.objects.all().delete()
    now, withdrawn_at = at(dt.date(2026, 11, 23), dt.time(13)), {}
    for what, which, ahead in steps:
        with clock.at(now):
            standing = list(Appointment.objects.planned())
            one = standing[which % len(standing)] if standing else None
            day = now.date() + ahead * DAY
            if what == "plan":
                planned(pair, day, form_id=uuid.uuid4())
            elif what == "move" and one is not None:
                moved(one, day)
                withdrawn_at[one.pk] = now
            elif what == "call off" and one is not None:
                called_off(one)
                withdrawn_at[one.pk] = now
            elif what == "deliver":
                deliver_due()
        now += DAY if what == "wait" else dt.timedelta(minutes=7)
    with clock.at(now):
        deliver_due()
    sent = Message.objects.filter(kind=REMINDER, state=State.SENT)
    assert len({message.subject_id for message in sent}) == len(sent)
    for message in sent:
        assert message.left_at is not None
        assert message.subject_id not in withdrawn_at or message.left_at <= withdrawn_at[message.subject_id]
        assert message.left_at < Appointment.objects.get(pk=message.subject_id).starts_at
    waiting = Message.objects.filter(kind__in=[REMINDER, MOVED], state=State.NEW)
    stands = {one.pk for one in Appointment.objects.filter(state=AppointmentState.PLANNED)}
    assert {message.subject_id for message in waiting} <= stands
