"""What was recorded stays: the database itself refuses to change or remove it, on both engines."""

import uuid
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from audit import append_only
from audit.models import Action, Event, EventSubject, Purpose, SubjectKey
from audit.record import record

TABLES = pytest.mark.parametrize("table", append_only.TABLES)


@pytest.fixture
def event(anna: User) -> Event:
    return record(Action.READ, by=anna, what="pair", subjects=[uuid.uuid4()])


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@TABLES
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id + 1000", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_remove(sql: str, table: str, event: Event) -> None:
    with pytest.raises(IntegrityError, match="append-only"):
        run(sql.format(table))
    assert Event.objects.get() == event
    assert event.subjects.count() == 1


@TABLES
def test_postgres_refuses_to_empty_the_table(table: str, event: Event) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no TRUNCATE")
    with pytest.raises(IntegrityError, match="append-only"):
        run(f"SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {table} CASCADE")
    with pytest.raises(IntegrityError, match="append-only"):
        run(f"SET LOCAL session_replication_role = replica; DELETE FROM {table}")  # noqa: S608 (names of our own)
    assert Event.objects.get() == event


def test_a_new_row_does_not_take_an_old_ones_place(event: Event) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's")
    with pytest.raises(IntegrityError, match="append-only"):
        run(
            "REPLACE INTO audit_event (id, at, actor_role, action, purpose, what, reason) "
            "SELECT id, at, 'nobody', action, purpose, what, reason FROM audit_event"
        )
    with pytest.raises(IntegrityError, match="append-only"):
        run(
            "REPLACE INTO audit_eventsubject (event_id, subject_key) "
            "SELECT event_id, subject_key FROM audit_eventsubject"
        )
    event.refresh_from_db()
    assert event.actor_role == "worker"


@pytest.mark.parametrize(
    "change",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: event.subjects.get().save(),
        lambda event: Event.objects.bulk_update([event], ["what"]),
        lambda event: EventSubject.objects.filter(event=event)._raw_delete("default"),
    ],
)
def test_no_way_round_through_the_models(change: Callable[[Event], object], event: Event) -> None:
    """The ways that the manager's own refusal does not see."""
    event.what = "nothing"
    with pytest.raises((IntegrityError, TypeError)), transaction.atomic():
        change(event)
    event.refresh_from_db()
    assert event.what == "pair"
    assert event.subjects.count() == 1


def test_who_a_key_stands_for_can_still_be_erased(event: Event) -> None:
    SubjectKey.objects.all().delete()
    assert event.subjects.count() == 1


def test_no_event_without_a_purpose(anna: User) -> None:
    for purpose in ("", None):
        with pytest.raises((IntegrityError, TypeError)), transaction.atomic():
            record(Action.READ, by=anna, what="pair", purpose=purpose)  # type: ignore[arg-type]
    assert not Event.objects.exclude(purpose__in=Purpose.values).exists()


@pytest.mark.django_db(transaction=True)
def test_emptied_after_a_test_and_guarded_again() -> None:
    """Two of these in a row: the first leaves an event behind, and is emptied; the triggers are there again."""
    record(Action.READ, by=None, what="pair")
    with pytest.raises(IntegrityError, match="append-only"):
        run("DELETE FROM audit_event")
