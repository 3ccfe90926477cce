"""How far moments came: due, invited, opened, started, one side, both, talked. Pure: read off plain rows.

A step counts who came that far or further: who answered on the tablet had no mail, and was asked all the same.
"""

from dataclasses import dataclass
from enum import IntEnum


class Reached(IntEnum):
    """The steps in their order."""

    DUE = 0
    INVITED = 1
    OPENED = 2
    STARTED = 3
    ONE_SIDE = 4
    BOTH = 5
    TALKED = 6


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment that opened: what is on record of it. `sides` are standing responses, 0 to 2."""

    invited: bool
    opened: bool
    started: bool
    sides: int
    talked: bool


def reached(moment: Moment) -> Reached:
    """The furthest step of one moment."""
    steps = {
        Reached.TALKED: moment.talked,
        Reached.BOTH: moment.sides >= 2,
        Reached.ONE_SIDE: moment.sides == 1,
        Reached.STARTED: moment.started,
        Reached.OPENED: moment.opened,
        Reached.INVITED: moment.invited,
    }
    return next((step for step, is_there in steps.items() if is_there), Reached.DUE)
