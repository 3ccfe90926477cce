"""Which running pairs ask for their supervisor, each for a named reason of process. Pure: plain values in.

Never a score, a course, an answer, a topic or a mood: what is not in `Known` cannot become a reason. Of a measurement
it knows its days, whether both sides are in and whether it was talked about, never which side is.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from remote_contact.attempts import TRIED_IN_VAIN

DAY = dt.timedelta(days=1)
MONTH = 30 * DAY
# So many reasons are named of one pair; whoever has them needs no other to be looked at.
MOST = 3


class Kind(StrEnum):
    SILENT = "silent"
    IN_VAIN = "in_vain"
    FOLLOW_UP = "follow_up"
    UNTALKED = "untalked"
    CLOSING = "closing"
    CLOSED = "closed"
    HAND_OVER = "hand_over"
    HITCH = "hitch"
    AGREEMENT = "agreement"
    APART = "apart"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Limits:
    """In days: from when on something asks for a look. `silent` holds where no plan says how often there is contact;
    `hitch` is how long one is recent; after `passed` what is over asks no more."""

    silent: int = 28
    follow_up: int = 7
    untalked: int = 14
    closing: int = 7
    closed: int = 7
    hand_over: int = 14
    hitch: int = 14
    agreement: int = 14
    apart: int = 56
    passed: int = 56


@dataclass(frozen=True, slots=True)
class Dated:
    """A record and the day that matters of it."""

    about: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Moment:
    """A measurement that was opened. `reason_given`: somebody wrote down why a side stayed away, whichever side."""

    about: str
    label: str
    opens_on: dt.date
    closes_on: dt.date
    both_on: dt.date | None = None
    talked: bool = False
    reason_given: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """How often a month there is contact, and how much of that at a distance."""

    per_month: int
    remote_part: int

    @property
    def together(self) -> int:
        return self.per_month - self.remote_part


@dataclass(frozen=True, slots=True)
class Tried:
    """So often in a row, since the last contact; `since` is the day from which on it was too often."""

    count: int
    since: dt.date


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a running pair. `counts_from`: the first day of the supervision, or the end of its last pause.

    The contacts are those of the whole supervision: the last that took place, the last time together, the last talk at
    a distance. `tried` is None as well when a next step is planned. `overdue` and `follow_ups` are still open.
    """

    counts_from: dt.date
    starts_on: dt.date
    is_first: bool = True
    paused: bool = False
    held_on: dt.date | None = None
    together_on: dt.date | None = None
    remote_on: dt.date | None = None
    plan: Plan | None = None
    tried: Tried | None = None
    moments: Sequence[Moment] = ()
    hand_over_talked: bool = False
    follow_ups: Sequence[Dated] = ()
    hitches: Sequence[Dated] = ()
    agreements: Sequence[Dated] = ()
    unreachable: Dated | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """One reason. `cause` names the fact exactly: put aside, it stays away until there is another fact.

    `day` is the day of the sentence where that is not `since`; `count` is how often, `moment` which measurement.
    """

    kind: Kind
    since: dt.date
    cause: str
    day: dt.date | None = None
    count: int = 0
    moment: str = ""
    plan: Plan | None = None


def needs(known: Known, *, today: dt.date, limits: Limits) -> list[Need]:
    """Everything that asks for a look, longest standing first. While a supervision stands still nothing does."""
    if known.paused:
        return []
    found = [need for rule in _RULES for need in rule(known, today, limits)]
    return sorted(found, key=lambda need: (need.since, need.kind, need.cause))


@dataclass(frozen=True, slots=True)
class Reason:
    """The longest standing need of one kind, and the causes of all of that kind."""

    need: Need
    causes: tuple[str, ...]


def reasons(found: Iterable[Need], aside: Collection[str] = ()) -> list[Reason]:
    """One a kind, in their order, without what was put aside."""
    by_kind: dict[Kind, list[Need]] = {}
    for need in found:
        if need.cause not in aside:
            by_kind.setdefault(need.kind, []).append(need)
    return [Reason(several[0], tuple(need.cause for need in several)) for several in by_kind.values()]


def _silent(known: Known, today: dt.date, limits: Limits) -> Iterator[Need]:
    last = max(known.held_on or known.counts_from, known.counts_from)
    if today - last >= _longest_silence(known.plan, limits):
        yield Need(Kind.SILENT, last, f"{Kind.SILENT}:{last}", count=(today - last).days, plan=known.plan)


def _longest_silence(plan: Plan | None, limits: Limits) -> dt.timedelta:
    """Twice the time that the plan leaves between two contacts: one that fell through is no silence yet."""
    if plan is None or not plan.per_month:
        return limits.silent * DAY
    return 2 * MONTH // plan.per_month


