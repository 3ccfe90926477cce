"""Which moments a pair has, and when. Pure: days in, days out; all days count from the pair's first day."""

import calendar
import datetime as dt
from dataclasses import dataclass

START_WINDOW = dt.timedelta(days=42)
REGULAR_MONTHS = 6
REGULAR_WINDOW_MONTHS = 3


@dataclass(frozen=True)
class Planned:
    """One moment: `kind` intake, handover or regular; open from `opens_on` up to, not including, `closes_on`."""

    kind: str
    months: int
    opens_on: dt.date
    closes_on: dt.date
    without_baseline: bool = False


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many calendar months on, or the month's last day: six months after 31 August is 28 February."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def start_moment(first_day: dt.date, *, is_first_pair: bool) -> Planned:
    """Intake for the first pair of a supervision, hand-over for a later one; open for six weeks."""
    kind = "intake" if is_first_pair else "handover"
    return Planned(kind, 0, first_day, first_day + START_WINDOW)


def next_regular(first_day: dt.date, today: dt.date, *, without_baseline: bool = False) -> Planned:
    """The first of the moments at six, twelve, ... months whose three months have not passed yet."""
    months = REGULAR_MONTHS
    while add_months(first_day, months + REGULAR_WINDOW_MONTHS) <= today:
        months += REGULAR_MONTHS
    opens_on = add_months(first_day, months)
    closes_on = add_months(first_day, months + REGULAR_WINDOW_MONTHS)
    return Planned("regular", months, opens_on, closes_on, without_baseline)


def moments_for(first_day: dt.date, today: dt.date, *, is_first_pair: bool) -> list[Planned]:
    """What a pair that is entered today is asked: its start moment unless that window has passed, and the next regular.

    Entered more than six weeks after its first day, a pair has no start moment; its regular ones say so.
    """
    start = start_moment(first_day, is_first_pair=is_first_pair)
    if today < start.closes_on:
        return [start, next_regular(first_day, today)]
    return [next_regular(first_day, today, without_baseline=True)]
