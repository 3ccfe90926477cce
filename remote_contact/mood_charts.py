"""Geometry of words over time: what the client tapped before each talk, and what the worker saw in it. Pure.

Two sets of words, each word a row, each talk a column. They are words and no figures: no line joins the marks, the two
sides have no axis in common, and nothing is counted but how often the worker could not tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Side = Literal["client", "worker"]


@dataclass(frozen=True, slots=True)
class Told:
    """One talk: its day in words, and the place of each side's word in its list; None where there is none."""

    day: str
    client: int | None
    worker: int | None


@dataclass(frozen=True, slots=True)
class Layout:
    """`left` to `right` are the columns, `row` the height of a word; as many talks as `most` fit, the newest."""

    key: str
    width: float
    left: float
    right: float
    row: float
    most: int
    font: float


WIDE = Layout("wide", 900, 190, 880, 30, 12, 15)
PHONE = Layout("phone", 340, 118, 338, 30, 4, 15)
LAYOUTS = (WIDE, PHONE)
TOP, HEADING, GAP, FOOT = 4.0, 26.0, 14.0, 34.0


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    y: float


@dataclass(frozen=True, slots=True)
class Band:
    """The words of one side, from the best down, under its heading."""

    side: Side
    title: str
    title_y: float
    words: tuple[Word, ...]
    marks: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Column:
    x: float
    day: str
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class MoodChart:
    layout: Layout
    height: float
    bands: tuple[Band, ...]
    columns: tuple[Column, ...]


def mood_chart(
    told: Sequence[Told],
    *,
    client: tuple[str, Sequence[str]],
    worker: tuple[str, Sequence[str]],
    layout: Layout,
) -> MoodChart:
    """`client` and `worker`: the heading of a side and its words. Oldest talk on the left."""
    told = told[-layout.most :]
    step = (layout.right - layout.left) / max(len(told), 1)
    places = [round(layout.left + step * (number + 0.5), 1) for number in range(len(told))]
    y, bands = TOP, []
    sides: list[tuple[Side, tuple[str, Sequence[str]]]] = [("client", client), ("worker", worker)]
    for side, (title, words) in sides:
        title_y = y + HEADING / 2
        first = y + HEADING + layout.row / 2
        rows = tuple(Word(text, first + layout.row * number) for number, text in enumerate(words))
        found = [(x, getattr(one, side)) for x, one in zip(places, told, strict=True)]
        marks = tuple((x, rows[place].y) for x, place in found if place is not None)
        bands.append(Band(side, title, title_y, rows, marks))
        y += HEADING + layout.row * len(words) + GAP
    bottom = y - GAP
    columns = tuple(Column(x, one.day, TOP + HEADING, bottom) for x, one in zip(places, told, strict=True))
    return MoodChart(layout, bottom + FOOT, tuple(bands), columns)
