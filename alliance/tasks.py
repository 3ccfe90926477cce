"""Thin tasks: do what is due; all truth is in the database."""

from celery import shared_task

from alliance import actions
from audit import clock


@shared_task
def do_what_is_due() -> None:
    """Plan, open, and once a day look up who is to be invited or reminded.

    Lost, doubled or late, the next run finds the same work in the database.
    """
    today = clock.today()
    actions.plan_measurements(today=today)
    actions.open_due(today=today)
    actions.look_up(today=today)
