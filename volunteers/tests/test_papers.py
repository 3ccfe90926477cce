"""Which papers are lacking, expired or expiring: worked cases, and what holds of all."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.papers import (
    WEEKS_AHEAD,
    Finding,
    Held,
    Rules,
    Standing,
    check,
    last_day,
    may_begin,
    months_later,
    worst,
)

TODAY = dt.date(2026, 11, 23)
VOG_ONLY = Rules(interview=False, training=False)
DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2035, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2026, 11, 30), 3, dt.date(2027, 2, 28)),
        (dt.date(2026, 12, 1), 1, dt.date(2027, 1, 1)),
    ],
)
def test_months_later(day: dt.date, months: int, then: dt.date) -> None:
    assert months_later(day, months) == then


@pytest.mark.parametrize(
    ("held", "standing", "until"),
    [
        ([], Standing.LACKING, None),
        # 36 months by the project's rule.
        ([Held("vog", dt.date(2023, 11, 22))], Standing.EXPIRED, dt.date(2026, 11, 22)),
        ([Held("vog", dt.date(2023, 11, 23))], Standing.EXPIRING, TODAY),
        ([Held("vog", dt.date(2024, 1, 18))], Standing.EXPIRING, dt.date(2027, 1, 18)),
        ([Held("vog", dt.date(2024, 1, 19))], Standing.GOOD, dt.date(2027, 1, 19)),
        # The day written on the paper comes first, where it is the earlier.
        ([Held("vog", dt.date(2026, 1, 1), dt.date(2026, 6, 1))], Standing.EXPIRED, dt.date(2026, 6, 1)),
        ([Held("vog", dt.date(2023, 12, 1), dt.date(2030, 1, 1))], Standing.EXPIRING, dt.date(2026, 12, 1)),
        # A new one beside the old.
        ([Held("vog", dt.date(2023, 1, 1)), Held("vog", TODAY)], Standing.GOOD, dt.date(2029, 11, 23)),
        # One that is still to come is none yet, and another kind is not this one.
        ([Held("vog", TODAY + dt.timedelta(days=1))], Standing.LACKING, None),
        ([Held("training", TODAY)], Standing.LACKING, None),
    ],
)
def test_how_a_vog_stands(held: list[Held], standing: Standing, until: dt.date | None) -> None:
    (finding,) = check(VOG_ONLY, held, TODAY)
    assert (finding.kind, finding.standing, finding.until) == ("vog", standing, until)


def test_only_what_is_asked_is_looked_at_and_a_term_of_nothing_does_not_expire() -> None:
    assert check(Rules(vog=False, interview=False, training=False), [], TODAY) == []
    rules = Rules(vog=False, training_months=0)
    found = check(rules, [Held("training", dt.date(2001, 1, 1)), Held("interview", dt.date(2001, 1, 1))], TODAY)
    assert [(each.kind, each.standing, each.until) for each in found] == [
        ("interview", Standing.GOOD, None),
        ("training", Standing.GOOD, None),
    ]
    assert may_begin(found)


def test_the_worst_over_several_projects() -> None:
    held = [Held("vog", dt.date(2025, 1, 1))]
    lenient, strict = check(VOG_ONLY, held, TODAY), check(Rules(True, False, False, vog_months=12), held, TODAY)
    (found,) = worst([*lenient, *strict])
    assert (found.standing, found.until) == (Standing.EXPIRED, dt.date(2026, 1, 1))
    early, late = (Finding("vog", Standing.EXPIRING, dt.date(2026, 12, day)) for day in (1, 20))
    assert worst([late, early]) == worst([early, late]) == [early]


@given(on=DAYS, until=st.none() | DAYS, today=DAYS, months=st.integers(0, 60), weeks=st.integers(0, 30))
def test_a_paper_is_good_up_to_its_last_day_and_not_a_day_longer(
    on: dt.date, until: dt.date | None, today: dt.date, months: int, weeks: int
) -> None:
    paper = Held("vog", on, until)
    (found,) = check(Rules(True, False, False, vog_months=months), [paper], today, weeks=weeks)
    last = last_day(paper, months)
    assert may_begin([found]) == (on <= today and (last is None or today <= last))
    is_soon = last is not None and today <= last <= today + dt.timedelta(weeks=weeks)
    assert (found.standing is Standing.EXPIRING) == (on <= today and is_soon)


@given(held=st.lists(st.builds(Held, st.sampled_from(["vog", "training", "interview"]), DAYS)), today=DAYS)
def test_another_paper_never_makes_it_worse(held: list[Held], today: dt.date) -> None:
    rules = Rules(vog_months=12, training_months=24)
    before = may_begin(check(rules, held, today))
    assert may_begin(check(rules, [*held, Held("vog", today)], today)) >= before
    assert WEEKS_AHEAD == 8
