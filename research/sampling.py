"""Drawing pairs for interviews: so many of each pattern, with reserves, repeatable by its seed. Pure."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawn:
    """`number` counts within a pattern, from 1; the reserves come after the sample."""

    name: str
    pattern: str
    number: int
    is_reserve: bool


def draw(candidates: Mapping[str, Sequence[str]], *, per_pattern: int, reserve: int, seed: int) -> list[Drawn]:
    """By pattern a simple random sample without replacement of the names, whatever their order; fewer where fewer are.

    The draw of one pattern does not change when another pattern gains or loses a candidate.
    """
    drawn = []
    for pattern in sorted(candidates):
        names = sorted(set(candidates[pattern]))
        # Not for secrecy: whoever has the seed must find the same pairs again.
        chance = random.Random(f"{seed}:{pattern}")  # noqa: S311
        chance.shuffle(names)
        drawn += [
            Drawn(name, pattern, number, number > per_pattern)
            for number, name in enumerate(names[: per_pattern + reserve], start=1)
        ]
    return drawn
