"""Thin tasks: do what is due; all truth is in the database."""

from celery import shared_task

from audit import clock
from volunteers import actions


@shared_task
def do_what_is_due() -> None:
    """Rests that are over, applications to erase, papers to tell of, organisations that begin with nothing."""
    today = clock.today()
    actions.ship_to_all()
    actions.end_rests(today=today)
    actions.erase_turned_down(today=today)
    actions.queue_paper_reminders(today=today)
