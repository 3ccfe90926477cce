"""Both sides in one model, in which every pair stands with its worker. Pure; what fits the models comes in.

Pairs of one worker are more alike than pairs of two, and the four scores of one pair more than those of two: a model
that does not know it gives intervals that are too narrow (measured in docs/research.md). So two models, per scale:

* Afterwards: how often something happened for each week after the intake, on both sides' scores at intake together.
  One row a pair; generalised estimating equations (Liang and Zeger 1986, Biometrika 73(1), 13-22) within workers, the
  errors corrected for few of them (Mancl and DeRouen 2001, Biometrics 57(1), 126-134).
* Course: the scores at intake and after six months of both sides, with an intercept for each pair and, for each
  worker, an intercept and a difference between the sides (Laird and Ware 1982, Biometrics 38(4), 963-974); of more
  pairs than that model can bear the same differences by estimating equations within workers.

Fewer than 30 pairs, or 10 workers with two pairs or more, cannot tell what is of the worker and what of the pair; with
fewer than 10 events two scores fit anything (five for each, Vittinghoff and McCulloch 2007). Then there is no figure.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

FEWEST_PAIRS, FEWEST_WORKERS, OF_EACH = 30, 10, 2
FEWEST_EVENTS = 10
CLIENT, WORKER = "client", "worker"
INTAKE, LATER = "intake", "m6"


@dataclass(frozen=True, slots=True)
class Followed:
    """A pair from its intake on: both scores, how often it happened in how many weeks (at least one)."""

    worker: str
    client: float
    own: float
    times: int
    weeks: int


@dataclass(frozen=True, slots=True)
class Score:
    worker: str
    pair: str
    rater: str
    moment: str
    score: float


class Why(StrEnum):
    """Why there is no figure."""

    FEW_PAIRS = "few_pairs"
    FEW_WORKERS = "few_workers"
    FEW_EVENTS = "few_events"
    NO_FIT = "no_fit"


@dataclass(frozen=True, slots=True)
class Effect:
    """Afterwards a ratio of rates per point of the scale; of a course a difference in points. 95 % interval."""

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """With a `why` there are no effects."""

    pairs: int
    workers: int
    effects: tuple[Effect, ...]
    why: Why | None = None


# Nothing when it did not converge.
FitAfterwards = Callable[[Sequence[Followed]], Sequence[Effect] | None]
# The scores, and whether the sides may be held against each other.
FitCourse = Callable[[Sequence[Score], bool], Sequence[Effect] | None]


def afterwards(rows: Sequence[Followed], fit: FitAfterwards) -> Fitted:
    """One scale and one thing that may happen; one row a pair."""
    pairs_of = Counter(row.worker for row in rows)
    why = _too_few(pairs_of)
    # Only whether it happened at all counts here: one pair with ten hitches says as little as one with one.
    if why is None and sum(1 for row in rows if row.times) < FEWEST_EVENTS:
        why = Why.FEW_EVENTS
    return _fitted(pairs_of, why, lambda: fit(rows))


def course(rows: Sequence[Score], *, parallel: bool, fit: FitCourse) -> Fitted:
    """One scale. Of a scale that is not `parallel` the sides are never held against each other: each its own change."""
    pairs_of = Counter(worker for worker, _pair in {(row.worker, row.pair) for row in rows})
    sizes = Counter((row.rater, row.moment) for row in rows)
    cells = [sizes[side, moment] for side in (CLIENT, WORKER) for moment in (INTAKE, LATER)]
    why = _too_few(pairs_of)
    if why is None and min(cells) < FEWEST_PAIRS:
        why = Why.FEW_PAIRS
    return _fitted(pairs_of, why, lambda: fit(rows, parallel))


def _too_few(pairs_of: Counter[str]) -> Why | None:
    if pairs_of.total() < FEWEST_PAIRS:
        return Why.FEW_PAIRS
    if sum(1 for n in pairs_of.values() if n >= OF_EACH) < FEWEST_WORKERS:
        return Why.FEW_WORKERS
    return None


def _fitted(pairs_of: Counter[str], why: Why | None, fit: Callable[[], Sequence[Effect] | None]) -> Fitted:
    effects = None if why else fit()
    if effects is None:
        why = why or Why.NO_FIT
    return Fitted(pairs_of.total(), len(pairs_of), tuple(effects or ()), why)
