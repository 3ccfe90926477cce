"""When an organisation works, and the next moment at which a message may leave. Pure: moments in, moments out.

All hours are local time in Europe/Amsterdam and half-open: from 9 until 18 means that nothing leaves at 18:00.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays.countries.netherlands import Netherlands

ZONE = ZoneInfo("Europe/Amsterdam")
DAY = dt.timedelta(days=1)
# Listed as a holiday, yet most people work; an organisation that closes says so itself.
WORKED_THROUGH = {"goede vrijdag"}
# Longer than any row of closed days; without a limit a calendar without working days would be searched for ever.
SEARCHED_DAYS = 366


@dataclass(frozen=True)
class Hours:
    """From `start` up to, not including, `until`; never over midnight."""

    start: dt.time
    until: dt.time

    def hold(self, moment: dt.time) -> bool:
        return self.start <= moment < self.until

    def overlap(self, other: "Hours") -> "Hours | None":
        start, until = max(self.start, other.start), min(self.until, other.until)
        return Hours(start, until) if start < until else None


OFFICE = Hours(dt.time(9), dt.time(18))


@dataclass(frozen=True)
class Calendar:
    """The days and hours of one organisation; `weekdays` by ISO number, Monday is 1."""

    hours: Hours = OFFICE
    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    closed: Collection[dt.date] = frozenset()

    def works_on(self, day: dt.date) -> bool:
        return day.isoweekday() in self.weekdays and day not in self.closed and day not in national_holidays(day.year)


@lru_cache(maxsize=64)
def national_holidays(year: int) -> dict[dt.date, str]:
    """The Dutch holidays on which offices are closed: Bevrijdingsdag in years that end on 0 or 5, no Goede Vrijdag."""
    found = Netherlands(years=year, language="nl")
    return {day: name for day, name in found.items() if name.lower() not in WORKED_THROUGH}


def hours_for(calendar: Calendar, safe: Hours | None) -> Hours:
    """When this recipient may get something: the organisation's hours within their own safe hours.

    Where the two never meet the safe hours hold: late in the evening is a nuisance, a message that somebody else reads
    is a danger, and never is neither.
    """
    if safe is None:
        return calendar.hours
    return calendar.hours.overlap(safe) or safe


def never_meet(calendar: Calendar, safe: Hours | None) -> bool:
    """Safe hours outside the organisation's: worth a word to the worker, who may not be there when it arrives."""
    return safe is not None and calendar.hours.overlap(safe) is None


def next_moment(asked: dt.datetime, calendar: Calendar, safe: Hours | None = None) -> dt.datetime:
    """The first moment from `asked` on, aware and in UTC, on a working day and within the hours.

    ValueError when there is no working day within a year.
    """
    asked = asked.astimezone(dt.UTC)
    hours = hours_for(calendar, safe)
    first = asked.astimezone(ZONE).date()
    for day in (first + DAY * n for n in range(SEARCHED_DAYS)):
        if calendar.works_on(day) and (found := _within(day, hours, asked)) is not None:
            return found
    raise ValueError("no working day within a year")


def _within(day: dt.date, hours: Hours, asked: dt.datetime) -> dt.datetime | None:
    """The first moment of this day from `asked` on that the clock on the wall shows within the hours.

    In the night on which the clock goes back an hour comes twice, so a beginning may too; in the other night a
    beginning may not exist, and then its moment reads an hour later.
    """
    beginnings = (dt.datetime.combine(day, hours.start, ZONE).replace(fold=fold) for fold in (0, 1))
    for moment in sorted({asked, *(beginning.astimezone(dt.UTC) for beginning in beginnings)}):
        local = moment.astimezone(ZONE)
        if moment >= asked and local.date() == day and hours.hold(local.time()):
            return moment
    return None


def day_of(moment: dt.datetime) -> dt.date:
    return moment.astimezone(ZONE).date()


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of a local day, in UTC."""
    return dt.datetime.combine(day, dt.time(), ZONE).astimezone(dt.UTC)


def first_free_day(day: dt.date, left: Iterable[dt.date], *, per_day: int, per_week: int) -> dt.date:
    """The first day from `day` on at which one more may leave, when others left on these days.

    A week is any seven days in a row, so that no Sunday begins a new count.
    """
    days = list(left)

    def full(day: dt.date) -> bool:
        in_week = sum(day - 7 * DAY < other <= day for other in days)
        return days.count(day) >= per_day or in_week >= per_week

    while full(day):
        day += DAY
    return day
