"""Who asks for the supervisor: each rule at its boundary, and what a cause is. Plain values only."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from dashboards.needs import Dated, Known, Limits, Moment, Need, Plan, Tried, needs, reasons

TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)
LIMITS = Limits()


def ago(days: int) -> dt.date:
    return TODAY - days * DAY


# A pair of which nothing is wrong: spoken to, and seen, yesterday.
WELL = Known(counts_from=ago(400), starts_on=ago(400), held_on=ago(1), together_on=ago(1))


def known(**changes: Any) -> Known:
    return dataclasses.replace(WELL, **changes)


def moment(**changes: Any) -> Moment:
    return dataclasses.replace(Moment("m", "6 maanden", opens_on=ago(100), closes_on=ago(-60)), **changes)


def found(case: Known, today: dt.date = TODAY) -> list[Need]:
    return needs(case, today=today, limits=LIMITS)


def kinds(case: Known) -> list[str]:
    return [need.kind for need in found(case)]


def test_a_pair_of_which_nothing_is_wrong_asks_nothing() -> None:
    assert found(WELL) == []


def silent(days: int, **changes: Any) -> Known:
    return known(held_on=ago(days), together_on=ago(days), **changes)


def closing_in(days: int, **changes: Any) -> Known:
    """Of which the last day to answer is so many days from now."""
    return known(moments=[moment(closes_on=TODAY + (days + 1) * DAY, **changes)])


def closed(days: int, **changes: Any) -> Known:
    return known(moments=[moment(closes_on=ago(days), **changes)])


def both(days: int, **changes: Any) -> Known:
    return known(moments=[moment(both_on=ago(days), **changes)])


def apart(days: int, **changes: Any) -> Known:
    return known(**{"together_on": ago(days), "remote_on": ago(1)} | changes)


def handed_over(days: int, **changes: Any) -> Known:
    return known(starts_on=ago(days), is_first=False, **changes)


@pytest.mark.parametrize(
    ("case", "asks"),
    [
        # Silent: 28 days without a plan; with one twice the time that it leaves between two contacts.
        (silent(27), []),
        (silent(28), ["silent"]),
        (silent(29), ["silent"]),
        (silent(14, plan=Plan(4, 0)), []),
        (silent(15, plan=Plan(4, 0)), ["silent"]),
        (silent(59, plan=Plan(1, 0)), []),
        (silent(60, plan=Plan(1, 0)), ["silent"]),
        (silent(28, plan=Plan(0, 0)), ["silent"]),
        # Never spoken to: from the first day, or from the end of the last pause.
        (known(held_on=None, together_on=None, counts_from=ago(27)), []),
        (known(held_on=None, together_on=None, counts_from=ago(28)), ["silent"]),
        (silent(90, counts_from=ago(27)), []),
        (known(tried=Tried(3, ago(2))), ["in_vain"]),
        (known(follow_ups=[Dated("f", ago(6))]), []),
        (known(follow_ups=[Dated("f", ago(7))]), ["follow_up"]),
        (known(follow_ups=[Dated("f", ago(8))]), ["follow_up"]),
        (both(13), []),
        (both(14), ["untalked"]),
        (both(15), ["untalked"]),
        (both(15, talked=True), []),
        (closing_in(7), []),
        (closing_in(6), ["closing"]),
        (closing_in(0), ["closing"]),
        (closing_in(-1), []),
        (closing_in(3, both_on=ago(1)), []),
        (closed(6), []),
        (closed(7), ["closed"]),
        (closed(8), ["closed"]),
        (closed(55), ["closed"]),
        (closed(56), []),
        (closed(7, reason_given=True), []),
        (closed(7, both_on=ago(10)), []),
        (handed_over(13), []),
        (handed_over(14), ["hand_over"]),
        (handed_over(55), ["hand_over"]),
        (handed_over(56), []),
        (handed_over(14, hand_over_talked=True), []),
        (known(hitches=[Dated("h", ago(13))]), ["hitch"]),
        (known(hitches=[Dated("h", ago(14))]), []),
        (known(agreements=[Dated("a", ago(13))]), []),
        (known(agreements=[Dated("a", ago(14))]), ["agreement"]),
        (known(agreements=[Dated("a", ago(15))]), ["agreement"]),
        (apart(55), []),
        (apart(56), ["apart"]),
        (apart(57), ["apart"]),
        (apart(57, plan=Plan(4, 2)), ["apart"]),
        # What the plan says is the plan; and without a talk since it is no matter of distance.
        (apart(57, plan=Plan(4, 4)), []),
        (apart(57, remote_on=None), []),
        (apart(57, held_on=ago(30), remote_on=ago(30)), ["silent"]),
        (apart(57, remote_on=ago(57)), []),
        (apart(57, together_on=None), ["apart"]),
        (apart(57, together_on=None, counts_from=ago(55)), []),
        (known(unreachable=Dated("u", ago(1))), ["unreachable"]),
    ],
)
def test_each_rule_at_its_boundary(case: Known, asks: list[str]) -> None:
    assert kinds(case) == asks


def test_while_a_supervision_stands_still_nothing_asks() -> None:
    assert found(dataclasses.replace(silent(90), paused=True, hitches=[Dated("h", ago(1))])) == []


def test_only_the_newest_moment_asks_for_a_talk_and_only_the_last_for_a_reason() -> None:
    old = moment(about="old", opens_on=ago(300), closes_on=ago(210), both_on=ago(250))
    assert kinds(known(moments=[old, moment(both_on=ago(20), talked=True)])) == []
    missed = moment(about="missed", opens_on=ago(90), closes_on=ago(30))
    assert kinds(known(moments=[missed])) == ["closed"]
    assert kinds(known(moments=[missed, moment(opens_on=ago(10))])) == []


def test_the_longest_standing_comes_first() -> None:
    case = dataclasses.replace(silent(30), hitches=[Dated("h", ago(3))], agreements=[Dated("a", ago(50))])
    assert kinds(case) == ["agreement", "silent", "hitch"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (silent(28), silent(29)),
        (known(tried=Tried(3, ago(2))), known(tried=Tried(6, ago(2)))),
        (known(tried=Tried(3, ago(2))), known(tried=Tried(3, ago(1)))),
        (known(follow_ups=[Dated("f", ago(7))]), known(follow_ups=[Dated("f", ago(8))])),
        (known(agreements=[Dated("a", ago(20))]), known(agreements=[Dated("b", ago(20))])),
        (both(20), both(20, about="other")),
        (closing_in(3), closing_in(4)),
        (closed(7), closed(8)),
        (known(hitches=[Dated("h", ago(1))]), known(hitches=[Dated("i", ago(1))])),
        (apart(60), apart(61)),
        (known(unreachable=Dated("u", ago(1))), known(unreachable=Dated("v", ago(1)))),
    ],
)
def test_another_fact_is_another_cause(one: Known, other: Known) -> None:
    """Put aside, a reason stays away as long as the fact is the same, and is back with another."""
    [first], [second] = found(one), found(other)
    assert reasons([first], {first.cause}) == []
    assert [reason.need for reason in reasons([second], {first.cause})] == [second]


@pytest.mark.parametrize("case", [silent(28), known(tried=Tried(4, ago(2))), both(20), apart(60), closed(10)])
def test_the_same_fact_keeps_its_cause_as_days_go_by(case: Known) -> None:
    [today], [later] = found(case), found(case, TODAY + 3 * DAY)
    assert today.cause == later.cause


def test_several_of_one_kind_are_one_reason_and_a_new_one_comes_back_alone() -> None:
    case = known(agreements=[Dated("a", ago(30)), Dated("b", ago(20))])
    [reason] = reasons(found(case))
    assert (reason.need.since, len(reason.causes)) == (ago(30), 2)
    again = known(agreements=[*case.agreements, Dated("c", ago(14))])
    [back] = reasons(found(again), reason.causes)
    assert (back.need.since, len(back.causes)) == (ago(14), 1)


def test_nothing_that_is_known_could_hold_a_score() -> None:
    """Days, counts, states and names of records: there is no field in which a score or a text could come in."""
    holds = {field.type for each in (Known, Moment, Plan, Tried, Dated) for field in dataclasses.fields(each)}
    assert not {kind for kind in map(str, holds) if "Decimal" in kind or "float" in kind or "dict" in kind}
    texts = {field.name for each in (Known, Moment, Dated) for field in dataclasses.fields(each) if field.type is str}
    assert texts == {"about", "label"}
