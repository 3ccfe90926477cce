"""Planning, opening, inviting and reminding: once each, whatever is run twice."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from alliance import actions
from alliance.models import Measurement, Rater
from alliance.tasks import do_what_is_due
from alliance.tests.factories import answer, fill_in, open_measurement
from audit import clock
from caseload.actions import end_supervision, hand_over
from caseload.models import Pair
from caseload.tests.factories import start_pair
from messaging.models import Message

DAY = dt.timedelta(days=1)


def later(days: int):  # noqa: ANN201
    return clock.at(clock.now() + days * DAY)


def kinds(pair: Pair) -> list[str]:
    return [m.label for m in Measurement.objects.filter(pair=pair)]


def test_a_new_pair_gets_intake_and_six_months(pair: Pair) -> None:
    do_what_is_due()
    intake, half_year = Measurement.objects.filter(pair=pair)
    assert (intake.kind, intake.opens_on, intake.last_day) == (
        "intake",
        pair.starts_on,
        pair.starts_on + 41 * DAY,
    )
    assert (half_year.months, half_year.opens_on) == (6, dt.date(2027, 5, 13))
    assert half_year.closes_on == dt.date(2027, 8, 13)
    assert intake.opened_at is not None
    assert half_year.opened_at is None


def test_running_it_again_changes_nothing(pair: Pair) -> None:
    for _ in range(3):
        do_what_is_due()
    assert Measurement.objects.count() == 2
    assert Message.objects.count() == 1


def test_a_handover_gets_no_second_intake(pair: Pair, colleague: User) -> None:
    do_what_is_due()
    new = hand_over(pair=pair, to=colleague, on=clock.today(), by=None)
    do_what_is_due()
    assert kinds(new) == ["Na overdracht", "6 maanden"]
    assert kinds(pair) == ["Intake", "6 maanden"]


def test_an_old_supervision_starts_without_baseline(anna: User) -> None:
    pair = start_pair(worker=anna, starts_on=clock.today() - 43 * DAY)
    do_what_is_due()
    [only] = Measurement.objects.filter(pair=pair)
    assert (only.label, only.without_baseline) == ("6 maanden", True)


def test_the_next_regular_moment_follows_when_a_window_has_passed(pair: Pair) -> None:
    do_what_is_due()
    with later(300):
        do_what_is_due()
        assert kinds(pair) == ["Intake", "6 maanden", "12 maanden"]


def test_an_ended_pair_is_asked_nothing_more(pair: Pair) -> None:
    do_what_is_due()
    end_supervision(pair=pair, on=clock.today(), reason="completed", by=None)
    with later(200):
        do_what_is_due()
    assert Measurement.objects.filter(opened_at__isnull=False).count() == 1
    assert Message.objects.filter(kind="alliance.reminder").count() == 0


def test_the_instrument_is_pinned_when_the_moment_opens(intake: Measurement) -> None:
    assert intake.instrument is not None
    assert (intake.instrument.key, intake.instrument.version) == ("wa-gk-demo", "1.0")


def test_reminder_after_three_days_once_per_side(pair: Pair, anna: User) -> None:
    measurement = open_measurement(pair)
    actions.give_pin(pair=pair, handed_over_by="phone", by=anna)
    with later(2):
        assert actions.queue_reminders(today=clock.today()) == 0
    with later(3):
        assert actions.queue_reminders(today=clock.today()) == 2
        assert actions.queue_reminders(today=clock.today()) == 0
    assert Message.objects.filter(kind="alliance.reminder", subject_id=measurement.pk).count() == 2


@pytest.mark.parametrize("side", list(Rater))
def test_who_answered_or_put_it_off_is_not_reminded(pair: Pair, anna: User, side: Rater) -> None:
    measurement = open_measurement(pair)
    actions.give_pin(pair=pair, handed_over_by="phone", by=anna)
    answer(measurement, side)
    actions.say_not_now(measurement=measurement, rater=side.other, by=None)
    with later(8):
        assert actions.queue_reminders(today=clock.today()) == 0


def test_a_draft_does_not_stop_the_reminder(pair: Pair) -> None:
    fill_in(open_measurement(pair), Rater.WORKER)
    with later(8):
        assert actions.queue_reminders(today=clock.today()) == 1


def test_switched_off_invites_nobody(pair: Pair, team: Team) -> None:
    Team.objects.update(invitations_since=None)
    do_what_is_due()
    assert Measurement.objects.filter(opened_at__isnull=False).exists()
    with later(9):
        do_what_is_due()
    assert not Message.objects.exists()


def test_opening_is_set_based(anna: User) -> None:
    start_pair(worker=anna)
    actions.plan_measurements(today=clock.today())
    actions.open_due(today=clock.today())
    counts = []
    for pairs in (2, 12):
        for _ in range(pairs):
            start_pair(worker=anna)
        actions.plan_measurements(today=clock.today())
        with CaptureQueriesContext(connection) as queries:
            assert actions.open_due(today=clock.today()) == pairs
        counts.append(len(queries))
    assert counts[0] == counts[1]
