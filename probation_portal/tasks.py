"""Thin tasks: do what is due; all truth is in the database."""

from celery import shared_task

from audit import clock
from probation_portal import cover_messages, digest, operations


@shared_task
def reckon() -> None:
    """Once a day for each organisation: what was expected on past days, and what comes."""
    operations.reckon(today=clock.today())


@shared_task
def queue_digests() -> None:
    """Once a week for each worker and supervisor: how much is due this week."""
    digest.queue_digests(today=clock.today())


@shared_task
def tell_of_cover() -> None:
    """Once an hour: whoever does not know yet that a colleague stands in for their worker."""
    cover_messages.tell_whom_it_concerns_since()
