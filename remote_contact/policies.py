"""When a contact may be logged, and when it may be taken back."""

import datetime as dt
from enum import StrEnum

from django.utils import timezone

from accounts.models import User
from remote_contact.models import Appointment, AppointmentState, Contact, Outcome

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


# Long enough to see a slip on the timeline; after it a contact is mended, not taken back.
UNDO_WITHIN = dt.timedelta(minutes=10)


def may_undo(contact: Contact, user: User, now: dt.datetime) -> bool:
    """Whoever logged it, shortly after."""
    return contact.undone_at is None and contact.logged_by_id == user.pk and now < contact.logged_at + UNDO_WITHIN


def may_tell_mood(appointment: Appointment, *, now: dt.datetime) -> bool:
    """From the day before a talk until it begins; whether it is a talk at a distance, its list says."""
    day_before = timezone.localdate(appointment.starts_at) - dt.timedelta(days=1)
    is_near = timezone.localdate(now) >= day_before and now < appointment.starts_at
    return is_near and appointment.state == AppointmentState.PLANNED
