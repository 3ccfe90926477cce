"""The tests' own way to do several things at the same moment."""

import datetime as dt
import threading
import time

import pytest

from audit import clock
from audit.tests.at_once import at_once

NOON = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)


def test_results_stand_in_the_order_of_the_calls_and_the_clock_stands_still() -> None:
    def later() -> object:
        time.sleep(0.05)
        return clock.now()

    with clock.at(NOON):
        assert at_once(later, clock.now, lambda: threading.current_thread() is threading.main_thread()) == [
            NOON,
            NOON,
            False,
        ]


def test_all_are_under_way_before_one_goes_on() -> None:
    meeting = threading.Barrier(3)
    assert sorted(at_once(*[lambda: meeting.wait(10)] * 3)) == [0, 1, 2]


def test_what_may_be_raised_is_a_result_and_anything_else_is_a_fault() -> None:
    def refuse() -> None:
        raise KeyError("refused")

    refused, done = at_once(refuse, lambda: 1, may_raise=(KeyError,))
    assert (repr(refused), done) == ("KeyError('refused')", 1)
    with pytest.raises(KeyError):
        at_once(refuse, lambda: 1)


def test_who_does_not_end_is_noticed() -> None:
    with pytest.raises(TimeoutError):
        at_once(lambda: time.sleep(0.5), lambda: None, seconds=0.05)
