"""Moving the demonstration's clock, and doing at once what the scheduler would do at the new day."""

import datetime as dt

from alliance import actions as alliance_actions
from audit import clock
from caseload import actions as caseload_actions


def days_until(day: dt.date) -> int:
    """Days from the real day to this one; negative for the past, which `clock.move` refuses."""
    real = clock.today() - dt.timedelta(days=clock.moved_days())
    return (day - real).days


def move(days: int) -> None:
    """So many days ahead of the real day. Raises RuntimeError outside demo mode, ValueError out of range."""
    clock.move(days)
    today = clock.today()
    caseload_actions.end_due_supervisions(today=today)
    alliance_actions.plan_measurements(today=today)
    alliance_actions.open_due(today=today)
    alliance_actions.queue_reminders(today=today)
