"""Thin tasks: do what is due; all truth is in the database."""

from celery import shared_task

from audit import clock
from volunteers import actions
from volunteers.actions import evaluations, requests
from volunteers.actions.matches import end_orphaned_matches
from volunteers.actions.telling import queue_due_tunings


@shared_task
def do_what_is_due() -> None:
    """Rests that are over, applications to erase, papers and tunings to tell of, what an ended
    supervision leaves behind, organisations that begin anew."""
    today = clock.today()
    actions.ship_to_all()
    actions.end_rests(today=today)
    actions.erase_turned_down(today=today)
    actions.queue_paper_reminders(today=today)
    requests.end_orphaned_requests(by=None)
    end_orphaned_matches(today=today)
    evaluations.plan_evaluations(today=today)
    evaluations.queue_evaluations(today=today)
    queue_due_tunings()
