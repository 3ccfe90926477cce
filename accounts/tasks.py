"""Thin tasks: do what is due; all truth is in the database."""

from celery import shared_task

from accounts import actions


@shared_task
def delete_expired_sessions() -> None:
    actions.delete_expired_sessions()