def _in_vain(known: Known, today: dt.date, limits: Limits) -> Iterator[Need]:
    if known.tried is not None:
        # As often again is another cause: what was reasonable after three attempts may not be after six.
        since, again = known.tried.since, known.tried.count // TRIED_IN_VAIN
        yield Need(Kind.IN_VAIN, since, f"{Kind.IN_VAIN}:{since}:{again}", count=known.tried.count)


def _overdue(kind: Kind, found: Iterable[Dated], today: dt.date, after: int) -> Iterator[Need]:
    for each in found:
        if today - each.on >= after * DAY:
            yield Need(kind, each.on, f"{kind}:{each.about}:{each.on}")


def _follow_up(known: Known, today: dt.date, limits: Limits) -> Iterator[Need]:
    return _overdue(Kind.FOLLOW_UP, known.follow_ups, today, limits.follow_up)


def _agreement(known: Known, today: dt.date, limits: Limits) -> Iterator[Need]:
    return _overdue(Kind.AGREEMENT, known.agreements, today, limits.agreement)


def _untalked(known: Known, today: dt.date, limits: Limits) -> Iterator[Need]:
    """The newest that both sides completed: what was not talked about before it is past talking about."""
    both = [(moment.both_on, moment) for moment in known.moments if moment.both_on is not None]
    if not both:
        return
    since, last = max(both, key=lambda each: (each[0], each[1].opens_on))
    if not last.talked and today - since >= limits.untalked * DAY:
        yield Need(Kind.UNTALKED, since, f"{Kind.UNTALKED}:{last.about}", moment=last.label)


def _closing(known: Known, today: dt.date, limits: Limits) -> Iterator[Need]:
    for moment in known.moments:
        soon = moment.closes_on - limits.closing * DAY
        if moment.both_on is None and soon <= today < moment.closes_on:
            cause = f"{Kind.CLOSING}:{moment.about}:{moment.closes_on}"
            since = max(soon, moment.opens_on)
            yield Need(Kind.CLOSING, since, cause, day=moment.closes_on - DAY, moment=moment.label)


def _closed(known: Known, today: dt.date, limits: Limits) -> Iterator[Need]:
    """Only the last one that was opened: a next moment is a new beginning."""
    for last in sorted(known.moments, key=lambda moment: (moment.opens_on, moment.closes_on))[-1:]:
        over = today - last.closes_on
        recent = limits.closed * DAY <= over < limits.passed * DAY
        if recent and last.both_on is None and not last.reason_given:
            cause = f"{Kind.CLOSED}:{last.about}:{last.closes_on}"
            yield Need(Kind.CLOSED, last.closes_on, cause, day=last.closes_on - DAY, moment=last.label)


def _hand_over(known: Known, today: dt.date, limits: Limits) -> Iterator[Need]:
    since = known.starts_on
    waiting = limits.hand_over * DAY <= today - since < limits.passed * DAY
    if not known.is_first and not known.hand_over_talked and waiting:
        yield Need(Kind.HAND_OVER, since, f"{Kind.HAND_OVER}:{since}")


def _hitch(known: Known, today: dt.date, limits: Limits) -> Iterator[Need]:
    for hitch in known.hitches:
        if today - hitch.on < limits.hitch * DAY:
            yield Need(Kind.HITCH, hitch.on, f"{Kind.HITCH}:{hitch.about}")


def _apart(known: Known, today: dt.date, limits: Limits) -> Iterator[Need]:
    """Without any talk at all this is silence and no matter of distance; and where the plan says so, it is the plan."""
    if any(_silent(known, today, limits)):
        return
    last = max(known.together_on or known.counts_from, known.counts_from)
    by_plan = known.plan is not None and known.plan.together == 0
    # A call on the very day of the last time together is no talk since.
    talked = known.remote_on is not None and known.remote_on >= last and known.remote_on != known.together_on
    if by_plan or not talked:
        return
    if today - last >= limits.apart * DAY:
        yield Need(Kind.APART, last, f"{Kind.APART}:{last}", count=(today - last).days // 7, plan=known.plan)


def _unreachable(known: Known, today: dt.date, limits: Limits) -> Iterator[Need]:
    if known.unreachable is not None:
        yield Need(Kind.UNREACHABLE, known.unreachable.on, f"{Kind.UNREACHABLE}:{known.unreachable.about}")


_RULES = (
    _silent,
    _in_vain,
    _follow_up,
    _untalked,
    _closing,
    _closed,
    _hand_over,
    _hitch,
    _agreement,
    _apart,
    _unreachable,
)
