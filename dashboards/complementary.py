"""A table of teams by category, from which no withheld count can be computed back. Pure.

The row of a team adds up to its n, a column to the organisation's count. A withheld count stays open because others of
its row and column are withheld too: one and the same number moved round a rectangle of four withheld cells leaves every
sum as it was (Repsilber's hypercube method). All rectangles through a cell are looked at together, and what they leave
open is a lower bound of what anybody can compute, also who knows whole teams from within. Where that stays below
`WIDTH` more is withheld; the last resorts are the row with its n, and the organisation's.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import combinations

from dashboards.suppression import WIDTH, Counted, Insiders, Team, rest_of, together, without_each

Category = str
# The column that columns without a public sum are together.
ONE = ""


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

    @property
    def told(self) -> int:
        """How many counts teams read of themselves."""
        return sum(count is not None for row in self.teams.values() for count in row.counts.values())


Cells = Mapping[Team, Mapping[Category, Counted]]


@dataclass(frozen=True, slots=True)
class _Risk:
    """A withheld count that is not open enough, of a team or (None) of the organisation, with those beside it."""

    team: Team | None
    category: Category
    beside: Set[Category]


def protect(cells: Cells, categories: Sequence[Category], led: Insiders) -> Shown:
    """What of this table may be public. `cells` has every category of every team, zeros too."""
    rows = {team: together(row.values()) for team, row in cells.items()}
    shown = [team for team, row in rows.items() if row.is_enough]
    while (too_small := _Table(cells, categories, shown, (), led).withhold_in_rows()) is not None:
        shown.remove(too_small)
    rest = rest_of(rows, [team for team in rows if team not in shown], led)
    alone = _Table(cells, categories, shown, (), led)
    alone.withhold_in_rows()
    without_sums = alone.result(with_sums=False)
    # Where the rest cannot be among them, there may still be sums of those that show theirs.
    for others in dict.fromkeys([rest, ()]):
        table = _Table(cells, categories, shown, others, led)
        table.withhold_in_rows()
        if table.withhold_sums():
            with_sums = table.result(with_sums=True)
            # Beside small teams a sum can cost a large one all of its own row; half of all rows is the most.
            return with_sums if 2 * with_sums.told >= without_sums.told else without_sums
    return without_sums


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
            self.withheld[team] = {category for category, cell in self.cells[team].items() if not cell.is_enough}
            if not self._withhold_beside(team):
                return team
        return None

    def _withhold_beside(self, team: Team) -> bool:
        """The smallest of the row, until what is withheld there is enough together; False when all of it is not."""
        row, hidden = self.cells[team], self.withheld[team]
        while hidden and not self._keeps_open(row, hidden):
            visible = sorted(set(row) - hidden, key=lambda category: (row[category].count, category))
            if not visible:
                return False
            hidden.add(visible[0])
        return True

    @staticmethod
    def _keeps_open(row: Mapping[Category, Counted], hidden: Collection[Category]) -> bool:
        whole = together(row[category] for category in hidden)
        return len(hidden) > 1 and whole.count >= WIDTH and whole.is_enough

    def withhold_sums(self) -> bool:
        """Withhold in other rows, and else sums, until every count is open; whether any sum may be public."""
        if not self.shown and not self.rest:
            return False
        self.sums = {category for category in self.categories if not self._may_add_up(category)}
        while (at_risk := next(self._closed(), None)) is not None:
            if self._withhold_elsewhere(at_risk):
                continue
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

    def _withhold_elsewhere(self, risk: _Risk) -> bool:
        """Withhold the same category, and one of those beside it, in one more row; False when no row is left."""
        own = self.cells[risk.team] if risk.team is not None else {k: self._column(k) for k in risk.beside}
        for beside in sorted(risk.beside, key=lambda category: (-own[category].count, category)):
            wanted = {risk.category, beside}
            found = [
                other
                for other in self.shown
                if other != risk.team and wanted - self.withheld[other] and self._size(other) >= WIDTH
            ]
            if found:
                other = min(found, key=lambda other: self._cost(other, wanted, risk.category))
                self.withheld[other] |= wanted
                self._withhold_beside(other)
                return True
        return False

    def _cost(self, team: Team, wanted: Set[Category], category: Category) -> tuple[int, bool, int]:
        """The fewest more; then one that is large enough by itself, and the smallest of those; else the largest."""
        count = self.cells[team][category].count
        return len(wanted - self.withheld[team]), count < WIDTH, abs(count - WIDTH)

    def _size(self, team: Team) -> int:
        return sum(cell.count for cell in self.cells[team].values())

    def _next_sum(self, risk: _Risk) -> Category | None:
        """The sum to withhold next: of the count at risk, else of what is withheld beside it, else the smallest."""
        visible = [category for category in self.categories if category not in self.sums]
        return min(
            visible,
            key=lambda category: (
                category != risk.category,
                category not in risk.beside,
                self._column(category).count,
            ),
            default=None,
        )

    def _closed(self) -> Iterator[_Risk]:
        """Every withheld count that could be computed too closely."""
        for team in self.shown:
            hidden = self.withheld[team]
            for category in sorted(hidden):
                if self._open(team, category) < WIDTH:
                    yield _Risk(team, category, hidden - {category})
        for known in self._knowers():
            for category in sorted(self.sums):
                if self._open_sum(category, known) < WIDTH:
                    yield _Risk(None, category, self.sums - {category})
        for others in without_each(self.rest, self.led) if self.sums else ():
            cells = {category: together(self.cells[team][category] for team in others) for category in self.sums}
            if not self._keeps_open(cells, self.sums):
                yield _Risk(None, min(self.sums), set())
        yield from self._of_few()

    def _of_few(self) -> Iterator[_Risk]:
        """What is withheld of a column adds up to what the others leave of its sum: never of few people either.

        Of courses eight are eight pairs, but many contacts may be of few.
        """
        for column in (*({category} for category in self.categories if category not in self.sums), self.sums):
            parts = {team: together(self.cells[team][k] for k in column & h) for team, h in self.withheld.items()}
            teams = [team for team, part in parts.items() if part.count]
            enough = {team for team in teams if parts[team].is_enough}
            for others in without_each(teams, self.led):
                if not enough & set(others) and not together(parts[team] for team in others).is_enough:
                    hidden = self.withheld[others[0]]
                    category = min(column & hidden)
                    yield _Risk(others[0], category, hidden - {category})

    def _knowers(self) -> Iterator[frozenset[Team]]:
        yield frozenset()
        yield from (frozenset({team}) for team in (*self.shown, *self.rest))
        yield from self.led

    def _masses(self, team: Team) -> dict[Category, int]:
        """What is withheld in a row, by column; columns without public sums are one: only their total is fixed."""
        row, found = self.cells[team], Counter[Category]()
        for category in self.withheld[team]:
            found[ONE if category in self.sums else category] += row[category].count
        return dict(found)

    def _open(self, team: Team, category: Category) -> int:
        """At least how far apart the largest and the smallest count lie that fit all that is public and known.

        Whoever leads the team knows it anyway; of all others who know something, what the best informed finds.
        """
        own, count, column = self._masses(team), self.cells[team][category].count, category
        beside, within = own.keys() - {column}, 0
        if category in self.sums:
            column, beside, within = ONE, own.keys() - {ONE}, own[ONE] - count
        alone = column == category or not (self.withheld[team] & self.sums) - {category}
        # Of each other row in which this column is withheld: what it has there, and what it can change in return.
        others: dict[Team, tuple[int, dict[Category, int]]] = {}
        for other in self.withheld.keys() - {team}:
            masses = self._masses(other)
            if column in masses and beside & masses.keys():
                others[other] = masses[column], {k: masses[k] for k in beside & masses.keys()}
        # It goes up as far as what is beside it and the rest of its column can go down together. The most that can flow
        # so is what the least cut lets through (Ford and Fulkerson): some columns at the own row, the others elsewhere.
        cuts = [frozenset(cut) for size in range(len(beside) + 1) for cut in combinations(sorted(beside), size)]
        ups = [
            (sum(own[k] for k in cut), {t: taken for t, (taken, given) in others.items() if given.keys() - cut})
            for cut in cuts
        ]
        downs = {other: sum(given.values()) for other, (_taken, given) in others.items()}
        totals, all_down = [base + sum(by.values()) for base, by in ups], sum(downs.values())
        found = []
        for known in self._knowers():
            if team not in known:
                up = min(total - sum(by.get(t, 0) for t in known) for total, (_, by) in zip(totals, ups, strict=True))
                down = all_down - sum(downs.get(t, 0) for t in known)
                found.append(within + up + (min(count, down) if alone else count))
        return min(found)

    def _open_sum(self, category: Category, known: Collection[Team]) -> int:
        """The same of a withheld sum: every row that has it and another such sum withheld can move between the two.

        A sum in which nothing is withheld but what one knows anyway tells nobody anything.
        """
        within = {team: hidden & self.sums for team, hidden in self.withheld.items() if team not in known}
        within |= {team: set(self.sums) for team in self.rest if team not in known}
        hidden = {team: both for team, both in within.items() if category in both}
        if known and not hidden:
            return WIDTH
        return sum(self.cells[team][k].count for team, both in hidden.items() if len(both) > 1 for k in both)

    def result(self, *, with_sums: bool) -> Shown:
        teams = {team: self._row(self.cells[team], self.withheld[team]) for team in self.shown}
        whole = {category: self._column(category) for category in self.categories}
        return Shown(teams, self._row(whole, self.sums) if with_sums else None)

    @staticmethod
    def _row(row: Mapping[Category, Counted], hidden: Collection[Category]) -> Row:
        counts = {category: None if category in hidden else cell.count for category, cell in row.items()}
        return Row(sum(cell.count for cell in row.values()), counts)
