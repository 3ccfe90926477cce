"""A table of teams by category, from which no withheld count can be computed back. Pure.

The row of a team adds up to its n, a column to the organisation's count. A withheld count stays open because others of
its row and column are withheld too: one and the same number moved round a rectangle of four withheld cells leaves every
sum as it was (Repsilber's hypercube method). All rectangles through a cell are looked at together, and what they leave
open is a lower bound of what anybody can compute, also who knows whole teams from within. Where that stays below
`WIDTH` more is withheld; the last resorts are the row with its n, and the organisation's.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from dashboards.suppression import WIDTH, Counted, Insiders, Team, rest_of, together, without_each

Category = str
UNBOUND = 10**9


@dataclass(frozen=True, slots=True)
class Row:
    """Of `n`; a withheld category is None."""

    n: int
    counts: Mapping[Category, int | None]


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows that may be public, by team; without `organisation` there is no sum of them."""

    teams: Mapping[Team, Row]
    organisation: Row | None


Cells = Mapping[Team, Mapping[Category, Counted]]


def protect(cells: Cells, categories: Sequence[Category], led: Insiders) -> Shown:
    """What of this table may be public. `cells` has every category of every team, zeros too."""
    rows = {team: together(row.values()) for team, row in cells.items()}
    shown = [team for team, row in rows.items() if row.is_enough]
    while True:
        rest = rest_of(rows, [team for team in rows if team not in shown], led)
        table = _Table(cells, categories, shown, rest, led)
        too_small = table.withhold_in_rows()
        if too_small is None:
            break
        shown.remove(too_small)
    with_sums = table.withhold_sums()
    return table.result(with_sums=with_sums)


@dataclass
class _Table:
    cells: Cells
    categories: Sequence[Category]
    shown: Sequence[Team]
    rest: Sequence[Team]
    led: Insiders
    withheld: dict[Team, set[Category]] = field(default_factory=dict)
    # Of the organisation's row.
    sums: set[Category] = field(default_factory=set)

    def withhold_in_rows(self) -> Team | None:
        """Withhold what is small, and as much beside it as keeps that open; a team of which all of it is too little."""
        for team in self.shown:
            row = self.cells[team]
            hidden = {category for category, cell in row.items() if not cell.is_enough}
            while hidden and not self._keeps_open(row, hidden):
                visible = sorted(set(row) - hidden, key=lambda category: (row[category].count, category))
                if not visible:
                    return team
                hidden.add(visible[0])
            self.withheld[team] = hidden
        return None

    @staticmethod
    def _keeps_open(row: Mapping[Category, Counted], hidden: Collection[Category]) -> bool:
        whole = together(row[category] for category in hidden)
        return len(hidden) > 1 and whole.count >= WIDTH and whole.is_enough

    def withhold_sums(self) -> bool:
        """Withhold sums until every count is open; whether any may be public."""
        if not self.shown and not self.rest:
            return False
        self.sums = {category for category in self.categories if not self._may_add_up(category)}
        while (at_risk := next(self._closed(), None)) is not None:
            following = self._next_sum(at_risk)
            if following is None:
                return False
            self.sums.add(following)
        return True

    def _may_add_up(self, category: Category) -> bool:
        """Its own people are enough, and so are those of the rest, which is what is left after subtracting."""
        if not self._column(category).is_enough:
            return False
        for others in without_each(self.rest, self.led):
            left = together(self.cells[team][category] for team in others)
            if left.count < WIDTH or not left.is_enough:
                return False
        return True

    def _column(self, category: Category) -> Counted:
        return together(self.cells[team][category] for team in (*self.shown, *self.rest))

    def _next_sum(self, at_risk: Collection[Category]) -> Category | None:
        """The sum to withhold next: of the cell at risk, else of what is withheld beside it, else the smallest."""
        visible = [category for category in self.categories if category not in self.sums]
        size = {category: self._column(category).count for category in visible}
        near = list(at_risk)
        return min(
            visible,
            key=lambda category: (near.index(category) if category in near else len(near), size[category]),
            default=None,
        )

    def _closed(self) -> Iterator[list[Category]]:
        """Of each count that could be computed too closely, its category and then those withheld beside it."""
        for team in self.shown:
            hidden = self.withheld[team]
            for category in sorted(hidden):
                if self._open(team, category) < WIDTH:
                    yield [category, *sorted(hidden - {category})]
        for known in self._knowers():
            for category in sorted(self.sums):
                if self._open_sum(category, known) < WIDTH:
                    yield [category]
        for others in without_each(self.rest, self.led) if self.sums else ():
            cells = {category: together(self.cells[team][category] for team in others) for category in self.sums}
            if not self._keeps_open(cells, self.sums):
                yield []

    def _knowers(self) -> Iterator[frozenset[Team]]:
        yield frozenset()
        yield from (frozenset({team}) for team in (*self.shown, *self.rest))
        yield from self.led

    def _open(self, team: Team, category: Category) -> int:
        """At least how far apart the largest and the smallest count lie that fit all that is public and known.

        Whoever leads the team knows it anyway; of all others who know something, what the best informed finds.
        """
        own, beside = self.cells[team], self.withheld[team] - {category}
        # Of each other row that has this cell withheld too: its count here, and those it can change in return.
        others = {
            other: (self.cells[other][category].count, {k: self.cells[other][k].count for k in beside & hidden})
            for other, hidden in self.withheld.items()
            if other != team and category in hidden and beside & hidden
        }
        if category in self.sums and beside & self.sums:
            others[None] = UNBOUND, dict.fromkeys(beside & self.sums, UNBOUND)
        # The count goes up as far as the others of its row and the others of its column can go down together. The most
        # that can flow so is what the least cut lets through (Ford and Fulkerson): some at the own row, else elsewhere.
        cuts = [frozenset(cut) for size in range(len(beside) + 1) for cut in combinations(sorted(beside), size)]
        ways_up = [
            (sum(own[k].count for k in cut), {t: taken for t, (taken, given) in others.items() if given.keys() - cut})
            for cut in cuts
        ]
        ways_down = {other: sum(given.values()) for other, (_taken, given) in others.items()}
        all_up, all_down = [base + sum(by.values()) for base, by in ways_up], sum(ways_down.values())
        found = []
        for known in self._knowers():
            if team not in known:
                up = min(
                    total - sum(by.get(t, 0) for t in known) for total, (_, by) in zip(all_up, ways_up, strict=True)
                )
                down = min(own[category].count, all_down - sum(ways_down.get(t, 0) for t in known))
                found.append(up + down)
        return min(found)

    def _open_sum(self, category: Category, known: Collection[Team]) -> int:
        """The same of a withheld sum: every row that has it and another such sum withheld can move between the two."""
        within = {team: hidden & self.sums for team, hidden in self.withheld.items() if team not in known}
        within |= {team: set(self.sums) for team in self.rest if team not in known}
        moving = {team: both for team, both in within.items() if category in both and len(both) > 1}
        return sum(self.cells[team][k].count for team, both in moving.items() for k in both)

    def result(self, *, with_sums: bool) -> Shown:
        teams = {team: self._row(self.cells[team], self.withheld[team]) for team in self.shown}
        whole = {category: self._column(category) for category in self.categories}
        return Shown(teams, self._row(whole, self.sums) if with_sums else None)

    @staticmethod
    def _row(row: Mapping[Category, Counted], hidden: Collection[Category]) -> Row:
        counts = {category: None if category in hidden else cell.count for category, cell in row.items()}
        return Row(sum(cell.count for cell in row.values()), counts)
