"""The fixed periods over which figures are made public: calendar half-years and months. Pure.

There is no other choice of days. Two periods that overlap could be subtracted from each other.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

HALF_YEAR, MONTH = "half_year", "month"
# What is written down late still counts: a period is made public so long after its last day.
SETTLES = dt.timedelta(days=7)
_MONTHS = {HALF_YEAR: 6, MONTH: 1}


@dataclass(frozen=True, order=True)
class Period:
    """From `starts_on` up to `ends_on`, which is the first day that no longer belongs to it."""

    kind: str
    starts_on: dt.date

    @classmethod
    def of(cls, kind: str, day: dt.date) -> "Period":
        """The period of this kind in which the day lies."""
        months = _MONTHS[kind]
        return cls(kind, day.replace(month=(day.month - 1) // months * months + 1, day=1))

    @property
    def ends_on(self) -> dt.date:
        months = self.starts_on.month - 1 + _MONTHS[self.kind]
        return dt.date(self.starts_on.year + months // 12, months % 12 + 1, 1)

    @property
    def public_on(self) -> dt.date:
        return self.ends_on + SETTLES

    @property
    def key(self) -> str:
        """As it stands in an address: 2026-1, 2026-2 of half-years, 2026-07 of months."""
        if self.kind == HALF_YEAR:
            return f"{self.starts_on.year}-{1 if self.starts_on.month == 1 else 2}"
        return f"{self.starts_on:%Y-%m}"

    def next(self) -> "Period":
        return Period(self.kind, self.ends_on)


def closed(kind: str, first: dt.date, today: dt.date) -> Iterator[Period]:
    """Every period of this kind that may be public today, from the one in which `first` lies."""
    period = Period.of(kind, first)
    while period.public_on <= today:
        yield period
        period = period.next()


def next_public_on(kind: str, today: dt.date) -> dt.date:
    """The day on which the next period of this kind may be public, after those that may be so today."""
    return Period.of(kind, today - SETTLES).public_on
