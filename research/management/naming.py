"""A study as a command names it."""

from django.core.management.base import CommandError, CommandParser

from accounts.models import Organisation
from research.models import Study

BAD_INPUT = 2


def add_study_arguments(parser: CommandParser) -> None:
    parser.add_argument("--organisation", metavar="NAME", required=True)
    parser.add_argument("--study", metavar="NAME", required=True)


def study_named(organisation: str, name: str) -> Study:
    """Raises CommandError (exit status 2) for a name that nothing has."""
    found = Organisation.objects.filter(name=organisation).first()
    if found is None:
        raise CommandError(f"there is no organisation {organisation!r}", returncode=BAD_INPUT)
    study = Study.objects.filter(organisation=found, name=name).first()
    if study is None:
        raise CommandError(f"{organisation} has no study {name!r}", returncode=BAD_INPUT)
    return study
