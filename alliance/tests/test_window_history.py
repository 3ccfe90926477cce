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


class Life:
    """One supervision's moves, through the actions that the pages use; what they refuse changes nothing."""

    def __init__(self, pair: Pair, workers: list[User]) -> None:
        self.pair, self.workers = pair, workers

    def do(self, move: str, back: int) -> None:
        self.today, self.now, self.back = clock.today(), current(self.pair), back
        self.asking = [m for m in Measurement.objects.filter(pair=self.now).with_people() if not m.is_revealed]
        getattr(self, move.replace(" ", "_"))()

    def extra(self) -> None:
        instrument = short_form() if self.back % 2 else instrument_for(self.now.team.organisation)
        actions.plan_extra(pair=self.now, instrument=instrument, by=self.now.worker)

    def postpone(self) -> None:
        for waiting in [m for m in self.asking if m.closes_on > self.today][:1]:
            weeks = (2, 4, 8)[self.back % 3]
            actions.postpone(measurement=waiting, weeks=weeks, reason="ill", by=self.now.worker)

    def late(self) -> None:
        if closed := [m for m in self.asking if m.opened_at and m.closes_on <= self.today]:
            chosen = closed[self.back % len(closed)]
            actions.allow_late(measurement=chosen, reason="other", by=self.now.worker)

    def complete(self) -> None:
        for measurement in Measurement.objects.open_on(self.today).filter(pair=self.now, revealed_at=None):
            reveal(Measurement.objects.with_people().get(pk=measurement.pk))

    def pause(self) -> None:
        pauses.start_pause(pair=self.now, reason="detention", since=self.today, by=self.now.worker)

    def pause_long_known(self) -> None:
        since = self.today - self.back * DAY
        pauses.start_pause(pair=self.now, reason="illness", since=since, by=self.now.worker)

    def go_on(self) -> None:
        pauses.end_pause(pair=self.now, until=self.today, by=self.now.worker)

    def go_on_since(self) -> None:
        pauses.end_pause(pair=self.now, until=self.today - self.back * DAY, by=self.now.worker)

    def hand_over(self) -> None:
        to = next(other for other in self.workers if other.pk != self.now.worker_id)
        new = caseload_actions.hand_over(pair=self.now, to=to, on=self.today, by=None)
        actions.plan_measurements(today=self.today, pairs=Pair.objects.filter(pk=new.pk))

    def end(self) -> None:
        caseload_actions.end_supervision(pair=self.now, on=self.today, reason="completed", by=None)


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
    """`passed` days later a move; `back` is how long ago it is said to have begun, or which of several it takes."""
    life = Life(pair, workers)
    moment = clock.now()
    run_day(pair)
    for move, passed, back in history:
        moment += passed * DAY
        with clock.at(moment):
            run_day(pair)
            with contextlib.suppress(ValidationError):
                life.do(move, back)
            check(pair)
            run_day(pair)
            check(pair)
    with clock.at(moment + 200 * DAY):
        run_day(pair)
        check(pair)
