"""Scale scores of one response and the difference within a pair; sections 2 and 3 of docs/scoring.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from alliance.exact import four_places
from alliance.instruments import Instrument, Scale


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """`score` has 4 decimals and is None when fewer than `needed` of the scale's items were answered."""

    scale: str
    score: Decimal | None
    answered: int
    items: int


class AnswerError(ValueError):
    """An answer that this rater cannot give: `item` and the `reason`."""

    def __init__(self, item: str, reason: str) -> None:
        super().__init__(f"{item}: {reason}")
        self.item = item
        self.reason = reason


def score_response(instrument: Instrument, rater: str, answers: Mapping[str, int | None]) -> dict[str, ScaleScore]:
    """Score one response on every scale, in file order; an absent or None answer is no answer.

    Raises AnswerError for an item of the other side, an unknown item or a value outside the instrument's values.
    """
    _check(instrument, rater, answers)
    scores = {}
    for scale in instrument.scales:
        items = instrument.items_for(rater, scale.key)
        given = [
            as_scored(instrument, value, reverse=item.reverse)
            for item in items
            if (value := answers.get(item.key)) is not None
        ]
        enough = len(given) >= needed(instrument.min_answered, len(items))
        score = mean_score(sum(given), len(given)) if enough else None
        scores[scale.key] = ScaleScore(scale.key, score, len(given), len(items))
    return scores


def as_scored(instrument: Instrument, value: int, *, reverse: bool) -> int:
    """The answer as it counts: a reversed item mirrors it within the instrument's values."""
    return instrument.values[0] + instrument.values[-1] - value if reverse else value


@lru_cache(maxsize=256)
def needed(min_answered: Decimal, items: int) -> int:
    """ceil(min_answered x items), exact: 0.8 of 5 items is 4, not 5."""
    share = Fraction(min_answered) * items
    return -(-share.numerator // share.denominator)


@lru_cache(maxsize=4096)
def mean_score(total: int, count: int) -> Decimal:
    """The mean of `count` answers that add up to `total`, kept to 4 decimals."""
    return four_places(Fraction(total, count))


def difference(client: Decimal | None, worker: Decimal | None, scale: Scale) -> Decimal | None:
    """Client score minus worker score, signed; None when either is blank or the scale is not parallel."""
    if client is None or worker is None or not scale.parallel:
        return None
    return four_places(Fraction(client) - Fraction(worker))


def _check(instrument: Instrument, rater: str, answers: Mapping[str, int | None]) -> None:
    own = instrument.item_keys(rater)
    for key, value in answers.items():
        if key not in own:
            known = instrument.item(key)
            raise AnswerError(key, f"belongs to the {known.rater}" if known else "is not an item of this instrument")
        if value is not None and value not in instrument.values:
            raise AnswerError(key, f"{value} is not one of the values")
