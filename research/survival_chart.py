"""Geometry of survival curves: for each group its steps, the band of its interval, and how many are still looked at.

Drawn from the points of the table and from nothing else, so a step of fewer than five is not in it either. Colour and
words are the template's (`components/survival_chart.html`); groups differ by dash and by the shape of their marks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from research.associations import Point

WIDTH = 400.0
LEFT, RIGHT, TOP, BOTTOM = 48.0, 386.0, 10.0, 190.0
AXIS_HEIGHT, ROW_HEIGHT, NAME_HEIGHT = 42.0, 46.0, 20.0
# How far a line goes on after its last point, so that its last step can be seen.
STUB = 10.0
DASHES = ("none", "7 4", "2 3", "12 3 2 3")
MARK = 4.5
# How wide the sample of a line is.
SAMPLE = 34.0
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Line:
    group: str
    n: int
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of the table on the curve, `shape` its path data; `at_risk` stands under it, in the row of its group."""

    shape: str
    x: float
    y: float
    weeks: int
    at_risk: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """`line`, `band` and `sample` are path data, the last a mark for the row with the group's name at `name_y`."""

    group: str
    n: int
    dash: str
    line: str
    band: str
    sample: str
    marks: tuple[Mark, ...]
    name_y: float
    numbers_y: float


@dataclass(frozen=True, slots=True)
class SurvivalChart:
    """`across` has the weeks and their x, `up` the shares in per cent and their y."""

    key: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    across: tuple[tuple[int, float], ...]
    up: tuple[tuple[int, float], ...]
    groups: tuple[Drawn, ...]


def survival_chart(*, key: str, lines: Sequence[Line], at: Sequence[int]) -> SurvivalChart | None:
    """`at` are the weeks of the table. None for more groups than can be told apart, or when nothing can be drawn."""
    if len(lines) > len(DASHES) or not any(line.points for line in lines):
        return None
    first_row = BOTTOM + AXIS_HEIGHT
    # No empty years: the axis ends where the last group does.
    last = max(point.weeks for line in lines for point in line.points)
    shown = [weeks for weeks in at if weeks <= last]
    return SurvivalChart(
        key=key,
        width=WIDTH,
        height=first_row + ROW_HEIGHT * len(lines),
        left=LEFT,
        right=RIGHT,
        top=TOP,
        bottom=BOTTOM,
        across=((0, _x(0, last)), *((weeks, _x(weeks, last)) for weeks in shown)),
        up=tuple((round(100 * share), _y(share)) for share in SHARES),
        groups=tuple(_drawn(line, place, first_row + ROW_HEIGHT * place, last) for place, line in enumerate(lines)),
    )


def _drawn(line: Line, place: int, row: float, last: int) -> Drawn:
    return Drawn(
        group=line.group,
        n=line.n,
        dash=DASHES[place],
        line=f"M{LEFT} {_y(1.0)}" + _steps(line.points, [p.share for p in line.points], last),
        band=_band(line.points, last) if line.points else "",
        sample=_shape(place, SAMPLE / 2, row),
        marks=tuple(_mark(place, _x(p.weeks, last), _y(p.share), p) for p in line.points),
        name_y=row,
        numbers_y=row + NAME_HEIGHT,
    )


def _mark(place: int, x: float, y: float, point: Point) -> Mark:
    return Mark(_shape(place, x, y), x, y, point.weeks, point.at_risk)


def _shape(place: int, x: float, y: float) -> str:
    """A circle, a square, a triangle or a diamond around this place."""
    r = MARK
    return (
        f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0Z",
        f"M{x - r} {y - r}h{2 * r}v{2 * r}h{-2 * r}Z",
        f"M{x} {y - r - 1}l{r + 1} {2 * r}h{-2 * (r + 1)}Z",
        f"M{x} {y - r - 1.5}l{r + 1.5} {r + 1.5}l{-r - 1.5} {r + 1.5}l{-r - 1.5} {-r - 1.5}Z",
    )[place]


def _steps(points: Sequence[Point], shares: Sequence[float], last: int) -> str:
    """From the upper left: level until a point, then down to it; the last goes on for a little."""
    steps = "".join(f"H{_x(point.weeks, last)}V{_y(share)}" for point, share in zip(points, shares, strict=True))
    return f"{steps}H{_x(points[-1].weeks, last) + STUB}" if points else ""


def _band(points: Sequence[Point], last: int) -> str:
    """Along the upper bound, and back along the lower one."""
    there = f"M{LEFT} {_y(1.0)}" + _steps(points, [p.high for p in points], last)
    lows = [1.0, *(p.low for p in points)]
    edges = [LEFT, *(_x(p.weeks, last) for p in points)]
    back = "".join(f"V{_y(low)}H{x}" for low, x in reversed(list(zip(lows, edges, strict=True))))
    return f"{there}{back}Z"


def _x(weeks: int, last: int) -> float:
    return round(LEFT + weeks / last * (RIGHT - STUB - LEFT), 1)


def _y(share: float) -> float:
    return round(BOTTOM - share * (BOTTOM - TOP), 1)
