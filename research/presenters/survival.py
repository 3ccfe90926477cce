"""What happened afterwards, by group: a table of the shares it had not happened to, and the same as a chart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from django.utils.translation import gettext as _

from caseload.models.supervision import EndReason
from research.anonymity import HIDDEN
from research.associations import Curve, Point, Seen, curves, who_count
from research.gathering import Gathered
from research.presenters.grouping import Grouping
from research.rows import OutcomeRow
from research.survival import kaplan_meier
from research.survival_chart import Line, SurvivalChart, survival_chart

AT_WEEKS = tuple(range(26, 209, 26))
# Not imported: the portal knows it by itself. An imported name has no capitals.
DROPOUT = "DROPOUT"


@dataclass(frozen=True, slots=True)
class CurveTable:
    """A row for each time, a cell for each group: "93 % (88 tot 97), n = 84", or "" when fewer than five are left.

    `chart` is drawn from the same points; None with more groups than can be told apart.
    """

    key: str
    outcome: str
    factor: str
    groups: list[str]
    rows: list[tuple[str, list[tuple[str, str]]]]
    chart: SurvivalChart | None

    @property
    def title(self) -> str:
        return f"{self.outcome}: {self.factor[:1].lower()}{self.factor[1:]}"


def curve_tables(gathered: Gathered, grouping: Grouping) -> list[CurveTable]:
    """Of each thing that may happen by each factor of which there are two groups; one row a person."""
    return list(_tables([*_dropouts(gathered), *gathered.outcomes], grouping))


def _tables(rows: Sequence[OutcomeRow], grouping: Grouping) -> Iterator[CurveTable]:
    number = count(1)
    for outcome in dict.fromkeys(row.name for row in rows):
        itself = "dropout" if outcome == DROPOUT else f"outcome:{outcome}"
        factors = [factor for factor in grouping.factors if factor != itself]
        groups = {row.person: grouping.of[row.person] for row in rows if row.name == outcome}
        counted = who_count(groups, factors, grouping.worker, 2)
        seen = [row for row in rows if row.name == outcome and row.person in counted]
        for factor in factors:
            of_group = [
                Seen(grouping.group(row.person, factor), row.weeks, row.happened, grouping.worker(row.person, factor))
                for row in seen
            ]
            found = curves(of_group, AT_WEEKS, kaplan_meier)
            if len(found) > 1:
                yield _table(f"curve-{next(number)}", outcome, factor, found, grouping)


def _dropouts(gathered: Gathered) -> Iterator[OutcomeRow]:
    """Negative drop-out of the newest supervision; what else ended it, ends the looking. Not of hidden endings."""
    for row in gathered.newest().values():
        if row.quasi["ending"] != HIDDEN:
            happened = row.quasi["ending"] == EndReason.NEGATIVE_DROPOUT
            yield OutcomeRow(row.person, DROPOUT, happened, row.weeks_from + row.weeks)


def _table(key: str, outcome: str, factor: str, found: Sequence[Curve], grouping: Grouping) -> CurveTable:
    names = [grouping.group_words(factor, curve.group) for curve in found]
    by_week = [{point.weeks: point for point in curve.points} for curve in found]
    heads = [f"{name}, n = {curve.n}" for name, curve in zip(names, found, strict=True)]
    return CurveTable(
        key=key,
        outcome=_("Negatieve voortijdige uitval") if outcome == DROPOUT else outcome,
        factor=grouping.factor_words(factor),
        groups=heads,
        rows=[
            (
                _("%(n)s weken") % {"n": weeks},
                [(head, _cell(points.get(weeks))) for head, points in zip(heads, by_week, strict=True)],
            )
            for weeks in AT_WEEKS
            if any(weeks in points for points in by_week)
        ],
        chart=survival_chart(
            key=key,
            lines=[Line(name, curve.n, curve.points) for name, curve in zip(names, found, strict=True)],
            at=AT_WEEKS,
        ),
    )


def _cell(point: Point | None) -> str:
    if point is None:
        return ""
    shares = {
        name: round(100 * value) for name, value in (("share", point.share), ("low", point.low), ("high", point.high))
    }
    return _("%(share)s %% (%(low)s tot %(high)s), n = %(n)s") % {**shares, "n": point.at_risk}
