"""The moments of a series of appointments. Pure: a first moment in, all of them out.

The clock on the wall holds: ten o'clock stays ten o'clock when summer time begins or ends.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from messaging.working_time import ZONE

# Enough for a year of every week; a longer series is planned when it comes so far.
MOST = 52


@dataclass(frozen=True, slots=True)
class Repeat:
    """Every so many weeks, `times` in all or `until` a day, that day included; neither: once."""

    every_weeks: int
    times: int | None = None
    until: dt.date | None = None


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """This time on the clock on the wall, in UTC. One that the night skips is an hour later, one that comes twice is
    the first."""
    return dt.datetime.combine(day, time, ZONE).astimezone(dt.UTC)


def moments(first: dt.datetime, repeat: Repeat | None) -> list[dt.datetime]:
    """Every moment of the series, the first included, at most `MOST`."""
    if repeat is None:
        return [first]
    local = first.astimezone(ZONE)
    count = MOST if repeat.times is None else min(max(repeat.times, 1), MOST)
    step = dt.timedelta(weeks=max(repeat.every_weeks, 1))
    days = [local.date() + step * n for n in range(count)]
    if repeat.until is not None:
        days = [day for day in days if day <= repeat.until]
    elif repeat.times is None:
        days = days[:1]
    return [at(day, local.time()) for day in days]


def shifted(moment: dt.datetime, *, days: int, time: dt.time) -> dt.datetime:
    """So many days on, at this time."""
    return at(moment.astimezone(ZONE).date() + dt.timedelta(days=days), time)


def moved_along(first: dt.datetime, to: dt.datetime, later: Iterable[dt.datetime]) -> list[dt.datetime]:
    """Where the `later` moments of a series go when its `first` goes `to` another: as many days on, to its time."""
    local = to.astimezone(ZONE)
    days = (local.date() - first.astimezone(ZONE).date()).days
    return [shifted(moment, days=days, time=local.time()) for moment in later]
