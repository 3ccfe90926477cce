import datetime as dt

import pytest

from messaging.working_time import ZONE
from remote_contact.recurrence import MOST, Repeat, at, moments, moved_along, shifted


def wall(all_moments: list[dt.datetime]) -> list[str]:
    return [f"{moment.astimezone(ZONE):%d-%m %H:%M}" for moment in all_moments]


def first(month: int, day: int, hour: int = 10, minute: int = 0, year: int = 2026) -> dt.datetime:
    return at(dt.date(year, month, day), dt.time(hour, minute))


def test_without_repeat_there_is_one() -> None:
    assert wall(moments(first(11, 24), None)) == ["24-11 10:00"]


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [
        (Repeat(1, times=3), ["24-11 10:00", "01-12 10:00", "08-12 10:00"]),
        (Repeat(2, times=2), ["24-11 10:00", "08-12 10:00"]),
        (Repeat(2, until=dt.date(2026, 12, 8)), ["24-11 10:00", "08-12 10:00"]),
        (Repeat(2, until=dt.date(2026, 12, 7)), ["24-11 10:00"]),
        (Repeat(1, until=dt.date(2026, 11, 23)), []),
        (Repeat(1), ["24-11 10:00"]),
    ],
)
def test_by_number_or_until_a_day(repeat: Repeat, expected: list[str]) -> None:
    assert wall(moments(first(11, 24), repeat)) == expected


def test_a_series_is_at_most_a_year_of_weeks() -> None:
    assert len(moments(first(11, 24), Repeat(1, times=500))) == MOST
    assert len(moments(first(11, 24), Repeat(1, until=dt.date(2099, 1, 1)))) == MOST


def test_ten_o_clock_stays_ten_o_clock_when_summer_time_ends_and_begins() -> None:
    autumn = moments(first(10, 20), Repeat(1, times=2))
    assert wall(autumn) == ["20-10 10:00", "27-10 10:00"]
    assert autumn[1] - autumn[0] == dt.timedelta(days=7, hours=1)
    spring = moments(first(3, 23, year=2027), Repeat(1, times=2))
    assert wall(spring) == ["23-03 10:00", "30-03 10:00"]
    assert spring[1] - spring[0] == dt.timedelta(days=6, hours=23)


def test_in_the_nights_themselves() -> None:
    """Half past two does not exist on 28 March and comes twice on 25 October: an hour later, and the first."""
    assert wall(moments(first(3, 21, 2, 30, 2027), Repeat(1, times=3))) == ["21-03 02:30", "28-03 03:30", "04-04 02:30"]
    twice = moments(first(10, 18, 2, 30), Repeat(1, times=2))[1]
    assert twice == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


def test_the_rest_follows_by_days_to_the_same_time() -> None:
    assert wall([shifted(first(10, 20), days=7, time=dt.time(11, 30))]) == ["27-10 11:30"]
    assert wall([shifted(first(10, 20), days=-1, time=dt.time(9))]) == ["19-10 09:00"]


def test_the_rest_goes_along_over_the_end_of_summer_time() -> None:
    """From Tuesday ten o'clock to Thursday half past eleven: so do those that come after it."""
    later = moments(first(10, 13), Repeat(1, times=3))[1:]
    assert wall(moved_along(first(10, 13), first(10, 15, 11, 30), later)) == ["22-10 11:30", "29-10 11:30"]
