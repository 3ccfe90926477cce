"""What is gathered for a study, row by row, under pseudonyms. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from alliance.instruments import Instrument
from research.courses import Course

K = 5
# What an outsider may know of somebody, the most useful first: the last is hidden first.
QUASI = ("worker_changed", "substance", "risk", "volunteer", "ending", "level", "language", "label")


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """One side's answers at one moment. `weeks` are whole weeks since the supervision began."""

    id: str
    person: str
    supervision: str
    pair: str
    moment: str
    weeks: int
    rater: str
    way: str
    instrument: Instrument
    answers: dict[str, int | None]
    scores: dict[str, tuple[Decimal | None, int]]


@dataclass(slots=True)
class PairRow:
    """One client with one worker. Of a worker who did not say yes the pseudonym is empty."""

    person: str
    supervision: str
    pair: str
    worker: str
    # None: hidden, where fewer than K of those who are alike say the same.
    is_first: bool | None
    weeks_from: int
    weeks: int
    has_ended: bool
    contacts: int
    # Parts in tens of per cent, so that no rare number points at somebody; None without contacts. Of those that took
    # place: at a distance. Of all that were not moved to another day: the client did not come; the attempt failed.
    remote_share: int | None
    missed_share: int | None
    failed_share: int | None
    # Of the whole supervision.
    hitches: int
    # Of this pair, in weeks since the supervision began; for the models only, in no file.
    hitch_weeks: tuple[int, ...] = ()
    # Which supervision of the person it is, from 1; in no file.
    started: int = 1
    quasi: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CourseRow:
    person: str
    supervision: str
    # Of a course over a supervision the pair of the second moment.
    pair: str
    rater: str
    course: Course


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    person: str
    name: str
    happened: bool
    weeks: int


def in_time(pairs: Iterable[PairRow], responses: Iterable[ResponseRow]) -> list[ResponseRow]:
    """As the moments followed each other, of a person the newest supervision last.

    Rows that may leave the portal stand by the name of their moment, where m12 comes before m6.
    """
    begun = {row.pair: (row.started, row.weeks_from, not row.is_first) for row in pairs}
    return sorted(responses, key=lambda row: (*begun[row.pair], place_of(row.moment)))


def place_of(moment: str) -> tuple[int, bool]:
    """To sort moments by: intake and hand-over begin their pair, m6 is after six months."""
    return int(moment[1:]) if moment[1:].isdigit() else 0, moment != "intake"
