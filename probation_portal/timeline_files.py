"""A timeline as files to keep or print: a table of its lines, and pages of them by day."""

from collections.abc import Iterator
from io import StringIO
from itertools import groupby

from django.utils.translation import gettext as _

from boundary.paper import Item, Paper, Part
from boundary.tables import TableWriter
from caseload import days
from caseload.papers import stamped
from caseload.timeline import Entry
from probation_portal.timeline import Lines
from probation_portal.timeline_forms import KINDS, TimelineFilter

# A longer one takes too long while somebody waits; the table has no such end.
MOST_ON_PAPER = 1500


def table(lines: Lines) -> Iterator[str]:
    """CSV, a line of the timeline in each row."""
    yield _row([_("Dag"), _("Tijd"), _("Soort"), _("Wat"), _("Toelichting")])
    for entry in lines.all():
        yield _row([entry.day.isoformat(), entry.time, _kind(entry), entry.title, _text(entry)])


def _row(cells: list[str]) -> str:
    stream = StringIO()
    TableWriter(stream).writerow(cells)
    return stream.getvalue()


def _kind(entry: Entry) -> str:
    return str(KINDS[entry.kind]) if entry.kind else ""


def _text(entry: Entry) -> str:
    """The whole note where the page shows its beginning."""
    return entry.note or entry.why


def paper(lines: Lines, form: TimelineFilter) -> Paper:
    client, user = lines.pair.client, lines.user
    asked = [words for _name, _value, words in form.in_words()]
    about = [
        _("Van %(name)s, %(number)s") % {"name": client.full_name, "number": client.number},
        _("Gekozen: %(filters)s") % {"filters": ", ".join(asked)} if asked else _("Alle regels"),
        _("%(n)s regels, het nieuwste eerst") % {"n": lines.total},
    ]
    by_day = groupby(lines.all(), key=lambda entry: entry.day)
    parts = [Part(days.day_long(day), tuple(map(_item, of_day))) for day, of_day in by_day]
    return stamped(_("Tijdlijn"), "\n".join(about), parts, user.full_name)


def _item(entry: Entry) -> Item:
    return Item(entry.title, entry.time, _text(entry))
