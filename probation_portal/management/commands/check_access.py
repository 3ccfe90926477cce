"""The whole access matrix, in a database of its own."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Asks every address as everyone about everything, in a database made for it and dropped after."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--processes", type=int, default=min(os.cpu_count() or 1, 4), help="default: one a core")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("the matrix is asked with the settings of the demonstration: run it with PORTAL_DEMO=1")
        # Not above: only this command needs the packages of the tests.
        from probation_portal.access_policy import every_route, routes
        from probation_portal.tests.access.matrix import check

        report = check(processes=options["processes"])
        unlisted = sorted(set(every_route()) ^ set(routes()))
        for name in unlisted:
            self.stdout.write(f"{name}: no row, or no address")
        deviations, leaks = len(report.deviations) - report.leaks, report.leaks
        self.stdout.write(
            f"{report.cases} cases, {deviations} deviations, {len(unlisted)} unlisted routes, {leaks} leaks"
        )
        if deviations or leaks or unlisted:
            raise SystemExit(1)
