import datetime as dt

import pytest

from caseload.when import NotUnderstood, parse_coming_day, parse_day, parse_time

MONDAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("9", 9, 0),
        ("9.30", 9, 30),
        ("9:30", 9, 30),
        ("9,30", 9, 30),
        ("09:30", 9, 30),
        ("930", 9, 30),
        ("0930", 9, 30),
        (" 14:05 ", 14, 5),
        ("9u", 9, 0),
        ("9u30", 9, 30),
        ("9h30", 9, 30),
        ("9 uur", 9, 0),
        ("9.30 uur", 9, 30),
        ("0", 0, 0),
        ("23:59", 23, 59),
    ],
)
def test_times_as_typed(text: str, hour: int, minute: int) -> None:
    assert parse_time(text) == dt.time(hour, minute)


@pytest.mark.parametrize("text", ["", "25:70", "24:00", "12:60", "half tien", "9:3", "12345", "-1", "9 30 15", "2400"])
def test_no_times(text: str) -> None:
    with pytest.raises(NotUnderstood):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("vandaag", MONDAY),
        ("Vandaag, 23 nov.", MONDAY),
        ("vandaag, 22 nov.", dt.date(2026, 11, 22)),
        ("gisteren", dt.date(2026, 11, 22)),
        ("eergisteren", dt.date(2026, 11, 21)),
        ("yesterday", dt.date(2026, 11, 22)),
        ("ma", MONDAY),
        ("zo", dt.date(2026, 11, 22)),
        ("di", dt.date(2026, 11, 17)),
        ("dinsdag", dt.date(2026, 11, 17)),
        ("tue", dt.date(2026, 11, 17)),
        ("1/2", dt.date(2026, 2, 1)),
        ("1-2", dt.date(2026, 2, 1)),
        ("1.2.", dt.date(2026, 2, 1)),
        ("1/2/26", dt.date(2026, 2, 1)),
        ("1-2-2027", dt.date(2027, 2, 1)),
        ("23 nov", MONDAY),
        ("23 nov.", MONDAY),
        ("23  November", MONDAY),
        ("23 nov. 2025", dt.date(2025, 11, 23)),
        ("ma 23 nov.", MONDAY),
        ("3 mrt", dt.date(2026, 3, 3)),
        ("2026-11-20", dt.date(2026, 11, 20)),
        ("24 dec", dt.date(2026, 12, 24)),
        ("25 dec", dt.date(2025, 12, 25)),
        ("2 jan", dt.date(2026, 1, 2)),
        ("29/2", dt.date(2024, 2, 29)),
    ],
)
def test_days_as_typed(text: str, day: dt.date) -> None:
    assert parse_day(text, MONDAY) == day


@pytest.mark.parametrize(
    "text",
    ["", "morgen", "31/2", "32 nov", "23", "23 foo", "13-13", "2026-02-30", "1/1/1900", "0001-01-01", "ma di", "1/2/3"],
)
def test_no_days(text: str) -> None:
    with pytest.raises(NotUnderstood):
        parse_day(text, MONDAY)


def test_around_new_year_a_day_without_a_year_is_the_last_one() -> None:
    assert parse_day("31/12", dt.date(2027, 1, 2)) == dt.date(2026, 12, 31)
    assert parse_day("2/1", dt.date(2026, 12, 30)) == dt.date(2027, 1, 2)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("vandaag", MONDAY),
        ("morgen", dt.date(2026, 11, 24)),
        ("overmorgen", dt.date(2026, 11, 25)),
        ("tomorrow", dt.date(2026, 11, 24)),
        ("ma", dt.date(2026, 11, 30)),
        ("maandag", dt.date(2026, 11, 30)),
        ("di", dt.date(2026, 11, 24)),
        ("zo", dt.date(2026, 11, 29)),
        ("over 2 weken", dt.date(2026, 12, 7)),
        ("over 1 week", dt.date(2026, 11, 30)),
        ("in 3 days", dt.date(2026, 11, 26)),
        ("23 nov", MONDAY),
        ("22 nov", dt.date(2027, 11, 22)),
        ("1/2", dt.date(2027, 2, 1)),
        ("di 24 nov.", dt.date(2026, 11, 24)),
        ("morgen, 24 nov.", dt.date(2026, 11, 24)),
        ("24-11-2026", dt.date(2026, 11, 24)),
        ("29/2", dt.date(2028, 2, 29)),
        ("1/2/26", dt.date(2026, 2, 1)),
    ],
)
def test_days_that_come(text: str, day: dt.date) -> None:
    assert parse_coming_day(text, MONDAY) == day


@pytest.mark.parametrize("text", ["", "gisteren", "over weken", "over 2 jaar", "31/2", "binnenkort", "over 1000 dagen"])
def test_no_days_that_come(text: str) -> None:
    with pytest.raises(NotUnderstood):
        parse_coming_day(text, MONDAY)
