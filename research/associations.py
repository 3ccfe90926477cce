"""What goes with what, described: the course of each scale, and what happened afterwards, by group. Pure.

Association is not cause, and nothing here is a model: no estimate is corrected for anything. A group or a count below
five is hidden, and with a lone hidden count the next smallest, so that it cannot be taken from the whole. What workers
gave is hidden below three workers too: no figure is one worker's. The few who stand between the totals of two factors
count in neither: of 40 whose risk is known and 41 of whom contacts are, the one's score would be the difference.

Intervals of shares: Wilson (1927, JASA 22, 209-212). Survival: Kaplan and Meier (1958, JASA 53, 457-481), by
statsmodels, with its standard error (Greenwood).
"""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from caseload.fewest import FEWEST, FEWEST_WORKERS
from caseload.shares import Z95, wilson

# Of a person and a factor: the worker whose view is in it, if any is.
WorkerOf = Callable[[str, str], str | None]
# Times and whether it happened -> (time, share still without it, standard error) at each time that something did.
Estimator = Callable[[Sequence[float], Sequence[int]], Iterable[tuple[float, float, float]]]


@dataclass(frozen=True, slots=True)
class Case:
    """One person: in which group for each factor ("" when unknown or hidden), and the course of each scale.

    Of a course as the worker saw it, `workers` says which worker.
    """

    person: str
    groups: Mapping[str, str]
    courses: Mapping[str, str]
    workers: Mapping[str, str] = field(default_factory=dict)


class Scored(NamedTuple):
    """`worker`: who gave it, or whose view made the group; None when no worker's view is in it."""

    group: str
    moment: str
    scale: str
    score: float
    worker: str | None = None


class Seen(NamedTuple):
    """Looked at for so many weeks, and whether it had happened then. `worker` as of a score."""

    group: str
    weeks: int
    happened: bool
    worker: str | None = None


def enough(workers: Collection[str | None]) -> bool:
    """One entry a person: five of them, and where a worker's view is in it three workers."""
    return len(workers) >= FEWEST and (None in workers or len(set(workers)) >= FEWEST_WORKERS)


def who_count(
    people: Mapping[str, Mapping[str, str]], factors: Sequence[str], worker_of: WorkerOf, least: int
) -> set[str]:
    """Of these, by person the group for each factor: all but the few whom one factor shows and another does not.

    A factor shows groups that are enough, if it has at least `least` of them. Who are left out by one factor and not by
    another, or at all, are afterwards enough or nobody.
    """
    left = set(people)
    while True:
        lacking = [left - _shown(left, people, factor, worker_of, least) for factor in factors]
        between = (
            (some, factor)
            for out, factor in zip(lacking, factors, strict=True)
            for other in [set[str](), *lacking]
            if (some := out - other)
        )
        few = [some for some, factor in between if not enough([worker_of(one, factor) for one in some])]
        if not few:
            return left
        fewest = min(few, key=lambda some: (len(some), sorted(some)))
        left -= fewest


def _shown(
    left: Iterable[str], people: Mapping[str, Mapping[str, str]], factor: str, worker_of: WorkerOf, least: int
) -> set[str]:
    by_group: dict[str, set[str]] = defaultdict(set)
    for person in left:
        if group := people[person].get(factor):
            by_group[group].add(person)
    groups = [some for some in by_group.values() if enough([worker_of(one, factor) for one in some])]
    return set[str]().union(*groups) if len(groups) >= least else set()


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
    counts = {scale: _who_count(cases, factors, scale) for scale in scales}
    for factor in factors:
        for scale in scales:
            by_group: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
            for case in cases:
                if case.groups.get(factor) and case.person in counts[scale]:
                    by_group[case.groups[factor]].append((case.courses[scale], case.workers.get(scale)))
            groups = [
                Group(name, len(seen), tuple(zip(courses, _shares(seen, courses), strict=True)))
                for name, seen in sorted(by_group.items())
                if enough([worker for _course, worker in seen])
            ]
            if len(groups) > 1:
                found.append(Table(factor, scale, tuple(groups)))
    return found


def _who_count(cases: Sequence[Case], factors: Sequence[str], scale: str) -> set[str]:
    known = {case.person: case for case in cases if case.courses.get(scale)}
    groups = {person: case.groups for person, case in known.items()}
    return who_count(groups, factors, lambda person, factor: known[person].workers.get(scale), 2)


def _shares(seen: Sequence[tuple[str, str | None]], courses: Sequence[str]) -> list[Share]:
    by_course = [[worker for course, worker in seen if course == one] for one in courses]
    counts, n = [len(workers) for workers in by_course], len(seen)
    hidden = {i for i, workers in enumerate(by_course) if not enough(workers)}
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


def means(rows: Iterable[Scored]) -> list[Mean]:
    """From one score a person; without groups that are too small."""
    found: dict[tuple[str, str, str], list[Scored]] = defaultdict(list)
    for row in rows:
        if row.group:
            found[row.scale, row.moment, row.group].append(row)
    return [
        Mean(group, moment, scale, len(scored), *_mean([row.score for row in scored]))
        for (scale, moment, group), scored in sorted(found.items())
        if enough([row.worker for row in scored])
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


def curves(rows: Iterable[Seen], at: Sequence[int], estimator: Estimator) -> list[Curve]:
    """By group, one row a person; at each of `at` weeks as long as enough are still looked at."""
    by_group: dict[str, list[Seen]] = defaultdict(list)
    for row in rows:
        if row.group:
            by_group[row.group].append(row)
    found = []
    for group, seen in sorted(by_group.items()):
        if not enough([row.worker for row in seen]):
            continue
        steps = list(estimator([float(row.weeks) for row in seen], [int(row.happened) for row in seen]))
        left = {weeks: [row.worker for row in seen if row.weeks >= weeks] for weeks in at}
        points = tuple(_point(weeks, steps, len(workers)) for weeks, workers in left.items() if enough(workers))
        found.append(Curve(group, len(seen), points))
    return found


def _point(weeks: int, steps: Sequence[tuple[float, float, float]], at_risk: int) -> Point:
    share, error = 1.0, 0.0
    for time, left, standard_error in steps:
        if time <= weeks:
            share, error = left, standard_error
    return Point(weeks, at_risk, share, max(0.0, share - Z95 * error), min(1.0, share + Z95 * error))
