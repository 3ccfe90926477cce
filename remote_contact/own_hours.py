"""What of a contact fell outside the hours a worker keeps. Pure: moments in, minutes out.

For that worker's own eyes only: nothing but their own page computes this.
"""

import datetime as dt
from collections.abc import Mapping

DAY = dt.timedelta(days=1)
# By ISO weekday, Monday is 1: from, up to and not including. A weekday that is not there is a day off.
Hours = Mapping[int, tuple[dt.time, dt.time]]


def minutes_outside(start: dt.datetime, minutes: int | None, hours: Hours) -> int | None:
    """Minutes of a contact outside the hours; 0 when it began outside and nobody knows how long it took; None: within.

    `start` is aware, in the zone of the worker's clock.
    """
    if not minutes:
        return None if _keeps(start, hours) else 0
    zone = start.tzinfo
    begin = start.astimezone(dt.UTC)
    end = begin + dt.timedelta(minutes=minutes)
    inside = dt.timedelta()
    day = start.date()
    while day <= end.astimezone(zone).date():
        if day.isoweekday() in hours:
            first, last = (dt.datetime.combine(day, at, zone).astimezone(dt.UTC) for at in hours[day.isoweekday()])
            inside += max(dt.timedelta(), min(end, last) - max(begin, first))
        day += DAY
    outside = minutes - int(inside.total_seconds() // 60)
    return outside if outside > 0 else None


def _keeps(moment: dt.datetime, hours: Hours) -> bool:
    found = hours.get(moment.isoweekday())
    return found is not None and found[0] <= moment.time() < found[1]
