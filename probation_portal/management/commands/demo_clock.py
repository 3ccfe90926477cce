"""`./portal manage demo_clock`: read or move the demonstration's clock."""

import argparse
import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import clock
from probation_portal.demo.time import days_until, move


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date written as YYYY-MM-DD") from None


class Command(BaseCommand):
    help = "Print the demonstration's day, or move it (demo mode only)."

    def add_arguments(self, parser: CommandParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--days", type=int, metavar="N", help="so many days ahead of the real day")
        how.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="to this day")
        how.add_argument("--reset", action="store_true", help="back to the real day")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            if options["reset"]:
                move(0)
            elif options["days"] is not None:
                move(options["days"])
            elif options["date"]:
                move(days_until(options["date"]))
        except (RuntimeError, ValueError) as error:
            raise CommandError(str(error)) from None
        moved = clock.moved_days()
        self.stdout.write(f"{clock.today()}" + (f" ({moved} days ahead of the real day)" if moved else ""))
