"""`./portal manage seed_scale`: the invented history of a whole organisation, in bulk."""

import argparse
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Organisation
from caseload.models import Pair
from dashboards.actions import publish_due
from probation_portal.demo.people import PASSWORD
from probation_portal.management.progress import Progress
from probation_portal.scale.fill import fill
from probation_portal.scale.organisation import NAME, SUPERVISOR, make_staff
from probation_portal.scale.plan import Size

LINES = 20  # without a terminal: one for each five per cent


def _between(lowest: int, highest: int) -> Any:
    def number(text: str) -> int:
        if not text.isdigit() or not lowest <= int(text) <= highest:
            raise argparse.ArgumentTypeError(f"a number from {lowest} to {highest:,}")
        return int(text)

    return number


class Command(BaseCommand):
    help = (
        "Fill a demonstration with the invented history of a whole organisation: so many clients begun evenly over so "
        "many years, in teams of ten workers with about thirty running clients each. The cases are written in bulk, "
        "without an event each in the record of who read and changed what, and nothing of it is ever sent (demo mode "
        "only)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clients", type=_between(1, 500_000), default=45_000, help="in the whole history (45000)")
        parser.add_argument("--years", type=_between(1, 20), default=5, help="from the first client until today (5)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed on the same day makes the same history")

    def handle(self, *args: object, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("only a demonstration is filled with invented people; this is not one (PORTAL_DEMO)")
        if Organisation.objects.filter(is_demo=False).exists():
            raise CommandError("this database holds other people; the demonstration needs one of its own (PORTAL_VAR)")
        if Organisation.objects.filter(name=NAME).exists():
            raise CommandError(f"{NAME} is here already; for another history, start with an empty database")
        self._fill(Size.of(options["clients"], options["years"]), options["seed"])

    def _fill(self, size: Size, seed: int) -> None:
        started = time.monotonic()
        progress = Progress(self.stdout._out, lines=LINES)
        progress.part(f"Making {size.teams} teams")
        staff = make_staff(size, seed)
        progress.part(f"Writing {size.clients:,} clients of {size.years} years", size.clients)
        rows = fill(size, seed, staff, progress.step)
        written = time.monotonic() - started
        progress.part("Making the figures of every closed period public")
        made = publish_due()
        progress.end()
        running = Pair.objects.open().filter(team__organisation=staff.organisation).count()
        self.stdout.write(
            f"{size.clients:,} clients, {running:,} of them running, in {size.teams} teams; {rows:,} rows in"
            f" {written:.0f} s, the figures of {made} periods in {time.monotonic() - started - written:.0f} s"
        )
        self.stdout.write(f"Sign in as {SUPERVISOR}, password {PASSWORD}")
