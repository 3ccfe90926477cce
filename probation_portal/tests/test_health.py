"""Alive, and ready: words for a load balancer, nothing about people."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError
from django.test import Client
from kombu.exceptions import OperationalError

from messaging import tasks
from probation_portal import health

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def broker_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_broker", lambda: True)


def test_alive_whatever_else_is_wrong(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for check, answer in (("_database", False), ("_broker", False), ("scheduler_is_silent", True)):
        monkeypatch.setattr(health, check, lambda answer=answer: answer)
    response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"live": "ok"})


@pytest.mark.parametrize(("age", "status"), [(None, 503), (0, 200), (9 * 60, 200), (10 * 60, 503), (24 * 3600, 503)])
def test_ready_while_the_scheduler_is_heard(client: Client, broker_answers: None, age: int | None, status: int) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        if age is not None:
            tasks.heartbeat()
            traveller.shift(age)
        response = client.get("/health/ready")
    assert response.status_code == status
    assert response.json() == {
        "database": "ok",
        "broker": "ok",
        "scheduler": "ok" if status == 200 else "fails",
    }


@pytest.mark.parametrize("fault", [OSError, OperationalError])
def test_not_ready_while_the_broker_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    class Away:
        def __enter__(self) -> "Away":
            return self

        def __exit__(self, *rest: object) -> None: ...

        def ensure_connection(self, **options: Any) -> None:
            raise fault("redis://user:secret@10.0.0.1")

    monkeypatch.setattr(health.app, "connection_for_write", lambda **options: Away())
    tasks.heartbeat()
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "broker": "fails", "scheduler": "ok"}


def test_not_ready_while_the_database_is_away(
    client: Client, broker_answers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*rest: Any, **named: Any) -> None:
        raise DatabaseError("password authentication failed for user portal")

    monkeypatch.setattr(health.connection, "cursor", away)
    monkeypatch.setattr(health.Heartbeat.objects, "filter", away)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json() == {"database": "fails", "broker": "ok", "scheduler": "fails"}


def test_the_real_broker_of_this_run_answers() -> None:
    assert health._broker()


@pytest.mark.parametrize("address", ["/health/live", "/health/ready"])
def test_no_cookie_and_nothing_kept(client: Client, address: str) -> None:
    response = client.get(address)
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"
