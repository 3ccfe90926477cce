from celery import shared_task

from dashboards import actions


@shared_task
def publish_figures() -> None:
    """Lost, doubled or late: which closed periods are not public yet is looked up in the database.

    Each is made for itself. A first run over years of history that is cut off by the clock goes on the next night.
    """
    actions.publish_due()
