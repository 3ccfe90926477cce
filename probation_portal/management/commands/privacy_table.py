"""What is kept of whom, as a readable page."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from probation_portal.field_registry import page


class Command(BaseCommand):
    help = "Prints what is kept of whom and for how long; --write puts it into docs/privacy.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write docs/privacy.md")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["write"]:
            self.stdout.write(page())
            return
        target = Path(settings.BASE_DIR) / "docs" / "privacy.md"
        target.write_text(page(), encoding="utf-8")
        self.stdout.write(f"{target} written")
