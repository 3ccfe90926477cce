"""Attention points from plain values: each cause on its own, friction never alone."""

from decimal import Decimal
from uuid import UUID

import pytest

from alliance.attention import Kind, Point, Seen, points, standing
from alliance.change import Pattern
from alliance.tests.small import small

MOMENT = UUID(int=1)
FALL = Pattern.DETERIORATING


def seen(
    *,
    client: str | None = "3.0000",
    worker: str | None = "3.0000",
    patterns: dict | None = None,
    answers: dict | None = None,
) -> Seen:
    def score(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    scores = {("client", "trust"): score(client), ("worker", "trust"): score(worker)}
    # Far apart, but the two sides measure different things there.
    scores |= {("client", "friction"): Decimal(1), ("worker", "friction"): Decimal(5)}
    return Seen(MOMENT, small(), scores, patterns or {}, answers or {})


def kinds(each: Seen) -> list[str]:
    return [f"{p.kind} {p.about} {p.rater}".strip() for p in standing(points([each]))]


@pytest.mark.parametrize(
    ("client", "worker", "wide"),
    [
        ("3.0000", "3.9999", False),
        ("3.0000", "4.0000", True),
        ("4.0000", "3.0000", True),
        ("3.0000", None, False),
        (None, "4.0000", False),
    ],
)
def test_a_gap_is_wide_from_a_quarter_of_the_range_on(client: str | None, worker: str | None, wide: bool) -> None:
    assert kinds(seen(client=client, worker=worker)) == (["gap trust"] if wide else [])


@pytest.mark.parametrize(
    ("pattern", "named"),
    [(FALL, True), (Pattern.STABLE, False), (Pattern.IMPROVING, False), (Pattern.UNCLASSIFIED, False)],
)
@pytest.mark.parametrize("rater", ["client", "worker"])
def test_only_a_falling_pattern_is_named_by_scale_and_side(rater: str, pattern: Pattern, named: bool) -> None:
    assert kinds(seen(patterns={(rater, "trust"): pattern})) == ([f"falling trust {rater}"] if named else [])


def test_nothing_is_raised_on_friction_alone() -> None:
    friction = {("client", "friction"): FALL, ("worker", "friction"): FALL}
    assert kinds(seen(patterns=friction)) == []
    beside = kinds(seen(worker="4.5", patterns=friction))
    assert beside == ["falling friction client", "falling friction worker", "gap trust"]


def test_friction_goes_when_the_point_beside_it_is_put_aside() -> None:
    found = points([seen(worker="4.5", patterns={("client", "friction"): FALL})])
    gap = next(point for point in found if point.kind is Kind.GAP)
    assert standing(found, {gap.cause}) == []


def test_a_point_of_another_moment_does_not_carry_friction() -> None:
    alone = seen(patterns={("client", "friction"): FALL})
    other = Seen(UUID(int=2), alone.instrument, {}, {("client", "trust"): FALL})
    assert [point.moment for point in standing(points([alone, other]))] == [other.moment]


@pytest.mark.parametrize(
    ("client", "worker", "named"),
    [
        ({"c1": 2}, {"w1": 4}, ["c1"]),
        ({"c1": 4}, {"w1": 2}, ["c1"]),
        ({"c1": 3}, {"w1": 4}, []),
        ({"c1": 2}, {}, []),
        # Both are reversed, so both are mirrored.
        ({"c3": 1}, {"w3": 3}, ["c3"]),
        # Friction has no counterpart on the other side.
        ({"c4": 1}, {"w4": 5}, []),
    ],
)
def test_items_that_belong_together_differ_by_two_answers(client: dict, worker: dict, named: list[str]) -> None:
    found = points([seen(answers={"client": client, "worker": worker})])
    assert [(point.kind, point.about) for point in found] == [(Kind.ITEMS, item) for item in named]


def test_without_the_clients_answers_no_item_is_named() -> None:
    assert points([seen(answers={"worker": {"w1": 5}})]) == []


def test_a_reversed_item_is_compared_as_it_counts() -> None:
    mixed = small(('key = "w3"\nrater = "worker"\nscale = "trust"\nreverse = true', 'key = "w3"\nrater = "worker"\nscale = "trust"\nreverse = false'))  # fmt: skip  # noqa: E501
    same = Seen(MOMENT, mixed, {}, {}, {"client": {"c3": 1}, "worker": {"w3": 5}})
    assert points([same]) == []


def test_who_did_not_answer_is_a_point_of_its_own_and_comes_last() -> None:
    found = points([seen(worker="4.5")], [UUID(int=9)])
    assert [point.kind for point in found] == [Kind.GAP, Kind.NO_ANSWER]
    assert found[1].cause == f"no_answer:{UUID(int=9)}:client"


def test_a_cause_is_named_exactly_and_stays_away_once_put_aside() -> None:
    (gap,) = points([seen(worker="4.5")])
    assert gap.cause == f"gap:{MOMENT}:trust"
    assert standing([gap], {gap.cause}) == []
    assert standing([gap], {f"gap:{UUID(int=2)}:trust"}) == [gap]


def test_the_longest_cause_fits_its_column() -> None:
    assert len(Point(Kind.FALLING, MOMENT, "s" * 40, "client").cause) <= 120
