from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Organisation
from alliance.actions.instruments import instrument_for
from alliance.actions.norms import Estimate, estimate_norms
from alliance.models import Instrument
from alliance.norms import MIN_CASES

_COLUMNS = ("rater", "scale", "n", "mean", "sd", "alpha", "result")
_ROW = "{:<8}{:<16}{:>6}{:>9}{:>9}{:>9}  {}"
_RESULT = {
    None: "offered",
    "too few": f"not offered: fewer than {MIN_CASES}",
    "no spread": "not offered: the scores do not vary",
    "no alpha": "not offered: no alpha, as with a scale of one item",
    "alpha out of range": "not offered: alpha lies outside 0 and 1",
    "decided today": "not offered again: decided on today",
}


class Command(BaseCommand):
    help = (
        "Computes sd and Cronbach's alpha per side and scale from an organisation's own first moments, and offers "
        "them to its administrator. Nothing is accepted by itself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", metavar="NAME", required=True)
        parser.add_argument(
            "--instrument", nargs=2, metavar=("KEY", "VERSION"), help="otherwise the one that the organisation uses"
        )

    def handle(self, *args: object, **options: Any) -> None:
        organisation = Organisation.objects.filter(name=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"there is no organisation {options['organisation']!r}", returncode=2)
        instrument = self._instrument(organisation, options["instrument"])
        self.stdout.write(f"{organisation}: {instrument}, complete first moments")
        self.stdout.write(_ROW.format(*_COLUMNS))
        for estimate in estimate_norms(organisation=organisation, instrument=instrument, by=None):
            self.stdout.write(_ROW.format(*_cells(estimate)))

    def _instrument(self, organisation: Organisation, asked: list[str] | None) -> Instrument:
        if asked is None:
            return instrument_for(organisation)
        found = Instrument.objects.filter(key=asked[0], version=asked[1]).first()
        if found is None:
            raise CommandError(f"no instrument {' '.join(asked)} is loaded", returncode=2)
        return found


def _cells(estimate: Estimate) -> list[str]:
    row = estimate.figures
    figures = [str(row.n), *("" if value is None else str(value) for value in (row.mean, row.sd, row.alpha))]
    return [row.rater, row.scale, *figures, _RESULT[estimate.why_not]]
