"""The team page's words and numbers, ready to print."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.instruments import Scale
from alliance.models import Rater
from dashboards.charts import DistributionChart, Group, Quartiles, Side, SideRow, distribution_chart
from dashboards.figures import Moment, ScaleFigures
from dashboards.suppression import Distribution


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
        return _("Hier is hoger stroever. Kant van de werker: %(other)s.") % {"other": other}
    return _("Hoger is meer.")
