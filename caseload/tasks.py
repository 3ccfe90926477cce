"""Thin tasks: do what is due; all truth is in the database."""

from celery import shared_task

from audit import clock
from caseload import actions


@shared_task
def end_due_supervisions() -> None:
    actions.end_due_supervisions(today=clock.today())
