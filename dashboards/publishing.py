"""From the records of a closed period to what is made public of each team and of the organisation. Pure.

How far moments came is hidden by the row; what it is made of, each supervisor sees of every pair of the own team.
Rates, which other teams see too, show where those who count and those who do not are both enough. Content (scores,
courses, reasons, ways) is hidden by the cell, with what keeps it hidden.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from alliance.funnel import Reached
from dashboards.complementary import Row, protect
from dashboards.published import (
    COURSES,
    RATES_OF_HALF_YEAR,
    RATES_OF_MONTH,
    STEPS,
    Counts,
    Funnel,
    HalfYear,
    MomentKey,
    Month,
    Rate,
    Spread,
)
from dashboards.records import Asked, Frame, Held, Moved, NotAnswered, Part, Record, Score, Who
from dashboards.suppression import Counted, Partition, Team, partition, quantile

# None stands for the organisation.
Whose = Team | None
KINDS = ("intake", "handover", "regular", "extra")
FACE_TO_FACE = "face_to_face"
# These are of the pairs that another rate counts.
WITHIN = {"activity": "volunteer", "tuned": "volunteer"}
_REACHED = {"invited": Reached.INVITED, "opened": Reached.OPENED, "started": Reached.STARTED}
_REACHED |= {"both": Reached.BOTH, "talked": Reached.TALKED}


@dataclass(slots=True)
class _Process:
    """The people of one row of process figures, and its counts."""

    people: Counted = field(default_factory=Counted)
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Halves:
    """Of a rate: whoever counts in it, and whoever does not."""

    counting: Counted = field(default_factory=Counted)
    others: Counted = field(default_factory=Counted)

    @property
    def is_enough(self) -> bool:
        return self.counting.is_enough and self.others.is_enough


@dataclass(slots=True)
class _Scores:
    people: Counted = field(default_factory=Counted)
    # How often each score was given: there are few different ones, and very many of each.
    given: Counter[Decimal] = field(default_factory=Counter)


Cells = dict[Team, dict[str, Counted]]


@dataclass
class _Tally:
    """Everything counted by team, before anything is hidden."""

    funnels: dict[MomentKey, dict[Team, _Process]] = field(default_factory=lambda: defaultdict(dict))
    rates: dict[str, dict[Team, _Halves]] = field(default_factory=lambda: defaultdict(dict))
    scores: dict[tuple[str, str, MomentKey], dict[Team, _Scores]] = field(default_factory=lambda: defaultdict(dict))
    # By table: "ways", the rater of reasons, "scale:rater" of courses.
    tables: dict[str, Cells] = field(default_factory=lambda: defaultdict(lambda: defaultdict(dict)))

    def add(self, record: Record) -> None:
        match record:
            case Asked(who, moment):
                row = self.funnels[moment].setdefault(who.team, _Process())
                _count(row.people, who)
                row.counts.update(_steps(record))
                self._part("both", who, counts=record.reached >= Reached.BOTH)
                if record.reached >= Reached.BOTH:
                    self._part("talked", who, counts=record.reached >= Reached.TALKED)
            case Part(who, key, counts):
                self._part(key, who, counts=counts)
            case Score(who, scale, rater, moment, score):
                cell = self.scores[scale, rater, moment].setdefault(who.team, _Scores())
                _count(cell.people, who)
                cell.given[score] += 1
            case Moved(who, scale, rater, course):
                self._cell(f"{scale}:{rater}", who, course)
            case NotAnswered(who, rater, reason):
                self._cell(rater, who, reason)
            case Held(who, way):
                self._cell("ways", who, way)

    def _part(self, key: str, who: Who, *, counts: bool) -> None:
        halves = self.rates[key].setdefault(who.team, _Halves())
        _count(halves.counting if counts else halves.others, who)

    def _cell(self, table: str, who: Who, category: str) -> None:
        _count(self.tables[table][who.team].setdefault(category, Counted()), who)


def _count(people: Counted, who: Who) -> None:
    people.add(who.pair, who.worker)


def _steps(asked: Asked) -> Iterator[str]:
    yield "due"
    yield from (step for step, reached in _REACHED.items() if asked.reached >= reached)
    if asked.client:
        yield "client"
    if asked.worker:
        yield "worker"


def half_year(records: Iterable[Record], frame: Frame) -> dict[Whose, HalfYear]:
    tally = _tally(records)
    funnels = [_funnel(moment, groups, frame) for moment, groups in sorted(tally.funnels.items(), key=_in_order)]
    reasons = [_table(rater, tally.tables[rater], frame.reasons, frame) for rater in frame.raters]
    places = [(scale, rater) for scale in frame.scales for rater in frame.raters]
    courses = [_table(f"{s}:{r}", tally.tables[f"{s}:{r}"], COURSES, frame) for s, r in places]
    moments = [moment for moment, _groups in sorted(tally.funnels.items(), key=_in_order)]
    keys = [(scale, rater, moment) for scale in frame.scales for moment in moments for rater in frame.raters]
    spreads = [_spread(key, tally.scores[key], frame) for key in keys if key in tally.scores]
    rates = [_rate(key, _where_shown(key, tally.rates), frame) for key in RATES_OF_HALF_YEAR]
    return {
        whose: HalfYear(
            instrument=frame.instrument,
            # Of what nobody shows, also that it was there is not told: one pair may be all of it.
            funnels=tuple(row[whose] for row in funnels if any(one.counts for one in row.values())),
            reasons=tuple(row[whose] for row in reasons),
            spreads=tuple(row[whose] for row in spreads if any(one.n for one in row.values())),
            courses=tuple(row[whose] for row in courses if any(one.n for one in row.values())),
            rates=tuple(row[whose] for row in rates),
        )
        for whose in (None, *frame.teams)
    }


def month(records: Iterable[Record], frame: Frame) -> dict[Whose, Month]:
    tally = _tally(records)
    ways = _table("ways", tally.tables["ways"], frame.ways, frame)
    rates = {key: _rate(key, tally.rates[key], frame) for key in RATES_OF_MONTH if key != "remote"}
    # The ways say it: counted for itself it would give away a way that is hidden.
    rates["remote"] = {whose: _remote(counts) for whose, counts in ways.items()}
    return {
        whose: Month(ways=ways[whose], rates=tuple(rates[key][whose] for key in RATES_OF_MONTH))
        for whose in (None, *frame.teams)
    }


def _tally(records: Iterable[Record]) -> _Tally:
    tally = _Tally()
    for record in records:
        tally.add(record)
    return tally


def _in_order(row: tuple[MomentKey, object]) -> tuple[int, int]:
    moment, _groups = row
    return KINDS.index(moment.kind), moment.months


def _parts(groups: Mapping[Team, _Process] | Mapping[Team, _Scores], frame: Frame) -> Partition:
    """Of all teams, also those that have nobody here."""
    return partition({team: groups[team].people if team in groups else Counted() for team in frame.teams}, frame.led)


def _process(groups: Mapping[Team, _Process], frame: Frame) -> dict[Whose, tuple[int, Counter[str]]]:
    """Of whom shows this row: how many it is of, and its counts."""
    parts = _parts(groups, frame)
    found: dict[Whose, tuple[int, Counter[str]]] = {
        team: (groups[team].people.count, groups[team].counts) for team in parts.shown
    }
    if parts.counted:
        counts: Counter[str] = sum((groups[team].counts for team in parts.counted), Counter())
        found[None] = sum(groups[team].people.count for team in parts.counted), counts
    return found


def _funnel(moment: MomentKey, groups: Mapping[Team, _Process], frame: Frame) -> dict[Whose, Funnel]:
    shown = {whose: {step: counts[step] for step in STEPS} for whose, (_of, counts) in _process(groups, frame).items()}
    return {whose: Funnel(moment, shown.get(whose)) for whose in (None, *frame.teams)}


def _where_shown(key: str, rates: Mapping[str, Mapping[Team, _Halves]]) -> Mapping[Team, _Halves]:
    """Of what another rate counts only where that one shows: how many it is of would tell what is hidden there."""
    if key not in WITHIN:
        return rates[key]
    around = rates[WITHIN[key]]
    return {team: one for team, one in rates[key].items() if team in around and around[team].is_enough}


def _rate(key: str, groups: Mapping[Team, _Halves], frame: Frame) -> dict[Whose, Rate]:
    """Of a team where both halves are of enough; the organisation's is the sum of what is shown and no more, so that
    nothing of any other team is in it."""
    found: dict[Whose, Rate] = {
        team: Rate(key, one.counting.count, one.counting.count + one.others.count)
        for team, one in groups.items()
        if one.is_enough
    }
    if found:
        found[None] = Rate(
            key, sum(one.count or 0 for one in found.values()), sum(one.of or 0 for one in found.values())
        )
    return {whose: found.get(whose, Rate(key, None, None)) for whose in (None, *frame.teams)}


def _remote(ways: Counts) -> Rate:
    together = ways.counts[FACE_TO_FACE]
    if ways.n is None or together is None:
        return Rate("remote", None, None)
    return Rate("remote", ways.n - together, ways.n)


def _spread(key: tuple[str, str, MomentKey], groups: Mapping[Team, _Scores], frame: Frame) -> dict[Whose, Spread]:
    parts = _parts(groups, frame)
    given: dict[Whose, Counter[Decimal]] = {team: groups[team].given for team in parts.shown}
    given[None] = sum((groups[team].given for team in parts.counted), Counter())
    return {whose: _quartiles(key, given.get(whose)) for whose in (None, *frame.teams)}


def _quartiles(key: tuple[str, str, MomentKey], given: Counter[Decimal] | None) -> Spread:
    if not given:
        return Spread(*key)
    ordered = sorted(given.elements())
    lower, median, upper = (quantile(ordered, Fraction(quarter, 4)) for quarter in (1, 2, 3))
    return Spread(*key, n=len(ordered), lower=lower, median=median, upper=upper)


def _table(key: str, cells: Cells, categories: Sequence[str], frame: Frame) -> dict[Whose, Counts]:
    whole = {team: {category: cells[team].get(category, Counted()) for category in categories} for team in frame.teams}
    found = protect(whole, categories, frame.led)
    shown: dict[Whose, Row | None] = {**found.teams, None: found.organisation}
    return {whose: _counts(key, shown.get(whose), categories) for whose in (None, *frame.teams)}


def _counts(key: str, row: Row | None, categories: Sequence[str]) -> Counts:
    if row is None:
        return Counts(key, None, dict.fromkeys(categories))
    return Counts(key, row.n, {category: row.counts[category] for category in categories})
