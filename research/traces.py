"""From rows to traces and back: what of a study's rows may stand in its files. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from research.anonymity import HIDDEN
from research.blending import Shape, Shown, Trace, blend, shapes
from research.rows import QUASI, OutcomeRow, PairRow, ResponseRow

NOTHING = -1
YES, NO = "yes", "no"
# What happened afterwards stands on no page and comes from another source, so no colleague has a table of it; its week
# is told by the quarter all the same.
QUARTER = 13
# How much a number weighs when people are put together: endings and durations are what a study counts with.
OF_ENDING, OF_DURATION, OF_PAIR, OF_MOMENT = 4.0, 1.5, 0.3, 0.5
# A pair as its place: how many supervisions ago, and how many pairs before the last of it.
Place = tuple[int, int]
NEWEST: Place = (0, 0)
# The place of its pair, the moment, the side, and the version.
Cell = tuple[Place, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Safe:
    """What may stand in the files; `left_out` counts persons, `responses_left_out` of those who are in them."""

    pairs: list[PairRow]
    responses: list[ResponseRow]
    outcomes: list[OutcomeRow]
    left_out: int
    responses_left_out: int


@dataclass(frozen=True, slots=True)
class _Person:
    """Rows by their place; outcomes by name."""

    pairs: dict[Place, PairRow]
    responses: dict[Cell, ResponseRow]
    outcomes: dict[str, OutcomeRow]

    @property
    def newest(self) -> PairRow:
        return self.pairs[NEWEST]


def safe(pairs: Sequence[PairRow], responses: Sequence[ResponseRow], outcomes: Sequence[OutcomeRow], k: int) -> Safe:
    """Every person's rows without answers and scores are those of at least `k` persons."""
    people = _people(pairs, responses, outcomes)
    fitting = shapes({name: list(_ladder(person)) for name, person in people.items()}, k)
    costs = {name: (len(QUASI) - place) / len(QUASI) for place, name in enumerate(QUASI)} | {
        "way": 0.1,
        "is_first": 0.1,
    }
    costs["ending"] = OF_ENDING
    traces = [_trace(name, people[name], shape) for name, shape in fitting.items()]
    blended = blend(traces, costs, k)
    found = Safe([], [], [], len(people) - len(blended), 0)
    lacking = 0
    # By pseudonym: any other order of rows would tell who came first.
    for name, person in sorted(people.items()):
        if name in blended:
            lacking += len(person.responses) - len(fitting[name].cells)
            _put_back(found, person, fitting[name], blended[name])
    looked_at = Counter(row.name for row in found.outcomes)
    enough = [row for row in found.outcomes if looked_at[row.name] >= k]
    return replace(found, outcomes=enough, responses_left_out=lacking)


def _people(
    pairs: Sequence[PairRow], responses: Sequence[ResponseRow], outcomes: Sequence[OutcomeRow]
) -> dict[str, _Person]:
    of_person: dict[str, list[PairRow]] = defaultdict(list)
    for row in pairs:
        of_person[row.person].append(row)
    place_of: dict[str, Place] = {}
    people: dict[str, _Person] = {}
    for name, own in of_person.items():
        last = max(row.started for row in own)
        people[name] = _Person({}, {}, {})
        for ago in range(last):
            of_one = sorted((row for row in own if row.started == last - ago), key=lambda row: -row.weeks_from)
            for before, row in enumerate(of_one):
                people[name].pairs[ago, before] = row
                place_of[row.pair] = (ago, before)
    for given in responses:
        cell = (place_of[given.pair], given.moment, given.rater, given.instrument.key, given.instrument.version)
        people[given.person].responses[cell] = given
    for outcome in outcomes:
        if outcome.person in people:
            people[outcome.person].outcomes[outcome.name] = outcome
    return people


def _ladder(person: _Person) -> Iterator[Shape]:
    """All there is; of the newest supervision; of its last pair."""
    yield _shape(person, list(person.pairs))
    yield _shape(person, [place for place in person.pairs if place[0] == 0])
    yield _shape(person, [NEWEST])


def _shape(person: _Person, places: Sequence[Place]) -> Shape:
    # Whether the newest pair was the first is a word of its own: an earlier one may have been left out.
    ends = tuple(
        (place, person.pairs[place].has_ended, place != NEWEST and person.pairs[place].is_first)
        for place in sorted(places)
    )
    cells = frozenset(cell for cell in person.responses if cell[0] in places)
    return Shape(ends, cells)


def _places(shape: Shape) -> list[Place]:
    return [place for place, *_kinds in shape.frame]  # type: ignore[attr-defined]


def _trace(name: str, person: _Person, shape: Shape) -> Trace:
    ways = {person.responses[cell].way for cell in _in_order(shape)}
    values = person.newest.quasi | {"way": ways.pop() if len(ways) == 1 else HIDDEN}
    values["is_first"] = YES if person.newest.is_first else NO
    numbers: list[tuple[int, float]] = []
    for place in _places(shape):
        row = person.pairs[place]
        numbers += [(row.weeks_from, OF_DURATION), (row.weeks, OF_DURATION)]
        known = (row.contacts, row.hitches, row.remote_share, row.missed_share, row.failed_share)
        numbers += [(NOTHING if number is None else number, OF_PAIR) for number in known]
    numbers += [(person.responses[cell].weeks, OF_MOMENT) for cell in _in_order(shape)]
    return Trace(name, shape, values, tuple(n for n, _w in numbers), tuple(w for _n, w in numbers))


def _in_order(shape: Shape) -> list[Cell]:
    return sorted(shape.cells)  # type: ignore[arg-type]


def _put_back(found: Safe, person: _Person, shape: Shape, shown: Shown) -> None:
    numbers = iter(shown.numbers)
    quasi = {name: shown.values[name] for name in QUASI}
    was_first = {YES: True, NO: False, HIDDEN: None}[shown.values["is_first"]]
    for place in _places(shape):
        weeks_from, weeks, contacts, hitches, remote, missed, failed = (next(numbers) for _ in range(7))
        found.pairs.append(
            replace(
                person.pairs[place],
                is_first=was_first if place == NEWEST else person.pairs[place].is_first,
                weeks_from=weeks_from,
                weeks=weeks,
                contacts=contacts,
                hitches=hitches,
                remote_share=None if remote == NOTHING else remote,
                missed_share=None if missed == NOTHING else missed,
                failed_share=None if failed == NOTHING else failed,
                # Of an earlier supervision only when and how much, and what was answered.
                quasi=quasi if place[0] == 0 else dict.fromkeys(QUASI, HIDDEN),
            )
        )
    for cell in _in_order(shape):
        found.responses.append(replace(person.responses[cell], weeks=next(numbers), way=shown.values["way"]))
    for _name, outcome in sorted(person.outcomes.items()):
        found.outcomes.append(replace(outcome, weeks=outcome.weeks // QUARTER * QUARTER))
