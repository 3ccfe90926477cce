"""Pairs drawn from a known truth, in which the pairs of one worker are alike. `docs/research.md` has the long figures:
PORTAL_DEMO=1 .venv/bin/python -m research.tests.simulated
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from statistics import NormalDist
from typing import Any

import numpy as np

from research.both_sides import CLIENT, INTAKE, LATER, WORKER, Effect, Followed, Score
from research.fitting import fit_afterwards, fit_course

# Ratios of rates per point, and differences in points.
RATIOS = {CLIENT: 0.67, WORKER: 1.35}
COURSE = {"sides": 0.2, "change": 0.15, "more": 0.1}
# A worker's own way of scoring, and of what happens with that worker's clients whatever the scores.
STYLE, LUCK = 0.5, 0.7
Z95 = NormalDist().inv_cdf(0.975)


def followed(chance: np.random.Generator, workers: int, each: int) -> list[Followed]:
    rows = []
    for worker in range(workers):
        style, luck = chance.normal(scale=STYLE), chance.normal(scale=LUCK)
        for _ in range(each):
            client, own = chance.normal(scale=0.7), style + chance.normal(scale=0.4)
            weeks = int(chance.integers(20, 100))
            rate = math.exp(
                -4.0 + math.log(RATIOS[CLIENT]) * client + math.log(RATIOS[WORKER]) * own + luck - LUCK**2 / 2
            )
            rows.append(Followed(f"w{worker}", 3.5 + client, 3.5 + own, int(chance.poisson(rate * weeks)), weeks))
    return rows


def scored(chance: np.random.Generator, workers: int, each: int) -> list[Score]:
    """A quarter has no score after six months."""
    rows = []
    for worker in range(workers):
        luck, style = chance.normal(scale=0.3), chance.normal(scale=STYLE)
        for pair in range(each):
            alike = luck + chance.normal(scale=0.4)
            for rater in (CLIENT, WORKER):
                side = COURSE["sides"] + style if rater == WORKER else 0.0
                change = COURSE["change"] + (COURSE["more"] if rater == WORKER else 0.0)
                for moment in (INTAKE, LATER):
                    if moment == INTAKE or chance.random() < 0.75:
                        later = change if moment == LATER else 0.0
                        score = 3.4 + alike + side + later + chance.normal(scale=0.4)
                        rows.append(Score(f"w{worker}", f"w{worker}p{pair}", rater, moment, score))
    return rows


def naive_afterwards(rows: Sequence[Followed]) -> list[Effect]:
    """As if every pair had a worker of its own and nothing else differed."""
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    known = np.array([[1.0, row.client, row.own] for row in rows])
    weeks = np.log([float(row.weeks) for row in rows])
    found = GLM(np.array([row.times for row in rows]), known, family=Poisson(), offset=weeks).fit()
    return [
        Effect(name, math.exp(value), math.exp(value - Z95 * error), math.exp(value + Z95 * error))
        for name, value, error in zip((CLIENT, WORKER), found.params[1:], found.bse[1:], strict=True)
    ]


def naive_course(rows: Sequence[Score]) -> list[Effect]:
    """The two sides at intake as if every score were somebody else's."""
    sides = [
        np.array([row.score for row in rows if (row.rater, row.moment) == (side, INTAKE)]) for side in (WORKER, CLIENT)
    ]
    difference = float(sides[0].mean() - sides[1].mean())
    half = Z95 * math.sqrt(sum(side.var(ddof=1) / len(side) for side in sides))
    return [Effect("sides", difference, difference - half, difference + half)]


def held(
    draw: Callable[[np.random.Generator], Sequence[Any]],
    fit: Callable[[Sequence[Any]], Sequence[Effect] | None],
    truth: dict[str, float],
    often: int,
) -> dict[str, float]:
    """By effect the part of the intervals that hold the truth, of the samples that gave a figure."""
    chance, fitted, holds = np.random.default_rng(11), 0, Counter[str]()
    for _n in range(often):
        effects = fit(draw(chance))
        fitted += effects is not None
        holds.update(one.name for one in effects or () if one.low <= truth[one.name] <= one.high)
    return {name: round(holds[name] / fitted, 3) for name in truth if name in holds} | {"fitted": fitted / often}


def main() -> None:
    for workers, each in ((10, 4), (20, 5), (40, 6)):
        size = f"{workers} workers, {workers * each} pairs"
        for words, fit in (("model", fit_afterwards), ("naive", naive_afterwards)):
            print(
                f"{size}: afterwards, {words}", held(partial(followed, workers=workers, each=each), fit, RATIOS, 1000)
            )
        for words, other in (("model", lambda rows: fit_course(rows, parallel=True)), ("naive", naive_course)):
            print(f"{size}: course, {words}", held(partial(scored, workers=workers, each=each), other, COURSE, 300))


if __name__ == "__main__":
    main()
