"""Whatever happens to a pair's windows, in whatever order: they stay in a row, and nothing opens when it may not."""

import contextlib
import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from alliance import actions
from alliance.actions.instruments import instrument_for, short_form
from alliance.models import Measurement, MomentKind
from alliance.tasks import do_what_is_due
from alliance.tests.factories import reveal
from audit import clock
from caseload import actions as caseload_actions
from caseload import pauses
from caseload.models import Pair, Pause
from caseload.tests.factories import start_pair

DAY = dt.timedelta(days=1)
MOVES = [
    "extra",
    "postpone",
    "late",
    "complete",
    "pause",
    "pause long known",
    "go on",
    "go on since",
    "hand over",
    "end",
]


def current(pair: Pair) -> Pair:
    return Pair.objects.with_people().filter(supervision=pair.supervision_id).order_by("starts_on", "is_first").last()


def do(move: str, pair: Pair, others: list[User], back: int) -> None:
    """One move, through the actions that the pages use; what they refuse changes nothing."""
    today, now = clock.today(), current(pair)
    running = [m for m in Measurement.objects.filter(pair=now).with_people() if not m.is_revealed]
    closed = [m for m in running if m.opened_at and m.closes_on <= today]
    waiting = [m for m in running if m.closes_on > today]
    if move == "extra":
        instrument = short_form() if back % 2 else instrument_for(now.team.organisation)
        actions.plan_extra(pair=now, instrument=instrument, by=now.worker)
    elif move == "postpone" and waiting:
        actions.postpone(measurement=waiting[0], weeks=(2, 4, 8)[back % 3], reason="ill", by=now.worker)
    elif move == "late" and closed:
        actions.allow_late(measurement=closed[back % len(closed)], reason="other", by=now.worker)
    elif move == "complete":
        for measurement in Measurement.objects.open_on(today).filter(pair=now, revealed_at=None).with_people():
            reveal(measurement)
    elif move == "pause":
        pauses.start_pause(pair=now, reason="detention", since=today, by=now.worker)
    elif move == "pause long known":
        pauses.start_pause(pair=now, reason="illness", since=today - back * DAY, by=now.worker)
    elif move == "go on":
        pauses.end_pause(pair=now, until=today, by=now.worker)
    elif move == "go on since":
        pauses.end_pause(pair=now, until=today - back * DAY, by=now.worker)
    elif move == "hand over":
        to = next(other for other in others if other.pk != now.worker_id)
        new = caseload_actions.hand_over(pair=now, to=to, on=today, by=None)
        actions.plan_measurements(today=today, pairs=Pair.objects.filter(pk=new.pk))
    elif move == "end":
        caseload_actions.end_supervision(pair=now, on=today, reason="completed", by=None)


def check(pair: Pair) -> None:
    today = clock.today()
    for one in Pair.objects.filter(supervision=pair.supervision_id):
        row = list(Measurement.objects.filter(pair=one).exclude(kind=MomentKind.EXTRA).order_by("months"))
        for before, after in zip(row, row[1:], strict=False):
            assert before.opens_on < before.closes_on <= after.opens_on
        assert len([m for m in Measurement.objects.open_on(today).filter(pair=one) if m.is_scheduled]) <= 1


def run_day(pair: Pair) -> None:
    """The scheduler's day: what it opens, it opens in its window, of a pair that runs and does not stand still."""
    today = clock.today()
    unopened = set(Measurement.objects.filter(opened_at=None).values_list("pk", flat=True))
    do_what_is_due()
    for opened in Measurement.objects.filter(pk__in=unopened, opened_at__isnull=False).select_related("pair"):
        assert opened.opens_on <= today < opened.closes_on
        assert opened.pair.ends_on is None
        assert not Pause.objects.running_on(today).filter(supervision=pair.supervision_id).exists()


@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 120), st.integers(0, 90)), max_size=10))
def test_windows_stay_in_a_row_whatever_happens(
    anna: User, colleague: User, history: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        live(start_pair(worker=anna), [anna, colleague], history)
        transaction.set_rollback(True)


def live(pair: Pair, workers: list[User], history: list[tuple[str, int, int]]) -> None:
    """`passed` days later a move; `back` is how long ago it is said to have begun, and chooses where there is choice."""
    moment = clock.now()
    run_day(pair)
    for move, passed, back in history:
        moment += passed * DAY
        with clock.at(moment):
            run_day(pair)
            with contextlib.suppress(ValidationError):
                do(move, pair, workers, back)
            check(pair)
            run_day(pair)
            check(pair)
    with clock.at(moment + 200 * DAY):
        run_day(pair)
        check(pair)
