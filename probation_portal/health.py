"""Is the portal alive, and can it do its work? For a load balancer: words, no people, no details."""

import datetime as dt
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from messaging.models import Heartbeat
from probation_portal.celery import app

SILENT_AFTER = dt.timedelta(minutes=10)


@login_not_required
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"live": "ok"})


@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database and the broker answer and the scheduler was heard within ten minutes; else 503."""
    checks = {"database": _database(), "broker": _broker(), "scheduler": not scheduler_is_silent()}
    good = all(checks.values())
    return JsonResponse({name: "ok" if ok else "fails" for name, ok in checks.items()}, status=200 if good else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker() -> bool:
    try:
        with app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    except (OSError, OperationalError):
        return False
    # A queue of files "connects" to anything; what counts is that its folder is there.
    folder = app.conf.broker_transport_options.get("data_folder_out")
    return folder is None or Path(folder).is_dir()


def scheduler_is_silent() -> bool:
    """Nothing was heard of it for ten minutes, or nobody can say."""
    try:
        beat = Heartbeat.objects.filter(name="beat").first()
    except DatabaseError:
        return True
    return beat is None or timezone.now() - beat.at >= SILENT_AFTER
