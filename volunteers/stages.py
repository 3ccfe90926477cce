"""From which stage a volunteer may go where. Pure.

The way in is application, interview, screening, training, available; a stage may be skipped or done again, because
projects differ in what they ask. Resting and leaving are for whoever was available; turning down is for whoever was
not yet. Whoever left may come back: to the screening or the training, or at once when the papers are still good.
"""

APPLIED, INTERVIEW, SCREENING, TRAINING = "applied", "interview", "screening", "training"
AVAILABLE, RESTING, LEFT, TURNED_DOWN = "available", "resting", "left", "turned_down"
WAY_IN = (APPLIED, INTERVIEW, SCREENING, TRAINING)
# Of whoever was turned down nothing is kept after these days.
KEPT_DAYS = 28
_TO = {
    AVAILABLE: (RESTING,),
    RESTING: (AVAILABLE,),
    LEFT: (SCREENING, TRAINING, AVAILABLE),
    TURNED_DOWN: (INTERVIEW,),
}


def next_stages(stage: str, *, has_been_available: bool) -> list[str]:
    """Where somebody at this stage may go. Leaving has a page of its own, because matches end by it."""
    if stage in WAY_IN:
        others = [other for other in WAY_IN[1:] if other != stage]
        # Of whoever took part before, more is known than an application: they stop, and are not turned down.
        return [*others, AVAILABLE, *([] if has_been_available else [TURNED_DOWN])]
    return list(_TO[stage])
