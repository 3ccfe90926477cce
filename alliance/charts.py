"""Geometry of the profile chart of one scale: two sides, one to eight moments.

Plain numbers in, coordinates out; colour, markers and words are the template's
(`components/profile_chart.html`). Coordinates are in units of the view box, y grows downward.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

Side = Literal["client", "worker"]
Number = Decimal | float
XY = tuple[float, float]

MAX_MOMENTS = 8
WIDTH, MAX_WIDTH, HEIGHT = 360.0, 400.0, 196.0
TOP, BOTTOM = 14.0, 158.0
GRID_LEFT, GRID_RIGHT = 72.0, 260.0
FIRST_X, LAST_X = 92.0, 232.0
START_LABEL_X, END_LABEL_X = 66.0, 278.0
BAND_WIDTH = 14.0
START_GAP, END_GAP = 16.0, 17.0  # smallest distance between two labels
BASELINE = 4.5  # from the middle of a line of text down to its baseline
NAME_CHAR, VALUE_ROOM, MOMENT_CHAR = 7.7, 34.0, 6.8  # widths at the template's font sizes


@dataclass(frozen=True)
class Moment:
    """A moment of measuring; `short` is used when there are more than two.

    `joined` is False when its scores may not be compared with those of the moment before: no line runs to it.
    """

    label: str
    short: str = ""
    joined: bool = True


@dataclass(frozen=True)
class Series:
    """One side: a score or None per moment; `criterion` is the smallest change that counts, None without norms.

    `base` is the score from which the change counts, when that is not the first one drawn. Without `compared` the
    chart tells no way from the first score to the last.
    """

    name: str
    scores: Sequence[Number | None]
    criterion: Number | None = None
    pattern: str = ""
    base: Number | None = None
    compared: bool = True


@dataclass(frozen=True)
class Tick:
    value: int
    y: float


@dataclass(frozen=True)
class Band:
    """First score plus and minus the criterion, at the latest scored moment."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Label:
    """Text at (x, y); `value` is None for a side whose latest moment has no score."""

    x: float
    y: float
    name: str
    value: Number | None


@dataclass(frozen=True)
class Line:
    """One side, drawn: unbroken runs of points, markers, and the scores told in words."""

    side: Side
    name: str
    runs: tuple[tuple[XY, ...], ...]
    band: Band | None
    start: Label | None
    end: Label | None
    first: Number | None
    last: Number | None
    pattern: str

    @property
    def points(self) -> tuple[XY, ...]:
        return tuple(point for run in self.runs for point in run)


@dataclass(frozen=True)
class MomentLabel:
    x: float
    text: str


@dataclass(frozen=True)
class ProfileChart:
    key: str
    title: str
    question: str
    low: int
    high: int
    width: float
    height: float
    marker: float  # half the width of a marker
    grid: XY  # left and right end of the grid lines
    axis: tuple[Tick, ...]
    moments: tuple[MomentLabel, ...]
    lines: tuple[Line, ...]

    @property
    def is_empty(self) -> bool:
        return not any(line.runs for line in self.lines)


def profile_chart(
    *,
    key: str,
    scale_title: str,
    question: str,
    moments: Sequence[Moment],
    series_client: Series | None,
    series_worker: Series | None,
    low: int = 1,
    high: int = 5,
) -> ProfileChart:
    """The chart of one scale. `key` makes ids unique on the page; scores lie between `low` and `high`.

    Raises ValueError when the moments are none or too many, or a series has another number of scores.
    """
    sides: list[tuple[Side, Series | None]] = [("client", series_client), ("worker", series_worker)]
    given = [(side, series) for side, series in sides if series is not None]
    _check(moments, [series for _, series in given])
    centres = _centres(len(moments))
    shift = _shift(len(moments))
    breaks = frozenset(index for index, moment in enumerate(moments) if not moment.joined)
    lines = []
    for side, series in given:
        places = _places(series, centres, -shift if side == "client" else shift, low, high)
        lines.append(_line(side, series, places, _runs(places, breaks), low, high))
    lines = _apart(lines)
    return ProfileChart(
        key=key,
        title=scale_title,
        question=question,
        low=low,
        high=high,
        width=_width(lines),
        height=HEIGHT,
        marker=5.0 if len(moments) <= 4 else 3.5,
        grid=(GRID_LEFT, GRID_RIGHT),
        axis=tuple(Tick(value, _y(value, low, high)) for value in range(low, high + 1)),
        moments=_moment_labels(moments, centres),
        lines=tuple(lines),
    )


def push_apart(first: float, second: float, gap: float, *, low: float, high: float) -> XY:
    """Move two label positions equally until `gap` apart, inside [low, high]; of two equal ones the first goes up."""
    if abs(first - second) >= gap:
        return first, second
    middle = min(max((first + second) / 2, low + gap / 2), high - gap / 2)
    half = gap / 2 if first <= second else -gap / 2
    return middle - half, middle + half


