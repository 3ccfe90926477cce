"""On which day a client is reminded of an appointment. Pure: days in, a day out."""

import datetime as dt

from messaging.working_time import DAY, Calendar

# Longer than any row of closed days in a year; beyond it the day before will do.
LOOKED_BACK = 14


def remind_on(day: dt.date, calendar: Calendar) -> dt.date:
    """The last working day before the day of the appointment, so that it can be read the day before."""
    before = (day - DAY * n for n in range(1, LOOKED_BACK + 1))
    return next((one for one in before if calendar.works_on(one)), day - DAY)
