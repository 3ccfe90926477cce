"""Geometry of a funnel plot: a point per team by its size, between the limits within which chance moves a share. Pure.

Plain numbers in, coordinates out; colour, markers and words are the template's (`components/funnel_plot.html`).
Coordinates are in units of the view box, y grows downward.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.control_limits import Limits, limits, widening

WIDTH, HEIGHT = 400.0, 250.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 388.0, 12.0, 204.0
LABEL_GAP, LABEL_ASIDE, LABEL_CLEAR, LABEL_CHAR = 16.0, 10.0, 10.0, 7.6
CURVE_STEPS = 32
MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class TeamShare:
    """`count` of `of`, which is at least 1."""

    name: str
    count: int
    of: int
    is_own: bool = False

    @property
    def share(self) -> float:
        return self.count / self.of


@dataclass(frozen=True, slots=True)
class Tick:
    value: int
    at: float


@dataclass(frozen=True, slots=True)
class Point:
    """`beyond`: "low" or "high" outside the outer limits, else ""."""

    team: TeamShare
    x: float
    y: float
    beyond: str


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    anchor: str
    name: str
    percent: int


@dataclass(frozen=True, slots=True)
class FunnelPlot:
    """`inner` and `outer` are the paths of the limits below and above the mean, empty without limits."""

    key: str
    title: str
    mean: float
    mean_y: float
    widened: float
    x_axis: tuple[Tick, ...]
    y_axis: tuple[Tick, ...]
    inner: tuple[str, ...]
    outer: tuple[str, ...]
    points: tuple[Point, ...]
    labels: tuple[Label, ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = RIGHT
    top: float = TOP
    bottom: float = BOTTOM

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def tick_end(self) -> float:
        return self.bottom + 4

    @property
    def mean_percent(self) -> int:
        return round(100 * self.mean)

    @property
    def beyond(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.beyond)

    @property
    def own(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.team.is_own)

    @property
    def crowd(self) -> str:
        """All others as one path of dots: with 150 teams a page holds thousands."""
        others = (point for point in self.points if not point.team.is_own and not point.beyond)
        return "".join(f"M{point.x:g} {point.y:g}h0" for point in others)


@dataclass(frozen=True, slots=True)
class _Scale:
    """From sizes and shares to places in the drawing."""

    most: int
    low: float
    high: float

    def x(self, n: float) -> float:
        return round(LEFT + n / self.most * (RIGHT - LEFT), 1)

    def y(self, share: float) -> float:
        return round(BOTTOM - (share - self.low) / (self.high - self.low) * (BOTTOM - TOP), 1)


def funnel_plot(*, key: str, title: str, teams: Sequence[TeamShare], mean: float) -> FunnelPlot:
    """The plot of at least one team; `key` makes ids unique on the page, `mean` is the organisation's share.

    Where the mean is nobody or everybody, chance moves nothing and there are no limits.
    """
    widened = widening([(team.count, team.of) for team in teams], mean) if 0 < mean < 1 else 1.0

    def at(n: int) -> Limits:
        return limits(n, mean).wider(mean, widened)

    sizes = _sizes(teams) if 0 < mean < 1 else []
    curve = [(n, at(n)) for n in sizes]
    reach = [share for _n, ends in curve[:1] for share in (ends.outer_low, ends.outer_high)]
    step = _step(max(team.of for team in teams), MOST_TICKS)
    scale = _Scale(-(-max(team.of for team in teams) // step) * step, *_ends([team.share for team in teams], reach))
    points = tuple(_point(team, scale, at(team.of) if curve else None) for team in teams)
    return FunnelPlot(
        key=key,
        title=title,
        mean=mean,
        mean_y=scale.y(mean),
        widened=widened,
        x_axis=tuple(Tick(n, scale.x(n)) for n in range(0, scale.most + 1, step)),
        y_axis=_shares(scale),
        inner=tuple(_path(curve, scale, end) for end in ("inner_low", "inner_high")) if curve else (),
        outer=tuple(_path(curve, scale, end) for end in ("outer_low", "outer_high")) if curve else (),
        points=points,
        labels=_labels([point for point in points if point.team.is_own], scale.y(mean)),
    )


def _sizes(teams: Sequence[TeamShare]) -> list[int]:
    """The sizes at which the limits are drawn, closer together where they bend most."""
    first, last = max(1, min(team.of for team in teams) * 3 // 4), max(team.of for team in teams)
    return sorted({first + round((last - first) * (n / CURVE_STEPS) ** 2) for n in range(CURVE_STEPS + 1)})


def _ends(shares: Sequence[float], reach: Sequence[float]) -> tuple[float, float]:
    """Whole tenths around all points and the widest limits, within 0 and 1."""
    low, high = min([*shares, *reach]), max([*shares, *reach])
    lowest, highest = math.floor(low * 10), math.ceil(high * 10)
    if lowest == highest:
        lowest, highest = max(0, lowest - 1), min(10, highest + 1)
    return lowest / 10, highest / 10


def _point(team: TeamShare, scale: _Scale, ends: Limits | None) -> Point:
    beyond = ""
    if ends is not None and team.share < ends.outer_low:
        beyond = "low"
    elif ends is not None and team.share > ends.outer_high:
        beyond = "high"
    return Point(team, scale.x(team.of), scale.y(team.share), beyond)


def _path(curve: Sequence[tuple[int, Limits]], scale: _Scale, end: str) -> str:
    return "M" + "L".join(f"{scale.x(n):g} {scale.y(getattr(ends, end)):g}" for n, ends in curve)


def _shares(scale: _Scale) -> tuple[Tick, ...]:
    low, high = round(scale.low * 100), round(scale.high * 100)
    step = 10 if high - low <= 50 else 20
    return tuple(Tick(value, scale.y(value / 100)) for value in range(-(-low // step) * step, high + 1, step))


def _step(most: int, ticks: int) -> int:
    """The smallest of 1, 2, 5, 10, 20 ... that takes no more than so many steps."""
    step, factors = 1, (2, 2.5, 2)
    for n in range(60):
        if step * (ticks - 1) >= most:
            break
        step = round(step * factors[n % 3])
    return step


def _labels(own: Sequence[Point], mean_y: float) -> tuple[Label, ...]:
    """A name beside each own point, on the side where there is room; no two on one line, and none on the mean."""
    found: list[Label] = []
    lowest = TOP
    for point in sorted(own, key=lambda point: point.y):
        name, percent = point.team.name, round(100 * point.team.share)
        to_the_left = point.x + LABEL_ASIDE + len(f"{name} {percent} %") * LABEL_CHAR > WIDTH
        x = round(point.x - LABEL_ASIDE if to_the_left else point.x + LABEL_ASIDE, 1)
        y = max(point.y, lowest)
        if abs(y - mean_y) < LABEL_CLEAR:
            above = mean_y - LABEL_CLEAR
            y = above if above >= lowest else mean_y + LABEL_CLEAR
        lowest = y + LABEL_GAP
        found.append(Label(x, round(y, 1), "end" if to_the_left else "start", name, percent))
    return tuple(found)
