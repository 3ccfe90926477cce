"""Geometry of a distribution on a team or organisation page: median and quartiles with n, per moment and side.

Never a mark per pair, nor a smallest or largest score: one of those can be one person.
Colour and words are the template's (`components/distribution_chart.html`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Side = Literal["client", "worker"]
Number = Decimal | float

WIDTH = 400.0
AXIS_LEFT, AXIS_RIGHT = 70.0, 294.0
AXIS_TOP = 18.0
HEADING_STEP, ROW_STEP, GROUP_STEP = 26.0, 30.0, 8.0
BOX_HEIGHT = 16.0
HATCH_STEP = 8
WORDS_CHAR = 7.4  # width at the template's font size


@dataclass(frozen=True)
class Quartiles:
    """Of `n` scores: the lower quartile, the median and the upper quartile."""

    lower: Number
    median: Number
    upper: Number
    n: int


@dataclass(frozen=True)
class SideRow:
    """One side at one moment; without `quartiles` the words `hidden` stand there. `mark`: the median of all teams."""

    side: Side
    label: str
    quartiles: Quartiles | None
    hidden: str = ""
    mark: Number | None = None


@dataclass(frozen=True)
class Group:
    """One moment. With `hidden` the whole moment is withheld and its rows are not drawn."""

    label: str
    rows: Sequence[SideRow]
    hidden: str = ""


@dataclass(frozen=True)
class Tick:
    value: int
    x: float


@dataclass(frozen=True)
class Box:
    """From the lower to the upper quartile, with the median at `median_x`."""

    x: float
    y: float
    width: float
    height: float
    median_x: float
    figures: Quartiles


@dataclass(frozen=True)
class Strip:
    """One drawn row around the line `y`, from `top` to `bottom`: a box with the median, or a hatch and words."""

    side: Side
    label: str
    y: float
    top: float
    bottom: float
    box: Box | None
    hatch: str
    hidden: str
    mark_x: float | None = None


@dataclass(frozen=True)
class DrawnGroup:
    label: str
    y: float
    hidden: str
    hatch: str
    strips: tuple[Strip, ...]


@dataclass(frozen=True)
class DistributionChart:
    key: str
    title: str
    low: int
    high: int
    width: float
    height: float
    ends: tuple[float, float]  # left and right end of the axis
    axis: tuple[Tick, ...]
    groups: tuple[DrawnGroup, ...]

    @property
    def is_empty(self) -> bool:
        return not any(strip.box for group in self.groups for strip in group.strips)


def distribution_chart(
    *, key: str, title: str, groups: Sequence[Group], low: int = 1, high: int = 5
) -> DistributionChart:
    """The chart of one scale; `key` makes ids unique on the page, scores lie between `low` and `high`."""
    y = AXIS_TOP
    drawn: list[DrawnGroup] = []
    for group in groups:
        y += HEADING_STEP
        heading_y = y
        strips: list[Strip] = []
        for row in () if group.hidden else group.rows:
            y += ROW_STEP
            strips.append(_strip(row, y, low, high))
        if group.hidden:
            y += HEADING_STEP
        drawn.append(DrawnGroup(group.label, heading_y, group.hidden, hatch(y) if group.hidden else "", tuple(strips)))
        y += GROUP_STEP
    return DistributionChart(
        key=key,
        title=title,
        low=low,
        high=high,
        width=WIDTH,
        height=y + BOX_HEIGHT / 2,
        ends=(AXIS_LEFT, AXIS_RIGHT),
        axis=tuple(Tick(value, _x(value, low, high)) for value in range(low, high + 1)),
        groups=tuple(drawn),
    )


def hatch(y: float, words: str = "") -> str:
    """Path data of the strokes that stand where a figure is withheld; they leave room for `words` on the same line."""
    right = min(AXIS_RIGHT, WIDTH - (len(words) + 1) * WORDS_CHAR)
    starts = range(int(AXIS_LEFT), int(right) - HATCH_STEP, HATCH_STEP)
    return "".join(f"M{x} {y + 6:.0f}l12 -12" for x in starts)


def _x(score: Number, low: int, high: int) -> float:
    share = (float(score) - low) / (high - low)
    return round(AXIS_LEFT + share * (AXIS_RIGHT - AXIS_LEFT), 1)


def _strip(row: SideRow, y: float, low: int, high: int) -> Strip:
    figures = row.quartiles
    top, bottom = y - ROW_STEP / 2, y + ROW_STEP / 2
    if figures is None:
        return Strip(row.side, row.label, y, top, bottom, None, hatch(y, row.hidden), row.hidden)
    left, right = _x(figures.lower, low, high), _x(figures.upper, low, high)
    box = Box(left, y - BOX_HEIGHT / 2, round(right - left, 1), BOX_HEIGHT, _x(figures.median, low, high), figures)
    mark_x = None if row.mark is None else _x(row.mark, low, high)
    return Strip(row.side, row.label, y, top, bottom, box, "", "", mark_x)
