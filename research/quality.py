"""How well the questionnaire measures: per moment, side and scale, and how far the two sides agree. Pure.

Alpha with the interval of Feldt (1965, Psychometrika 30(3), 357-370). Agreement as Bland and Altman (1986, Lancet
327(8476), 307-310) have it: a mean difference with limits, never a correlation, and only of parallel scales.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from alliance.instruments import CLIENT, RATERS, WORKER, Instrument
from alliance.scoring import as_scored, score_response
from alliance.statistics import InstrumentStatistics, ItemStatistics, ScaleStatistics
from caseload.shares import Z95
from research.associations import student

# The quantile function of the F distribution: (probability, first and second degrees of freedom) -> value.
Quantile = Callable[[float, int, int], float]


@dataclass(frozen=True, slots=True)
class Given:
    """One side's answers at a moment; whose pair and worker they are is only ever counted."""

    moment: str
    pair: object
    worker: object
    rater: str
    answers: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class ScaleQuality:
    """Of complete cases. `floor` and `ceiling` are the parts of scores on the lowest and highest value that there is.

    `pairs` and `workers` say of how many people the figures are, for whoever has to hide small numbers.
    """

    moment: str
    figures: ScaleStatistics
    alpha_low: float | None
    alpha_high: float | None
    floor: float | None
    ceiling: float | None
    items: tuple[ItemStatistics, ...]
    pairs: int
    workers: int


@dataclass(frozen=True, slots=True)
class SideQuality:
    """`straight`: the part of complete responses that gave one and the same answer to every question."""

    moment: str
    rater: str
    n: int
    straight: float | None
    pairs: int
    workers: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Client minus worker, in points of the scale: the mean with Student's interval, and the limits of agreement."""

    moment: str
    scale: str
    n: int
    mean: float | None
    low: float | None
    high: float | None
    lower_limit: float | None
    upper_limit: float | None
    workers: int


@dataclass(frozen=True, slots=True)
class Quality:
    scales: tuple[ScaleQuality, ...]
    sides: tuple[SideQuality, ...]
    agreements: tuple[Agreement, ...]


@dataclass(slots=True)
class _Cell:
    """What is remembered of one moment, side and scale."""

    low: int = 0
    high: int = 0
    pairs: set[object] = field(default_factory=set)
    workers: set[object] = field(default_factory=set)


def quality(instrument: Instrument, given: Iterable[Given], quantile: Quantile | None) -> Quality:
    """Read the answers once. Without a `quantile` function the intervals of alpha stay empty."""
    statistics: dict[str, InstrumentStatistics] = {}
    cells: dict[tuple[str, str, str], _Cell] = defaultdict(_Cell)
    straight: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    who: dict[tuple[str, str], _Cell] = defaultdict(_Cell)
    scores: dict[tuple[str, str], dict[object, dict[str, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    workers: dict[object, object] = {}
    for one in given:
        statistics.setdefault(one.moment, InstrumentStatistics(instrument)).add(one.rater, one.answers)
        workers[one.pair] = one.worker
        _count_straight(instrument, one, straight[one.moment, one.rater], who[one.moment, one.rater])
        for scale, score in score_response(instrument, one.rater, one.answers).items():
            if score.answered == score.items:
                _count_ends(instrument, one, scale, cells[one.moment, one.rater, scale])
            if score.score is not None:
                scores[one.moment, scale][one.pair][one.rater] = score.score
    return Quality(
        tuple(_scales(statistics, cells, quantile)),
        tuple(
            SideQuality(moment, rater, n, same / n if n else None, len(cell.pairs), len(cell.workers))
            for (moment, rater), (same, n) in sorted(straight.items())
            if (cell := who[moment, rater])
        ),
        tuple(_agreements(instrument, scores, workers)),
    )


def alpha_interval(alpha: float, n: int, items: int, quantile: Quantile) -> tuple[float, float]:
    """The 95 % interval of Cronbach's alpha of `n` cases and this many items (Feldt 1965)."""
    first, second = n - 1, (n - 1) * (items - 1)
    return 1 - (1 - alpha) * quantile(0.975, first, second), 1 - (1 - alpha) * quantile(0.025, first, second)


def _count_straight(instrument: Instrument, one: Given, counts: list[int], cell: _Cell) -> None:
    values = [one.answers.get(item.key) for item in instrument.items_for(one.rater)]
    if None in values:
        return
    # As given, not as scored: with reversed questions nobody means the same by one column of crosses.
    counts[0] += len(set(values)) == 1
    counts[1] += 1
    cell.pairs.add(one.pair)
    cell.workers.add(one.worker)


def _count_ends(instrument: Instrument, one: Given, scale: str, cell: _Cell) -> None:
    found = {
        as_scored(instrument, value, reverse=item.reverse)
        for item in instrument.items_for(one.rater, scale)
        if (value := one.answers.get(item.key)) is not None
    }
    cell.low += found == {instrument.values[0]}
    cell.high += found == {instrument.values[-1]}
    cell.pairs.add(one.pair)
    cell.workers.add(one.worker)


def _scales(
    statistics: Mapping[str, InstrumentStatistics],
    cells: Mapping[tuple[str, str, str], _Cell],
    quantile: Quantile | None,
) -> Iterable[ScaleQuality]:
    for moment in sorted(statistics):
        items = list(statistics[moment].items())
        for found in statistics[moment].scales():
            if not found.n:
                continue
            cell = cells[moment, found.rater, found.scale]
            own = tuple(item for item in items if (item.rater, item.scale) == (found.rater, found.scale))
            low, high = None, None
            if quantile is not None and found.alpha is not None and len(own) > 1 and found.n > 1:
                low, high = alpha_interval(float(found.alpha), found.n, len(own), quantile)
            ends = (cell.low / found.n, cell.high / found.n)
            yield ScaleQuality(moment, found, low, high, *ends, own, len(cell.pairs), len(cell.workers))


def _agreements(
    instrument: Instrument,
    scores: Mapping[tuple[str, str], Mapping[object, Mapping[str, Decimal]]],
    workers: Mapping[object, object],
) -> Iterable[Agreement]:
    parallel = {scale.key for scale in instrument.scales if scale.parallel}
    for (moment, scale), by_pair in sorted(scores.items(), key=lambda item: item[0]):
        if scale not in parallel:
            continue
        both = {pair: sides for pair, sides in by_pair.items() if set(RATERS) <= set(sides)}
        differences = [float(sides[CLIENT] - sides[WORKER]) for sides in both.values()]
        yield Agreement(moment, scale, len(both), *_limits(differences), len({workers[pair] for pair in both}))


def _limits(differences: list[float]) -> tuple[float | None, float | None, float | None, float | None, float | None]:
    """The mean, its interval, and the limits; nothing of fewer than two."""
    n = len(differences)
    if n < 2:
        return None, None, None, None, None
    mean = math.fsum(differences) / n
    sd = math.sqrt(math.fsum((one - mean) ** 2 for one in differences) / (n - 1))
    half = student(n - 1) * sd / math.sqrt(n)
    return mean, mean - half, mean + half, mean - Z95 * sd, mean + Z95 * sd
