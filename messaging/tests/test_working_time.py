"""Working days and hours: holidays, safe hours, and the nights on which the clock changes."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging import working_time
from messaging.working_time import Calendar, Hours, next_moment

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OFFICE = Calendar()


def local(text: str, fold: int = 0) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM, fold=fold)


def after(text: str, calendar: Calendar = OFFICE, safe: Hours | None = None) -> str:
    return f"{next_moment(local(text), calendar, safe).astimezone(AMSTERDAM):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("asked", "leaves"),
    [
        ("2026-11-23 12:00", "2026-11-23 12:00"),
        ("2026-11-23 08:59", "2026-11-23 09:00"),
        ("2026-11-23 17:59", "2026-11-23 17:59"),
        # Half-open: six o'clock is too late.
        ("2026-11-23 18:00", "2026-11-24 09:00"),
        ("2026-11-27 18:00", "2026-11-30 09:00"),
        # Christmas Eve after work, a Thursday: Friday is Christmas, Saturday too.
        ("2026-12-24 20:00", "2026-12-28 09:00"),
        # King's Day, and the day before it when it falls on a Sunday.
        ("2026-04-27 10:00", "2026-04-28 09:00"),
        ("2025-04-26 10:00", "2025-04-28 09:00"),
        # Good Friday is worked through, Easter Monday is not.
        ("2026-04-03 10:00", "2026-04-03 10:00"),
        ("2026-04-04 10:00", "2026-04-07 09:00"),
        # The fifth of May counts once in five years.
        ("2026-05-05 10:00", "2026-05-05 10:00"),
        ("2025-05-05 10:00", "2025-05-06 09:00"),
        # The last Fridays before both changes of the clock.
        ("2026-03-27 18:00", "2026-03-30 09:00"),
        ("2026-10-23 18:00", "2026-10-26 09:00"),
    ],
)
def test_the_next_working_moment(asked: str, leaves: str) -> None:
    assert after(asked) == leaves


def test_the_holidays_of_a_year() -> None:
    names = working_time.national_holidays(2026)
    assert [f"{day:%d-%m} {name}" for day, name in sorted(names.items())] == [
        "01-01 Nieuwjaarsdag",
        "05-04 Eerste paasdag",
        "06-04 Tweede paasdag",
        "27-04 Koningsdag",
        "14-05 Hemelvaartsdag",
        "24-05 Eerste pinksterdag",
        "25-05 Tweede pinksterdag",
        "25-12 Eerste kerstdag",
        "26-12 Tweede kerstdag",
    ]
    assert dt.date(2030, 5, 5) in working_time.national_holidays(2030)


def test_a_closed_day_and_other_weekdays() -> None:
    bridge = Calendar(closed={dt.date(2026, 5, 15)})
    assert after("2026-05-13 18:30", bridge) == "2026-05-18 09:00"
    saturdays = Calendar(weekdays=frozenset({6}))
    assert after("2026-11-23 12:00", saturdays) == "2026-11-28 09:00"


def test_safe_hours_within_the_organisations() -> None:
    assert after("2026-11-23 09:00", safe=Hours(dt.time(16), dt.time(20))) == "2026-11-23 16:00"
    assert after("2026-11-23 18:30", safe=Hours(dt.time(16), dt.time(20))) == "2026-11-24 16:00"


def test_safe_hours_that_never_meet_the_organisations_hold() -> None:
    evening = Hours(dt.time(19), dt.time(20))
    assert working_time.never_meet(OFFICE, evening)
    assert not working_time.never_meet(OFFICE, Hours(dt.time(17), dt.time(20)))
    assert after("2026-11-23 12:00", safe=evening) == "2026-11-23 19:00"
    assert after("2026-11-27 20:00", safe=evening) == "2026-11-30 19:00"


@pytest.mark.parametrize(
    ("asked", "hours", "leaves"),
    [
        # 29 March 2026: 02:00 becomes 03:00.
        ("2026-03-29 01:30", (2, 30, 5, 0), "2026-03-29 03:30"),
        ("2026-03-29 01:30", (2, 10, 2, 40), "2026-03-30 02:10"),
        ("2026-03-29 00:00", (9, 0, 18, 0), "2026-03-29 09:00"),
        # 25 October 2026: 03:00 becomes 02:00.
        ("2026-10-25 00:30", (2, 30, 2, 45), "2026-10-25 02:30"),
        ("2026-10-25 03:00", (2, 30, 2, 45), "2026-10-26 02:30"),
        ("2026-10-25 00:00", (9, 0, 18, 0), "2026-10-25 09:00"),
    ],
)
def test_the_nights_on_which_the_clock_changes(asked: str, hours: tuple[int, int, int, int], leaves: str) -> None:
    a, b, c, d = hours
    always = Calendar(hours=Hours(dt.time(a, b), dt.time(c, d)), weekdays=frozenset(range(1, 8)))
    assert after(asked, always) == leaves


def test_an_hour_that_comes_twice_is_a_window_twice() -> None:
    always = Calendar(hours=Hours(dt.time(2, 30), dt.time(2, 45)), weekdays=frozenset(range(1, 8)))
    second = next_moment(local("2026-10-25 02:10", fold=1), always)
    assert second == local("2026-10-25 02:30", fold=1).astimezone(dt.UTC)
    # An hour later than the first time that the clock showed it.
    assert second - next_moment(local("2026-10-25 02:10"), always) == dt.timedelta(hours=1)


@pytest.mark.parametrize(("sunday", "hours"), [("2026-03-29", 71), ("2026-10-25", 73)])
def test_from_friday_noon_to_monday_noon_over_the_change(sunday: str, hours: int) -> None:
    """A day is not 24 hours: what waits over the weekend leaves at nine on the wall, both times."""
    day = dt.date.fromisoformat(sunday)
    friday, monday = (dt.datetime.combine(day + dt.timedelta(days=n), dt.time(9), AMSTERDAM) for n in (-2, 1))
    found = next_moment(local(f"{day - dt.timedelta(days=1)} 12:00"), OFFICE)
    assert found.astimezone(AMSTERDAM) == monday
    assert found - friday.astimezone(dt.UTC) == dt.timedelta(hours=hours)


def test_a_year_without_a_working_day_is_no_endless_search() -> None:
    with pytest.raises(ValueError, match="no working day"):
        next_moment(local("2026-11-23 12:00"), Calendar(weekdays=frozenset()))


minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: dt.time(minute // 60, minute % 60))
spans = st.tuples(minutes, minutes).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: Hours(*pair))
moments = st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2031, 12, 31), timezones=st.just(dt.UTC))
calendars = st.builds(
    Calendar,
    hours=spans,
    weekdays=st.frozensets(st.integers(1, 7), min_size=1),
    closed=st.frozensets(st.dates(dt.date(2025, 1, 1), dt.date(2032, 1, 31)), max_size=30),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(moments, calendars, st.none() | spans)
def test_for_any_moment_and_calendar(asked: dt.datetime, calendar: Calendar, safe: Hours | None) -> None:
    found = next_moment(asked, calendar, safe)
    wall = found.astimezone(AMSTERDAM)
    assert found >= asked
    assert calendar.works_on(wall.date())
    assert wall.isoweekday() in calendar.weekdays
    assert wall.date() not in calendar.closed
    assert safe is None or safe.hold(wall.time())
    assert calendar.hours.hold(wall.time()) or working_time.never_meet(calendar, safe)
    assert next_moment(found, calendar, safe) == found


@settings(max_examples=200, deadline=None, derandomize=True)
@given(moments, calendars, st.none() | spans, st.integers(1, 72 * 60))
def test_who_asks_later_is_served_no_sooner(
    asked: dt.datetime, calendar: Calendar, safe: Hours | None, more: int
) -> None:
    later = asked + dt.timedelta(minutes=more)
    assert next_moment(later, calendar, safe) >= next_moment(asked, calendar, safe)


@pytest.mark.parametrize(
    ("left", "free"),
    [
        ([], 0),
        ([-1], 0),
        ([0], 1),
        ([-1, 0], 6),
        ([-6, -2], 1),
        ([-7, -2], 0),
        ([-6, 0], 1),
    ],
)
def test_one_a_day_and_two_a_week(left: list[int], free: int) -> None:
    today = dt.date(2026, 11, 23)
    days = [today + dt.timedelta(days=n) for n in left]
    found = working_time.first_free_day(today, days, per_day=1, per_week=2)
    assert (found - today).days == free
