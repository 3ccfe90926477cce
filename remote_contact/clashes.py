"""What speaks against a moment for an appointment. Pure: moments in, warnings out; it never forbids one."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from messaging.working_time import Calendar, day_of

# Sooner after each other leaves no time to write down or to travel.
APART = dt.timedelta(hours=1)


class Kind(StrEnum):
    OVERLAPS = "overlaps"
    CLOSE = "close"
    CLOSED = "closed"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Slot:
    """An appointment that stands: `about` is its id."""

    about: uuid.UUID
    starts_at: dt.datetime
    minutes: int

    @property
    def ends_at(self) -> dt.datetime:
        return self.starts_at + dt.timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Clash:
    """`at` is the moment that was asked for, `other` what stands in its way."""

    kind: Kind
    at: dt.datetime
    other: Slot | None = None


def clashes(
    asked: Sequence[dt.datetime],
    *,
    minutes: int,
    others: Iterable[Slot],
    calendar: Calendar,
    paused_since: dt.date | None = None,
) -> list[Clash]:
    """Every clash of these moments with the others, the closed days and the pause, in the order of time."""
    slots = list(others)
    found = [] if paused_since is None or not asked else [Clash(Kind.PAUSED, asked[0])]
    for moment in asked:
        if not calendar.works_on(day_of(moment)):
            found.append(Clash(Kind.CLOSED, moment))
        end = moment + dt.timedelta(minutes=minutes)
        for slot in slots:
            if slot.starts_at < end and moment < slot.ends_at:
                found.append(Clash(Kind.OVERLAPS, moment, slot))
            elif slot.starts_at < end + APART and moment < slot.ends_at + APART:
                found.append(Clash(Kind.CLOSE, moment, slot))
    return found


def fingerprint(found: Sequence[Clash]) -> str:
    """Names exactly these clashes: who saw them may go on, and others are shown again. "" for none."""
    if not found:
        return ""
    lines = [f"{one.kind} {one.at.isoformat()} {one.other.about if one.other else ''}" for one in found]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
