"""What happened in each case of an organisation-sized history. Pure: random numbers and days in, a plan out.

Windows come from the alliance's own schedule and answers from the demonstration's minds, so that what is asked and
what is answered here is what the portal itself would have asked and scored.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from alliance.instruments import CLIENT, WORKER, Instrument
from alliance.schedule import REGULAR_MONTHS, Planned, add_months, regular_closing, regular_opening, start_moment
from probation_portal.demo.scores import Minds

TEAM_OF = 180  # clients who begin in a team in a year: with these lengths about 290 run at once
WORKERS = 10
DAY = dt.timedelta(days=1)
_MONTHS, _MONTHS_WEIGHTS = (12, 18, 24, 36), (25, 30, 30, 15)
_ENDS = ("negative_dropout", "transferred", "other", "died", "completed", "order_ended")
_ENDS_WEIGHTS = (12, 5, 2, 0.4, 25, 55.6)
_EARLY = 4  # the first four of _ENDS come before the planned end
REGULAR = "regular"
_HANDED_OVER, _PIN, _EMAIL, _ENGLISH = 0.14, 0.6, 0.8, 0.04
_CLIENT_ANSWERS, _WORKER_ANSWERS, _TALKED, _REASON = 0.8, 0.86, 0.72, 0.55
_LOOKED, _BEGAN, _ON_PAPER = 0.3, 0.4, 0.05
_VOLUNTEER, _MIX, _PLANNED = 0.1, 0.5, 0.6
_EVERY = {"1": 56, "2": 42, "3": 28}  # days between two contacts: eight or nine a year
_METHODS = ("office", "phone", "video", "home_visit", "walk", "text", "email", "elsewhere")
_METHODS_WEIGHTS = (34, 26, 10, 8, 6, 9, 4, 3)
WRITTEN, _APART = ("text", "email"), ("phone", "video")
_OUTCOMES = ("took_place", "not_reached", "no_show_reason", "no_show", "moved")
_APART_WEIGHTS, _TOGETHER_WEIGHTS = (80, 14, 1, 0, 5), (80, 0, 5, 9, 6)


@dataclass(frozen=True, slots=True)
class Size:
    """So many clients in the whole history, evenly begun over so many years, in so many teams of WORKERS."""

    clients: int
    years: int
    teams: int

    @classmethod
    def of(cls, clients: int, years: int) -> "Size":
        """More clients make more teams, never larger ones."""
        return cls(clients, years, max(1, round(clients / (TEAM_OF * years))))


class ContactPlan(NamedTuple):
    day: dt.date
    method: str
    outcome: str
    hour: int
    minutes: int
    planned: bool


@dataclass(slots=True)
class Given:
    """One side's answers, given on a day in the morning (client) or the afternoon (worker)."""

    day: dt.date
    answers: dict[str, int | None]
    on_paper: bool = False


@dataclass(slots=True)
class Moment:
    """A measurement; `opened` when its first day came while the pair ran."""

    planned: Planned
    opened: bool
    client: Given | None = None
    worker: Given | None = None
    # Nothing was submitted, but the link was opened, or a part was filled in.
    looked: bool = False
    began: bool = False
    talked: dt.date | None = None
    # On this day somebody wrote down why a side did not answer.
    reason_day: dt.date | None = None

    @property
    def both_on(self) -> dt.date:
        assert self.client is not None
        assert self.worker is not None
        return max(self.client.day, self.worker.day)


@dataclass(slots=True)
class PairPlan:
    worker: int
    first: dt.date
    last: dt.date | None
    is_first: bool = True
    moments: list[Moment] = field(default_factory=list)
    contacts: list[ContactPlan] = field(default_factory=list)
    hitches: list[dt.date] = field(default_factory=list)


