"""`send_due`: by hand what the scheduler does every minute; with --dry-run only what would leave."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alliance import actions
from alliance.coming import coming
from alliance.reminders import DAY
from audit import clock
from boundary.tables import TableWriter
from messaging import delivery

WEEK = dt.timedelta(days=7)


class Command(BaseCommand):
    help = (
        "Plan, open, look up who is to be invited or reminded, and deliver what is due. With --dry-run nothing is "
        "written or sent: a CSV file of what would leave, by day, if nobody answered and nothing changed. "
        "What left already counts towards the caps, but the messages of the file do not hold each other back: where "
        "one person has too many on a day or in a week, some leave later or not at all."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on",
            type=dt.date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="with --dry-run: this day instead of today and the six days after it",
        )
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: object, **options: Any) -> None:
        today, on = clock.today(), options["on"]
        if options["dry_run"]:
            self._preview(on or today, on or today + WEEK - DAY, today)
            return
        if on not in (None, today):
            raise CommandError("only a dry run can look at another day: everything is looked up again when it leaves")
        actions.plan_measurements(today=today)
        opened, queued, sent = actions.open_due(today=today), actions.queue_reminders(today=today), 0
        while left := delivery.deliver_due():
            sent += left
        self.stdout.write(f"{opened} moments opened, {queued} messages prepared, {sent} sent")

    def _preview(self, first: dt.date, last: dt.date, today: dt.date) -> None:
        if first < today:
            raise CommandError("what left on a past day is in reconcile_messages")
        table = TableWriter(self.stdout)
        table.writerow(["day", "kind", "side", "number", "pair", "channel"])
        for row in coming(first, last):
            table.writerow([row.day, row.kind, row.side, row.number, row.pair_id, row.channel])
