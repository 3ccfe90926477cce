"""What goes with what: worked figures, another library's, and nothing to reckon back from a row."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.proportion import proportion_confint

from research.associations import Case, Scored, Seen, Share, curves, enough, means, student, tables, who_count
from research.survival import kaplan_meier

COURSES = ("improving", "stable", "deteriorating")


def cases(group: str, *counts: int) -> list[Case]:
    return [
        Case(f"{group}{course}{n}", {"changed": group}, {"trust": course})
        for course, count in zip(COURSES, counts, strict=True)
        for n in range(count)
    ]


def shares(*counts: int) -> list[Share]:
    (table,) = tables([*cases("yes", *counts), *cases("no", 5, 5, 5)], ["changed"], ["trust"], COURSES)
    return [share for _, share in next(g for g in table.groups if g.name == "yes").shares]


def test_shares_with_their_interval() -> None:
    improving, stable, deteriorating = shares(10, 20, 10)
    assert (improving.n, improving.share) == (10, 0.25)
    assert (improving.low, improving.high) == pytest.approx(proportion_confint(10, 40, method="wilson"))
    assert (stable.n, deteriorating.n) == (20, 10)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((10, 20, 3), (None, 20, None)),
        ((10, 2, 3), (10, None, None)),
        ((0, 20, 10), (None, 20, None)),
        ((1, 2, 2), (None,) * 3),
    ],
)
def test_a_lone_hidden_count_takes_the_next_smallest_along(counts: tuple[int, ...], shown: tuple[object, ...]) -> None:
    assert tuple(share.n for share in shares(*counts)) == shown


def test_a_group_of_four_is_not_there_and_one_group_is_no_table() -> None:
    assert tables([*cases("yes", 1, 2, 1), *cases("no", 5, 5, 5)], ["changed"], ["trust"], COURSES) == []


@given(st.lists(st.integers(0, 12), min_size=3, max_size=3))
def test_no_hidden_count_follows_from_the_whole(counts: list[int]) -> None:
    if sum(counts) < 5:
        return
    shown = [share.n for share in shares(*counts)]
    hidden = [true for true, n in zip(counts, shown, strict=True) if n is None]
    assert len(hidden) != 1
    assert all(n is None or n >= 5 for n in shown)
    assert not any(true < 5 for true, n in zip(counts, shown, strict=True) if n is not None)


def test_means_at_each_moment_with_their_interval() -> None:
    scored = [Scored("yes", "intake", "trust", value) for value in (1.0, 2.0, 3.0, 4.0, 5.0)]
    scored += [Scored("yes", "m6", "trust", 3.0)] * 4 + [Scored("", "intake", "trust", 1.0)] * 9
    (found,) = means(scored)
    assert (found.group, found.moment, found.scale, found.n, found.mean) == ("yes", "intake", "trust", 5, 3.0)
    # sd 1.5811, t with four degrees of freedom 2.7764.
    half = 2.7764 * 1.5811 / math.sqrt(5)
    assert (found.low, found.high) == pytest.approx((3 - half, 3 + half), abs=0.01)


@pytest.mark.parametrize("freedom", [4, 5, 8, 15, 40, 200])
def test_students_t_is_that_of_another_library(freedom: int) -> None:
    assert student(freedom) == pytest.approx(t.ppf(0.975, freedom), abs=0.01)


def test_a_curve_at_its_weeks_with_how_many_are_still_looked_at() -> None:
    rows = [Seen("yes", weeks, weeks in (10, 30)) for weeks in (10, 20, 30, 104, 104, 104, 104, 104)]
    rows += [Seen("no", 104, False)] * 4
    (curve,) = curves(rows, (26, 52, 104, 208), kaplan_meier)
    assert (curve.group, curve.n) == ("yes", 8)
    assert [(p.weeks, p.at_risk) for p in curve.points] == [(26, 6), (52, 5), (104, 5)]
    # 7/8 after week 10; of six, one in week 30: 7/8 x 5/6.
    assert [p.share for p in curve.points] == pytest.approx([7 / 8, 7 / 8 * 5 / 6, 7 / 8 * 5 / 6])
    library = SurvfuncRight([row.weeks for row in rows[:8]], [int(row.happened) for row in rows[:8]])
    assert curve.points[1].low == pytest.approx(curve.points[1].share - 1.96 * library.surv_prob_se[-1], abs=1e-4)


@pytest.mark.parametrize(
    ("workers", "shown"),
    [
        ([None] * 5, True),
        ([None] * 4, False),
        (["a", "a", "b", "c", "c"], True),
        (["a", "a", "b", "b", "b"], False),
        (["a", "b", "c", "d"], False),
        ([], False),
    ],
)
def test_five_persons_and_of_what_workers_gave_three_of_them(workers: list[str | None], shown: bool) -> None:
    assert enough(workers) is shown
    assert bool(means([Scored("yes", "intake", "trust", 3.0, worker) for worker in workers])) is shown
    assert bool(curves([Seen("yes", 104, False, worker) for worker in workers], (26,), kaplan_meier)) is shown


def test_a_curve_stops_where_fewer_than_three_workers_are_left() -> None:
    rows = [Seen("yes", 104, False, worker) for worker in "aabbb"] + [Seen("yes", 40, False, "c")]
    (curve,) = curves(rows, (26, 52), kaplan_meier)
    assert [point.weeks for point in curve.points] == [26]


def test_a_course_as_two_workers_saw_it_is_hidden_and_the_next_smallest_with_it() -> None:
    seen = {"improving": "abcabcab", "stable": "ababab", "deteriorating": "abcabc"}
    found = [
        Case(f"{group}{course}{n}", {"changed": group}, {"trust": course}, {"trust": worker})
        for group in ("yes", "no")
        for course, workers in seen.items()
        for n, worker in enumerate(workers)
    ]
    table = tables(found, ["changed"], ["trust"], COURSES)[0]
    assert [share.n for _course, share in table.groups[0].shares] == [8, None, None]
    of_two = [case for case in found if case.workers["trust"] != "c"]
    assert tables(of_two, ["changed"], ["trust"], COURSES) == []


GROUPS = st.lists(st.lists(st.sampled_from(("", "a", "a", "b")), min_size=3, max_size=3), max_size=60)


def shown(people: dict[str, dict[str, str]], factor: str, least: int) -> set[str]:
    by_group = {group: {p for p, of in people.items() if of[factor] == group} for group in "ab"}
    groups = [some for some in by_group.values() if len(some) >= 5]
    return set().union(*groups) if len(groups) >= least else set()


@given(GROUPS, st.integers(1, 2))
def test_nobody_stands_between_two_totals(drawn: list[list[str]], least: int) -> None:
    factors = ["risk", "remote", "change"]
    people = {str(n): dict(zip(factors, of, strict=True)) for n, of in enumerate(drawn)}
    counted = {p: people[p] for p in who_count(people, factors, lambda person, factor: None, least)}
    totals = [set(counted), *(shown(counted, factor, least) for factor in factors)]
    for one in totals:
        for other in totals:
            assert not 0 < len(one - other) < 5


def test_the_one_of_whom_a_factor_is_unknown_counts_in_no_other() -> None:
    """Of 11 whose change is known and 10 whose risk is, the difference would be the course of the eleventh."""
    known = [Case(f"{n}", {"risk": "ab"[n % 2], "change": "ab"[n // 5]}, {"trust": "stable"}) for n in range(10)]
    eleventh = Case("x", {"risk": "", "change": "b"}, {"trust": "stable"})
    found = tables([*known, eleventh], ["risk", "change"], ["trust"], COURSES)
    assert [[group.n for group in table.groups] for table in found] == [[5, 5], [5, 5]]
    assert [[group.n for group in t.groups] for t in tables([*known, eleventh], ["change"], ["trust"], COURSES)] == [
        [5, 6]
    ]
