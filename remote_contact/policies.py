"""When a contact may be logged: values in, the reason of a refusal out."""

import datetime as dt
from enum import StrEnum

from remote_contact.models import Outcome

# The clock on the wall and the portal's may differ by minutes.
TOLERANCE = dt.timedelta(minutes=15)
# An appointment that was moved may still have had to come.
MOVED_AHEAD = dt.timedelta(days=92)


class Refusal(StrEnum):
    FUTURE = "future"
    TOO_FAR_AHEAD = "too_far_ahead"
    BEFORE_START = "before_start"


def refusal(*, day: dt.date, at: dt.datetime, outcome: str, now: dt.datetime, first_day: dt.date) -> Refusal | None:
    """Why a contact at this moment (`day` in local time) cannot be logged, or None when it can."""
    if day < first_day:
        return Refusal.BEFORE_START
    if outcome == Outcome.MOVED:
        return Refusal.TOO_FAR_AHEAD if at > now + MOVED_AHEAD else None
    return Refusal.FUTURE if at > now + TOLERANCE else None
