from celery import shared_task

from dashboards import actions


@shared_task
def publish_figures() -> None:
    """Lost, doubled or late: which closed periods are not public yet is looked up in the database."""
    actions.publish_due()
