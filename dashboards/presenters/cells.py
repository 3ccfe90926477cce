"""Figures as they are printed. A hidden one is one word, whatever hid it: too few, or another that it would tell."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from caseload.shares import wilson
from dashboards.published import Counts, Rate
from dashboards.tables import Cell

Keyed = TypeVar("Keyed", Counts, Rate)


def hidden() -> Cell:
    return Cell(_("afgeschermd"), is_hidden=True)


def count(n: int | None) -> Cell:
    return hidden() if n is None else Cell(str(n), n)


def score(value: Decimal | None) -> Cell:
    """One decimal, as scores stand everywhere."""
    if value is None:
        return hidden()
    rounded = value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return Cell(number_format(rounded, decimal_pos=1, use_l10n=True), value)


def share(n: int | None, of: int | None) -> Cell:
    """In percent; nothing of nothing is no share."""
    if n is None or of is None:
        return hidden()
    return Cell(_("%(n)s %%") % {"n": round(100 * n / of)}, 100 * n / of) if of else Cell("–")


def interval(n: int | None, of: int | None) -> tuple[Cell, Cell]:
    """Between which ends the share would lie in 95 of 100 times (Wilson), in percent."""
    if n is None or of is None:
        return hidden(), hidden()
    if not of:
        return Cell("–"), Cell("–")
    low, high = (Cell(_("%(n)s %%") % {"n": round(100 * end)}, 100 * end) for end in wilson(n, of))
    return low, high


def by_key(rows: Iterable[Keyed], key: str) -> Keyed | None:
    return next((row for row in rows if row.key == key), None)
