"""`./portal manage import_caseload FILE.csv`: an organisation's existing caseload; docs/import.md."""

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction

from alliance import actions as alliance_actions
from audit import clock
from caseload.imports import ChangedMeanwhile, Fault, Plan, Row, carry_out, make_plan, read, summary
from caseload.models import Pair
from probation_portal.management.progress import Progress

BAD_INPUT = 2
SENDS_NOTHING = (
    "An import sends nothing: invitations start per team, when its supervisor switches them on after seeing "
    "who would get what."
)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date written as YYYY-MM-DD") from None


class Command(BaseCommand):
    help = "Take over a caseload from a CSV file: all of it, or every fault and nothing (exit status 2)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.csv", help="the file, or - for standard input")
        parser.add_argument("--dry-run", action="store_true", help="count what would change, and change nothing")
        parser.add_argument("--as-of", type=_day, metavar="DATE", help="the day of hand-overs (default: today)")
        parser.add_argument("--progress", action="store_true", help="a progress bar also where there is no terminal")

    def handle(self, *args: object, **options: Any) -> None:
        day = options["as_of"] or clock.today()
        if day > clock.today():
            raise CommandError(f"--as-of {day} lies in the future")
        self.progress = Progress(self.stderr._out, bar=True if options["progress"] else None)
        self.progress.part(f"Reading {options['file']}")
        rows, faults = read(self._content(options["file"]), today=day)
        try:
            with transaction.atomic():
                plan, more = make_plan(rows, day=day)
                self._refuse([*faults, *more])
                planned = self._carry_out(plan, rows)
                # Also a trial run writes, so that it meets whatever the real one would meet; then all is undone.
                transaction.set_rollback(options["dry_run"])
        except (ChangedMeanwhile, IntegrityError):
            raise CommandError("someone changed these records meanwhile; nothing was imported. Run it again.") from None
        self._report(plan, planned, len(rows), dry_run=options["dry_run"])

    def _content(self, name: str) -> bytes:
        try:
            return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}") from None

    def _refuse(self, faults: list[Fault]) -> None:
        if not faults:
            return
        for fault in sorted(faults, key=lambda fault: fault.row):
            self.stderr.write(str(fault))
        noun = "fault" if len(faults) == 1 else "faults"
        self.stderr.write(f"{len(faults)} {noun}. Nothing was imported.")
        sys.exit(BAD_INPUT)

    def _carry_out(self, plan: Plan, rows: list[Row]) -> int:
        """Write the plan, and plan what its new pairs will be asked; opening that is the scheduler's."""
        todo = len(plan.new_clients) + len(plan.changes)
        self.progress.part(f"{len(rows):,} rows read, {todo:,} clients to write")
        if todo:
            self.progress.part("Writing", todo)
        carry_out(plan, by=None, tell=self.progress.step)
        self.progress.part("Planning measurements")
        never_planned = Pair.objects.filter(
            team__organisation__in=list(plan.organisations.values()), measurements__isnull=True
        )
        planned = alliance_actions.plan_measurements(today=plan.day, pairs=never_planned)
        self.progress.end()
        return planned

    def _report(self, plan: Plan, planned: int, rows: int, *, dry_run: bool) -> None:
        counts = summary(plan) | {"measurements planned": planned}
        self.stdout.write(f"{rows:,} rows, {sum(counts.values()):,} changes as of {plan.day}")
        for kind, count in counts.items():
            if count:
                self.stdout.write(f"{count:>9,}  {kind}")
        if settings.DEMO_MODE and plan.new_organisations:
            self.stdout.write("Demonstration mode: import invented people only.")
        self.stdout.write("A trial run: nothing was written." if dry_run else SENDS_NOTHING)
