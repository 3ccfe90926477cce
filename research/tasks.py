from celery import shared_task

from research.actions import quality


@shared_task
def publish_figures() -> None:
    """Lost, doubled or late: what this month's figures lack is looked up in the database."""
    quality.publish_due()
