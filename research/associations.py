"""What goes with what, described: the course of each scale, and what happened afterwards, by group. Pure.

Association is not cause, and nothing here is a model: no estimate is corrected for anything. A group or a count below
five is hidden, and with a lone hidden count the next smallest, so that it cannot be taken from the whole.

Intervals of shares: Wilson (1927, JASA 22, 209-212). Survival: Kaplan and Meier (1958, JASA 53, 457-481), by
statsmodels, with its standard error (Greenwood).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from caseload.shares import Z95, wilson

FEW = 5
# Times and whether it happened -> (time, share still without it, standard error) at each time that something did.
Estimator = Callable[[Sequence[float], Sequence[int]], Iterable[tuple[float, float, float]]]


@dataclass(frozen=True, slots=True)
class Case:
    """One person: in which group for each factor ("" when unknown or hidden), and the course of each scale."""

    person: str
    groups: Mapping[str, str]
    courses: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Share:
    """`n` of the group had it; None: hidden."""

    n: int | None
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    n: int
    shares: tuple[tuple[str, Share], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The courses of one scale by the groups of one factor; groups of fewer than five are not in it."""

    factor: str
    scale: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """After so many weeks: how many were still looked at, and which share it had not happened to."""

    weeks: int
    at_risk: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    group: str
    n: int
    points: tuple[Point, ...]


def tables(cases: Sequence[Case], factors: Sequence[str], scales: Sequence[str], courses: Sequence[str]) -> list[Table]:
    """Factors in their order, then scales; each person counts once. A table needs two groups to say anything."""
    found = []
    for factor in factors:
        for scale in scales:
            by_group: dict[str, Counter[str]] = defaultdict(Counter)
            for case in cases:
                if case.groups.get(factor) and case.courses.get(scale):
                    by_group[case.groups[factor]][case.courses[scale]] += 1
            groups = [
                Group(name, counts.total(), tuple(zip(courses, _shares([counts[c] for c in courses]), strict=True)))
                for name, counts in sorted(by_group.items())
                if counts.total() >= FEW
            ]
            if len(groups) > 1:
                found.append(Table(factor, scale, tuple(groups)))
    return found


def _shares(counts: Sequence[int]) -> list[Share]:
    n = sum(counts)
    hidden = {i for i, count in enumerate(counts) if count < FEW}
    if len(hidden) == 1 and len(counts) > 1:
        # The whole is told, so a lone hidden count would be the rest.
        hidden.add(min((i for i in range(len(counts)) if i not in hidden), key=lambda i: (counts[i], i)))
    return [
        Share(None) if i in hidden else Share(count, count / n, *wilson(count, n)) for i, count in enumerate(counts)
    ]


@dataclass(frozen=True, slots=True)
class Mean:
    """The scores of one group on one scale at one moment; the 95 % interval is Student's."""

    group: str
    moment: str
    scale: str
    n: int
    mean: float
    low: float
    high: float


def means(rows: Iterable[tuple[str, str, str, float]]) -> list[Mean]:
    """From (group, moment, scale, score), one a person; without groups of fewer than five."""
    found: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for group, moment, scale, score in rows:
        if group:
            found[scale, moment, group].append(score)
    return [
        Mean(group, moment, scale, len(scores), *_mean(scores))
        for (scale, moment, group), scores in sorted(found.items())
        if len(scores) >= FEW
    ]


def _mean(scores: Sequence[float]) -> tuple[float, float, float]:
    n = len(scores)
    mean = math.fsum(scores) / n
    sd = math.sqrt(math.fsum((one - mean) ** 2 for one in scores) / (n - 1))
    half = student(n - 1) * sd / math.sqrt(n)
    return mean, mean - half, mean + half


def student(freedom: int) -> float:
    """The 97.5 % point of Student's t, by the expansion of Cornish and Fisher; within 0.01 from four degrees on."""
    z, v = Z95, freedom
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )


def curves(rows: Iterable[tuple[str, int, bool]], at: Sequence[int], estimator: Estimator) -> list[Curve]:
    """By group from (group, weeks, whether it happened); at each of `at` weeks as long as five are still looked at."""
    by_group: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for group, weeks, happened in rows:
        if group:
            by_group[group].append((weeks, happened))
    found = []
    for group, seen in sorted(by_group.items()):
        if len(seen) < FEW:
            continue
        steps = list(estimator([float(weeks) for weeks, _ in seen], [int(happened) for _, happened in seen]))
        points = [_point(weeks, steps, seen) for weeks in at]
        found.append(Curve(group, len(seen), tuple(point for point in points if point.at_risk >= FEW)))
    return found


def _point(weeks: int, steps: Sequence[tuple[float, float, float]], seen: Sequence[tuple[int, bool]]) -> Point:
    at_risk = sum(1 for until, _ in seen if until >= weeks)
    share, error = 1.0, 0.0
    for time, left, standard_error in steps:
        if time <= weeks:
            share, error = left, standard_error
    return Point(weeks, at_risk, share, max(0.0, share - Z95 * error), min(1.0, share + Z95 * error))
