"""How far moments came, read off plain rows."""

import pytest

from alliance.funnel import Moment, Reached, reached


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
