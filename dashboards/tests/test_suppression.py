from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload.fewest import FEWEST, FEWEST_WORKERS
from dashboards.suppression import Scored, distribution, quantile


def scored(pairs: int, workers: int) -> list[Scored]:
    return [Scored(pair=n, worker=n % workers, score=Decimal(n % 5 + 1)) for n in range(pairs)]


@pytest.mark.parametrize(
    ("pairs", "workers", "too_few"),
    [(4, 4, "pairs"), (5, 2, "workers"), (5, 3, ""), (30, 1, "workers"), (6, 6, "")],
)
def test_a_figure_needs_five_pairs_and_three_workers(pairs: int, workers: int, too_few: str) -> None:
    found = distribution(scored(pairs, workers))
    assert found.too_few == too_few
    assert found.is_hidden == bool(too_few)


def test_nothing_is_shown_of_nobody() -> None:
    assert distribution([]).is_hidden


def test_a_hidden_figure_keeps_no_number() -> None:
    found = distribution(scored(4, 4))
    assert (found.n, found.lower, found.median, found.upper) == (0, None, None, None)


def test_one_pair_counted_five_times_is_still_one_pair() -> None:
    rows = [Scored(pair=1, worker=n, score=Decimal(3)) for n in range(9)]
    assert distribution(rows).too_few == "pairs"


@pytest.mark.parametrize(
    ("scores", "lower", "median", "upper"),
    [
        ([1, 2, 3, 4, 5], "2", "3", "4"),
        ([1, 2, 3, 4], "1.75", "2.5", "3.25"),
        ([2], "2", "2", "2"),
    ],
)
def test_quartiles(scores: list[int], lower: str, median: str, upper: str) -> None:
    row = [Decimal(score) for score in scores]
    found = [quantile(row, Fraction(quarter, 4)) for quarter in (1, 2, 3)]
    assert found == [Decimal(lower), Decimal(median), Decimal(upper)]


@given(st.integers(0, 40), st.integers(1, 10))
def test_shown_only_above_both_bounds(pairs: int, workers: int) -> None:
    rows = scored(pairs, workers)
    found = distribution(rows)
    enough = pairs >= FEWEST and len({row.worker for row in rows}) >= FEWEST_WORKERS
    assert found.is_hidden is not enough
    if enough:
        assert found.lower <= found.median <= found.upper
        assert found.n == pairs
