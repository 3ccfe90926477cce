"""The rules of the advice on the mix, and its worked cases, as a readable page."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from remote_contact.advice_page import page


class Command(BaseCommand):
    help = "Prints the rules of the advice on contact at a distance; --write puts them into docs/blended.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write docs/blended.md")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["write"]:
            self.stdout.write(page())
            return
        target = Path(settings.BASE_DIR) / "docs" / "blended.md"
        target.write_text(page(), encoding="utf-8")
        self.stdout.write(f"{target} written")
