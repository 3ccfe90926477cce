"""When a figure may be shown: never of fewer than five pairs or three workers, nor so that one can be computed. Pure.

Teams are fixed groups of which each shows its own figures or none. The organisation's figure is over those that show
theirs and, when they can hide among each other, the rest together; who fits nowhere is left out of it too. So what is
left after subtracting is never fewer people than a figure may be of, also for somebody who knows a team from within.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from caseload.fewest import FEWEST, FEWEST_WORKERS

Team = Hashable
# The teams that one person leads, and so knows from within.
Insiders = Collection[frozenset[Team]]

# Whatever is computed from figures, a hidden one stays open by so many: four to either side.
WIDTH = 8


@dataclass(slots=True)
class Counted:
    """How many (contacts, moments, pairs), and of whom: only ever used to make or to withhold a figure of many."""

    count: int = 0
    pairs: set[Hashable] = field(default_factory=set)
    workers: set[Hashable] = field(default_factory=set)

    def add(self, pair: Hashable, worker: Hashable) -> None:
        self.count += 1
        self.pairs.add(pair)
        self.workers.add(worker)

    @property
    def is_enough(self) -> bool:
        return len(self.pairs) >= FEWEST and len(self.workers) >= FEWEST_WORKERS


def together(parts: Iterable[Counted]) -> Counted:
    whole = Counted()
    for part in parts:
        whole.count += part.count
        whole.pairs |= part.pairs
        whole.workers |= part.workers
    return whole


@dataclass(frozen=True, slots=True)
class Partition:
    """Teams that show their figure, and those that count in the organisation's only, all of them together."""

    shown: tuple[Team, ...]
    rest: tuple[Team, ...]

    @property
    def counted(self) -> tuple[Team, ...]:
        return (*self.shown, *self.rest)


def partition(groups: Mapping[Team, Counted], led: Insiders) -> Partition:
    """Which teams show the figure that these people make; `led` are the sets of teams that one person leads."""
    shown = tuple(team for team, group in groups.items() if group.is_enough)
    return Partition(shown, rest_of(groups, [team for team in groups if team not in shown], led))


def rest_of(groups: Mapping[Team, Counted], teams: Sequence[Team], led: Insiders) -> tuple[Team, ...]:
    """These teams when they can hide among each other, else none of them.

    Without those that one person knows the others are still enough, and no single team is all of them but a few.
    """
    counted = [team for team in teams if groups[team].count]
    # Whoever leads all of these would learn that the others have nobody at all.
    if any(known.issuperset(counted) and not known.issuperset(teams) for known in led):
        return ()
    for others in without_each(counted, led):
        whole = together(groups[team] for team in others)
        largest = max(len(groups[team].pairs) for team in others)
        if not whole.is_enough or len(whole.pairs) - largest < WIDTH:
            return ()
    return tuple(counted)


def without_each(teams: Collection[Team], led: Insiders) -> Iterator[list[Team]]:
    """The teams that are unknown to an outsider, to whoever knows one team, and to whoever leads several."""
    for known in (frozenset[Team](), *({team} for team in teams), *led):
        others = [team for team in teams if team not in known]
        if others:
            yield others


def quantile(ordered: Sequence[Decimal], share: Fraction) -> Decimal:
    """The quantile of an ordered, non-empty row by linear interpolation (Hyndman-Fan type 7)."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    rest = place - below
    step = (ordered[above] - ordered[below]) * rest.numerator / rest.denominator
    return ordered[below] + step


def small_count(count: int) -> int | None:
    """A count of people, or None below five; nothing at all is hidden too, or it would tell the ones that are not."""
    return count if count >= FEWEST else None
