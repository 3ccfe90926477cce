"""`./portal manage import_outcomes FILE.csv`: what happened after supervisions, for one study and for nobody's page."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from research.actions import import_outcomes
from research.management.naming import BAD_INPUT, add_study_arguments, study_named
from research.outcome_files import Fault, read


class Command(BaseCommand):
    help = "Takes in outcomes and labels of those who take part in a study, under its pseudonyms; all rows or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.csv")
        add_study_arguments(parser)

    def handle(self, *args: object, **options: Any) -> None:
        study = study_named(options["organisation"], options["study"])
        try:
            rows, faults = read(Path(options["file"]).read_bytes())
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}", returncode=BAD_INPUT) from error
        if not faults:
            done = import_outcomes(study=study, rows=rows, by=None)
            faults = [Fault(row, "client_number", "no client has this number") for row in done.unknown]
        if faults:
            for fault in faults:
                self.stderr.write(str(fault))
            sys.exit(BAD_INPUT)
        left = f"{done.left_out} rows of people not taking part"
        self.stdout.write(f"{done.outcomes} outcomes, {done.labels} labels; {left}")
