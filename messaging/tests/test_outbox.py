"""The outbox: one row per fact, as sure as the fact itself, and a broker that is away disturbs nobody."""

import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import transaction

from accounts.models import User
from audit import clock
from audit.tests.at_once import at_once
from caseload.models import Pair
from messaging import actions, tasks
from messaging.models import Message, Side, State
from messaging.tests.factories import KIND, queued

SUBJECT = uuid.UUID(int=7)
SOMEBODY = uuid.UUID(int=9)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The wake-up calls that went out."""
    made: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.deliver_due, "apply_async", lambda **options: made.append(options))
    monkeypatch.setattr(actions, "_silent_until", 0.0)
    return made


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        ({}, 1),
        ({"kind": "other"}, 2),
        ({"subject_id": uuid.UUID(int=8)}, 2),
        ({"moment": "2026-11"}, 2),
        ({"side": Side.WORKER}, 2),
        ({"number": 1}, 2),
    ],
)
def test_one_row_per_key(calls: list[Any], changes: dict[str, Any], rows: int) -> None:
    first: dict[str, Any] = {"kind": KIND, "subject_id": SUBJECT, "side": Side.CLIENT, "recipient_id": SOMEBODY}
    for fields in (first, first | changes, first | changes):
        actions.queue([actions.message(**fields)])
    assert Message.objects.count() == rows


@pytest.mark.django_db
def test_a_message_is_somebodys(pair: Pair, anna: User) -> None:
    about: dict[str, Any] = {"kind": KIND, "subject_id": SUBJECT}
    assert actions.message(**about, side=Side.USER, user=anna).recipient_id == anna.pk
    assert actions.message(**about, side=Side.WORKER, pair=pair).recipient_id == pair.worker_id
    assert actions.message(**about, side=Side.CLIENT, pair=pair).recipient_id == pair.client.pk
    with pytest.raises(ValueError, match="for an account"):
        actions.message(**about, side=Side.CLIENT)


@pytest.mark.django_db
def test_what_stands_there_is_left_as_it_is(calls: list[Any]) -> None:
    message = queued(subject_id=SUBJECT)
    Message.objects.filter(pk=message.pk).update(state=State.SENT)
    actions.queue([actions.message(kind=KIND, subject_id=SUBJECT, side=Side.CLIENT, recipient_id=SOMEBODY)])
    assert [(m.pk, m.state) for m in Message.objects.all()] == [(message.pk, State.SENT)]


@pytest.mark.django_db
def test_a_message_is_due_now_unless_told_otherwise(pair: Pair, anna: User) -> None:
    message = queued(pair=pair, user=anna)
    assert (message.not_before, message.state, message.attempts) == (clock.now(), State.NEW, 0)
    assert (message.pair, message.user) == (pair, anna)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_leave_one_row(calls: list[Any]) -> None:
    def put() -> None:
        actions.queue([actions.message(kind=KIND, subject_id=SUBJECT, side=Side.CLIENT, recipient_id=SOMEBODY)])

    at_once(*[put] * 8)
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_rolled_back_with_its_fact_and_nobody_is_woken(calls: list[Any]) -> None:
    @transaction.atomic
    def fact() -> None:
        queued()
        raise RuntimeError("it did not come about")

    with pytest.raises(RuntimeError):
        fact()
    assert Message.objects.count() == 0
    assert calls == []


@pytest.mark.django_db(transaction=True)
def test_woken_after_the_commit_and_not_before(calls: list[Any]) -> None:
    with transaction.atomic():
        queued()
        assert calls == []
    # No retry: the wake-up is a courtesy.
    assert calls == [{"retry": False, "ignore_result": True}]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", [OSError, ConnectionRefusedError, tasks.deliver_due.OperationalError, RuntimeError])
def test_a_failed_wake_up_leaves_the_request_alone(
    monkeypatch: pytest.MonkeyPatch, calls: list[Any], fault: type[Exception]
) -> None:
    def fails(**options: Any) -> None:
        raise fault("away")

    monkeypatch.setattr(tasks.deliver_due, "apply_async", fails)
    queued()
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_after_a_failure_the_broker_is_left_in_peace_for_a_while(
    monkeypatch: pytest.MonkeyPatch, calls: list[Any]
) -> None:
    def fails(**options: Any) -> None:
        calls.append(options)
        raise OSError("away")

    monkeypatch.setattr(tasks.deliver_due, "apply_async", fails)
    queued()
    queued()
    assert len(calls) == 1
    monkeypatch.setattr(actions, "_silent_until", time.monotonic())
    queued()
    assert len(calls) == 2


TRY = """
import json, time, django
django.setup()
from messaging import actions
from probation_portal import health
BEFORE
times = []
for _ in range(2):
    started = time.monotonic()
    actions._wake_up()
    times.append(time.monotonic() - started)
print(json.dumps({"times": times, "failed": actions._silent_until > 0, "broker": health._broker()}))
"""
LOSE_FOLDER = """
import shutil, pathlib
from django.conf import settings
shutil.rmtree(settings.VAR_DIR / "queue")
(settings.VAR_DIR / "queue").touch()
"""


@pytest.fixture
def try_broker(tmp_path: Any) -> Callable[..., dict[str, Any]]:
    """What a process of its own meets with this broker: settings of Celery are read once."""

    def attempt(url: str, before: str = "") -> dict[str, Any]:
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "CELERY_BROKER_URL")}
        env |= {"PORTAL_DEMO": "1", "PORTAL_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "probation_portal.settings"}
        done = subprocess.run(
            [sys.executable, "-c", TRY.replace("BEFORE", before)],
            env=env | {"CELERY_BROKER_URL": url},
            cwd=django_settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        result: dict[str, Any] = json.loads(done.stdout)
        return result

    return attempt


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def test_a_broker_that_refuses_costs_no_time(try_broker: Callable[..., dict[str, Any]]) -> None:
    result = try_broker(f"redis://127.0.0.1:{closed_port()}/0")
    assert (result["failed"], result["broker"]) == (True, False)
    assert max(result["times"]) < 2


def test_a_broker_that_hangs_costs_seconds_once(try_broker: Callable[..., dict[str, Any]]) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=16) as silent:
        result = try_broker(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
    assert (result["failed"], result["broker"]) == (True, False)
    assert result["times"][0] < 9
    assert result["times"][1] < 0.1


@pytest.mark.parametrize(("before", "works"), [("", True), (LOSE_FOLDER, False)])
def test_the_queue_of_files_there_or_gone(try_broker: Callable[..., dict[str, Any]], before: str, works: bool) -> None:
    result = try_broker("filesystem://", before)
    assert (not result["failed"], result["broker"]) == (works, works)
    assert max(result["times"]) < 2
