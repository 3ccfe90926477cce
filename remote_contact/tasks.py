"""Thin tasks: do what is due; all truth is in the database."""

from celery import shared_task

from audit import clock
from remote_contact.actions.drafts import remove_old_drafts as remove


@shared_task
def remove_old_drafts() -> None:
    """Once a day; a day later, or twice, does no harm."""
    remove(now=clock.now())