def _check(moments: Sequence[Moment], series: Sequence[Series]) -> None:
    if not 1 <= len(moments) <= MAX_MOMENTS:
        raise ValueError(f"a profile chart shows 1 to {MAX_MOMENTS} moments, not {len(moments)}")
    for each in series:
        if len(each.scores) != len(moments):
            raise ValueError(f"{each.name}: {len(each.scores)} scores for {len(moments)} moments")


def _y(score: Number, low: int, high: int) -> float:
    share = (float(score) - low) / (high - low)
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def _centres(count: int) -> list[float]:
    if count == 1:
        return [(FIRST_X + LAST_X) / 2]
    step = (LAST_X - FIRST_X) / (count - 1)
    return [round(FIRST_X + step * index, 1) for index in range(count)]


def _shift(count: int) -> float:
    """How far a side stands from the middle of its moment: client left, worker right."""
    step = (LAST_X - FIRST_X) / max(count - 1, 1)
    return round(min(10.0, step / 5), 1)


def _places(series: Series, centres: Sequence[float], shift: float, low: int, high: int) -> list[XY | None]:
    return [
        None if score is None else (round(x + shift, 1), _y(score, low, high))
        for x, score in zip(centres, series.scores, strict=True)
    ]


def _line(
    side: Side, series: Series, places: Sequence[XY | None], runs: tuple[tuple[XY, ...], ...], low: int, high: int
) -> Line:
    scored = [score for score in series.scores if score is not None]
    last_place = next((place for place in reversed(places) if place), None)
    start = end = None
    if len(places) > 1 and places[0] is not None:
        start = Label(START_LABEL_X, places[0][1] + BASELINE, series.name, series.scores[0])
    if last_place is not None:
        end = Label(END_LABEL_X, last_place[1] + BASELINE, series.name, series.scores[-1])
    return Line(
        side=side,
        name=series.name,
        runs=runs,
        band=_band(series, scored, last_place, low, high),
        start=start,
        end=end,
        first=_told_first(series, scored),
        last=scored[-1] if len(scored) > 1 and series.compared else None,
        pattern=series.pattern,
    )


def _told_first(series: Series, scored: Sequence[Number]) -> Number | None:
    if not scored:
        return None
    if not series.compared:
        return scored[-1]
    return scored[0] if series.base is None else series.base


def _runs(places: Sequence[XY | None], breaks: frozenset[int]) -> tuple[tuple[XY, ...], ...]:
    """Points in unbroken runs: a line never bridges a moment without a score, nor one that may not be compared."""
    runs: list[list[XY]] = [[]]
    for index, place in enumerate(places):
        if index in breaks and runs[-1]:
            runs.append([])
        if place is not None:
            runs[-1].append(place)
        elif runs[-1]:
            runs.append([])
    return tuple(tuple(run) for run in runs if run)


def _band(series: Series, scored: Sequence[Number], last: XY | None, low: int, high: int) -> Band | None:
    if series.criterion is None or last is None or len(scored) < 2:
        return None
    first, criterion = float(scored[0] if series.base is None else series.base), float(series.criterion)
    top = _y(min(first + criterion, high), low, high)
    bottom = _y(max(first - criterion, low), low, high)
    return Band(round(last[0] - BAND_WIDTH / 2, 1), top, BAND_WIDTH, round(bottom - top, 1))


def _apart(lines: Sequence[Line]) -> list[Line]:
    """The same lines with labels that do not overlap each other."""
    if len(lines) < 2:
        return list(lines)
    starts = _labels_apart(lines[0].start, lines[1].start, START_GAP)
    ends = _labels_apart(lines[0].end, lines[1].end, END_GAP)
    return [replace(line, start=start, end=end) for line, start, end in zip(lines, starts, ends, strict=True)]


def _labels_apart(first: Label | None, second: Label | None, gap: float) -> tuple[Label | None, Label | None]:
    if first is None or second is None:
        return first, second
    upper, lower = push_apart(first.y, second.y, gap, low=TOP + BASELINE, high=BOTTOM + BASELINE)
    return replace(first, y=round(upper, 1)), replace(second, y=round(lower, 1))


def _width(lines: Sequence[Line]) -> float:
    longest = max((len(line.name) for line in lines if line.end), default=0)
    return min(MAX_WIDTH, max(WIDTH, round(END_LABEL_X + longest * NAME_CHAR + VALUE_ROOM)))


def _moment_labels(moments: Sequence[Moment], centres: Sequence[float]) -> tuple[MomentLabel, ...]:
    """The labels that fit beside each other; the first and the last always stand."""
    texts = [moment.short or moment.label if len(moments) > 2 else moment.label for moment in moments]
    half = [len(text) * MOMENT_CHAR / 2 for text in texts]
    last = len(moments) - 1
    kept = [0]
    for index in range(1, last):
        after_previous = centres[kept[-1]] + half[kept[-1]] + MOMENT_CHAR
        before_last = centres[last] - half[last] - MOMENT_CHAR
        if centres[index] - half[index] >= after_previous and centres[index] + half[index] <= before_last:
            kept.append(index)
    if last:
        kept.append(last)
    return tuple(MomentLabel(centres[index], texts[index]) for index in kept)
