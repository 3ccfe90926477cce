"""The experience survey on working at a distance: its statements, what was published, and figures of one's own. Pure.

Published: KFZ project 2020-135 (Werken met de reclasseringscliënt op afstand), factsheet; 228 workers and 26 clients.
Our statements paraphrase them. How many answered each one was not published. The clients' counts are reconstructed from
their percentages; for the workers more than one count gives the percentage, so none is named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from caseload.fewest import FEWEST
from caseload.shares import wilson

POINTS = (1, 2, 3, 4, 5)
# 4 (eens) and 5 (helemaal eens) agree.
AGREES = 4


@dataclass(frozen=True, slots=True)
class Published:
    """`percent` of `n` who took part agreed; `agree` is a count that we reconstructed, None where that is unsure."""

    percent: int
    n: int
    agree: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    key: str
    audience: str
    published: Published


STATEMENTS = (
    Statement("judge_feeling", "worker", Published(73, 228)),
    Statement("solve_disagreement", "worker", Published(53, 228)),
    Statement("miscommunication", "worker", Published(46, 228)),
    Statement("agree_as_easily", "client", Published(77, 26, 20)),
    Statement("needs_face_to_face", "client", Published(23, 26, 6)),
    Statement("understands_less", "client", Published(12, 26, 3)),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """Shares in percent: who agrees, with the 95 % interval of Wilson (1927)."""

    n: int
    agree: int
    percent: float
    low: float
    high: float


def statements_for(audience: str) -> tuple[Statement, ...]:
    return tuple(statement for statement in STATEMENTS if statement.audience == audience)


def figure(values: Iterable[int]) -> Figure | None:
    """None where so few answered that it could tell of one person."""
    answers = list(values)
    n, agree = len(answers), sum(value >= AGREES for value in answers)
    if n < FEWEST:
        return None
    low, high = wilson(agree, n)
    return Figure(n, agree, 100 * agree / n, 100 * low, 100 * high)


@dataclass(frozen=True, slots=True)
class Results:
    """Of one closed wave. `taken`: how many took part; None where that beside the figures would give a hidden one."""

    figures: Mapping[str, Figure | None]
    taken: int | None


def results(answers: Mapping[str, Sequence[int]], taken: int) -> Results:
    """By statement. Who skipped one is counted in `taken` only, so it goes as soon as one figure is hidden."""
    figures = {key: figure(values) for key, values in answers.items()}
    return Results(figures, taken if all(figures.values()) and taken >= FEWEST else None)
