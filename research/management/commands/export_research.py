"""`./portal manage export_research`: the files of one study, pseudonymous, of those who said yes."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Organisation
from research.actions import make_data_set
from research.files import can_make_files
from research.models import Study


class Command(BaseCommand):
    help = "Writes the files of a study into an empty folder: CSV, SPSS, a codebook, the instruments and a manifest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", metavar="NAME", required=True)
        parser.add_argument("--study", metavar="NAME", required=True)
        parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="an empty folder, made when absent")

    def handle(self, *args: object, **options: Any) -> None:
        if not can_make_files():
            raise CommandError("install requirements-files.txt first", returncode=2)
        organisation = Organisation.objects.filter(name=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"there is no organisation {options['organisation']!r}", returncode=2)
        study = Study.objects.filter(organisation=organisation, name=options["study"]).first()
        if study is None:
            raise CommandError(f"{organisation} has no study {options['study']!r}", returncode=2)
        try:
            made = make_data_set(study=study, folder=options["out"], by=None)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages), returncode=2) from error
        self.stdout.write(f"{made.persons} persons, {made.responses} responses, manifest {made.manifest}")
