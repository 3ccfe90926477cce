"""The chart of a survival curve: drawn from the points of the table, and from nothing else."""

import re

import pytest

from research.associations import Point
from research.survival_chart import BOTTOM, DASHES, LEFT, STUB, TOP, Line, survival_chart

AT = (26, 52, 78, 104)
POINTS = (Point(26, 40, 0.9, 0.8, 0.97), Point(52, 12, 0.75, 0.6, 0.88))
OTHER = (Point(26, 9, 1.0, 1.0, 1.0), Point(52, 7, 0.5, 0.2, 0.8), Point(78, 5, 0.5, 0.2, 0.8))


def share(y: float) -> float:
    return (BOTTOM - y) / (BOTTOM - TOP)


def test_the_chart_says_what_the_table_says() -> None:
    chart = survival_chart(key="c", lines=[Line("ja", 44, POINTS), Line("nee", 10, OTHER)], at=AT)
    assert chart is not None
    weeks_at = {x: weeks for weeks, x in chart.across}
    for group, points in zip(chart.groups, (POINTS, OTHER), strict=True):
        assert [(weeks_at[m.x], m.weeks, m.at_risk) for m in group.marks] == [
            (p.weeks, p.weeks, p.at_risk) for p in points
        ]
        assert [share(m.y) for m in group.marks] == pytest.approx([p.share for p in points], abs=0.001)
        steps = re.findall(r"H([\d.]+)V([\d.]+)", group.line)
        assert [(weeks_at[float(x)], share(float(y))) for x, y in steps] == [
            (p.weeks, pytest.approx(p.share, abs=0.001)) for p in points
        ]
        heights = {round(share(float(y)), 2) for y in re.findall(r"V([\d.]+)", group.band)}
        assert {round(p.high, 2) for p in points} | {round(p.low, 2) for p in points} <= heights
        assert group.band.endswith(f"H{LEFT}Z")


def test_the_axis_ends_where_the_last_group_does_and_the_last_step_can_be_seen() -> None:
    chart = survival_chart(key="c", lines=[Line("ja", 44, POINTS), Line("nee", 10, OTHER)], at=AT)
    assert chart is not None
    assert [weeks for weeks, _x in chart.across] == [0, 26, 52, 78]
    assert chart.across[-1][1] + STUB == chart.right
    assert chart.groups[1].line.endswith(f"H{chart.right}")


def test_groups_differ_by_dash_and_by_shape() -> None:
    chart = survival_chart(key="c", lines=[Line(str(n), 44, POINTS) for n in range(len(DASHES))], at=AT)
    assert chart is not None
    assert len({group.dash for group in chart.groups}) == len(DASHES)
    # The same place, another outline.
    outlines = {re.sub(r"[\d. -]", "", group.marks[0].shape) for group in chart.groups}
    assert len(outlines) == len(DASHES)
    assert chart.groups[-1].numbers_y < chart.height


def test_nothing_to_draw_is_no_chart() -> None:
    assert survival_chart(key="c", lines=[Line("ja", 6, ()), Line("nee", 7, ())], at=AT) is None
    assert survival_chart(key="c", lines=[Line(str(n), 6, POINTS) for n in range(len(DASHES) + 1)], at=AT) is None


def test_a_group_of_which_too_few_are_left_has_no_line() -> None:
    chart = survival_chart(key="c", lines=[Line("ja", 44, POINTS), Line("nee", 6, ())], at=AT)
    assert chart is not None
    assert (chart.groups[1].band, chart.groups[1].marks) == ("", ())
    assert chart.groups[1].line == f"M{LEFT} {TOP}"
