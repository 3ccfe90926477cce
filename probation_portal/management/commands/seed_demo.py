"""`./portal manage seed_demo`: the demonstration's invented people and about fourteen months of their lives."""

import argparse
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import Organisation, User
from probation_portal.demo.people import PEOPLE
from probation_portal.demo.world import World
from probation_portal.management.progress import Progress


def _positive(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 5000:
        raise argparse.ArgumentTypeError("a number from 1 to 5000")
    return int(text)


class Command(BaseCommand):
    help = "Fill a demonstration with invented people (demo mode only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pairs", type=_positive, default=276, help="pairs of client and worker (276)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed on the same day makes the same people")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when the people are there already")

    def handle(self, *args: object, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("only a demonstration is filled with invented people; this is not one (PORTAL_DEMO)")
        if Organisation.objects.filter(is_demo=False).exists():
            raise CommandError("this database holds other people; the demonstration needs one of its own (PORTAL_VAR)")
        if User.objects.filter(email__in=[person.email for person in PEOPLE]).exists():
            if options["if_empty"]:
                return
            raise CommandError("the invented people are here already; for new ones, start with an empty database")
        self._fill(options["pairs"], options["seed"])

    def _fill(self, pairs: int, seed: int) -> None:
        started = time.monotonic()
        progress = Progress(self.stdout._out)
        world = World(pairs=pairs, seed=seed)
        # All or nothing: a start that is broken off here would leave a few people, and the next one take them for all.
        with transaction.atomic():
            progress.part("Making the invented people")
            world.make_people()
            progress.part(f"Living {pairs} pairs through the past year", pairs)
            world.live(progress.step)
            progress.part("Arriving at today")
            world.arrive()
        progress.end()
        self.stdout.write(f"{pairs} invented pairs in {time.monotonic() - started:.0f} s")
