"""What was to be sent against what was: a difference that is really made is found."""

import csv
import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from alliance import actions, expected
from alliance.models import Measurement, due
from alliance.tasks import do_what_is_due
from alliance.tests.factories import open_measurement
from audit import clock
from caseload.models import Pair
from messaging import delivery
from messaging.models import Message, State

DAY = dt.timedelta(days=1)


def later(days: int):  # noqa: ANN201
    return clock.at(clock.now() + days * DAY)


@pytest.fixture
def first_day(pair: Pair, anna: User) -> dt.date:
    """A week of a moment that nobody answers: invited on its first day, reminded on the fourth and the eighth."""
    open_measurement(pair)
    actions.give_pin(pair=pair, handed_over_by="phone", by=anna)
    for day in range(9):
        with later(day):
            do_what_is_due()
            delivery.deliver_due()
    return clock.today()


def reconcile(first: dt.date) -> tuple[str, int]:
    out = io.StringIO()
    status = 0
    with later(9):
        try:
            call_command("reconcile_messages", "--from", str(first), "--until", str(first + 8 * DAY), stdout=out)
        except SystemExit as ended:
            status = int(str(ended.code))
    return out.getvalue(), status


def test_all_as_it_should_be(first_day: dt.date) -> None:
    table, status = reconcile(first_day)
    assert status == 0, table
    lines = [line.split()[:4] for line in table.splitlines()[1:-1]]
    assert lines == [
        ["2026-11-23", "alliance.invitation", "2", "2"],
        ["2026-11-26", "alliance.reminder", "2", "2"],
        ["2026-11-30", "alliance.reminder", "2", "2"],
    ]
    assert table.splitlines()[-1] == "2026-11-23 to 2026-12-01: 6 prepared, 0 differences"


@pytest.mark.parametrize(
    ("state", "column"), [(State.FAILED, "failed"), (State.UNSURE, "unsure"), (State.NEW, "overdue")]
)
def test_what_did_not_leave_is_a_difference(first_day: dt.date, state: State, column: str) -> None:
    one = Message.objects.filter(kind=due.REMINDER, number=1).first()
    assert one is not None
    Message.objects.filter(pk=one.pk).update(state=state)
    assert reconcile(first_day)[1] == 1
    with later(9):
        (line,) = [line for line in expected.lines(first_day, first_day + 8 * DAY) if line.differs]
    assert (line.day, line.kind, getattr(line, column)) == (first_day + 3 * DAY, due.REMINDER, 1)


def test_what_was_never_prepared_is_lacking_on_its_days(first_day: dt.date) -> None:
    one = Message.objects.filter(kind=due.REMINDER, number=2).first()
    assert one is not None
    one.delete()
    assert reconcile(first_day)[1] == 1
    with later(9):
        lacking = [
            (line.day, line.expected, line.prepared)
            for line in expected.lines(first_day, first_day + 8 * DAY)
            if line.lacking
        ]
    assert lacking == [(first_day + 7 * DAY, 2, 1), (first_day + 8 * DAY, 1, 0)]


def test_a_silent_day_shows_and_the_day_after_makes_up_for_it(pair: Pair) -> None:
    open_measurement(pair)
    for day in (1, 2, 4):
        with later(day):
            do_what_is_due()
    with later(6):
        first = clock.today() - 6 * DAY
        found = [
            (line.day, line.lacking, line.prepared)
            for line in expected.lines(first, first + 5 * DAY)
            if line.kind == due.REMINDER
        ]
    assert found == [(first + 3 * DAY, 1, 0), (first + 4 * DAY, 0, 1)]


def test_what_should_not_have_been_prepared_is_too_much(first_day: dt.date) -> None:
    moment = Measurement.objects.with_people().get(kind="intake")
    with later(8):
        message = actions.reminding.outbox.message(
            kind=due.REMINDER, subject_id=moment.pk, side="client", pair=moment.pair, number=3
        )
        actions.reminding.outbox.queue([message])
        Message.objects.filter(pk=message.pk).update(state=State.SENT)
    assert reconcile(first_day)[1] == 1
    with later(9):
        (line,) = [line for line in expected.lines(first_day, first_day + 8 * DAY) if line.differs]
    assert (line.day, line.prepared, line.expected) == (first_day + 8 * DAY, 1, 0)


def test_of_one_organisation_only(first_day: dt.date, olaf: User, anna: User) -> None:
    with later(9):
        assert expected.lines(first_day, first_day + 8 * DAY, organisation=olaf.organisation) == []
        assert len(expected.lines(first_day, first_day + 8 * DAY, organisation=anna.organisation)) == 3


# ---------- send_due ----------


def preview(*arguments: str) -> list[dict[str, str]]:
    out = io.StringIO()
    call_command("send_due", "--dry-run", *arguments, stdout=out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_what_would_leave_next_week(pair: Pair, anna: User) -> None:
    open_measurement(pair)
    actions.give_pin(pair=pair, handed_over_by="phone", by=anna)
    before = Message.objects.count()
    rows = preview()
    assert sorted((row["day"], row["kind"], row["side"], row["number"]) for row in rows) == [
        ("2026-11-23", due.INVITATION, "client", "0"),
        ("2026-11-23", due.INVITATION, "worker", "0"),
        ("2026-11-26", due.REMINDER, "client", "1"),
        ("2026-11-26", due.REMINDER, "worker", "1"),
    ]
    assert {row["pair"] for row in rows} == {str(pair.pk)}
    assert "Cas" not in str(rows)
    assert "@" not in str(rows)
    assert Message.objects.count() == before
    assert not Message.objects.exclude(state=State.NEW).exists()
    assert [row["kind"] for row in preview("--on", "2026-11-26")] == [due.REMINDER] * 2


def test_a_moment_that_opens_next_week_is_in_it(pair: Pair) -> None:
    actions.plan_measurements(today=clock.today())
    rows = preview()
    assert [(row["kind"], row["side"]) for row in rows] == [(due.INVITATION, "worker")]


def test_by_hand_does_what_the_scheduler_does(pair: Pair) -> None:
    out = io.StringIO()
    call_command("send_due", stdout=out)
    assert out.getvalue().strip() == "1 moments opened, 0 messages prepared, 1 sent"
    assert Message.objects.get().state == State.SENT


def test_another_day_is_only_looked_at(pair: Pair) -> None:
    with pytest.raises(CommandError, match="only a dry run"):
        call_command("send_due", "--on", "2026-12-24")
    with pytest.raises(CommandError, match="past day"):
        preview("--on", "2026-11-01")
