import datetime as dt
from typing import Any

import pytest

from alliance.models import Measurement, MomentKind
from alliance.state import Step, worker_state

TODAY = dt.date(2026, 11, 23)
NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)


def moment(opens: int = -10, closes: int = 12, **fields: Any) -> Measurement:
    """A measurement that opened `-opens` days ago and closes in `closes` days."""
    return Measurement(
        kind=MomentKind.INTAKE,
        opens_on=TODAY + dt.timedelta(days=opens),
        closes_on=TODAY + dt.timedelta(days=closes),
        opened_at=fields.pop("opened_at", NOON),
        **fields,
    )


def step(measurement: Measurement, *, own: bool = False, shared: bool = False) -> Step | None:
    ids = [measurement.pk]
    tag = worker_state([measurement], ids if own else [], TODAY, shared_ids=ids if shared else [])
    return tag and tag.step


@pytest.mark.parametrize(
    ("measurement", "own", "expected"),
    [
        (moment(), False, Step.FILL_IN),
        (moment(), True, Step.WAIT),
        (moment(worker_not_now_at=NOON), False, Step.PUT_OFF),
        (moment(client_not_now_at=NOON), False, Step.FILL_IN),
        (moment(revealed_at=NOON), True, Step.TALK),
        (moment(revealed_at=NOON - dt.timedelta(days=42)), True, None),
        (moment(closes=0), False, None),
        (moment(closes=0), True, Step.SHARE),
        (moment(opens=1), False, None),
        (moment(opened_at=None), False, None),
    ],
)
def test_what_is_asked_of_the_worker(measurement: Measurement, own: bool, expected: Step | None) -> None:
    assert step(measurement, own=own) == expected


def test_what_was_shared_is_not_offered_again() -> None:
    assert step(moment(closes=0), own=True, shared=True) is None


def test_what_was_talked_about_asks_nothing_more() -> None:
    talked, todo = moment(revealed_at=NOON), moment(opens=-3, closes=30)
    assert worker_state([talked], [talked.pk], TODAY, talked_ids=[talked.pk]) is None
    tag = worker_state([talked, todo], [talked.pk], TODAY, talked_ids=[talked.pk])
    assert tag is not None
    assert tag.step == Step.FILL_IN


def test_the_most_pressing_moment_speaks_for_the_pair() -> None:
    talk, todo = moment(revealed_at=NOON), moment()
    tag = worker_state([talk, todo], [talk.pk], TODAY)
    assert tag is not None
    assert (tag.text, tag.kind, tag.measurement) == ("Jouw kant nog invullen", "notice", todo)
    assert tag.until == dt.date(2026, 12, 4)


def test_a_running_moment_names_its_last_day() -> None:
    tag = worker_state([moment(worker_not_now_at=NOON)], [], TODAY)
    assert tag is not None
    assert tag.text == "Intake loopt t/m 4 dec."


def test_without_moments_there_is_nothing_to_say() -> None:
    assert worker_state([], [], TODAY) is None
