"""`reconcile_messages`: what was to be sent, held against what was prepared and what left. Exit 1 on a difference."""

import datetime as dt
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alliance.expected import Line, lines
from alliance.reminders import DAY
from audit import clock

COLUMNS = ["expected", "prepared", "lacking", "surplus", "sent", "cancelled", "waiting", "overdue", "failed", "unsure"]
WEEK = dt.timedelta(days=7)


class Command(BaseCommand):
    help = (
        "Per day and kind of message: how many the schedule asked for, were prepared, and left. Without days: the last "
        "seven whole ones. Exit status 1 when something lacks, is too much, is overdue, failed or is unsure."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="first", type=dt.date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--until", dest="last", type=dt.date.fromisoformat, metavar="YYYY-MM-DD")

    def handle(self, *args: object, **options: Any) -> None:
        last = options["last"] or clock.today() - DAY
        first = options["first"] or last - WEEK + DAY
        if first > last:
            raise CommandError("--from lies after --until")
        found = lines(first, last)
        self.stdout.write("  ".join([f"{'day':<10}", f"{'kind':<26}", *(f"{name:>9}" for name in COLUMNS)]))
        for line in found:
            self.stdout.write(_printed(line))
        differences = sum(line.differs for line in found)
        self.stdout.write(
            f"{first} to {last}: {sum(line.prepared for line in found)} prepared, {differences} differences"
        )
        if differences:
            sys.exit(1)


def _printed(line: Line) -> str:
    counts = [f"{getattr(line, name):>9}" for name in COLUMNS]
    return "  ".join([f"{line.day}", f"{line.kind:<26}", *counts]) + ("  <-" if line.differs else "")
