"""Kaplan and Meier's estimate, by statsmodels; an extra (requirements-files.txt)."""

import importlib.util
from collections.abc import Iterable, Sequence


def can_estimate() -> bool:
    return importlib.util.find_spec("statsmodels") is not None


def kaplan_meier(times: Sequence[float], happened: Sequence[int]) -> Iterable[tuple[float, float, float]]:
    """(time, share still without it, standard error) at each time that it happened to somebody."""
    from statsmodels.duration.survfunc import SurvfuncRight

    if not any(happened):
        return []
    found = SurvfuncRight(times, happened)
    return [
        (float(time), float(share), float(error))
        for time, share, error in zip(found.surv_times, found.surv_prob, found.surv_prob_se, strict=True)
    ]
