import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.schedule import START_WINDOW, add_months, moments_for, next_regular, start_moment

DAY = dt.date.fromisoformat
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-05-12", 6, "2026-11-12"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-06-15", 12, "2027-06-15"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_calendar_months(day: str, months: int, expected: str) -> None:
    assert add_months(DAY(day), months) == DAY(expected)


@given(DAYS, st.integers(0, 240))
def test_months_keep_the_day_or_end_the_month(day: dt.date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + dt.timedelta(days=1)).day == 1


@pytest.mark.parametrize(("is_first", "kind"), [(True, "intake"), (False, "handover")])
def test_first_pair_gets_an_intake_and_a_later_one_a_handover(is_first: bool, kind: str) -> None:
    planned = start_moment(DAY("2026-11-02"), is_first_pair=is_first)
    assert (planned.kind, planned.opens_on, planned.closes_on) == (kind, DAY("2026-11-02"), DAY("2026-12-14"))


@pytest.mark.parametrize(
    ("entered_after", "kinds", "without_baseline"),
    [
        (0, ["intake", "regular"], False),
        (41, ["intake", "regular"], False),
        (42, ["regular"], True),
        (100, ["regular"], True),
    ],
)
def test_after_six_weeks_there_is_no_baseline(entered_after: int, kinds: list[str], without_baseline: bool) -> None:
    first = DAY("2026-01-05")
    planned = moments_for(first, first + dt.timedelta(days=entered_after), is_first_pair=True)
    assert [p.kind for p in planned] == kinds
    assert planned[-1].without_baseline is without_baseline


@pytest.mark.parametrize(
    ("today", "months", "opens", "closes"),
    [
        ("2026-01-05", 6, "2026-07-05", "2026-10-05"),
        ("2026-10-04", 6, "2026-07-05", "2026-10-05"),
        ("2026-10-05", 12, "2027-01-05", "2027-04-05"),
        ("2028-02-01", 24, "2028-01-05", "2028-04-05"),
    ],
)
def test_next_regular_moment(today: str, months: int, opens: str, closes: str) -> None:
    planned = next_regular(DAY("2026-01-05"), DAY(today))
    assert (planned.months, planned.opens_on, planned.closes_on) == (months, DAY(opens), DAY(closes))


@given(DAYS, st.integers(0, 3000), st.booleans())
def test_whatever_is_planned_has_not_passed(first: dt.date, after: int, is_first: bool) -> None:
    today = first + dt.timedelta(days=after)
    planned = moments_for(first, today, is_first_pair=is_first)
    assert all(today < p.closes_on for p in planned)
    assert len({p.kind for p in planned}) == len(planned)
    assert (after < START_WINDOW.days) == (len(planned) == 2)
