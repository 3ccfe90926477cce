"""Which moments a pair has, and when. Pure: days in, days out; all days count from the pair's first day."""

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

START_WINDOW = dt.timedelta(days=42)
REGULAR_MONTHS = 6
REGULAR_WINDOW_MONTHS = 3
EXTRA_WINDOW = dt.timedelta(days=21)
LATE_WINDOW = dt.timedelta(days=14)
NO_DAYS = dt.timedelta()


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


def next_regular(
    first_day: dt.date,
    today: dt.date,
    *,
    without_baseline: bool = False,
    after: int = 0,
    paused: dt.timedelta = NO_DAYS,
) -> Planned:
    """The first of the moments at six, twelve, ... months, later than `after` months, whose three months have not
    passed yet. Days on which the supervision stood still (`paused`) do not count: everything comes so much later.
    """
    months = after + REGULAR_MONTHS
    while regular_closing(first_day, months, paused) <= today:
        months += REGULAR_MONTHS
    closes_on = regular_closing(first_day, months, paused)
    return Planned("regular", months, regular_opening(first_day, months, paused), closes_on, without_baseline)


def regular_opening(first_day: dt.date, months: int, paused: dt.timedelta = NO_DAYS) -> dt.date:
    return add_months(first_day, months) + paused


def regular_closing(first_day: dt.date, months: int, paused: dt.timedelta = NO_DAYS) -> dt.date:
    return add_months(first_day, months + REGULAR_WINDOW_MONTHS) + paused


def days_within(first_day: dt.date, since: dt.date, until: dt.date) -> dt.timedelta:
    """How much of a pause, from `since` up to `until`, fell in the time of a pair that began on `first_day`."""
    return max(until - max(since, first_day), NO_DAYS)


def paused_time(first_day: dt.date, pauses: Iterable[tuple[dt.date, dt.date]]) -> dt.timedelta:
    """All days on which the pair stood still; the pauses, each (since, until), do not overlap."""
    return sum((days_within(first_day, since, until) for since, until in pauses), NO_DAYS)


@dataclass(frozen=True)
class Window:
    """A moment's days as the rules of moving them need them. `following` is the day on which the next scheduled moment
    opens, at which a moving window must be closed at the latest; None for an extra moment, which may overlap."""

    opens_on: dt.date
    closes_on: dt.date
    opened: bool
    following: dt.date | None = None

    def _until(self, closes_on: dt.date) -> dt.date:
        return closes_on if self.following is None else min(closes_on, self.following)

    def postponed(self, time: dt.timedelta) -> tuple[dt.date, dt.date]:
        """Once open a window keeps its first day, whoever did what in it; only its last day moves."""
        return self.opens_on if self.opened else self.opens_on + time, self.closes_on + time

    def fits(self, closes_on: dt.date) -> bool:
        return self.following is None or closes_on <= self.following

    def late(self, today: dt.date) -> dt.date | None:
        """Until when a closed moment may be answered late, or None when there is no room before the next one."""
        closes_on = self._until(today + LATE_WINDOW)
        return closes_on if closes_on > max(today, self.closes_on) else None

    def paused(self, time: dt.timedelta) -> tuple[dt.date, dt.date]:
        opens_on = self.opens_on if self.opened else self.opens_on + time
        return opens_on, max(self.closes_on, self._until(self.closes_on + time))


def moments_for(
    first_day: dt.date, today: dt.date, *, is_first_pair: bool, paused: dt.timedelta = NO_DAYS
) -> list[Planned]:
    """What a pair that is entered today is asked: its start moment unless that window has passed, and the next regular.

    Entered more than six weeks after its first day, a pair has no start moment; its regular ones say so.
    """
    start = start_moment(first_day, is_first_pair=is_first_pair)
    if today < start.closes_on:
        return [start, next_regular(first_day, today, paused=paused)]
    return [next_regular(first_day, today, without_baseline=True, paused=paused)]
