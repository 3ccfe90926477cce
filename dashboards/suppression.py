"""When a figure may be shown: never of fewer than five pairs or three workers. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from caseload.fewest import FEWEST, FEWEST_WORKERS


@dataclass(frozen=True)
class Scored:
    """One pair's score, with whose pair it is; only ever used to make a figure of many."""

    pair: object
    worker: object
    score: Decimal


@dataclass(frozen=True)
class Distribution:
    """Quartiles of `n` pairs' scores, or, when there are too few, none and which bound was not met."""

    n: int
    lower: Decimal | None = None
    median: Decimal | None = None
    upper: Decimal | None = None
    too_few: str = ""

    @property
    def is_hidden(self) -> bool:
        return self.median is None


def distribution(rows: Iterable[Scored]) -> Distribution:
    """The distribution of these scores. Hidden ones keep no number at all, also not how few there were."""
    rows = list(rows)
    if len({row.pair for row in rows}) < FEWEST:
        return Distribution(n=0, too_few="pairs")
    if len({row.worker for row in rows}) < FEWEST_WORKERS:
        return Distribution(n=0, too_few="workers")
    scores = sorted(row.score for row in rows)
    lower, median, upper = (quantile(scores, Fraction(quarter, 4)) for quarter in (1, 2, 3))
    return Distribution(n=len(scores), lower=lower, median=median, upper=upper)


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