@dataclass(slots=True)
class Case:
    """One client's supervision. `number` counts from 0 over the whole history, the earliest first."""

    number: int
    team: int
    first: dt.date
    level: str
    planned_end: dt.date
    ended: dt.date | None
    end_reason: str
    has_pin: bool
    has_email: bool
    language: str
    execution: dt.date
    pairs: list[PairPlan]
    volunteer: tuple[dt.date, dt.date | None] | None
    mix: tuple[dt.date, int, int] | None
    # For what is told beside the plan: words, ids, hours.
    rng: Random

    def phase(self, day: dt.date) -> str:
        if day < self.execution:
            return "start"
        return "execution" if day < self.completion else "completion"

    @property
    def completion(self) -> dt.date:
        return max(self.execution, self.planned_end - 90 * DAY)


def cases(size: Size, seed: int, today: dt.date, instrument: Instrument) -> Iterator[Case]:
    """Every case, the earliest first; the same for the same size, seed and day."""
    span = size.years * 365
    for number in range(size.clients):
        first = min(today - (span - number * span // size.clients) * DAY, today - 2 * DAY)
        rng = Random(f"{seed}:scale:{number}")  # noqa: S311 (invented data should be predictable)
        yield _Life(rng, instrument, today).case(number, size.teams, first)


class _Life:
    """Draws one case."""

    def __init__(self, rng: Random, instrument: Instrument, today: dt.date) -> None:
        self.rng, self.instrument, self.today = rng, instrument, today

    def case(self, number: int, teams: int, first: dt.date) -> Case:
        rng = self.rng
        minds = Minds.draw(rng)
        level = rng.choices("123", weights=(30, 50, 20))[0]
        planned_end = add_months(first, rng.choices(_MONTHS, weights=_MONTHS_WEIGHTS)[0])
        ended, reason = self._end(first, planned_end, minds)
        last = ended or self.today
        found = Case(
            number=number,
            team=number % teams,
            first=first,
            level=level,
            planned_end=planned_end,
            ended=ended,
            end_reason=reason,
            has_pin=rng.random() < _PIN,
            has_email=rng.random() < _EMAIL,
            language="en" if rng.random() < _ENGLISH else "nl",
            execution=first + rng.randrange(28, 60) * DAY,
            pairs=[],
            volunteer=self._volunteer(first, ended, last),
            mix=self._mix(level, first, last),
            rng=rng,
        )
        found.pairs = self._pairs(found, number // teams % WORKERS, last)
        for pair in found.pairs:
            until = pair.last or self.today
            # The next worker begins another alliance.
            pair.moments = list(self._moments(pair, until, minds if pair is found.pairs[0] else Minds.draw(rng)))
            pair.contacts = list(self._contacts(level, pair.first, until))
            pair.hitches = list(self._hitches(reason, pair.first, until))
        return found

    def _end(self, first: dt.date, planned_end: dt.date, minds: Minds) -> tuple[dt.date | None, str]:
        """Whoever trusts little drops out rather, so that what goes with what has something to show."""
        dropout = _ENDS_WEIGHTS[0] * (2 if minds.latents[CLIENT].get("trust", 4) < 3.3 else 0.7)
        reason = self.rng.choices(_ENDS, weights=(dropout, *_ENDS_WEIGHTS[1:]))[0]
        length = (planned_end - first).days
        if reason in _ENDS[:_EARLY]:
            day = first + self.rng.randrange(20, length) * DAY
        else:
            day = planned_end - (self.rng.randrange(45) if reason == "completed" else 0) * DAY
        return (day, reason) if day < self.today else (None, "")

    def _volunteer(self, first: dt.date, ended: dt.date | None, last: dt.date) -> tuple[dt.date, dt.date | None] | None:
        begin = first + self.rng.randrange(40, 150) * DAY
        stays = begin + self.rng.randrange(90, 400) * DAY
        if self.rng.random() >= _VOLUNTEER or begin >= last:
            return None
        return begin, (stays if stays < last else ended)

    def _mix(self, level: str, first: dt.date, last: dt.date) -> tuple[dt.date, int, int] | None:
        day = first + self.rng.randrange(20, 70) * DAY
        if self.rng.random() >= _MIX or day >= last:
            return None
        per_month = {"1": 1, "2": 1, "3": 2}[level]
        return day, per_month, self.rng.randrange(per_month + 1)

    def _pairs(self, found: Case, worker: int, last: dt.date) -> list[PairPlan]:
        rng, first, length = self.rng, found.first, (last - found.first).days
        if length < 90 or rng.random() >= _HANDED_OVER:
            return [PairPlan(worker, first, found.ended)]
        day = first + rng.randrange(45, length - 20) * DAY
        before = (worker + 1 + rng.randrange(WORKERS - 1)) % WORKERS
        return [PairPlan(before, first, day), PairPlan(worker, day, found.ended, is_first=False)]

    # ---- the monitor ----

    def _moments(self, pair: PairPlan, until: dt.date, minds: Minds) -> Iterator[Moment]:
        """The start moment and the regular ones, each planned when the one before has closed: as the scheduler does."""
        yield self._moment(start_moment(pair.first, is_first_pair=pair.is_first), until, minds)
        closes, months = pair.first, 0
        while closes < until or (pair.last is None and closes == until):
            months += REGULAR_MONTHS
            closes = regular_closing(pair.first, months)
            planned = Planned(REGULAR, months, regular_opening(pair.first, months), closes)
            yield self._moment(planned, until, minds)

    def _moment(self, planned: Planned, until: dt.date, minds: Minds) -> Moment:
        """How far it came before `until`. What opens on that day itself is left to the scheduler."""
        rng, moment = self.rng, Moment(planned, opened=planned.opens_on < until)
        if not moment.opened:
            return moment
        if rng.random() < _CLIENT_ANSWERS:
            moment.client = self._given(CLIENT, planned, until, minds)
        if rng.random() < _WORKER_ANSWERS:
            moment.worker = self._given(WORKER, planned, until, minds)
        if moment.client and moment.worker:
            talked = moment.both_on + rng.randrange(1, 22) * DAY
            moment.talked = talked if rng.random() < _TALKED and talked < until else None
            moment.client.on_paper = rng.random() < _ON_PAPER and moment.worker.day < moment.client.day
        else:
            moment.looked = moment.client is None and rng.random() < _LOOKED
            moment.began = moment.looked and rng.random() < _BEGAN
            day = planned.closes_on + rng.randrange(1, 12) * DAY
            moment.reason_day = day if day < until and rng.random() < _REASON else None
        minds.move(rng)
        return moment

    def _given(self, rater: str, planned: Planned, until: dt.date, minds: Minds) -> Given | None:
        """Within the first weeks of the window, or not."""
        day = planned.opens_on + self.rng.randrange(1, 75 if planned.kind == REGULAR else 38) * DAY
        if day >= min(until, planned.closes_on):
            return None
        return Given(day, minds.answers(self.instrument, rater, self.rng))

    # ---- the work ----

    def _contacts(self, level: str, first: dt.date, until: dt.date) -> Iterator[ContactPlan]:
        rng, every = self.rng, _EVERY[level]
        day = first + rng.randrange(1, 6) * DAY
        while day < until:
            workday = max(first, day - max(0, day.weekday() - 4) * DAY)
            method = rng.choices(_METHODS, weights=_METHODS_WEIGHTS)[0]
            outcome = "took_place"
            if method not in WRITTEN:
                weights = _APART_WEIGHTS if method in _APART else _TOGETHER_WEIGHTS
                outcome = rng.choices(_OUTCOMES, weights=weights)[0]
            planned = method not in WRITTEN and rng.random() < _PLANNED
            minutes = rng.choice((15, 20, 30, 45, 60))
            yield ContactPlan(workday, method, outcome, rng.randrange(8, 14), minutes, planned)
            day += rng.randrange(every // 2, every + every // 2) * DAY

    def _hitches(self, reason: str, first: dt.date, until: dt.date) -> Iterator[dt.date]:
        days = (until - first).days
        often = 1.5 if reason == "negative_dropout" else 0.5
        for _number in range(min(6, int(self.rng.expovariate(1 / (often * days / 180 + 0.01))))):
            yield first + self.rng.randrange(max(1, days)) * DAY
