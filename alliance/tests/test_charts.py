from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.charts import BOTTOM, END_GAP, MAX_MOMENTS, TOP, Moment, ProfileChart, Series, profile_chart, push_apart

INTAKE, SIX = Moment("Intake", "start"), Moment("Zes maanden", "6 mnd")
SCORE = st.one_of(st.none(), st.decimals(min_value=1, max_value=5, places=4))


def chart(client: Series | None, worker: Series | None, moments: list[Moment] | None = None) -> ProfileChart:
    return profile_chart(
        key="trust",
        scale_title="Vertrouwen",
        question="Durft Cas te zeggen wat er speelt?",
        moments=moments or [INTAKE, SIX],
        series_client=client,
        series_worker=worker,
    )


def test_two_moments_and_two_sides_stand_where_the_scores_say() -> None:
    drawn = chart(Series("Cas", [Decimal("2.8"), Decimal("3.8")]), Series("Anna", [3.4, 3.6]))
    client, worker = drawn.lines
    assert client.runs == (((82.0, 93.2), (222.0, 57.2)),)
    assert worker.runs == (((102.0, 71.6), (242.0, 64.4)),)
    assert (client.first, client.last) == (Decimal("2.8"), Decimal("3.8"))
    assert [(tick.value, tick.y) for tick in drawn.axis] == [(1, 158.0), (2, 122.0), (3, 86.0), (4, 50.0), (5, 14.0)]
    assert [(label.x, label.text) for label in drawn.moments] == [(92.0, "Intake"), (232.0, "Zes maanden")]


def test_the_band_is_the_first_score_plus_and_minus_the_criterion_at_the_later_moment() -> None:
    band = chart(Series("Cas", [3, 4], criterion=0.5), None).lines[0].band
    assert band is not None
    assert (band.x + band.width / 2, band.y, band.y + band.height) == (222.0, 68.0, 104.0)


def test_the_band_stays_on_the_axis() -> None:
    band = chart(Series("Cas", [5, 4], criterion=0.5), None).lines[0].band
    assert band is not None
    assert (band.y, band.height) == (TOP, 18.0)


@pytest.mark.parametrize("series", [Series("Cas", [3, 4]), Series("Cas", [None, 4], criterion=0.5)])
def test_no_band_without_norms_or_without_an_earlier_score(series: Series) -> None:
    assert chart(series, None).lines[0].band is None


def test_a_line_does_not_bridge_a_moment_without_a_score() -> None:
    moments = [INTAKE, SIX, Moment("Twaalf maanden", "12 mnd"), Moment("Achttien maanden", "18 mnd")]
    line = chart(Series("Cas", [3, None, 4, 4]), None, moments).lines[0]
    assert [len(run) for run in line.runs] == [1, 2]
    assert len(line.points) == 3


def test_a_side_whose_latest_score_is_missing_keeps_its_name_but_shows_no_number() -> None:
    end = chart(Series("Cas", [3, None]), None).lines[0].end
    assert end is not None
    assert (end.name, end.value) == ("Cas", None)


def test_a_missing_side_is_not_drawn() -> None:
    assert [line.side for line in chart(None, Series("Anna", [3, 4])).lines] == ["worker"]
    assert chart(None, None).is_empty
    assert chart(Series("Cas", [None, None]), None).is_empty


def test_one_moment_has_its_numbers_at_the_end_only() -> None:
    line = chart(Series("Cas", [3]), None, [INTAKE]).lines[0]
    assert line.start is None
    assert line.end is not None
    assert (line.first, line.last, line.end.value) == (3, None, 3)


def test_equal_scores_get_labels_beside_each_other_client_above() -> None:
    client, worker = chart(Series("Cas", [3, 4]), Series("Anna", [3, 4])).lines
    assert client.end is not None
    assert worker.end is not None
    assert worker.end.y - client.end.y == END_GAP


def test_long_names_widen_the_picture_up_to_what_a_phone_can_show() -> None:
    assert chart(Series("Cas", [3, 4]), None).width == 360
    assert chart(Series("Christiaan", [3, 4]), None).width == 389
    assert chart(Series("Christiaan-Alexander", [3, 4]), None).width == 400


def test_of_many_moments_the_labels_that_fit_are_shown_first_and_last_always() -> None:
    moments = [Moment(f"{6 * index} maanden", f"{6 * index} mnd") for index in range(MAX_MOMENTS)]
    texts = [label.text for label in chart(Series("Cas", [3] * MAX_MOMENTS), None, moments).moments]
    assert texts[0] == "0 mnd"
    assert texts[-1] == "42 mnd"
    assert len(texts) < MAX_MOMENTS


@pytest.mark.parametrize("count", [0, MAX_MOMENTS + 1])
def test_too_few_or_too_many_moments_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="moments"):
        profile_chart(
            key="k", scale_title="", question="", moments=[INTAKE] * count, series_client=None, series_worker=None
        )


def test_a_score_too_many_is_refused() -> None:
    with pytest.raises(ValueError, match="3 scores for 2 moments"):
        chart(Series("Cas", [3, 4, 5]), None)


def test_another_answer_range_is_drawn_on_the_same_height() -> None:
    drawn = profile_chart(
        key="k",
        scale_title="",
        question="",
        moments=[INTAKE],
        series_client=Series("Cas", [7]),
        series_worker=None,
        low=1,
        high=7,
    )
    assert len(drawn.axis) == 7
    assert drawn.lines[0].points[0][1] == TOP


@given(st.floats(14, 158), st.floats(14, 158))
def test_pushed_labels_keep_their_order_and_their_distance(first: float, second: float) -> None:
    upper, lower = push_apart(first, second, 17, low=14, high=158)
    assert abs(upper - lower) >= 17 - 1e-9
    assert (upper <= lower) == (first <= second)
    assert min(upper, lower) >= 14
    assert max(upper, lower) <= 158


@given(st.lists(st.tuples(SCORE, SCORE), min_size=1, max_size=MAX_MOMENTS))
def test_whatever_the_scores_everything_stays_inside_the_picture(
    scores: list[tuple[Decimal | None, Decimal | None]],
) -> None:
    moments = [Moment(f"M{index}") for index in range(len(scores))]
    client = Series("Cas", [pair[0] for pair in scores], criterion=Decimal("0.7438"))
    worker = Series("Anna", [pair[1] for pair in scores], criterion=Decimal("4"))
    drawn = chart(client, worker, moments)
    for line in drawn.lines:
        assert all(TOP <= y <= BOTTOM and 0 < x < drawn.width for x, y in line.points)
        if line.band:
            assert line.band.y >= TOP
            assert line.band.y + line.band.height <= BOTTOM + 0.1
        assert all(0 < label.y < drawn.height for label in (line.start, line.end) if label)
