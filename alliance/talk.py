"""What two people see on the page of their talk: where they are near, where apart, and what to ask. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from alliance.attention import WIDE_GAP
from alliance.instruments import CLIENT, WORKER, Instrument
from alliance.scoring import difference

# Of the range of the answers: on 1 to 5 half a point, less than one step of the list. From WIDE_GAP on it is far.
NEAR = Fraction(1, 8)


class Closeness(StrEnum):
    NEAR = "near"
    APART = "apart"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One parallel scale with a score of both sides; `higher` is the side that gives more, "" when both are equal."""

    scale: str
    closeness: Closeness
    higher: str


class Opener(StrEnum):
    """Questions to begin with, by what the research names as building trust (docs/conversation.md)."""

    RELIABLE = "reliable"
    HARD_TO_SAY = "hard_to_say"
    SHOW_TRUST = "show_trust"
    EXPECTED = "expected"
    NOT_CLEAR = "not_clear"
    HEARD = "heard"
    HUMOUR = "humour"
    OF_MYSELF = "of_myself"
    SEE_APART = "see_apart"
    NAME_IT = "name_it"
    ENERGY = "energy"


_NEAR = {
    "trust": (Opener.RELIABLE, Opener.SHOW_TRUST),
    "direction": (Opener.EXPECTED, Opener.NOT_CLEAR),
    "bonding": (Opener.HUMOUR, Opener.OF_MYSELF),
    "friction": (Opener.NAME_IT, Opener.ENERGY),
}
# Who sees it differently first says how; then the question that goes with the scale.
_APART = {
    "trust": (Opener.HARD_TO_SAY, Opener.RELIABLE),
    "direction": (Opener.NOT_CLEAR, Opener.EXPECTED),
    "bonding": (Opener.HEARD, Opener.OF_MYSELF),
}


def compare(instrument: Instrument, scores: Mapping[tuple[str, str], Decimal | None]) -> list[Comparison]:
    """The parallel scales that both sides have a score on, in file order. `scores` by (rater, scale)."""
    wide = instrument.values[-1] - instrument.values[0]
    found = []
    for scale in instrument.scales:
        apart = difference(scores.get((CLIENT, scale.key)), scores.get((WORKER, scale.key)), scale)
        if apart is None:
            continue
        size = abs(Fraction(apart))
        closeness = Closeness.NEAR if size <= NEAR * wide else Closeness.APART
        higher = "" if not apart else CLIENT if apart > 0 else WORKER
        found.append(Comparison(scale.key, Closeness.FAR if size >= WIDE_GAP * wide else closeness, higher))
    return found


def openers(scale: str, closeness: Closeness | None) -> tuple[Opener, ...]:
    """One or two questions for a scale; for a scale that the research does not name, only where the two differ."""
    apart = closeness in (Closeness.APART, Closeness.FAR)
    if scale in _NEAR:
        return _APART.get(scale, _NEAR[scale]) if apart else _NEAR[scale]
    return (Opener.SEE_APART,) if apart else ()
