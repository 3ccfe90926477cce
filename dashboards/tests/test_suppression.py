from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload.fewest import FEWEST, FEWEST_WORKERS
from dashboards.suppression import WIDTH, Counted, partition, quantile, together


def group(name: str, pairs: int, workers: int = 3) -> Counted:
    found = Counted()
    for n in range(pairs):
        found.add((name, n), (name, n % workers))
    return found


@pytest.mark.parametrize(
    ("pairs", "workers", "is_enough"), [(4, 4, False), (5, 2, False), (5, 3, True), (30, 1, False), (6, 6, True)]
)
def test_a_figure_needs_five_pairs_and_three_workers(pairs: int, workers: int, is_enough: bool) -> None:
    assert group("a", pairs, workers).is_enough is is_enough


def test_nothing_is_shown_of_nobody() -> None:
    assert not Counted().is_enough
    assert not together([]).is_enough


def test_one_pair_counted_five_times_is_still_one_pair() -> None:
    found = Counted()
    for n in range(9):
        found.add("one", n)
    assert found.count == 9
    assert not found.is_enough


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
    found = group("a", pairs, workers)
    assert found.is_enough is (pairs >= FEWEST and min(pairs, workers) >= FEWEST_WORKERS)


# ---------- who shows a figure, and over whom the organisation's is ----------


def parts(*groups: tuple[int, int], led: Sequence[str] = ()) -> tuple[str, str]:
    """The letters of the teams that show their figure, and of those that count in the organisation's only."""
    made = {name: group(name, *one) for name, one in zip("abcdefgh", groups, strict=False)}
    found = partition(made, [frozenset(led)] if led else [])
    return "".join(map(str, found.shown)), "".join(map(str, found.rest))


@pytest.mark.parametrize(
    ("groups", "shown", "rest"),
    [
        ([(5, 3), (20, 5)], "ab", ""),
        ([(5, 3), (4, 4)], "a", ""),
        # Whoever leads one of the two knows the other.
        ([(5, 3), (4, 4), (4, 4)], "a", ""),
        # Without one that somebody leads, and without one more, fewer than eight are left.
        ([(5, 3), (4, 4), (4, 4), (4, 4)], "a", ""),
        ([(5, 3), (4, 4), (4, 4), (4, 4), (4, 4)], "a", "bcde"),
        # Together they have workers enough.
        ([(30, 1), (30, 1), (30, 1), (30, 1)], "", "abcd"),
        ([(30, 1), (30, 1), (30, 1)], "", ""),
        # One large team among small ones is nearly all of them.
        ([(30, 2), (2, 2), (2, 2), (2, 2)], "", ""),
        # A team without anybody hides nobody.
        ([(5, 3), (4, 4), (4, 4), (0, 1)], "a", ""),
    ],
)
def test_the_rest_counts_when_it_hides_each_of_its_teams(groups: list[tuple[int, int]], shown: str, rest: str) -> None:
    assert parts(*groups) == (shown, rest)


def test_who_leads_all_that_count_would_learn_that_the_others_have_nobody() -> None:
    groups = [*[(4, 4)] * 5, (0, 1)]
    assert parts(*groups) == ("", "abcde")
    assert parts(*groups, led="abcde") == ("", "")
    assert parts(*groups, led="abcdef") == ("", "abcde")


def test_who_leads_several_of_the_rest_knows_more() -> None:
    five = [(4, 4)] * 5
    assert parts(*five) == ("", "abcde")
    assert parts(*five, led="ab") == ("", "abcde")
    assert parts(*five, led="abc") == ("", "")
    # Who leads them all has nothing left to find out.
    assert parts(*five, led="abcde") == ("", "abcde")


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 4)), min_size=1, max_size=8), st.sets(st.integers(0, 7)))
def test_whoever_is_subtracted_leaves_enough(sizes: list[tuple[int, int]], leads: set[int]) -> None:
    groups = {n: group(str(n), *size) for n, size in enumerate(sizes)}
    found = partition(groups, [frozenset(leads)])
    assert all(groups[team].is_enough for team in found.shown)
    for known in (set(), leads, *({team} for team in found.rest)):
        left = together(groups[team] for team in found.rest if team not in known)
        assert not left.pairs or (left.is_enough and len(left.pairs) >= WIDTH)
