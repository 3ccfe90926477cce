"""Geometry of the dot chart: a mark per pair where its score says, and none upon another."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dashboards.charts.dots import AXIS_LEFT, AXIS_RIGHT, DotChart, SideScores, dot_chart

scores = st.lists(st.integers(10000, 50000).map(lambda n: Decimal(n) / 10000), max_size=16)


def chart(*rows: SideScores) -> DotChart:
    return dot_chart(key="k", title="t", groups=[("Intake", rows)], low=1, high=5)


@given(scores, scores)
def test_every_score_has_a_mark_where_the_axis_says(client: list[Decimal], worker: list[Decimal]) -> None:
    [group] = chart(SideScores("client", "Cliënt", client), SideScores("worker", "Werker", worker)).groups
    for strip, given_ in zip(group.strips, (client, worker), strict=True):
        assert strip.n == len(given_)
        read = [1 + (dot.x - AXIS_LEFT) / (AXIS_RIGHT - AXIS_LEFT) * 4 for dot in strip.dots]
        for found, score in zip(read, sorted(given_), strict=True):
            assert abs(found - float(score)) < 0.052


@given(scores)
def test_no_mark_lies_upon_another_or_above_its_strip(client: list[Decimal]) -> None:
    [group] = chart(SideScores("client", "Cliënt", client)).groups
    [strip] = group.strips
    assert len({(dot.x, dot.y) for dot in strip.dots}) == len(client)
    assert all(group.y < strip.top <= dot.y < strip.y for dot in strip.dots)


def test_the_order_of_the_pairs_leaves_no_trace() -> None:
    given_ = [Decimal("3.4"), Decimal("1.2"), Decimal("3.4"), Decimal("5")]
    assert chart(SideScores("client", "C", given_)) == chart(SideScores("client", "C", given_[::-1]))
