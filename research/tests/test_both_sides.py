"""Both sides in one model: its intervals hold a known truth, those of a model that forgets the worker do not."""

from functools import partial

import numpy as np
import pytest

from research import fitting
from research.both_sides import CLIENT, WORKER, Followed, Score, Why, afterwards, course
from research.fitting import fit_afterwards, fit_course
from research.tests.simulated import (
    COURSE,
    RATIOS,
    followed,
    held,
    naive_afterwards,
    naive_course,
    scored,
)

WORKERS, EACH = 16, 6


def chance() -> np.random.Generator:
    return np.random.default_rng(3)


def test_what_came_afterwards_holds_the_truth_and_a_model_without_workers_does_not() -> None:
    draw = partial(followed, workers=WORKERS, each=EACH)
    ours, naive = held(draw, fit_afterwards, RATIOS, 80), held(draw, naive_afterwards, RATIOS, 80)
    assert ours["fitted"] == 1
    assert min(ours[CLIENT], ours[WORKER]) >= 0.89
    assert naive[WORKER] < 0.8


def test_the_course_holds_the_truth_and_a_model_without_pairs_and_workers_does_not() -> None:
    draw = partial(scored, workers=12, each=5)
    ours, naive = held(draw, partial(fit_course, parallel=True), COURSE, 14), held(draw, naive_course, COURSE, 40)
    assert ours["fitted"] == 1
    assert min(ours[name] for name in COURSE) >= 0.85
    assert naive["sides"] < 0.8


def test_of_many_pairs_a_faster_model_says_nearly_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = scored(chance(), 20, 6)
    slow = fit_course(rows, parallel=True)
    monkeypatch.setattr(fitting, "MOST_PAIRS", 0)
    fast = fit_course(rows, parallel=True)
    assert slow is not None
    assert fast is not None
    for one, other in zip(slow, fast, strict=True):
        assert (one.name, one.value) == (other.name, pytest.approx(other.value, abs=0.1))
        assert one.high - one.low == pytest.approx(other.high - other.low, rel=0.35)
    assert held(partial(scored, workers=12, each=5), partial(fit_course, parallel=True), COURSE, 60)["sides"] >= 0.88


def test_a_figure_says_of_how_many_pairs_and_workers_it_is() -> None:
    found = afterwards(followed(chance(), 10, 4), fit_afterwards)
    assert (found.pairs, found.workers, found.why) == (40, 10, None)
    assert [one.name for one in found.effects] == [CLIENT, WORKER]
    assert all(one.low < one.value < one.high for one in found.effects)


def test_friction_is_never_a_difference_between_the_sides() -> None:
    found = course(scored(chance(), 12, 5), parallel=False, fit=fit_course)
    assert [one.name for one in found.effects] == [CLIENT, WORKER]
    # Each side's own change, and not one of them the difference of both.
    assert found.effects[0].value == pytest.approx(COURSE["change"], abs=0.25)


@pytest.mark.parametrize(
    ("workers", "each", "why"),
    [(29, 1, Why.FEW_PAIRS), (9, 4, Why.FEW_WORKERS), (40, 1, Why.FEW_WORKERS), (10, 4, None)],
)
def test_too_few_pairs_or_workers_give_a_reason_and_no_figure(workers: int, each: int, why: Why | None) -> None:
    """Forty workers with a pair each say nothing of what a worker's pairs have in common."""
    for found in (
        afterwards(followed(chance(), workers, each), fit_afterwards),
        course(scored(chance(), workers, each * 2 if why is None else each), parallel=True, fit=fit_course),
    ):
        assert found.why == why
        assert bool(found.effects) == (why is None)


def test_what_hardly_ever_happened_gives_no_figure() -> None:
    rows = [Followed(f"w{n % 12}", n % 5, n % 4, 5 * int(n < 9), 50) for n in range(60)]
    assert afterwards(rows, fit_afterwards).why == Why.FEW_EVENTS


def test_what_cannot_be_estimated_is_said_and_is_no_number() -> None:
    same = [Followed(f"w{n % 12}", 3.0, 3.0, n % 2, 50) for n in range(60)]
    # It happened to all with the highest score, and to nobody else.
    split = [Followed(f"w{n % 11}", 1 + n % 5, 1 + n % 4, int(n % 5 == 4), 50) for n in range(60)]
    for rows in (same, split):
        found = afterwards(rows, fit_afterwards)
        assert (found.effects, found.why) == ((), Why.NO_FIT)
    flat = [
        Score(f"w{n % 12}", f"p{n}", rater, moment, 3.0)
        for n in range(60)
        for rater in (CLIENT, WORKER)
        for moment in ("intake", "m6")
    ]
    assert course(flat, parallel=True, fit=fit_course).why == Why.NO_FIT


def test_a_cell_that_is_too_small_gives_no_course() -> None:
    rows = [row for row in scored(chance(), 12, 5) if (row.rater, row.moment) != (CLIENT, "m6")]
    assert course(rows, parallel=True, fit=fit_course).why == Why.FEW_PAIRS
