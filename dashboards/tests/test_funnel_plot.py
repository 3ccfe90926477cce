"""Geometry of the funnel plot: every point where its numbers say, the limits around the mean, and names that fit."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.charts.funnel import BOTTOM, LABEL_GAP, LEFT, RIGHT, TOP, FunnelPlot, TeamShare, funnel_plot
from dashboards.control_limits import limits


def plot(*teams: TeamShare, mean: float = 0.4) -> FunnelPlot:
    return funnel_plot(key="k", title="t", teams=teams, mean=mean)


def team(name: str, count: int, of: int, *, is_own: bool = False) -> TeamShare:
    return TeamShare(name, count, of, is_own)


def read(found: FunnelPlot, x: float, y: float) -> tuple[float, float]:
    """Size and share of a place, by the axes that are drawn."""
    (first, *_, last), (low, *_, high) = found.x_axis, found.y_axis
    size = first.value + (x - first.at) / (last.at - first.at) * (last.value - first.value)
    return size, low.value + (y - low.at) / (high.at - low.at) * (high.value - low.value)


# Few different ones: each size and mean costs its limits, which are exact.
sizes, means = st.sampled_from([1, 2, 5, 17, 30, 118, 640, 3000]), st.sampled_from([0.001, 0.02, 0.4, 0.77, 0.999])
teams_of_any_size = st.lists(
    st.builds(lambda of, part: TeamShare("Noord", of * part // 100, of), sizes, st.integers(0, 100)),
    min_size=1,
    max_size=16,
)


@given(teams_of_any_size, means)
def test_every_point_stands_where_the_axes_say(teams: list[TeamShare], mean: float) -> None:
    found = plot(*teams, mean=mean)
    assert [point.team for point in found.points] == teams
    for point in found.points:
        assert LEFT <= point.x <= RIGHT
        assert TOP <= point.y <= BOTTOM
        size, share = read(found, point.x, point.y)
        assert size == pytest.approx(point.team.of, abs=found.x_axis[-1].value / 1000)
        assert share == pytest.approx(100 * point.team.share, abs=0.2)


@given(teams_of_any_size, means)
def test_limits_stay_within_the_drawing(teams: list[TeamShare], mean: float) -> None:
    found = plot(*teams, mean=mean)
    for path in (*found.inner, *found.outer):
        for x, y in re.findall(r"([\d.-]+) ([\d.-]+)", path):
            assert LEFT <= float(x) <= RIGHT
            assert TOP - 0.1 <= float(y) <= BOTTOM + 0.1


def test_a_curve_goes_through_the_limits_of_each_size() -> None:
    found = plot(team("A", 12, 40), team("B", 18, 40))
    size, share = read(found, *map(float, found.outer[1].rpartition("L")[2].split()))
    assert (round(size), share) == (40, pytest.approx(100 * limits(40, 0.4).outer_high, abs=0.2))


def test_only_what_lies_beyond_the_outer_limits_is_beyond() -> None:
    between = next(n for n in range(60) if n / 60 > limits(60, 0.4).inner_high)
    assert between / 60 < limits(60, 0.4).outer_high
    found = plot(team("gewoon", 24, 60), team("ertussen", between, 60), team("laag", 6, 60), team("hoog", 45, 60))
    assert [(point.team.name, point.beyond) for point in found.points] == [
        ("gewoon", ""),
        ("ertussen", ""),
        ("laag", "low"),
        ("hoog", "high"),
    ]
    assert [point.team.name for point in found.beyond] == ["laag", "hoog"]


@pytest.mark.parametrize("mean", [0.0, 1.0])
def test_a_mean_of_nobody_or_everybody_has_no_limits(mean: float) -> None:
    found = plot(team("A", round(mean * 12), 12), mean=mean)
    assert (found.inner, found.outer, found.beyond) == ((), (), ())


def test_the_crowd_is_every_other_team_within_the_limits() -> None:
    found = plot(team("A", 12, 40), team("B", 40, 40), team("C", 16, 40), team("D", 15, 40, is_own=True))
    within = [point for point in found.points if point.team.name in "AC"]
    assert found.crowd == "".join(f"M{point.x:g} {point.y:g}h0" for point in within)


def test_own_teams_are_named_on_lines_of_their_own_and_within_the_drawing() -> None:
    found = plot(*(team(f"Team met een lange naam {n}", 16, 40, is_own=True) for n in range(3)), team("B", 5, 400))
    named = [(label.name, label.percent) for label in found.labels]
    assert named == [(f"Team met een lange naam {n}", 40) for n in range(3)]
    steps = [after.y - before.y for before, after in zip(found.labels, found.labels[1:], strict=False)]
    assert min(steps) >= LABEL_GAP
    [label] = plot(team("Team met een lange naam", 160, 400, is_own=True)).labels
    assert label.anchor == "end"


def test_limits_are_wider_where_teams_differ_by_more_than_chance() -> None:
    teams = [team(str(n), 10 + 10 * (n % 9), 100) for n in range(36)]
    found = plot(*teams, mean=0.5)
    assert found.widened > 3
    assert found.beyond == ()


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_no_name_stands_on_the_line_of_the_mean_or_on_another(counts: list[int]) -> None:
    found = plot(*(team(f"T{n}", count, 40, is_own=True) for n, count in enumerate(counts)))
    places = [label.y for label in found.labels]
    assert all(abs(y - found.mean_y) > 9 for y in places)
    assert all(after - before >= LABEL_GAP - 0.2 for before, after in zip(places, places[1:], strict=False))
