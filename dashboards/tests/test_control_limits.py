"""Control limits, held against another's binomial distribution."""

import math
import random

import pytest
from scipy.stats import binom

from dashboards.control_limits import INNER, OUTER, limits, widening

SIZES = (1, 5, 12, 30, 118, 640, 2400)
MEANS = (0.004, 0.07, 0.31, 0.5, 0.82, 0.985)


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("mean", MEANS)
def test_beyond_a_limit_is_what_chance_gives_less_often_than_the_tail(n: int, mean: float) -> None:
    found = limits(n, mean)
    for r in range(n + 1):
        at_most, at_least = binom.cdf(r, n, mean), binom.sf(r - 1, n, mean)
        for tail, low, high in (
            (INNER, found.inner_low, found.inner_high),
            (OUTER, found.outer_low, found.outer_high),
        ):
            assert (r / n < low) == (at_most < tail), (r, tail)
            assert (r / n > high) == (at_least < tail), (r, tail)


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("mean", MEANS)
def test_the_lower_limit_is_the_one_of_the_paper(n: int, mean: float) -> None:
    """Appendix A.1.1: (r - alpha) / n, r the smallest number that is at most reached with this chance."""
    for tail, found in ((INNER, limits(n, mean).inner_low), (OUTER, limits(n, mean).outer_low)):
        r = binom.ppf(tail, n, mean)
        alpha = (binom.cdf(r, n, mean) - tail) / binom.pmf(r, n, mean)
        assert found == pytest.approx(max(0.0, (r - alpha) / n), abs=1e-9)


def test_limits_are_nested_and_narrow_with_size() -> None:
    for mean in MEANS:
        for n in SIZES:
            found = limits(n, mean)
            ordered = [found.outer_low, found.inner_low, mean, found.inner_high, found.outer_high]
            assert ordered == sorted(ordered)
            assert found.outer_low >= 0
            assert found.outer_high <= 1
        assert limits(2400, mean).outer_high < limits(30, mean).outer_high


def test_wider_stays_a_share() -> None:
    found = limits(30, 0.31).wider(0.31, 3)
    assert (found.outer_low, found.outer_high) == (0, 1)
    assert found.inner_high - 0.31 == pytest.approx(3 * (limits(30, 0.31).inner_high - 0.31))


def test_chance_alone_widens_nothing() -> None:
    dice = random.Random(4)
    widened = 0
    for _ in range(40):
        teams = [(sum(dice.random() < 0.4 for _ in range(60)), 60) for _ in range(40)]
        widened += widening(teams, 0.4) > 1
    assert widened <= 2


def test_real_differences_widen_as_much_as_they_are() -> None:
    """Teams with means of 20 to 60 per cent: far more than chance."""
    dice = random.Random(4)
    teams = []
    for _ in range(60):
        own = 0.2 + 0.4 * dice.random()
        teams.append((sum(dice.random() < own for _ in range(200)), 200))
    assert widening(teams, 0.4) == pytest.approx(math.sqrt(1 + 0.4**2 / 12 * 200 / 0.24), rel=0.25)


def test_a_few_who_differ_do_not_widen_for_themselves() -> None:
    teams = [(24 + n % 5 - 2, 60) for n in range(38)] + [(60, 60), (59, 60)]
    assert widening(teams, 0.4) == 1


def test_few_teams_say_nothing_about_how_much_teams_differ() -> None:
    assert widening([(0, 60), (60, 60), (30, 60)], 0.5) == 1
