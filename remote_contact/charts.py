"""The mix by month as columns: heights and places in the drawing, no colour and no HTML. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from remote_contact.mixing import Month

WIDTH, TOP, BASE, BOTTOM = 400, 14, 150, 196
LEFT, COLUMN, BAR = 26, 31, 17
# Fewer than so many would make one contact a tower.
LEAST = 4


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a column: of a way, of "failed", which hangs below the line, or "hidden" where ways are not told."""

    way: str
    x: float
    y: float
    width: float
    height: float
    # Strokes across it, so that it differs by more than its grey.
    strokes: str


@dataclass(frozen=True, slots=True)
class Column:
    x: float
    middle: float
    month: Month
    parts: tuple[Part, ...]
    # Where the number of talks that was agreed lies; None without a plan.
    planned_y: float | None

    @property
    def ends(self) -> tuple[float, float]:
        return self.x - 4, self.x + BAR + 4


@dataclass(frozen=True, slots=True)
class MixChart:
    columns: tuple[Column, ...]
    ticks: tuple[tuple[int, float], ...]
    width: int = WIDTH
    height: int = BOTTOM + 18
    base: int = BASE
    label_y: int = BOTTOM + 12
    left: int = LEFT


def mix_chart(months: Sequence[Month]) -> MixChart:
    planned = [month.planned.per_month for month in months if month.planned]
    most = max([LEAST, *planned, *(month.talks + month.written for month in months)])
    unit = (BASE - TOP) / most
    deepest = max([1, *(month.failed for month in months)])
    below = min(unit, (BOTTOM - BASE) / deepest)
    columns = tuple(_column(number, month, unit, below) for number, month in enumerate(months))
    step = max(1, most // 4)
    return MixChart(columns, tuple((n, round(BASE - n * unit, 1)) for n in range(0, most + 1, step)))


def _column(number: int, month: Month, unit: float, below: float) -> Column:
    x = LEFT + 6 + number * COLUMN
    parts, y = [], float(BASE)
    for way in ("face_to_face", "remote_talk", "written"):
        height = getattr(month, way) * unit
        if height:
            y -= height
            parts.append(_part(way, x, y, height))
    if month.failed:
        parts.append(_part("failed", x, BASE, month.failed * below))
    planned_y = round(BASE - month.planned.per_month * unit, 1) if month.planned else None
    return Column(x, x + BAR / 2, month, tuple(parts), planned_y)


def _part(way: str, x: float, y: float, height: float) -> Part:
    strokes = ""
    if way == "remote_talk":
        strokes = strokes_across(x, y, BAR, height)
    return Part(way, x, round(y, 1), BAR, round(height, 1), strokes)


def strokes_across(x: float, y: float, width: float, height: float, apart: float = 5) -> str:
    """Slanting lines across a piece, cut off at its edges, as the path of an SVG."""
    lines, offset = [], apart
    while offset < width + height:
        start_x, start_y = x + max(0.0, offset - height), y + min(offset, height)
        end_x, end_y = x + min(offset, width), y + max(0.0, offset - width)
        lines.append(f"M{start_x:.1f} {start_y:.1f}L{end_x:.1f} {end_y:.1f}")
        offset += apart
    return "".join(lines)
