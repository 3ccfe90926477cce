"""Who gets what answer, as a readable table."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from probation_portal.access_policy import table


class Command(BaseCommand):
    help = "Prints who gets what answer at which address; --write puts it into docs/access.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write docs/access.md")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["write"]:
            self.stdout.write(table())
            return
        page = Path(settings.BASE_DIR) / "docs" / "access.md"
        page.write_text(table(), encoding="utf-8")
        self.stdout.write(f"{page} written")
