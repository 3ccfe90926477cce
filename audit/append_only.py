"""The database's own refusal to change or remove what was recorded: triggers on both engines, for the owner too.

They hold off every program and every mistake. Whoever owns the tables can still take the triggers away: on PostgreSQL
that is the role that migrates, which the portal itself need not be (`audit_rights`); on SQLite whoever has the file.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("audit_event", "audit_eventsubject")
_SAID = "the audit record is append-only"
# What makes a new row an old one in disguise: SQLite's REPLACE removes a row without asking a DELETE trigger.
_SAME = {
    "audit_event": "id = NEW.id",
    "audit_eventsubject": "id = NEW.id OR (event_id = NEW.event_id AND subject_key = NEW.subject_key)",
}


def install(database: BaseDatabaseWrapper) -> None:
    """Put the triggers on the tables; safe to do twice."""
    remove(database)
    _run(database, _on(database.vendor))


def remove(database: BaseDatabaseWrapper) -> None:
    _run(database, _off(database.vendor))


@contextmanager
def lifted(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the triggers for a while: for tests that empty their own database."""
    remove(database)
    try:
        yield
    finally:
        install(database)


def _run(database: BaseDatabaseWrapper, statements: list[str]) -> None:
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _on(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [_POSTGRES_FUNCTION, *(line for table in TABLES for line in _on_postgres(table))]
    return [line for table in TABLES for line in _on_sqlite(table)]


def _off(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {t}_{kind} ON {t}" for t in TABLES for kind in ("rows", "truncate")]
    return [f"DROP TRIGGER IF EXISTS {t}_{kind}" for t in TABLES for kind in ("update", "delete", "replace")]


_POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{_SAID}' USING ERRCODE = 'restrict_violation';
END
$$"""


def _on_postgres(table: str) -> list[str]:
    """ALWAYS: also in a session that calls itself a replica, where ordinary triggers are silent."""
    made = {"rows": "BEFORE UPDATE OR DELETE", "truncate": "BEFORE TRUNCATE"}
    return [
        line
        for kind, when in made.items()
        for line in (
            f"CREATE TRIGGER {table}_{kind} {when} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{kind}",
        )
    ]


def _on_sqlite(table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
    twice = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {_SAME[table]})"  # noqa: S608 (names of our own)
    return [
        f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_replace BEFORE INSERT ON {table} {twice} {refuse}",
    ]
