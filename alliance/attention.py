"""What may deserve a word between client and worker. Our own rule: causes from plain values; no score, no total.

A point names one cause and bears that cause's key, so that it can be put aside and stays away until there is another.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from alliance.change import Pattern
from alliance.instruments import CLIENT, RATERS, WORKER, Instrument, Scale
from alliance.scoring import as_scored, difference

# Of the range of the answers: on 1 to 5 a whole point, the step from "klopt soms" to "klopt meestal". Half of that is
# within what one answer more or less does to the mean of a short scale.
WIDE_GAP = Fraction(1, 4)
# Two answers further: one beside the other is how two people use the same list, not a difference between them.
ITEM_STEPS = 2
# Measured less precisely than the others: nothing is raised on it alone.
FRICTION = "friction"


class Kind(StrEnum):
    """In the order in which they are shown."""

    FALLING = "falling"
    GAP = "gap"
    ITEMS = "items"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Point:
    """One cause. `about` is a scale, or the client's item of two that belong together; `size` is how far apart."""

    kind: Kind
    moment: UUID
    about: str = ""
    rater: str = ""
    size: Decimal = Decimal(0)
    on_friction: bool = False

    @property
    def cause(self) -> str:
        return ":".join(filter(None, (self.kind, str(self.moment), self.about, self.rater)))


@dataclass(frozen=True)
class Seen:
    """A revealed moment as the worker may see it.

    `scores` and `patterns` by (rater, scale); `answers` by rater, empty for a side whose answers stay its own.
    """

    moment: UUID
    instrument: Instrument
    scores: Mapping[tuple[str, str], Decimal | None]
    patterns: Mapping[tuple[str, str], Pattern]
    answers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def points(seen: Sequence[Seen], unanswered: Iterable[UUID] = ()) -> list[Point]:
    """Every cause that is there now. `seen` are the present moments, `unanswered` those the client let close."""
    found = [point for each in seen for part in (_falling, _gaps, _items) for point in part(each)]
    found += [Point(Kind.NO_ANSWER, moment, rater=CLIENT) for moment in unanswered]
    order = list(Kind)
    return sorted(found, key=lambda point: (order.index(point.kind), -point.size))


def standing(found: Iterable[Point], aside: Collection[str] = ()) -> list[Point]:
    """Without those put aside; friction stands only beside another point of the same moment."""
    left = [point for point in found if point.cause not in aside]
    carried = {point.moment for point in left if not point.on_friction}
    return [point for point in left if not point.on_friction or point.moment in carried]


def is_friction(scale: Scale | None) -> bool:
    return scale is None or scale.key == FRICTION or not scale.parallel


def _falling(seen: Seen) -> Iterator[Point]:
    for scale in seen.instrument.scales:
        for rater in RATERS:
            if seen.patterns.get((rater, scale.key)) == Pattern.DETERIORATING:
                yield Point(Kind.FALLING, seen.moment, scale.key, rater, on_friction=is_friction(scale))


def _gaps(seen: Seen) -> Iterator[Point]:
    values = seen.instrument.values
    for scale in seen.instrument.scales:
        apart = difference(seen.scores.get((CLIENT, scale.key)), seen.scores.get((WORKER, scale.key)), scale)
        if apart is not None and abs(Fraction(apart)) >= WIDE_GAP * (values[-1] - values[0]):
            yield Point(Kind.GAP, seen.moment, scale.key, size=abs(apart), on_friction=is_friction(scale))


def _items(seen: Seen) -> Iterator[Point]:
    instrument = seen.instrument
    step = instrument.values[1] - instrument.values[0]
    client, worker = seen.answers.get(CLIENT, {}), seen.answers.get(WORKER, {})
    for item in instrument.items_for(CLIENT):
        other = instrument.item(item.same_as) if item.same_as else None
        if other is None or client.get(item.key) is None or worker.get(other.key) is None:
            continue
        one = as_scored(instrument, client[item.key], reverse=item.reverse)
        two = as_scored(instrument, worker[other.key], reverse=other.reverse)
        if abs(one - two) >= ITEM_STEPS * step:
            friction = is_friction(instrument.scale(item.scale))
            yield Point(Kind.ITEMS, seen.moment, item.key, size=Decimal(abs(one - two)), on_friction=friction)
