"""`./portal manage export_research`: the files of one study, pseudonymous, of those who said yes."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from research.actions import make_data_set
from research.files import can_make_files
from research.management.naming import BAD_INPUT, add_study_arguments, study_named


class Command(BaseCommand):
    help = "Writes the files of a study into an empty folder: CSV, SPSS, a codebook, the instruments and a manifest."

    def add_arguments(self, parser: CommandParser) -> None:
        add_study_arguments(parser)
        parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="an empty folder, made when absent")

    def handle(self, *args: object, **options: Any) -> None:
        if not can_make_files():
            raise CommandError("install requirements-files.txt first", returncode=BAD_INPUT)
        study = study_named(options["organisation"], options["study"])
        try:
            made = make_data_set(study=study, folder=options["out"], by=None)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages), returncode=BAD_INPUT) from error
        except OSError as error:
            raise CommandError(f"{error.filename or options['out']}: {error.strerror}", returncode=BAD_INPUT) from error
        self.stdout.write(f"{made.persons} persons, {made.responses} responses, manifest {made.manifest}")
