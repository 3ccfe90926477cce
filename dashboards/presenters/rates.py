"""Shares of pairs, contacts and supervisions: what goes wrong, and how volunteers take part."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from dashboards.charts.shares import BarTable
from dashboards.choice import Half
from dashboards.presenters import cells, words
from dashboards.published import HalfYear, Month, Rate
from dashboards.tables import Cell, Column, Row, Table

TAKES_PART = ("volunteer", "activity", "tuned")
GOES_WRONG = ("hitch", "absence", "dropout", "handed_over")


def columns(*, beside: bool) -> tuple[Column, ...]:
    own = (Column("count", _("Aantal")), Column("of", _("Van")), Column("share", _("Deel")))
    return (*own, Column("whole_share", _("Organisatie"))) if beside else own


def goes_wrong(half: Half, *, beside: bool) -> BarTable:
    return _table("goes_wrong", _("Wat gaat er mis?"), GOES_WRONG, half, beside=beside)


def on_paper(half: Half, *, beside: bool) -> BarTable:
    return _table("on_paper", words.rate("on_paper"), ("on_paper",), half, beside=beside)


def volunteers(half: Half, *, beside: bool) -> BarTable:
    return _table("volunteers", _("Vrijwilligers"), TAKES_PART, half, beside=beside)


def _table(key: str, title: str, rates: Sequence[str], half: Half, *, beside: bool) -> BarTable:
    rows = tuple(Row((one,), (words.rate(one),), rate_cells(one, half.own, half.whole, beside=beside)) for one in rates)
    return BarTable(Table(key, title, (_("Wat"),), columns(beside=beside), rows))


def rate_cells(
    key: str, own: HalfYear | Month | None, whole: HalfYear | Month | None, *, beside: bool
) -> tuple[Cell, ...]:
    of_own, of_whole = _rate(own, key), _rate(whole, key)
    found = (cells.count(of_own.count), cells.count(of_own.of), cells.share(of_own.count, of_own.of))
    return (*found, cells.share(of_whole.count, of_whole.of)) if beside else found


def _rate(figures: HalfYear | Month | None, key: str) -> Rate:
    return (cells.by_key(figures.rates, key) if figures else None) or Rate(key, None, None)
