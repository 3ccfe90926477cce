"""`manage.py read_bounces MAILBOX`: stop the addresses whose mail came back. Safe to run again and again."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from messaging import bounces


class Command(BaseCommand):
    help = "Reads the mailbox to which undeliverable mails return: a maildir, or an mbox file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("mailbox", type=Path)

    def handle(self, *args: Any, mailbox: Path, **options: Any) -> None:
        if not mailbox.exists():
            raise CommandError(f"{mailbox} is not there")
        mails, changed = bounces.read(mailbox)
        self.stdout.write(f"{mails} mails read, {changed} messages came back")
