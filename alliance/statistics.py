"""Statistics of an instrument over many responses: means, spread, Cronbach's alpha, item-rest correlations.

Sums of whole numbers are kept, never the responses, so the results are exact and memory does not grow with the file.
Each scale counts its own complete cases. Cronbach (1951), Psychometrika 16(3), 297-334; section 5 of docs/scoring.md.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from alliance.exact import four_places, root_four_places
from alliance.instruments import RATERS, Instrument, Item
from alliance.scoring import as_scored, mean_score


@dataclass(frozen=True, slots=True)
class ScaleStatistics:
    """Of the scale's 4-decimal scores, and alpha; 4 decimals, None where there is nothing to compute."""

    rater: str
    scale: str
    n: int
    mean: Decimal | None
    sd: Decimal | None
    alpha: Decimal | None


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """Of one item as scored, so after reversing; `item_rest` is its correlation with the scale's other items."""

    rater: str
    scale: str
    item: str
    n: int
    mean: Decimal | None
    sd: Decimal | None
    item_rest: Decimal | None


class ScaleSums:
    """What must be remembered of the complete cases of one rater's scale."""

    def __init__(self, items: int) -> None:
        self.n = 0
        self.totals: Counter[int] = Counter()  # few different totals, however many cases
        self.sums = [0] * items
        self.squares = [0] * items
        self.products = [0] * items  # of each item with the total of all items

    def add(self, values: Sequence[int]) -> None:
        """Take in one complete case: the values as scored, one per item."""
        total = sum(values)
        self.n += 1
        self.totals[total] += 1
        for index, value in enumerate(values):
            self.sums[index] += value
            self.squares[index] += value * value
            self.products[index] += value * total

    def mean(self) -> Decimal | None:
        return four_places(self._score_sum() / self.n) if self.n else None

    def sd(self) -> Decimal | None:
        squares = sum((count * score**2 for score, count in self._scores()), Fraction(0))
        variance = self._covariance(squares, self._score_sum(), self._score_sum())
        return None if variance is None else root_four_places(variance)

    def alpha(self) -> Decimal | None:
        """k / (k - 1) x (1 - sum of item variances / variance of the total)."""
        items = len(self.sums)
        total = self._total_variance()
        if items < 2 or not total:
            return None
        parts = sum((self._item_variance(index) or Fraction(0) for index in range(items)), Fraction(0))
        return four_places(Fraction(items, items - 1) * (1 - parts / total))

    def item_mean(self, index: int) -> Decimal | None:
        return four_places(Fraction(self.sums[index], self.n)) if self.n else None

    def item_sd(self, index: int) -> Decimal | None:
        variance = self._item_variance(index)
        return None if variance is None else root_four_places(variance)

    def item_rest(self, index: int) -> Decimal | None:
        """Pearson's correlation of the item with the sum of the others."""
        own, total = self._item_variance(index), self._total_variance()
        with_total = self._covariance(self.products[index], self.sums[index], self._total_sum())
        if len(self.sums) < 2 or own is None or total is None or with_total is None:
            return None
        with_rest, rest = with_total - own, total - 2 * with_total + own
        if not own or not rest:
            return None
        size = root_four_places(with_rest**2 / (own * rest))
        return -size if with_rest < 0 and size else size

    def _scores(self) -> list[tuple[Fraction, int]]:
        # The mean and sd are of the scores as score_answers prints them.
        return [(Fraction(mean_score(total, len(self.sums))), count) for total, count in self.totals.items()]

    def _score_sum(self) -> Fraction:
        return sum((score * count for score, count in self._scores()), Fraction(0))

    def _total_sum(self) -> int:
        return sum(self.sums)

    def _total_variance(self) -> Fraction | None:
        squares = sum(total * total * count for total, count in self.totals.items())
        return self._covariance(squares, self._total_sum(), self._total_sum())

    def _item_variance(self, index: int) -> Fraction | None:
        return self._covariance(self.squares[index], self.sums[index], self.sums[index])

    def _covariance(self, products: int | Fraction, one: int | Fraction, other: int | Fraction) -> Fraction | None:
        # The sample covariance (n - 1) from sums; of a variable with itself, its variance.
        if self.n < 2:
            return None
        return Fraction(self.n * products - one * other) / (self.n * (self.n - 1))


class InstrumentStatistics:
    """Takes in responses one by one and sums up each rater's scales, raters first, then scales in file order."""

    def __init__(self, instrument: Instrument) -> None:
        self._instrument = instrument
        self._sums: dict[tuple[str, str], tuple[tuple[Item, ...], ScaleSums]] = {}
        for rater in RATERS:
            for scale in instrument.scales:
                items = instrument.items_for(rater, scale.key)
                self._sums[rater, scale.key] = (items, ScaleSums(len(items)))

    def add(self, rater: str, answers: Mapping[str, int | None]) -> None:
        """Count one response for each scale of which every item was answered."""
        for scale in self._instrument.scales:
            items, sums = self._sums[rater, scale.key]
            values = [
                as_scored(self._instrument, value, reverse=item.reverse)
                for item in items
                if (value := answers.get(item.key)) is not None
            ]
            if len(values) == len(items):
                sums.add(values)

    def scales(self) -> Iterator[ScaleStatistics]:
        for (rater, scale), (_, sums) in self._sums.items():
            yield ScaleStatistics(rater, scale, sums.n, sums.mean(), sums.sd(), sums.alpha())

    def items(self) -> Iterator[ItemStatistics]:
        for (rater, scale), (items, sums) in self._sums.items():
            for index, item in enumerate(items):
                mean, sd, rest = sums.item_mean(index), sums.item_sd(index), sums.item_rest(index)
                yield ItemStatistics(rater, scale, item.key, sums.n, mean, sd, rest)
