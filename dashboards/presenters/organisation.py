"""The organisation page: of each share a funnel plot with a point per team, and the table that it is drawn from.

Teams stand in alphabetical order, whatever their figures. A region's total is the sum of what is shown of its teams.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.instruments import Instrument, Scale
from dashboards.charts.funnel import FunnelPlot, TeamShare, funnel_plot
from dashboards.organisation import OrganisationFigures, Published
from dashboards.presenters import cells, words
from dashboards.published import Rate
from dashboards.tables import Column, Row, Table

# Of fewer there is nothing to hold beside each other.
FEWEST_TEAMS = 2
# Longer tables are not printed: on paper stand the plots, in the file the figures.
PRINTED_ROWS = 30

# How many, and of how many; None where that is hidden or was not published.
Part = tuple[int, int] | None


@dataclass(frozen=True)
class Measure:
    """`title` says it beside its neighbours, `full` by itself.

    Where it `adds_up` the organisation is the sum of what is shown of its teams: other months may be hidden of it.
    """

    key: str
    title: str
    full: str
    read: Callable[[Published], Part]
    adds_up: bool = False

    def whole(self, found: OrganisationFigures) -> Part:
        return _together(self.read(team) for team in found.teams) if self.adds_up else self.read(found.whole)


@dataclass(frozen=True)
class ShareFigure:
    """`plot` is None where too few teams are shown; `beyond` and `widened` are sentences, or ""."""

    title: str
    table: Table
    plot: FunnelPlot | None
    beyond: str
    widened: str

    @property
    def is_printed(self) -> bool:
        return len(self.table.rows) <= PRINTED_ROWS


@dataclass(frozen=True)
class Group:
    """Figures that belong together, with a heading of their own or none."""

    title: str
    reading: str
    figures: tuple[ShareFigure, ...]

    @property
    def is_hidden(self) -> bool:
        """Said once instead of at each figure."""
        return all(figure.plot is None and figure.table.is_hidden for figure in self.figures)


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    groups: tuple[Group, ...]

    @property
    def is_hidden(self) -> bool:
        return all(group.is_hidden for group in self.groups)


def sections(
    found: OrganisationFigures, instrument: Instrument, *, region: str, regions: Sequence[str]
) -> list[Section]:
    """`region` "" is all of them."""
    teams = [team for team in found.teams if region in ("", team.region)]
    sums = [region] if region else list(regions)

    def group(title: str, measures: Iterable[Measure], reading: str = "") -> Group:
        drawn = tuple(
            _figure(measure, teams, measure.whole(found), sums, with_region=bool(regions)) for measure in measures
        )
        return Group(title, reading, drawn)

    return [
        Section("gesprekken", _("Komen de gesprekken op gang?"), (group("", _rates(["both", "talked"])),)),
        Section(
            "samenwerking",
            _("Hoe bewegen de samenwerkingen?"),
            tuple(group(words.scale_title(scale), _courses(scale), words.better(scale)) for scale in instrument.scales),
        ),
        Section("contact", _("Hoe houden we contact?"), (group("", _by_month(["remote", "failed"])),)),
        Section("mis", _("Wat gaat er mis?"), (group("", _rates(["dropout", "hitch"])),)),
    ]


def tables(shown: Iterable[Section]) -> list[Table]:
    """In the order of the page."""
    return [figure.table for section in shown for group in section.groups for figure in group.figures]


# ---------- what is read ----------


def _courses(scale: Scale) -> list[Measure]:
    return [
        _course(scale, rater, course) for rater in ("client", "worker") for course in ("improving", "deteriorating")
    ]


def _course(scale: Scale, rater: str, course: str) -> Measure:
    def read(of: Published) -> Part:
        counts = cells.by_key(of.half.courses if of.half else (), f"{scale.key}:{rater}")
        n = counts.counts.get(course, 0) if counts and counts.n is not None else None
        return None if n is None or counts is None or counts.n is None else (n, counts.n)

    title = _("%(side)s: %(course)s") % {"side": words.side(rater), "course": words.course(course).lower()}
    return Measure(f"{scale.key}-{rater}-{course}", title, f"{words.scale_title(scale)}, {words.within(title)}", read)


def _rates(keys: Iterable[str]) -> list[Measure]:
    def read(key: str) -> Callable[[Published], Part]:
        return lambda of: _sum([cells.by_key(of.half.rates if of.half else (), key)])

    return [Measure(key, words.rate(key), words.rate(key), read(key)) for key in keys]


def _by_month(keys: Iterable[str]) -> list[Measure]:
    """Of the months of the half-year that were published."""

    def read(key: str) -> Callable[[Published], Part]:
        return lambda of: _sum([cells.by_key(month.rates, key) for month in of.months])

    return [Measure(key, words.rate(key), words.rate(key), read(key), adds_up=True) for key in keys]


def _sum(rates: Iterable[Rate | None]) -> Part:
    shown = [(one.count, one.of) for one in rates if one and one.count is not None and one.of is not None]
    return _together(shown)


def _together(parts: Iterable[Part]) -> Part:
    shown = [part for part in parts if part is not None]
    return (sum(count for count, _of in shown), sum(of for _count, of in shown)) if shown else None


# ---------- what is shown ----------


def _figure(
    measure: Measure, teams: Sequence[Published], whole: Part, regions: Sequence[str], *, with_region: bool
) -> ShareFigure:
    parts = [(team, measure.read(team)) for team in teams]
    table = _table(measure, parts, whole, regions, with_region=with_region)
    shown = [TeamShare(team.name, *part, is_own=team.is_own) for team, part in parts if part is not None and part[1]]
    mean = whole or _together(part for _team, part in parts)
    plot = None
    if len(shown) >= FEWEST_TEAMS and mean is not None and mean[1]:
        plot = funnel_plot(key=f"f-{measure.key}", title=measure.full, teams=shown, mean=mean[0] / mean[1])
    return ShareFigure(measure.title, table, plot, _beyond(plot), _widened(plot))


def _table(
    measure: Measure,
    parts: Sequence[tuple[Published, Part]],
    whole: Part,
    regions: Sequence[str],
    *,
    with_region: bool,
) -> Table:
    def row(key: tuple[str, ...], name: str, region: str, part: Part) -> Row:
        count, of = part or (None, None)
        heads = (name, region) if with_region else (name,)
        return Row(key, heads, (cells.count(count), cells.count(of), cells.share(count, of)))

    rows = [row(("team", team.name), _named(team), team.region, part) for team, part in parts]
    for region in regions:
        of_region = [part for team, part in parts if team.region == region and part is not None]
        if not of_region:
            continue
        name = ngettext("Som van %(n)s getoond team", "Som van %(n)s getoonde teams", len(of_region))
        rows.append(row(("region", region), name % {"n": len(of_region)}, region, _together(of_region)))
    rows.append(row(("whole",), _("Hele organisatie"), "", whole))
    heads = (_("Team"), _("Regio")) if with_region else (_("Team"),)
    columns = (Column("count", _("Aantal")), Column("of", _("Van")), Column("share", _("Deel")))
    return Table(measure.key, measure.full, heads, columns, tuple(rows))


def _named(team: Published) -> str:
    return _("%(team)s (jouw team)") % {"team": team.name} if team.is_own else team.name


def _beyond(plot: FunnelPlot | None) -> str:
    """Who lies outside the outer limits, in alphabetical order: no verdict, a question."""
    if plot is None or not plot.beyond:
        return ""
    named = [f"{point.team.name} ({round(100 * point.team.share)} %)" for point in plot.beyond]
    return ngettext(
        "%(teams)s ligt buiten wat toeval verwacht; vraag wat daar anders is.",
        "%(teams)s liggen buiten wat toeval verwacht; vraag wat daar anders is.",
        len(named),
    ) % {"teams": ", ".join(named)}


def _widened(plot: FunnelPlot | None) -> str:
    if plot is None or plot.widened == 1:
        return ""
    said = _(
        "De teams verschillen hier meer dan door toeval alleen. "
        "De lijnen staan daarom %(times)s keer zo ver uit elkaar."
    )
    return said % {"times": number_format(plot.widened, decimal_pos=1)}
