"""Geometry of a dot chart: one small mark per pair at its score, stacked where scores are alike. Pure.

For a reader to whom each single score is known anyway; a chart of many people's scores is `distribution.py`.
Colour and words are the template's (`components/dot_chart.html`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

WIDTH = 400.0
AXIS_LEFT, AXIS_RIGHT = 70.0, 330.0
AXIS_TOP = 18.0
HEADING_STEP, ROW_STEP, GROUP_STEP = 26.0, 30.0, 8.0
DOT_STEP, DOT_ROOM = 7.0, 16.0
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class SideScores:
    """One side at one moment: a score per pair, in any order."""

    side: str
    label: str
    scores: Sequence[Decimal]


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Strip:
    """The marks of one side above the line `y`, which begins at `top`; `n` is how many there are."""

    side: str
    label: str
    y: float
    top: float
    dots: tuple[Dot, ...]

    @property
    def n(self) -> int:
        return len(self.dots)


@dataclass(frozen=True, slots=True)
class DrawnGroup:
    label: str
    y: float
    strips: tuple[Strip, ...]


@dataclass(frozen=True, slots=True)
class DotChart:
    key: str
    title: str
    height: float
    axis: tuple[tuple[int, float], ...]
    groups: tuple[DrawnGroup, ...]
    width: float = WIDTH
    ends: tuple[float, float] = (AXIS_LEFT, AXIS_RIGHT)


def dot_chart(
    *, key: str, title: str, groups: Sequence[tuple[str, Sequence[SideScores]]], low: int, high: int
) -> DotChart:
    """The chart of one scale, a group per moment; scores lie between `low` and `high` and are drawn to one decimal."""
    y = AXIS_TOP
    drawn = []
    for label, rows in groups:
        y += HEADING_STEP
        heading, strips = y, []
        for row in rows:
            top = y + 6
            y += max(ROW_STEP, DOT_ROOM + DOT_STEP * _highest(row))
            strips.append(Strip(row.side, row.label, y, top, _dots(row, y, low, high)))
        drawn.append(DrawnGroup(label, heading, tuple(strips)))
        y += GROUP_STEP
    axis = tuple((value, _x(Decimal(value), low, high)) for value in range(low, high + 1))
    return DotChart(key, title, y + GROUP_STEP, axis, tuple(drawn))


def _rounded(score: Decimal) -> Decimal:
    return score.quantize(TENTH, ROUND_HALF_UP)


def _highest(row: SideScores) -> int:
    return max(Counter(map(_rounded, row.scores)).values(), default=0)


def _dots(row: SideScores, y: float, low: int, high: int) -> tuple[Dot, ...]:
    """In the order of the scores, so that nothing tells whose is whose."""
    stacked: Counter[Decimal] = Counter()
    dots = []
    for score in sorted(map(_rounded, row.scores)):
        dots.append(Dot(_x(score, low, high), y - DOT_STEP * (0.7 + stacked[score])))
        stacked[score] += 1
    return tuple(dots)


def _x(score: Decimal, low: int, high: int) -> float:
    return round(AXIS_LEFT + float(score - low) / (high - low) * (AXIS_RIGHT - AXIS_LEFT), 1)
