"""The models of both sides, by statsmodels; an extra (requirements-files.txt)."""

import math
import warnings
from collections.abc import Iterable, Sequence
from typing import Any

from research.both_sides import CLIENT, LATER, WORKER, Effect, Followed, Score

MOST_STEPS = 100
# The side at intake, the change of the client, and how far the change of the worker differs from it.
SIDES, CHANGE, MORE = "sides", "change", "more"
# A rate that a point multiplies or divides by more than this was not estimated: nearly all happened on one side.
MOST = math.log(50)
# A mixed model of more pairs takes minutes; with so many its intervals and those of the marginal one are alike.
MOST_PAIRS = 300


def fit_afterwards(rows: Sequence[Followed]) -> list[Effect] | None:
    """Ratios of rates per point of the client's and of the worker's score; None when they cannot be estimated."""
    import numpy as np
    from scipy.stats import t
    from statsmodels.genmod.cov_struct import Independence
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_estimating_equations import GEE

    known = np.array([[1.0, row.client, row.own] for row in rows])
    times, weeks = np.array([row.times for row in rows]), np.array([float(row.weeks) for row in rows])
    if np.linalg.matrix_rank(known) < known.shape[1]:
        return None
    workers = [row.worker for row in rows]
    model = GEE(times, known, groups=workers, family=Poisson(), cov_struct=Independence(), offset=np.log(weeks))
    found = _quietly(lambda: model.fit(maxiter=MOST_STEPS, cov_type="bias_reduced"))
    if found is None or not found.converged:
        return None
    reach = float(t.ppf(0.975, len(set(workers)) - known.shape[1]))
    effects = []
    for name, value, error in zip((CLIENT, WORKER), found.params[1:], found.bse[1:], strict=True):
        if not math.isfinite(error) or error <= 0 or abs(value) > MOST:
            return None
        half = reach * float(error)
        effects.append(Effect(name, *(math.exp(one) for one in (value, value - half, value + half))))
    return effects


def fit_course(rows: Sequence[Score], parallel: bool) -> list[Effect] | None:
    """Differences in points. Not parallel: the change of each side by itself, from a model of its own."""
    many = len({row.pair for row in rows}) > MOST_PAIRS
    if parallel:
        names = {"side": SIDES, "later": CHANGE, "side:later": MORE}
        return _marginal(rows, names) if many else _mixed(rows, names, "score ~ side * later", "1 + side")
    effects = []
    for side in (CLIENT, WORKER):
        alone = [row for row in rows if row.rater == side]
        own = _marginal(alone, {"later": side}) if many else _mixed(alone, {"later": side}, "score ~ later", "1")
        if own is None:
            return None
        effects += own
    return effects


def _marginal(rows: Sequence[Score], names: dict[str, str]) -> list[Effect] | None:
    """The same differences, with all that one worker's scores have in common taken as it comes."""
    import numpy as np
    from scipy.stats import t
    from statsmodels.genmod.cov_struct import Independence
    from statsmodels.genmod.generalized_estimating_equations import GEE

    sides, later = [int(row.rater == WORKER) for row in rows], [int(row.moment == LATER) for row in rows]
    columns = {"side": sides, "later": later, "side:later": [a * b for a, b in zip(sides, later, strict=True)]}
    known = np.column_stack([np.ones(len(rows)), *(np.array(columns[term], dtype=float) for term in names)])
    workers = [row.worker for row in rows]
    model = GEE(np.array([row.score for row in rows]), known, groups=workers, cov_struct=Independence())
    found = _quietly(lambda: model.fit(cov_type="bias_reduced"))
    if found is None:
        return None
    reach = float(t.ppf(0.975, len(set(workers)) - 1))
    return _effects(names.values(), found.params[1:], found.bse[1:], reach)


def _effects(names: Iterable[str], values: Iterable[Any], errors: Iterable[Any], reach: float) -> list[Effect] | None:
    effects = []
    for name, value, error in zip(names, map(float, values), map(float, errors), strict=True):
        half = reach * error
        if not math.isfinite(half) or half <= 0:
            return None
        effects.append(Effect(name, value, value - half, value + half))
    return effects


def _mixed(rows: Sequence[Score], names: dict[str, str], fixed: str, of_worker: str) -> list[Effect] | None:
    """An intercept for each pair within its worker, and for each worker what `of_worker` says."""
    import pandas as pd
    from scipy.stats import t
    from statsmodels.regression.mixed_linear_model import MixedLM

    table = pd.DataFrame(
        {
            "worker": [row.worker for row in rows],
            "pair": [row.pair for row in rows],
            "side": [int(row.rater == WORKER) for row in rows],
            "later": [int(row.moment == LATER) for row in rows],
            "score": [row.score for row in rows],
        }
    )
    model = MixedLM.from_formula(
        fixed, groups="worker", re_formula=of_worker, vc_formula={"pair": "0 + C(pair)"}, data=table
    )
    found = _quietly(lambda: model.fit(reml=True, method=["lbfgs"], maxiter=MOST_STEPS))
    if found is None or not found.converged:
        return None
    # Student's, with as much freedom as there are workers: the library's own intervals take the variances for known.
    reach = float(t.ppf(0.975, table["worker"].nunique() - 1))
    return _effects(names.values(), found.params[list(names)], found.bse[list(names)], reach)


def _quietly(fit: Any) -> Any:
    """None where the library gives up; a variance of zero (a worker without an own influence) is no failure."""
    import numpy as np

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return fit()
        except (np.linalg.LinAlgError, ValueError, ZeroDivisionError, FloatingPointError):
            return None
