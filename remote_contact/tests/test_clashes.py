import datetime as dt
import uuid

import pytest

from messaging.working_time import Calendar
from remote_contact.clashes import Clash, Kind, Slot, clashes, fingerprint
from remote_contact.recurrence import at

ID = uuid.uuid4()
TUESDAY = dt.date(2026, 11, 24)
CHRISTMAS = dt.date(2026, 12, 25)


def slot(hour: int, minute: int = 0, minutes: int = 30) -> Slot:
    return Slot(ID, at(TUESDAY, dt.time(hour, minute)), minutes)


@pytest.mark.parametrize(
    ("other", "kinds"),
    [
        (slot(10, 0), [Kind.OVERLAPS]),
        (slot(9, 31), [Kind.OVERLAPS]),
        (slot(9, 30), [Kind.CLOSE]),
        (slot(10, 29), [Kind.OVERLAPS]),
        (slot(10, 30), [Kind.CLOSE]),
        (slot(8, 31), [Kind.CLOSE]),
        (slot(8, 30), []),
        (slot(11, 29), [Kind.CLOSE]),
        (slot(11, 30), []),
        (slot(8, 0, 300), [Kind.OVERLAPS]),
    ],
)
def test_overlap_and_within_the_hour(other: Slot, kinds: list[Kind]) -> None:
    asked = [at(TUESDAY, dt.time(10))]
    assert [one.kind for one in clashes(asked, minutes=30, others=[other], calendar=Calendar())] == kinds


@pytest.mark.parametrize(
    ("day", "calendar", "kinds"),
    [
        (TUESDAY, Calendar(), []),
        (dt.date(2026, 11, 28), Calendar(), [Kind.CLOSED]),
        (CHRISTMAS, Calendar(), [Kind.CLOSED]),
        (TUESDAY, Calendar(closed={TUESDAY}), [Kind.CLOSED]),
        (TUESDAY, Calendar(weekdays=frozenset({1})), [Kind.CLOSED]),
    ],
)
def test_days_on_which_nobody_works(day: dt.date, calendar: Calendar, kinds: list[Kind]) -> None:
    asked = [at(day, dt.time(10))]
    assert [one.kind for one in clashes(asked, minutes=30, others=[], calendar=calendar)] == kinds


def test_a_pause_is_said_once_for_a_series() -> None:
    asked = [at(TUESDAY + dt.timedelta(weeks=n), dt.time(10)) for n in range(3)]
    found = clashes(asked, minutes=30, others=[], calendar=Calendar(), paused_since=TUESDAY)
    assert [one.kind for one in found] == [Kind.PAUSED]


def test_a_fingerprint_names_exactly_these_clashes() -> None:
    one, other = Clash(Kind.CLOSED, at(TUESDAY, dt.time(10))), Clash(Kind.CLOSED, at(TUESDAY, dt.time(11)))
    assert fingerprint([]) == ""
    assert fingerprint([one]) == fingerprint([one])
    assert len({fingerprint([one]), fingerprint([other]), fingerprint([one, other])}) == 3
