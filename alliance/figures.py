"""Figures of a whole organisation, hidden when they are of few: nobody's own answer can be read from them."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from accounts.models import Organisation
from alliance.models import Rater, Worth
from caseload.fewest import FEWEST, FEWEST_WORKERS

QUESTIONS = ("filling_in", "talking")


@dataclass(frozen=True, slots=True)
class WorthFigure:
    """The mean of one side's answers to one question, 1 to 5, and of how many; both None when there are too few.

    `pairs` and `workers` say of how many people, for whoever makes it public.
    """

    rater: str
    question: str
    n: int | None
    mean: Decimal | None
    pairs: int
    workers: int


def worth(organisation: Organisation) -> list[WorthFigure]:
    """What filling in ("filling_in") and talking ("talking") was worth to clients and to workers of an organisation."""
    rows = Worth.objects.filter(measurement__pair__team__organisation=organisation)
    given = defaultdict(list)
    fields = ("rater", "filling_in", "talking", "measurement__pair_id", "measurement__pair__worker_id")
    for rater, filling_in, talking, pair, worker in rows.values_list(*fields):
        for question, value in zip(QUESTIONS, (filling_in, talking), strict=True):
            if value is not None:
                given[rater, question].append((value, pair, worker))
    return [_figure(rater, question, given[rater, question]) for rater in Rater for question in QUESTIONS]


def _figure(rater: str, question: str, given: list[tuple[int, object, object]]) -> WorthFigure:
    # However many answers of one pair, it counts once in the bound.
    pairs, workers = {pair for _value, pair, _worker in given}, {worker for _value, _pair, worker in given}
    if len(pairs) < FEWEST or len(workers) < FEWEST_WORKERS:
        return WorthFigure(rater, question, None, None, len(pairs), len(workers))
    mean = Decimal(sum(value for value, _pair, _worker in given)) / len(given)
    rounded = mean.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return WorthFigure(rater, question, len(given), rounded, len(pairs), len(workers))
