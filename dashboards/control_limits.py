"""How far a team's share may lie from the mean by chance alone. Pure.

Exact limits of the binomial distribution for each size, interpolated between whole numbers so that they make a curve:
Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24(8), 1185-1202,
appendix A.1.1. The upper limit is made as the lower one of the complement. So a share beyond a limit is precisely one
that chance gives less often than the tail says, on either side.

Where teams differ by more than chance explains (contacts of one case are alike, areas differ), all limits are set
wider by one factor, after the same paper and Spiegelhalter (2005), Handling over-dispersion of performance indicators,
Quality and Safety in Health Care 14(5), 347-351: else nearly every team would lie outside and the plot would say
nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# Of 95 and of 99.8 per cent: what lies below, and as much above.
INNER, OUTER = 0.025, 0.001
# Fewer teams say nothing about how much teams differ.
FEWEST_TEAMS = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """Shares from 0 to 1: the outer and the inner limit below the mean, then the inner and the outer one above it."""

    outer_low: float
    inner_low: float
    inner_high: float
    outer_high: float

    def wider(self, mean: float, factor: float) -> "Limits":
        """As far from the mean times `factor`, and never beyond 0 or 1."""
        ends = (self.outer_low, self.inner_low, self.inner_high, self.outer_high)
        return Limits(*(min(1.0, max(0.0, mean + (end - mean) * factor)) for end in ends))


@lru_cache(maxsize=16384)
def limits(n: int, mean: float) -> Limits:
    """The limits for a team of which `n` are counted; `mean` lies strictly between 0 and 1."""
    return Limits(
        _low_end(n, mean, OUTER),
        _low_end(n, mean, INNER),
        1 - _low_end(n, 1 - mean, INNER),
        1 - _low_end(n, 1 - mean, OUTER),
    )


def _low_end(n: int, mean: float, tail: float) -> float:
    """The share below which chance brings a team of `n` less often than `tail`."""
    # What lies further away is too rare to count: 9 standard deviations, and some more where the curve is steep.
    r = max(0, int(n * mean - 9 * math.sqrt(n * mean * (1 - mean))) - 12)
    below = 0.0
    while below + (here := _probability(r, n, mean)) < tail:
        below += here
        r += 1
    return max(0.0, (r - (below + here - tail) / here) / n)


def _probability(r: int, n: int, mean: float) -> float:
    ways = math.lgamma(n + 1) - math.lgamma(r + 1) - math.lgamma(n - r + 1)
    return math.exp(ways + r * math.log(mean) + (n - r) * math.log1p(-mean))


def widening(teams: Sequence[tuple[int, int]], mean: float) -> float:
    """By which factor the limits are set wider; 1 unless these teams, (count, of), clearly differ by more than chance.

    The root of the mean of the squared z-scores, of which the lowest and highest tenth are drawn in (winsorised), so
    that a few who are really different do not widen the limits for themselves.
    """
    if len(teams) < FEWEST_TEAMS:
        return 1.0
    scores = sorted((count / of - mean) / math.sqrt(mean * (1 - mean) / of) for count, of in teams)
    cut = len(scores) // 10
    drawn_in = [scores[cut]] * cut + scores[cut:-cut] + [scores[-cut - 1]] * cut
    squares = sum(score * score for score in drawn_in) / len(drawn_in)
    return math.sqrt(squares) if squares > 1 + 2 * math.sqrt(2 / len(scores)) else 1.0
