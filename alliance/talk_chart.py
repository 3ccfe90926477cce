"""Geometry of the places between "weinig" and "veel": one row a scale, both sides now, and small where they began.

Pure: plain numbers in, coordinates out, in units of the view box. The template draws it (`alliance/_places.html`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Side = Literal["client", "worker"]
# Half the height between two marks that would cover each other, and how near that is.
SHIFT, TOUCH = 8.0, 20.0


@dataclass(frozen=True, slots=True)
class Place:
    """One side's score now, and at the pair's first moment; None where there is no score."""

    side: Side
    now: Decimal | None
    was: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    title: str
    question: str
    places: Sequence[Place]


@dataclass(frozen=True, slots=True)
class Mark:
    side: Side
    x: float
    y: float
    was_x: float | None


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    question: str
    title_y: float
    question_y: float
    y: float
    ticks: tuple[float, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """`first` is the y of the first row's axis, `step` from row to row; titles stand `title` and `question` below."""

    key: str
    width: float
    left: float
    right: float
    first: float
    step: float
    title: float
    question: float
    foot: float


WIDE = Layout("wide", 900, 300, 880, 63, 58, -3, 17, 35)
PHONE = Layout("phone", 340, 16, 324, 96, 92, -46, -27, 32)
LAYOUTS = (WIDE, PHONE)


@dataclass(frozen=True, slots=True)
class Places:
    layout: Layout
    height: float
    rows: tuple[Row, ...]


def places(rows: Sequence[Scored], values: Sequence[int], layout: Layout) -> Places:
    """`values` are the answers' values, ascending; each has a tick."""

    def x(score: Decimal | int) -> float:
        share = (float(score) - values[0]) / (values[-1] - values[0])
        return round(layout.left + share * (layout.right - layout.left), 1)

    drawn = []
    for number, row in enumerate(rows):
        y = layout.first + layout.step * number
        marks = [
            Mark(p.side, x(p.now), y, None if p.was is None else x(p.was)) for p in row.places if p.now is not None
        ]
        drawn.append(
            Row(
                row.title,
                row.question,
                y + layout.title,
                y + layout.question,
                y,
                tuple(x(value) for value in values),
                tuple(_apart(marks)),
            )
        )
    return Places(layout, layout.first + layout.step * max(len(rows) - 1, 0) + layout.foot, tuple(drawn))


def _apart(marks: Sequence[Mark]) -> list[Mark]:
    """Two sides whose marks or ways cross stand above and below the axis, the client above."""
    if len(marks) < 2 or not _touch(*marks[:2]):
        return list(marks)
    return [Mark(m.side, m.x, m.y + (-SHIFT if m.side == "client" else SHIFT), m.was_x) for m in marks]


def _touch(one: Mark, two: Mark) -> bool:
    spans = [sorted((m.x, m.x if m.was_x is None else m.was_x)) for m in (one, two)]
    return spans[0][0] - TOUCH < spans[1][1] and spans[1][0] - TOUCH < spans[0][1]
