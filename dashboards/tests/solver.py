"""Computing withheld counts back from all that is public: a linear programme that knows nothing of how they are hidden.

An unknown is the count of one team, category and slot of time. Each publication gives sums over some of them; somebody
who knows a team from within has all of its counts besides. What the sums leave open of each withheld count is its
width; narrower than `WIDTH` is traceable.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy
from scipy.optimize import linprog
from scipy.sparse import block_diag, lil_matrix

from dashboards.suppression import WIDTH

# Nobody counts so many: what reaches it has no bound.
MOST = 10_000
TOLERANCE = 1e-6
Whose = Any  # a team; None is the organisation
Unknown = tuple[Any, Any, str]  # slot, team, category


@dataclass(frozen=True)
class Publication:
    """One table as it is public, with the truth behind it. `slots` are the parts of time it is over.

    `sums` are other public figures of the same people: whose, of which categories, how many.
    """

    name: str
    slots: tuple[Any, ...]
    truth: Mapping[Unknown, int]
    shown: Mapping[Whose, tuple[int | None, Mapping[str, int | None]]]
    sums: Sequence[tuple[Whose, tuple[str, ...], int]] = ()

    def of(self, whose: Iterable[Whose], categories: Collection[str]) -> list[Unknown]:
        teams = set(whose)
        return [one for one in self.truth if one[1] in teams and one[2] in categories and one[0] in self.slots]

    def counted(self) -> list[Whose]:
        """The teams that the organisation's figure is over: those that show theirs, and the others if it is more."""
        shown = [team for team, row in self.shown.items() if team is not None and is_public(row)]
        whole = size(self.shown[None])
        if whole is None or whole == sum(size(self.shown[team]) or 0 for team in shown):
            return shown
        return [team for team in self.shown if team is not None]


def is_public(row: tuple[int | None, Mapping[str, int | None]]) -> bool:
    return size(row) is not None


def size(row: tuple[int | None, Mapping[str, int | None]]) -> int | None:
    n, counts = row
    visible = [count for count in counts.values() if count is not None]
    return n if n is not None else (sum(visible) if visible else None)


@dataclass(frozen=True)
class Found:
    """A withheld count that lies between `low` and `high`, to whoever knows the teams `known`."""

    table: str
    whose: Whose
    category: str
    known: frozenset[Any]
    low: float
    high: float


@dataclass
class System:
    """The equations of publications that share slots of time."""

    unknowns: list[Unknown]
    equations: list[tuple[list[Unknown], int]] = field(default_factory=list)
    fixed: dict[Unknown, int] = field(default_factory=dict)

    def about(self, wanted: Collection[Unknown]) -> "System":
        """Only what has to do with these unknowns, through whatever equations."""
        reached, left = set(wanted), [(set(summed) - self.fixed.keys(), summed, n) for summed, n in self.equations]
        equations = []
        while near := [one for one in left if one[0] & reached]:
            left = [one for one in left if not one[0] & reached]
            reached |= {unknown for free, _summed, _value in near for unknown in free}
            equations += [
                (
                    [one for one in summed if one in free],
                    value - sum(self.fixed[one] for one in summed if one not in free),
                )
                for free, summed, value in near
            ]
        return System(sorted(reached, key=str), equations, {one: n for one, n in self.fixed.items() if one in reached})


def ranges(questions: Sequence[tuple[System, Collection[Unknown]]]) -> list[tuple[float, float]]:
    """The least and the most that the wanted unknowns of each system can be together; all in one programme."""
    aims, bounds, matrices, values = [], [], [], []
    for system, wanted in questions:
        place = {one: number for number, one in enumerate(system.unknowns)}
        matrix = lil_matrix((len(system.equations), len(place)))
        for row, (summed, _value) in enumerate(system.equations):
            for one in summed:
                matrix[row, place[one]] = 1
        aim = numpy.array([float(one in wanted) for one in system.unknowns])
        for sign in (1, -1):
            aims.append(sign * aim)
            matrices.append(matrix)
            bounds += [(system.fixed.get(one, 0), system.fixed.get(one, MOST)) for one in system.unknowns]
            values += [value for _summed, value in system.equations]
    if not aims:
        return []
    found = linprog(
        numpy.concatenate(aims), A_eq=block_diag(matrices, "csr"), b_eq=values, bounds=bounds, method="highs"
    )
    # The truth fits, so whatever is not solved is a fault of ours.
    assert found.status == 0, found.message
    ends, begin = [], 0
    for aim in aims:
        ends.append(abs(float(aim @ found.x[begin : begin + len(aim)])))
        begin += len(aim)
    return list(zip(ends[::2], ends[1::2], strict=True))


