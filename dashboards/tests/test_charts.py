from __future__ import annotations

import pytest

from dashboards.charts.distribution import (
    AXIS_LEFT,
    AXIS_RIGHT,
    DistributionChart,
    Group,
    Quartiles,
    SideRow,
    distribution_chart,
)

CLIENT = SideRow("client", "Cliënt", Quartiles(2, 3, 4, 29))
WORKER = SideRow("worker", "Werker", Quartiles(3, 3, 3, 29))
WITHHELD = SideRow("worker", "Werker", None, "minder dan 5 koppels")


def chart(*groups: Group) -> DistributionChart:
    return distribution_chart(key="trust", title="Vertrouwen", groups=groups)


def test_the_box_runs_from_quartile_to_quartile_with_the_median_in_it() -> None:
    box = chart(Group("Intake", [CLIENT])).groups[0].strips[0].box
    assert box is not None
    assert (box.x, box.width, box.median_x) == (126.0, 112.0, 182.0)
    assert box.figures.n == 29


def test_the_axis_runs_over_the_whole_scale() -> None:
    axis = chart(Group("Intake", [CLIENT])).axis
    assert [tick.value for tick in axis] == [1, 2, 3, 4, 5]
    assert (axis[0].x, axis[-1].x) == (AXIS_LEFT, AXIS_RIGHT)


def test_a_withheld_side_has_a_hatch_and_words_and_no_figure() -> None:
    strip = chart(Group("Intake", [CLIENT, WITHHELD])).groups[0].strips[1]
    assert strip.box is None
    assert strip.hatch
    assert strip.hidden == "minder dan 5 koppels"


def test_the_hatch_leaves_room_for_the_words() -> None:
    strip = chart(Group("Intake", [WITHHELD])).groups[0].strips[0]
    starts = [int(stroke.split()[0]) for stroke in strip.hatch.split("M")[1:]]
    assert max(starts) + 12 < 400 - len(strip.hidden) * 7


def test_a_withheld_moment_draws_none_of_its_rows() -> None:
    drawn = chart(Group("Intake", [CLIENT, WORKER]), Group("Twaalf maanden", [CLIENT], "minder dan 5 koppels"))
    last = drawn.groups[1]
    assert last.strips == ()
    assert last.hatch
    assert last.hidden == "minder dan 5 koppels"


def test_is_empty_when_every_figure_is_withheld() -> None:
    assert chart(Group("Intake", [WITHHELD])).is_empty
    assert not chart(Group("Intake", [CLIENT])).is_empty


@pytest.mark.parametrize("count", [1, 2, 5])
def test_rows_follow_each_other_without_overlap_and_fit_the_picture(count: int) -> None:
    drawn = chart(*(Group(f"Moment {index}", [CLIENT, WORKER]) for index in range(count)))
    heights = [y for group in drawn.groups for y in (group.y, *(strip.y for strip in group.strips))]
    assert all(later - earlier >= 20 for earlier, later in zip(heights, heights[1:], strict=False))
    assert heights[-1] + 8 <= drawn.height
