"""Geometry of shares: a bar beside each row of a table, and a point with its interval. Pure; drawn from tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.charts.distribution import AXIS_LEFT as LEFT
from dashboards.charts.distribution import AXIS_RIGHT as RIGHT
from dashboards.charts.distribution import AXIS_TOP as TOP
from dashboards.charts.distribution import GROUP_STEP, HEADING_STEP, WIDTH, hatch
from dashboards.tables import Row, Table

BAR = 200.0
ROW_STEP = 26.0
TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class Bar:
    """The length of a share of BAR, and where the organisation's lies; None where there is none to draw."""

    width: float | None
    mark: float | None


@dataclass(frozen=True)
class BarTable:
    """A table with a bar in each row."""

    table: Table
    length: float = BAR

    @property
    def rows(self) -> list[tuple[Row, Bar]]:
        return [(row, Bar(self._place(row, "share"), self._place(row, "whole_share"))) for row in self.table.rows]

    def _place(self, row: Row, column: str) -> float | None:
        value = self.table.value(row, column)
        return None if value is None else round(BAR * float(value) / 100, 1)


@dataclass(frozen=True)
class Point:
    """One side's share: `x` with its interval from `low` to `high`; without, the words say that it is hidden."""

    side: str
    label: str
    y: float
    x: float | None
    low: float | None
    high: float | None
    mark: float | None
    words: str
    hatch: str

    @property
    def top(self) -> float:
        return self.y - ROW_STEP / 2

    @property
    def bottom(self) -> float:
        return self.y + ROW_STEP / 2


@dataclass(frozen=True)
class PointGroup:
    label: str
    y: float
    points: tuple[Point, ...]


@dataclass(frozen=True)
class PointChart:
    key: str
    title: str
    groups: tuple[PointGroup, ...]
    height: float
    width: float = WIDTH
    ends: tuple[float, float] = (LEFT, RIGHT)
    ticks: tuple[tuple[int, float], ...] = tuple((n, LEFT + (RIGHT - LEFT) * n / 100) for n in TICKS)


def point_chart(*, key: str, title: str, table: Table, rows: Sequence[Row], by: int) -> PointChart:
    """The rows in groups of the same word at `by` of their heads; a row's key ends in its side and its course."""
    y, groups = TOP, []
    for label in dict.fromkeys(row.heads[by] for row in rows):
        y += HEADING_STEP
        heading, points = y, []
        for row in (one for one in rows if one.heads[by] == label):
            y += ROW_STEP
            points.append(_point(table, row, y))
        groups.append(PointGroup(label, heading, tuple(points)))
        y += GROUP_STEP
    return PointChart(key, title, tuple(groups), y + GROUP_STEP)


def _point(table: Table, row: Row, y: float) -> Point:
    x, low, high, mark = (_x(table, row, column) for column in ("share", "low", "high", "whole_share"))
    share, n = table.cell(row, "share"), table.cell(row, "count")
    assert share is not None
    assert n is not None
    words = share.text if share.is_hidden else f"{share.text}, n {n.text}"
    strokes = hatch(y, words) if share.is_hidden else ""
    return Point(row.key[1], row.heads[1], y, x, low, high, mark, words, strokes)


def _x(table: Table, row: Row, column: str) -> float | None:
    value = table.value(row, column)
    return None if value is None else round(LEFT + (RIGHT - LEFT) * float(value) / 100, 1)
