"""The figures of a page as a file: the same tables, under what they are of."""

from collections.abc import Iterable
from io import StringIO

from django.utils.translation import gettext as _

from boundary.tables import TableWriter
from dashboards.tables import Table, lines


def table_file(about: Iterable[tuple[str, str]], tables: Iterable[Table]) -> str:
    """CSV; `about` is what stands above the tables."""
    stream = StringIO()
    writer = TableWriter(stream)
    writer.writerows(about)
    writer.writerow([])
    writer.writerows(lines(tables))
    return stream.getvalue()


def hiding_words() -> str:
    """Which figures nobody gets to see, and why: on every page and in every file with figures."""
    return " ".join(
        [
            _("Over minder dan vijf koppels of drie werkers staat hier geen cijfer."),
            _("Waar je een verborgen cijfer zou kunnen uitrekenen, is een tweede afgeschermd."),
            _("Zo gaat geen cijfer over één persoon. Er is geen overzicht per werker."),
            _(
                "Bij de hele organisatie tellen teams waarvan het cijfer te tonen is. "
                "Andere tellen alleen samen mee, of niet."
            ),
        ]
    )
