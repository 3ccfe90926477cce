"""How the contacts of a case were divided: months, stretches apart, failures in a row, and the drawing of it."""

import datetime as dt

import pytest

from remote_contact.charts import BASE, mix_chart
from remote_contact.mixing import Moment, Month, Planned, by_month, failed_in_a_row, first_of_month, weeks_apart

TODAY = dt.date(2026, 11, 23)


def held(day: dt.date, way: str = "remote_talk", *, took_place: bool = True, moved: bool = False) -> Moment:
    return Moment(day, way, took_place, moved)


def ago(days: int, way: str = "remote_talk", **fields: bool) -> Moment:
    return held(TODAY - dt.timedelta(days=days), way, **fields)


@pytest.mark.parametrize(
    ("back", "first"), [(0, (2026, 11, 1)), (10, (2026, 1, 1)), (11, (2025, 12, 1)), (-1, (2026, 12, 1))]
)
def test_months_are_counted_over_the_turn_of_the_year(back: int, first: tuple[int, int, int]) -> None:
    assert first_of_month(TODAY, back) == dt.date(*first)


def test_each_month_tells_what_was_held_and_what_failed() -> None:
    moments = [
        held(dt.date(2026, 11, 1), "face_to_face"),
        held(dt.date(2026, 11, 30)),
        held(dt.date(2026, 10, 31), "written"),
        held(dt.date(2026, 10, 30), "face_to_face", took_place=False),
        held(dt.date(2026, 10, 29), took_place=False, moved=True),
        held(dt.date(2025, 12, 1)),
        held(dt.date(2025, 11, 30)),
    ]
    months = by_month(moments, [], TODAY)
    assert len(months) == 12
    assert months[-1] == Month(dt.date(2026, 11, 1), 1, 1, 0, 0, None)
    assert months[-2] == Month(dt.date(2026, 10, 1), 0, 0, 1, 1, None)
    assert months[0] == Month(dt.date(2025, 12, 1), 0, 1, 0, 0, None)
    assert [month.talks for month in months[-2:]] == [0, 2]


def test_a_plan_stands_from_its_month_until_the_next() -> None:
    # The newest first, as they are read: of one day the newest counts.
    plans = [
        Planned(dt.date(2026, 11, 5), 2, 2),
        Planned(dt.date(2026, 11, 5), 6, 0),
        Planned(dt.date(2026, 9, 30), 4, 1),
    ]
    planned = [month.planned for month in by_month([], plans, TODAY)]
    assert planned == [None] * 9 + [plans[2], plans[2], plans[0]]


def test_weeks_apart_count_from_the_last_time_together() -> None:
    since = TODAY - dt.timedelta(days=100)
    assert weeks_apart([], since=since, today=TODAY) == 14
    assert weeks_apart([ago(5), ago(90, "face_to_face")], since=since, today=TODAY) == 12
    assert weeks_apart([ago(6, "face_to_face")], since=since, today=TODAY) == 0
    assert weeks_apart([ago(6, "face_to_face", took_place=False)], since=since, today=TODAY) == 14
    assert weeks_apart([], since=TODAY + dt.timedelta(days=3), today=TODAY) == 0


def test_failures_are_counted_back_to_the_last_that_was_held() -> None:
    lost = [ago(n, took_place=False) for n in (1, 2)]
    assert failed_in_a_row([*lost, ago(3), ago(4, took_place=False)]) == 2
    assert failed_in_a_row([lost[0], ago(2, took_place=False, moved=True), lost[1]]) == 2
    assert failed_in_a_row([ago(1), *lost]) == 0
    assert failed_in_a_row([]) == 0


def test_columns_stack_up_from_the_line_and_failures_hang_below() -> None:
    month = Month(TODAY.replace(day=1), 2, 1, 1, 2, Planned(TODAY, 4, 2))
    column = mix_chart([month]).columns[0]
    up = [part for part in column.parts if part.way != "failed"]
    assert [part.way for part in column.parts] == ["face_to_face", "remote_talk", "written", "failed"]
    assert up[0].y + up[0].height == pytest.approx(BASE, abs=0.2)
    assert [one.y for one in up] == sorted((one.y for one in up), reverse=True)
    assert up[0].height == pytest.approx(2 * up[1].height, abs=0.2)
    assert column.parts[-1].y == BASE
    # Four was agreed and four stand there: the line is at their top.
    assert column.planned_y == pytest.approx(up[-1].y, abs=0.2)
    assert [bool(part.strokes) for part in column.parts] == [False, True, False, False]


def test_a_busy_month_stays_within_the_drawing() -> None:
    month = Month(TODAY.replace(day=1), 40, 30, 20, 50, None)
    chart = mix_chart([month])
    for part in chart.columns[0].parts:
        assert part.y >= 0
        assert part.y + part.height <= chart.label_y
    assert chart.columns[0].planned_y is None
    assert len(chart.ticks) <= 6


def test_without_contacts_there_are_no_columns() -> None:
    chart = mix_chart(by_month([], [], TODAY))
    assert all(column.parts == () for column in chart.columns)
    assert [value for value, _y in chart.ticks] == [0, 1, 2, 3, 4]
