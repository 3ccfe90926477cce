"""Nobody's whole trace stands alone: what there is of a person, since when and how often, is that of k persons. Pure.

Which rows somebody has, and in which weeks, is a fingerprint for whoever worked in the same team. So:

* Shape: rows are left out until at least k persons have the same ones, the fewest first.
* Groups: at least k persons of one shape who are most alike, in words and in numbers (microaggregation, Domingo-Ferrer
  and Torra 2005, Data Min. Knowl. Discov. 11(2), 195-212).
* In a group a word that not all have is hidden, and each number becomes the middle one of theirs. The middle one is
  somebody's own, so weeks stay whole weeks, and what came first stays first.

What two people answered is not in it: whoever has the answers of a pair knows that pair.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from research.anonymity import HIDDEN

BLOCK = 250


@dataclass(frozen=True, slots=True)
class Shape:
    """Which rows there are of a person: the frame as a whole, of the cells some may be left out."""

    frame: Hashable
    cells: frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class Trace:
    """One person as a colleague may know them; persons of one shape have the same numbers in the same order.

    Of a number with more weight people are more alike, so that it changes less.
    """

    person: str
    shape: Shape
    values: Mapping[str, str]
    numbers: tuple[int, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    values: Mapping[str, str]
    numbers: tuple[int, ...]


def shapes(ladders: Mapping[str, Sequence[Shape]], k: int) -> dict[str, Shape]:
    """Of each person a shape that at least `k` have, within their own; each ladder goes down from what there is.

    Who finds none at all is not in the answer. Only on the last step may nothing but the frame be left.
    """
    found: dict[str, Shape] = {}
    steps = max(map(len, ladders.values()), default=0)
    for step in range(steps):
        alone: dict[Hashable, dict[str, frozenset[Hashable]]] = defaultdict(dict)
        for person, ladder in ladders.items():
            if person not in found:
                alone[ladder[step].frame][person] = ladder[step].cells
        for frame, cells in alone.items():
            settled = Counter(shape.cells for shape in found.values() if shape.frame == frame)
            here = _settle(cells, settled, k, may_be_empty=step == steps - 1)
            found |= {person: Shape(frame, kept) for person, kept in here.items()}
    return found


def _settle(
    cells: Mapping[str, frozenset[Hashable]], settled: Counter[frozenset[Hashable]], k: int, *, may_be_empty: bool
) -> dict[str, frozenset[Hashable]]:
    """Of one frame: the same as k others; or within what k others have; or what k have in common, the most first."""
    sizes = Counter(cells.values())
    found = {person: own for person, own in cells.items() if sizes[own] + settled[own] >= k}
    homes = {*settled, *found.values()}
    left = {person: own for person, own in cells.items() if person not in found}
    while left:
        distinct = Counter(left.values())
        shared = {one & other for one in distinct for other in distinct}
        best, keeps = frozenset[Hashable](), 0
        for common in sorted(shared, key=lambda one: sorted(map(repr, one))):
            n = sum(times for own, times in distinct.items() if common <= own)
            if n >= k and len(common) * n > keeps:
                best, keeps = common, len(common) * n
        for person, own in list(left.items()):
            # A home that others made is better than a common part that is smaller.
            home = max(
                (one for one in homes if one <= own), key=lambda one: (len(one), sorted(map(repr, one))), default=None
            )
            if home is not None and len(home) >= len(best) and (home or may_be_empty):
                found[person] = home
                del left[person]
        fits = [person for person, own in left.items() if best <= own]
        if len(fits) < k or not (best or may_be_empty):
            break
        found |= dict.fromkeys(fits, best)
        homes.add(best)
        left = {person: own for person, own in left.items() if person not in found}
    return found


def blend(traces: Sequence[Trace], costs: Mapping[str, float], k: int) -> dict[str, Shown]:
    """By person what may be shown: every answer is that of at least `k` persons of one shape.

    Of a shape that fewer than `k` have, nobody is in the answer. `costs`: of each word what hiding it costs.
    """
    by_shape: dict[Shape, list[Trace]] = defaultdict(list)
    for trace in traces:
        by_shape[trace.shape].append(trace)
    found: dict[str, Shown] = {}
    for alike in by_shape.values():
        for block in _blocks(alike) if len(alike) >= k else ():
            for group in _groups(block, costs, k):
                values = {c: _common([trace.values[c] for trace in group]) for c in costs}
                middle = tuple(median_low(column) for column in zip(*(trace.numbers for trace in group), strict=True))
                found |= {trace.person: Shown(values, middle) for trace in group}
    return found


def _common(values: Sequence[str]) -> str:
    return values[0] if len(set(values)) == 1 else HIDDEN


def _blocks(traces: list[Trace]) -> Iterator[list[Trace]]:
    """Halves by the number that lies farthest apart, until a block is small: groups cost the square of its size."""
    if len(traces) <= BLOCK:
        yield traces
        return
    spans = [_span(column) * weight for column, weight in zip(_columns(traces), traces[0].weights, strict=True)]
    widest = max(range(len(spans)), key=lambda n: spans[n], default=0)
    in_order = sorted(traces, key=lambda trace: (trace.numbers[widest : widest + 1], trace.person))
    half = len(in_order) // 2
    yield from _blocks(in_order[:half])
    yield from _blocks(in_order[half:])


def _columns(traces: Sequence[Trace]) -> list[tuple[int, ...]]:
    return list(zip(*(trace.numbers for trace in traces), strict=True))


def _span(column: Sequence[int]) -> int:
    return max(column) - min(column)


def _groups(traces: Sequence[Trace], costs: Mapping[str, float], k: int) -> Iterator[list[Trace]]:
    """Groups of at least `k` who are alike: the one farthest from the first with its nearest, and so on."""
    scale = [w / (_span(column) or 1) for column, w in zip(_columns(traces), traces[0].weights, strict=True)]
    places = [tuple(n * by for n, by in zip(trace.numbers, scale, strict=True)) for trace in traces]
    words = [tuple(trace.values[name] for name in costs) for trace in traces]

    def apart(one: int, other: int) -> float:
        numbers = sum((a - b) ** 2 for a, b in zip(places[one], places[other], strict=True))
        return numbers + sum(
            cost for a, b, cost in zip(words[one], words[other], costs.values(), strict=True) if a != b
        )

    left = list(range(len(traces)))
    while len(left) >= 2 * k:
        far = max(left, key=lambda i: apart(i, left[0]))
        near = sorted(left, key=lambda i: (apart(i, far), i != far))[:k]
        yield [traces[i] for i in near]
        left = [i for i in left if i not in set(near)]
    yield [traces[i] for i in left]
