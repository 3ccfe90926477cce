"""Celery: beat says "do what is due", tasks carry no more than an id, all truth is in the database."""

import os

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "probation_portal.settings")

app = Celery("probation_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Each entry may be lost, doubled or late: the task looks up what is due and does only that.
app.conf.beat_schedule = {
    "heartbeat": {"task": "messaging.tasks.heartbeat", "schedule": 20.0},
    "do-what-is-due": {"task": "alliance.tasks.do_what_is_due", "schedule": 60.0},
    "deliver": {"task": "messaging.tasks.deliver_due", "schedule": settings.DELIVERY_EVERY},
    "digests": {"task": "probation_portal.tasks.queue_digests", "schedule": 600.0},
    "volunteers": {"task": "volunteers.tasks.do_what_is_due", "schedule": 600.0},
    "reckon": {"task": "probation_portal.tasks.reckon", "schedule": 600.0},
    "tell-of-cover": {"task": "probation_portal.tasks.tell_of_cover", "schedule": crontab(minute="25")},
    "end-supervisions": {"task": "caseload.tasks.end_due_supervisions", "schedule": crontab(minute="5")},
    "remove-old-drafts": {"task": "remote_contact.tasks.remove_old_drafts", "schedule": crontab(minute="45", hour="3")},
    "figures-of-the-questionnaire": {
        "task": "research.tasks.publish_figures",
        "schedule": crontab(minute="20", hour="4"),
    },
    "figures-of-teams": {"task": "dashboards.tasks.publish_figures", "schedule": crontab(minute="50", hour="4")},
    "delete-expired-sessions": {"task": "accounts.tasks.delete_expired_sessions", "schedule": crontab(minute="35")},
}
