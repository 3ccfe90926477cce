"""Geometry of figures by month: how contacts were divided, and a share that changes. Pure; drawn from tables."""

from dataclasses import dataclass

from dashboards.tables import Row, Table
from remote_contact.charts import Part, strokes_across

WIDTH, LEFT, TOP, BASE = 400.0, 48.0, 10.0, 130.0
COLUMN, BAR = 29.0, 18.0
TICKS = (0, 50, 100)


@dataclass(frozen=True)
class MonthColumn:
    """`label` stands under it, of whole `words` for who cannot see it; without parts nothing of the month is told."""

    x: float
    middle: float
    label: str
    words: str
    parts: tuple[Part, ...]
    mark: float | None
    is_hidden: bool

    @property
    def ends(self) -> tuple[float, float]:
        return self.x - 4, self.x + BAR + 4

    @property
    def hatch(self) -> str:
        """The strokes that stand where a figure is withheld, as high as on every other chart."""
        return strokes_across(self.x, BASE - BAR, BAR, BAR - 3, 4)


@dataclass(frozen=True)
class MonthChart:
    key: str
    title: str
    columns: tuple[MonthColumn, ...]
    ticks: tuple[tuple[int, float], ...]
    width: float = WIDTH
    height: float = BASE + 26
    base: float = BASE
    label_y: float = BASE + 17
    left: float = LEFT


def mix_chart(table: Table, ways: tuple[str, ...], total: str = "total") -> MonthChart:
    """Each month a column of all that is told: what each way is of the whole, upward in the order of `ways`."""
    columns = []
    for number, row in enumerate(table.rows):
        x = _x(number)
        whole = table.value(row, total)
        parts = _stacked(table, row, ways, float(whole), x) if whole else ()
        columns.append(_column(table, row, x, parts, None, is_hidden=whole is None))
    return MonthChart(table.key, table.title, tuple(columns), _ticks(100.0))


def _stacked(table: Table, row: Row, ways: tuple[str, ...], whole: float, x: float) -> tuple[Part, ...]:
    parts, y, told = [], BASE, 0.0
    for way in ways:
        value = table.value(row, way)
        height = (BASE - TOP) * float(value) / whole if value else 0.0
        if height:
            y -= height
            told += height
            parts.append(_part(way, x, y, height))
    rest = BASE - TOP - told
    if rest > 0.5:
        parts.append(_part("hidden", x, TOP, rest))
    return tuple(parts)


def rate_chart(table: Table) -> MonthChart:
    """Each month a column as high as its share; a line where the organisation's lies. The axis ends at a round part."""
    shares = [table.value(row, column) for row in table.rows for column in ("share", "whole_share")]
    top = _top(max((float(value) for value in shares if value is not None), default=0.0))
    columns = []
    for number, row in enumerate(table.rows):
        x, share, whole = _x(number), table.value(row, "share"), table.value(row, "whole_share")
        height = 0.0 if share is None else (BASE - TOP) * float(share) / top
        parts = (_part("own", x, BASE - height, height),) if height else ()
        mark = None if whole is None else round(BASE - (BASE - TOP) * float(whole) / top, 1)
        cell = table.cell(row, "share")
        columns.append(_column(table, row, x, parts, mark, is_hidden=cell is None or cell.is_hidden))
    return MonthChart(table.key, table.title, tuple(columns), _ticks(top))


def _top(most: float) -> float:
    return next(float(end) for end in (10, 20, 40, 60, 100) if most <= end)


def _ticks(top: float) -> tuple[tuple[int, float], ...]:
    return tuple((round(top * n / 100), round(BASE - (BASE - TOP) * n / 100, 1)) for n in TICKS)


def _x(number: int) -> float:
    return LEFT + 6 + number * COLUMN


def _column(
    table: Table, row: Row, x: float, parts: tuple[Part, ...], mark: float | None, *, is_hidden: bool
) -> MonthColumn:
    told = [f"{one.label.lower()} {cell.text}" for one, cell in zip(table.columns, row.cells, strict=True)]
    return MonthColumn(x, x + BAR / 2, row.key[-1], f"{row.heads[0]}: {', '.join(told)}.", parts, mark, is_hidden)


def _part(way: str, x: float, y: float, height: float) -> Part:
    strokes = {"remote_talk": 5.0, "hidden": 3.0}.get(way)
    return Part(
        way, x, round(y, 1), BAR, round(height, 1), strokes_across(x, y, BAR, height, strokes) if strokes else ""
    )
