"""Gives the portal's own database role its rights, and takes the audit record's past out of its hands."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from audit.append_only import TABLES


class Command(BaseCommand):
    help = (
        "On PostgreSQL, run as the owner of the tables: the role that the portal runs as may use every table, "
        "and of the audit record it may add and read only (docs/audit.md)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="the database role that the portal runs as; not the owner")

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("SQLite knows no roles; its triggers stand in any case")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolname, rolname = current_user OR rolsuper FROM pg_roles WHERE rolname = %s", [role]
            )
            found = cursor.fetchone()
            if found is None:
                raise CommandError(f"there is no role {role}; make it first: CREATE ROLE ... LOGIN PASSWORD ...")
            if found[1]:
                raise CommandError(f"{role} owns the tables or is a superuser: such a role can be held to nothing")
            for statement in statements(connection.ops.quote_name(role)):
                cursor.execute(statement)
        self.stdout.write(f"{role}: all tables; of the audit record it may add and read only")


def statements(role: str) -> list[str]:
    """`role` is quoted."""
    record = ", ".join(TABLES)
    return [
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        # What a later migration makes, too.
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
        f"REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER ON {record} FROM {role}, PUBLIC",
        # It may not say of itself that a migration has been done.
        f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM {role}, PUBLIC",
    ]
