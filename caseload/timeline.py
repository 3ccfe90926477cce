"""One line of a supervision's timeline, as each app hands it over; putting them together is the pair page's."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Look(StrEnum):
    """What the line's dot tells: a moment of the alliance, a contact that failed, or anything else."""

    PLAIN = ""
    ALLIANCE = "alliance"
    MISSED = "missed"


class Kind(StrEnum):
    """What a line is about, as the timeline's filter offers it."""

    CONTACT = "contact"
    APPOINTMENT = "appointment"
    MEASUREMENT = "measurement"
    AGREEMENT = "agreement"
    HITCH = "hitch"
    CASE = "case"
    VOLUNTEER = "volunteer"


@dataclass(frozen=True, slots=True)
class Entry:
    """`order` sorts within a day (what has no time of its own comes last); `note` may be folded away."""

    day: dt.date
    title: str
    why: str = ""
    note: str = ""
    look: Look = Look.PLAIN
    order: dt.time = dt.time.min
    time: str = ""
    id: UUID | None = None
    kind: Kind | None = None