def systems(publications: Sequence[Publication]) -> Iterator[list[Publication]]:
    """Publications that have unknowns in common belong to one system."""
    left = list(publications)
    while left:
        group = [left.pop(0)]
        while near := [one for one in left if any(set(one.truth) & set(other.truth) for other in group)]:
            group += near
            left = [one for one in left if one not in near]
        yield group


def system_of(group: Sequence[Publication], known: Collection[Any], *, with_sizes: bool) -> System:
    system = System(sorted({one for table in group for one in table.truth}, key=str))
    for table in group:
        teams = [team for team in table.shown if team is not None]
        for whose, (n, counts) in table.shown.items():
            among = table.counted() if whose is None else [whose]
            if n is not None:
                system.equations.append((table.of(among, counts), n))
            for category, count in counts.items():
                if count is not None:
                    system.equations.append((table.of(among, [category]), count))
        for whose, categories, value in table.sums:
            among = table.counted() if whose is None else [whose]
            system.equations.append((table.of(among, categories), value))
        for team in teams:
            own = table.of([team], table.shown[team][1])
            if team in known:
                system.fixed |= {one: table.truth[one] for one in own}
            elif with_sizes:
                system.equations.append((own, sum(table.truth[one] for one in own)))
    return system


def traceable(
    publications: Sequence[Publication], led: Collection[frozenset[Any]] = (), *, with_sizes: bool = False
) -> list[Found]:
    """Every withheld count that can be computed too closely, by an outsider or by whoever knows teams from within.

    With `with_sizes` how many each team has in all is known too: that is process. Of fewer than `WIDTH` a count can
    then only lie between none and all of them.
    """
    asked, questions = [], []
    for group in systems(publications):
        teams = sorted({team for table in group for team in table.shown if team is not None}, key=str)
        for known in _knowers(group, teams, led):
            system = system_of(group, known, with_sizes=with_sizes)
            for table, whose, category, wanted in _withheld(group, known):
                asked.append((table, whose, category, known))
                questions.append((system.about(wanted), wanted))
    found = []
    for (table, whose, category, known), (low, high) in zip(asked, ranges(questions), strict=True):
        of_team = sum(table.truth[one] for one in table.of([whose], table.shown[whose][1]))
        enough = min(WIDTH, of_team) if with_sizes and whose is not None else WIDTH
        if high - low < enough - TOLERANCE:
            found.append(Found(table.name, whose, category, known, low, high))
    return found


def _knowers(
    group: Sequence[Publication], teams: Sequence[Any], led: Collection[frozenset[Any]]
) -> Iterator[frozenset[Any]]:
    """Nobody, and whoever knows one team or leads several; not who knows no more than stands there already."""
    private = {team for _table, team, _category, wanted in _withheld(group, ()) if wanted and team is not None}
    if private:
        yield frozenset()
    yield from (frozenset([team]) for team in teams if team in private)
    yield from (known for known in led if known & private)


def _withheld(
    group: Sequence[Publication], known: Collection[Any]
) -> Iterator[tuple[Publication, Whose, str, list[Unknown]]]:
    """Counts of a team in one slot that no publication shows as such, and the organisation's withheld sums."""
    public = {
        (table.slots, team, category)
        for table in group
        for team, (_n, counts) in table.shown.items()
        for category, count in counts.items()
        if count is not None
    }
    for table in group:
        for team, row in table.shown.items():
            if team in known:
                continue
            for category in row[1]:
                if team is None:
                    wanted = table.of(table.counted(), [category])
                    hidden = any(one[1] not in known and ((one[0],), *one[1:]) not in public for one in wanted)
                    # A sum in which nothing is withheld but what one knows anyway tells nobody anything.
                    if is_public(row) and (table.slots, None, category) not in public and (hidden or not known):
                        yield table, None, category, wanted
                    continue
                for slot in table.slots:
                    if ((slot,), team, category) not in public:
                        yield table, team, category, [(slot, team, category)]
