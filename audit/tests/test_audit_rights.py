"""On PostgreSQL the portal runs as a role that may add to the record and read it, and no more."""

from collections.abc import Callable, Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from audit.append_only import TABLES
from audit.models import Event, SubjectKey
from caseload.models import Pair

ROLE = "portal_app_of_a_test"


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def app(db: None) -> Iterator[None]:
    """Everything made and undone within the test's transaction, the role too."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no roles")
    run(f"CREATE ROLE {ROLE}")
    call_command("audit_rights", ROLE)
    yield
    run("RESET ROLE")


def test_the_portal_runs_as_this_role(app: None, anna: User, pair: Pair, browse: Callable[..., Browser]) -> None:
    browser = browse(anna)
    run(f"SET ROLE {ROLE}")
    assert browser.get(reverse("portal:pair", args=[pair.pk])).status_code == 200
    form = {"text": "Samen bellen", "who": "client"}
    assert browser.post(reverse("caseload:agreement", args=[pair.pk]), form).status_code == 302
    assert Event.objects.filter(actor_id=anna.pk, what__in=["pair", "agreement"]).count() == 2


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE {} SET id = id",
        "DELETE FROM {}",
        "TRUNCATE {} CASCADE",
        "DROP TRIGGER {0}_rows ON {0}",
        "ALTER TABLE {0} DISABLE TRIGGER {0}_rows",
        "DROP TABLE {} CASCADE",
    ],
)
def test_its_hands_are_off_what_was_recorded(sql: str, table: str, app: None) -> None:
    run(f"SET ROLE {ROLE}")
    with pytest.raises(ProgrammingError, match="permission denied|must be owner"):
        run(sql.format(table))


def test_who_a_key_stands_for_it_may_erase(app: None) -> None:
    SubjectKey.objects.create()
    run(f"SET ROLE {ROLE}")
    assert SubjectKey.objects.all().delete()[0] == 1


def test_the_owner_cannot_be_held_to_anything(app: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
    for role, words in ((owner, "owns the tables"), ("nobody_of_this_name", "there is no role")):
        with pytest.raises(CommandError, match=words):
            call_command("audit_rights", role)


def test_sqlite_says_so() -> None:
    if connection.vendor == "postgresql":
        pytest.skip("of SQLite")
    with pytest.raises(CommandError, match="no roles"):
        call_command("audit_rights", ROLE)
