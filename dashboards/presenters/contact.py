"""How do we keep contact? The ways by month, and what goes with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from caseload import days
from dashboards.charts.months import MonthChart, mix_chart, rate_chart
from dashboards.choice import OneMonth
from dashboards.presenters import cells, words
from dashboards.presenters.rates import columns, rate_cells
from dashboards.published import RATES_OF_MONTH, Month
from dashboards.tables import Cell, Column, Row, Table

WAYS = ("face_to_face", "remote_talk", "written")


@dataclass(frozen=True)
class Drawn:
    """A table and the chart of it."""

    table: Table
    chart: MonthChart


@dataclass(frozen=True)
class Contact:
    """The mix of the team, with that of the organisation when it was asked for, and each rate."""

    mixes: tuple[Drawn, ...]
    rates: tuple[Drawn, ...]

    @property
    def last(self) -> str:
        """The newest month."""
        return self.mixes[0].table.rows[-1].heads[0]

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(one.table for one in (*self.mixes, *self.rates))


def contact(months: Sequence[OneMonth], *, beside: bool) -> Contact:
    mixes = [_mix("mix", _("Dit team"), [(one, one.own) for one in months])]
    if beside:
        mixes.append(_mix("mix_whole", _("Hele organisatie"), [(one, one.whole) for one in months]))
    return Contact(tuple(mixes), tuple(_rate(key, months, beside=beside) for key in RATES_OF_MONTH))


def _mix(key: str, title: str, months: Sequence[tuple[OneMonth, Month | None]]) -> Drawn:
    of = tuple(Column(way, words.way(way)) for way in WAYS)
    rows = tuple(_row(month, _mix_cells(figures)) for month, figures in months)
    title = _("Vorm van contact: %(whose)s") % {"whose": words.within(title)}
    table = Table(key, title, (_("Maand"),), (*of, Column("total", _("Samen"))), rows)
    return Drawn(table, mix_chart(table, WAYS))


def _mix_cells(figures: Month | None) -> tuple[Cell, ...]:
    ways = figures.ways if figures else None
    if ways is None or ways.n is None:
        return tuple(cells.hidden() for _one in (*WAYS, "total"))
    return (*(cells.count(ways.counts.get(way, 0)) for way in WAYS), cells.count(ways.n))


def _row(month: OneMonth, found: tuple[Cell, ...]) -> Row:
    name = days.month(month.starts_on)
    return Row((month.starts_on.isoformat(), name.split()[0].strip(".")[:3]), (name,), found)


def _rate(key: str, months: Sequence[OneMonth], *, beside: bool) -> Drawn:
    rows = tuple(_row(one, rate_cells(key, one.own, one.whole, beside=beside)) for one in months)
    table = Table(key, words.rate(key), (_("Maand"),), columns(beside=beside), rows)
    return Drawn(table, rate_chart(table))
