"""How often in a row somebody was tried and not reached, since they were last spoken to. Pure: facts in."""

from collections.abc import Iterable
from dataclasses import dataclass

# From so many on it is a state that asks for a next step, not bad luck.
TRIED_IN_VAIN = 3


@dataclass(frozen=True, slots=True)
class Tried:
    """What one contact was. `moved`: it was put off in agreement, so they were spoken to without being seen."""

    took_place: bool
    planned: bool
    face_to_face: bool
    moved: bool = False

    @property
    def in_vain(self) -> bool:
        """Not coming to an appointment is an absence, with a follow-up of its own; it is no attempt of ours."""
        return not self.took_place and not self.moved and not (self.planned and self.face_to_face)


def in_a_row(newest_first: Iterable[Tried]) -> int:
    """The attempts in vain since the last contact that took place; absences in between neither count nor break it."""
    count = 0
    for one in newest_first:
        if one.took_place:
            break
        count += one.in_vain
    return count
