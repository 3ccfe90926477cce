"""The figures of a page as a file: the same tables, under what they are of."""

from collections.abc import Iterable
from io import StringIO

from django.http import HttpResponse
from django.utils.translation import gettext as _

from audit import clock
from boundary.tables import TableWriter
from dashboards.tables import Table, lines


def figures_file(name: str, about: Iterable[tuple[str, str]], tables: Iterable[Table]) -> HttpResponse:
    """CSV under this name and today's date; `about` is what stands above the tables."""
    stream = StringIO()
    writer = TableWriter(stream)
    writer.writerows(about)
    writer.writerow([])
    writer.writerows(lines(tables))
    named = {"Content-Disposition": f'attachment; filename="{name}-{clock.today()}.csv"'}
    return HttpResponse(stream.getvalue(), content_type="text/csv; charset=utf-8", headers=named)


def hiding_rules() -> tuple[str, str]:
    """Which figures nobody gets to see, on every page and in every file with figures; then how, and why."""
    rest = [
        _("Waar je een verborgen cijfer zou kunnen uitrekenen, is een tweede afgeschermd."),
        _("Zo gaat geen cijfer over één persoon. Er is geen overzicht per werker."),
        _(
            "Bij de hele organisatie tellen teams waarvan het cijfer te tonen is. "
            "Andere tellen alleen samen mee, of niet."
        ),
    ]
    return _("Over minder dan vijf koppels of drie werkers staat hier geen cijfer."), " ".join(rest)


def hiding_words() -> str:
    return " ".join(hiding_rules())
