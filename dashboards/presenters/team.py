"""The team page's words and numbers, ready to print."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.funnel import Reached
from alliance.instruments import Scale
from alliance.models import NonResponseReason, Rater
from dashboards.charts import DistributionChart, Group, Quartiles, Side, SideRow, distribution_chart
from dashboards.figures import Moment, ScaleFigures
from dashboards.suppression import Distribution, small_count


@dataclass(frozen=True)
class TableRow:
    """One row of the table under the charts; `hidden` instead of the figures when there are too few."""

    moment: str
    side: str
    distribution: Distribution
    hidden: str


@dataclass(frozen=True)
class ScaleSection:
    title: str
    reading: str
    chart: DistributionChart
    rows: list[TableRow]


def scale_section(figures: ScaleFigures, low: int, high: int) -> ScaleSection:
    scale, language = figures.scale, get_language() or "nl"
    groups = [
        Group(moment.label, [_side(rater, sides[rater]) for rater in Rater]) if _any(sides) else _hidden(moment, sides)
        for moment, sides in figures.by_moment.items()
    ]
    return ScaleSection(
        title=scale.title.get(language),
        reading=_reading(scale, language),
        chart=distribution_chart(key=scale.key, title=scale.title.get(language), groups=groups, low=low, high=high),
        rows=[
            TableRow(moment.label, str(rater.label), sides[rater], too_few_words(sides[rater]))
            for moment, sides in figures.by_moment.items()
            for rater in Rater
        ],
    )


def _side(rater: Rater, found: Distribution) -> SideRow:
    label = str(rater.label).capitalize()
    side: Side = "client" if rater is Rater.CLIENT else "worker"
    if found.lower is None or found.median is None or found.upper is None:
        return SideRow(side, label, None, too_few_words(found))
    return SideRow(side, label, Quartiles(found.lower, found.median, found.upper, found.n))


def _any(sides: dict[Rater, Distribution]) -> bool:
    return not all(found.is_hidden for found in sides.values())


def _hidden(moment: Moment, sides: dict[Rater, Distribution]) -> Group:
    return Group(moment.label, [], too_few_words(sides[Rater.CLIENT]))


def too_few_words(found: Distribution) -> str:
    if found.too_few == "workers":
        return _("minder dan 3 werkers")
    return _("minder dan 5 koppels") if found.too_few else ""


def _reading(scale: Scale, language: str) -> str:
    if scale.better == "lower":
        other = scale.title_for(Rater.WORKER).get(language).lower()
        reading = _("Hier is hoger stroever. Kant van de werker: %(other)s.") % {"other": other}
        return reading + " " + _("Deze schaal meet minder nauwkeurig dan de andere.")
    return _("Hoger is meer.")


BAR = 200


@dataclass(frozen=True)
class FunnelRow:
    """One step: how many came that far, of a hundred that were due, and the length of its bar of BAR."""

    step: str
    count: int
    share: str
    width: str


@dataclass(frozen=True)
class FunnelTable:
    moment: str
    rows: list[FunnelRow]


def funnel_tables(funnels: dict[Moment, dict[Reached, int]]) -> list[FunnelTable]:
    return [
        FunnelTable(moment.label, [_funnel_row(step, count, counts[Reached.DUE]) for step, count in counts.items()])
        for moment, counts in funnels.items()
    ]


def _funnel_row(step: Reached, count: int, due: int) -> FunnelRow:
    share = _("%(n)s %%") % {"n": round(100 * count / due)}
    return FunnelRow(_step_words(step), count, share, f"{BAR * count / due:.1f}")


def _step_words(step: Reached) -> str:
    return {
        Reached.DUE: _("Aan de beurt"),
        Reached.INVITED: _("Uitgenodigd"),
        Reached.OPENED: _("Geopend"),
        Reached.STARTED: _("Begonnen"),
        Reached.ONE_SIDE: _("Minstens één kant"),
        Reached.BOTH: _("Beide kanten"),
        Reached.TALKED: _("Besproken"),
    }[step]


@dataclass(frozen=True)
class ReasonRow:
    """Why a side stayed away: a count per side, None where it is below five."""

    reason: str
    client: int | None
    worker: int | None


def reason_rows(counts: dict[Rater, dict[NonResponseReason, int]]) -> list[ReasonRow]:
    """All reasons, or none as long as every count is below five."""
    rows = [
        ReasonRow(
            str(reason.label).capitalize(),
            small_count(counts[Rater.CLIENT][reason]),
            small_count(counts[Rater.WORKER][reason]),
        )
        for reason in NonResponseReason
    ]
    return rows if any(row.client or row.worker for row in rows) else []
