"""How do the alliances move? The spread of each scale, and how many pairs improved, stayed or deteriorated."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.instruments import Instrument, Scale
from alliance.models import Rater
from dashboards.charts.distribution import DistributionChart, Group, Quartiles, Side, SideRow, distribution_chart
from dashboards.charts.shares import PointChart, point_chart
from dashboards.choice import Half
from dashboards.figures import Moment
from dashboards.presenters import cells, words
from dashboards.published import COURSES, Counts, HalfYear, Spread
from dashboards.tables import Cell, Column, Row, Table

PLACES = ("lower", "median", "upper")


@dataclass(frozen=True)
class ScaleSection:
    """One scale: how to read it, and its two charts; either may be lacking."""

    title: str
    reading: str
    better: str
    spread: DistributionChart | None
    courses: PointChart | None


@dataclass(frozen=True)
class Movement:
    spreads: Table
    courses: Table
    scales: tuple[ScaleSection, ...]

    @property
    def tells_courses(self) -> bool:
        """Of some course how many took it, of the team or beside it; else there is nothing to draw."""
        told = ("share", "whole_share")
        return any(self.courses.value(row, column) is not None for row in self.courses.rows for column in told)


def movement(half: Half, instrument: Instrument, *, beside: bool) -> Movement:
    spreads = _spread_table(half, instrument, beside=beside)
    courses = _course_table(half, instrument, beside=beside)
    return Movement(
        spreads, courses, tuple(_section(scale, instrument, spreads, courses) for scale in instrument.scales)
    )


def _section(scale: Scale, instrument: Instrument, spreads: Table, courses: Table) -> ScaleSection:
    title = words.scale_title(scale)
    rows = [row for row in courses.rows if row.key[0] == scale.key]
    return ScaleSection(
        title=title,
        reading=_reading(scale),
        better=words.better(scale),
        spread=_spread_chart(scale, instrument, spreads),
        courses=point_chart(key=f"c-{scale.key}", title=title, table=courses, rows=rows, by=2) if rows else None,
    )


def _reading(scale: Scale) -> str:
    if scale.better == "lower":
        other = scale.title_for(Rater.WORKER).get(get_language() or "nl").lower()
        reading = _("Hier is hoger stroever. Kant van de werker: %(other)s.") % {"other": other}
        return reading + " " + _("Deze schaal meet minder nauwkeurig dan de andere.")
    return _("Hoger is meer.")


# ---------- spreads ----------


def _spread_table(half: Half, instrument: Instrument, *, beside: bool) -> Table:
    own, whole = _spreads(half.own), _spreads(half.whole) if beside else {}
    moments = sorted({moment for _scale, _rater, moment in own.keys() | whole.keys()})
    columns = [
        Column("lower", _("Onderste kwart")),
        Column("median", _("Mediaan")),
        Column("upper", _("Bovenste kwart")),
        Column("n", _("Koppels")),
    ]
    if beside:
        columns += [Column("whole_median", _("Mediaan, organisatie")), Column("whole_n", _("Koppels, organisatie"))]
    rows = [
        Row(
            (scale.key, rater.value, moment.kind, str(moment.months)),
            (words.scale_title(scale), moment.label, words.side(rater)),
            tuple(_spread_cells(own.get(key), whole.get(key), beside=beside)),
        )
        for scale in instrument.scales
        for moment in moments
        for rater in Rater
        for key in [(scale.key, rater.value, moment)]
    ]
    heads = (_("Schaal"), _("Moment"), _("Kant"))
    return Table("spreads", _("Spreiding per schaal, moment en kant"), heads, tuple(columns), tuple(rows))


def _spreads(of: HalfYear | None) -> dict[tuple[str, str, Moment], Spread]:
    return {(one.scale, one.rater, words.moment(one.moment)): one for one in of.spreads} if of else {}


def _spread_cells(own: Spread | None, whole: Spread | None, *, beside: bool) -> list[Cell]:
    found = [cells.score(getattr(own, place, None)) for place in PLACES]
    found.append(cells.count(own.n if own else None))
    if beside:
        found += [cells.score(whole.median if whole else None), cells.count(whole.n if whole else None)]
    return found


def _spread_chart(scale: Scale, instrument: Instrument, table: Table) -> DistributionChart | None:
    by_moment: dict[str, list[SideRow]] = {}
    for row in table.rows:
        if row.key[0] == scale.key:
            by_moment.setdefault(row.heads[1], []).append(_side_row(table, row))
    groups = [_group(label, rows) for label, rows in by_moment.items()]
    if not groups:
        return None
    low, high = instrument.values[0], instrument.values[-1]
    return distribution_chart(key=f"s-{scale.key}", title=words.scale_title(scale), groups=groups, low=low, high=high)


def _group(label: str, rows: list[SideRow]) -> Group:
    shown = any(row.quartiles for row in rows)
    return Group(label, rows) if shown else Group(label, [], rows[0].hidden)


def _side_row(table: Table, row: Row) -> SideRow:
    side: Side = "client" if row.key[1] == Rater.CLIENT else "worker"
    lower, median, upper, n = (table.value(row, column) for column in (*PLACES, "n"))
    if lower is None or median is None or upper is None or n is None:
        return SideRow(side, row.heads[2], None, cells.hidden().text)
    quartiles = Quartiles(lower, median, upper, int(n))
    return SideRow(side, row.heads[2], quartiles, mark=table.value(row, "whole_median"))


# ---------- courses ----------


def _course_table(half: Half, instrument: Instrument, *, beside: bool) -> Table:
    columns = [
        Column("count", _("Koppels")),
        Column("of", _("Van")),
        Column("share", _("Deel")),
        Column("low", _("95 %, van")),
        Column("high", _("95 %, tot")),
    ]
    if beside:
        columns += [Column("whole_share", _("Organisatie")), Column("whole_of", _("Koppels, organisatie"))]
    rows = [
        Row(
            (scale.key, rater.value, course),
            (words.scale_title(scale), words.side(rater), words.course(course)),
            tuple(_course_cells(half, f"{scale.key}:{rater.value}", course, beside=beside)),
        )
        for scale in instrument.scales
        for rater in Rater
        if _known(half, f"{scale.key}:{rater.value}", beside=beside)
        for course in COURSES
    ]
    heads = (_("Schaal"), _("Kant"), _("Verloop"))
    return Table("courses", _("Verloop per schaal en kant"), heads, tuple(columns), tuple(rows))


def _known(half: Half, key: str, *, beside: bool) -> bool:
    return any(_counts(of, key) for of in (half.own, half.whole if beside else None))


def _counts(of: HalfYear | None, key: str) -> Counts | None:
    return cells.by_key(of.courses, key) if of else None


def _course_cells(half: Half, key: str, course: str, *, beside: bool) -> list[Cell]:
    n, of = _at(_counts(half.own, key), course)
    found = [cells.count(n), cells.count(of), cells.share(n, of), *cells.interval(n, of)]
    if beside:
        n, of = _at(_counts(half.whole, key), course)
        found += [cells.share(n, of), cells.count(of)]
    return found


def _at(counts: Counts | None, course: str) -> tuple[int | None, int | None]:
    """How many pairs took this course, and of how many."""
    if counts is None or counts.n is None:
        return None, None
    return counts.counts.get(course, 0), counts.n
