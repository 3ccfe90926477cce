"""How the contacts of a case were divided, month by month, and what the advice needs to know of them. Pure."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

MONTHS = 12
KINDS = ("face_to_face", "remote_talk", "written", "failed")


@dataclass(frozen=True, slots=True)
class Moment:
    """One contact: its local day, what kind of way, whether it took place, and whether it was moved instead."""

    day: dt.date
    way: str
    took_place: bool
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    since: dt.date
    per_month: int
    remote_part: int


@dataclass(frozen=True, slots=True)
class Month:
    """What was held in one month by way, and how often it failed; `planned` is what was agreed at its end."""

    first: dt.date
    face_to_face: int
    remote_talk: int
    written: int
    failed: int
    planned: Planned | None

    @property
    def talks(self) -> int:
        """What counts for the plan: a written message is no talk."""
        return self.face_to_face + self.remote_talk


def first_of_month(day: dt.date, back: int = 0) -> dt.date:
    """The first day of this month, or of the one so many months before."""
    number = day.year * 12 + day.month - 1 - back
    return dt.date(number // 12, number % 12 + 1, 1)


def by_month(moments: Iterable[Moment], plans: Collection[Planned], today: dt.date) -> tuple[Month, ...]:
    """The last twelve months, this one included, oldest first."""
    counts: dict[tuple[dt.date, str], int] = {}
    for moment in moments:
        kind = moment.way if moment.took_place else "failed"
        if not moment.moved:
            key = first_of_month(moment.day), kind
            counts[key] = counts.get(key, 0) + 1

    def month(first: dt.date) -> Month:
        together, remote, written, failed = (counts.get((first, kind), 0) for kind in KINDS)
        return Month(first, together, remote, written, failed, _planned(first, plans))

    return tuple(month(first_of_month(today, back)) for back in reversed(range(MONTHS)))


def _planned(first: dt.date, plans: Collection[Planned]) -> Planned | None:
    """The plan that held at the end of this month; of two of one day the first given counts."""
    following = first_of_month(first, back=-1)
    begun = [plan for plan in plans if plan.since < following]
    return max(begun, key=lambda plan: plan.since) if begun else None


def weeks_apart(moments: Iterable[Moment], *, since: dt.date, today: dt.date) -> int:
    """Whole weeks since the last time together; from the beginning of the supervision when there was none."""
    met = [moment.day for moment in moments if moment.took_place and moment.way == "face_to_face"]
    return max(0, (today - max(met, default=since)).days // 7)


def failed_in_a_row(newest_first: Sequence[Moment]) -> int:
    """How many failed since the last that was held; what was moved neither fails nor counts as held."""
    number = 0
    for moment in newest_first:
        if moment.took_place:
            break
        number += not moment.moved
    return number
