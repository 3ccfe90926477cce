"""Which messages a moment gets and when. Pure: days in, days out.

Days are counted from the day on which the moment opened. A reminder whose day was missed (a weekend of silence, a
pause) is sent on the first day after that, unless by then the next one is due: then that one only.
"""

import datetime as dt
from dataclasses import dataclass

DAY = dt.timedelta(days=1)
# A draft may be finished until a day after the window closed, so only then it is certain who is in.
CLOSED_AFTER = DAY
# So long after its close nobody needs to hear of it any more.
CLOSED_UNTIL = 9 * DAY


@dataclass(frozen=True)
class Steps:
    """`after`: days after the opening, rising. `before_close`: the last one, so many days before the last day is over;
    None for none. `tells_closed`: whether who was in hears that the window closed.
    """

    after: tuple[int, ...] = (3, 7, 14)
    before_close: int | None = 3
    tells_closed: bool = True

    @property
    def gap(self) -> int:
        """No two messages about a moment come sooner after each other than the schedule itself lets them."""
        return min((later - sooner for sooner, later in zip((0, *self.after), self.after, strict=False)), default=1)

    @property
    def gap_before_last(self) -> int:
        """Small enough that the last one always finds a day."""
        return min(self.gap, self.before_close or 1)

    def opened_between(self, number: int, today: dt.date) -> tuple[dt.date | None, dt.date]:
        """The first (None: no limit) and last opening day of the moments whose reminder `number` is due today."""
        latest = today - self.after[number - 1] * DAY
        if number == len(self.after):
            return None, latest
        return today - (self.after[number] - 1) * DAY, latest


DEFAULT = Steps()


@dataclass(frozen=True)
class Planned:
    """One line of the preview; `number` is 0 but for the reminders."""

    kind: str
    number: int
    day: dt.date


def preview(steps: Steps, opens_on: dt.date, closes_on: dt.date) -> list[Planned]:
    """The days of a moment that nobody answers, and of its notice for a side that did; hours and weekends aside."""
    end = closes_on - (steps.before_close or 0) * DAY
    planned = [Planned("invitation", 0, opens_on)]
    for number, days in enumerate(steps.after, 1):
        if opens_on + days * DAY < end:
            planned.append(Planned("reminder", number, opens_on + days * DAY))
    if steps.before_close is not None:
        planned.append(Planned("last_reminder", 0, max(end, opens_on + DAY)))
    if steps.tells_closed:
        planned.append(Planned("closed", 0, closes_on + CLOSED_AFTER))
    return planned
