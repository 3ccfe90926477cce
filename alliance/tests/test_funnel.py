"""How far moments came, counted from plain rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.funnel import Moment, Reached, funnel, reached

MOMENTS = st.builds(Moment, st.booleans(), st.booleans(), st.booleans(), st.integers(0, 2), st.booleans())


@pytest.mark.parametrize(
    ("moment", "step"),
    [
        (Moment(False, False, False, 0, False), Reached.DUE),
        (Moment(True, False, False, 0, False), Reached.INVITED),
        (Moment(True, True, False, 0, False), Reached.OPENED),
        (Moment(True, True, True, 0, False), Reached.STARTED),
        (Moment(True, True, True, 1, False), Reached.ONE_SIDE),
        (Moment(True, True, False, 2, False), Reached.BOTH),
        (Moment(True, True, False, 2, True), Reached.TALKED),
        # On the tablet: no mail, no link, and in all the same.
        (Moment(False, False, False, 2, False), Reached.BOTH),
        (Moment(False, False, True, 0, False), Reached.STARTED),
    ],
)
def test_the_furthest_step(moment: Moment, step: Reached) -> None:
    assert reached(moment) == step


def test_counts_who_came_that_far_or_further() -> None:
    found = funnel([Moment(True, False, False, 0, False), Moment(True, True, True, 1, False)])
    assert list(found.values()) == [2, 2, 1, 1, 1, 0, 0]


@given(st.lists(MOMENTS, max_size=30))
def test_never_rises_and_begins_with_all(moments: list[Moment]) -> None:
    counts = list(funnel(moments).values())
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == len(moments)
