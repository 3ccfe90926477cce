"""What the advice on the mix may know of one case, put together from the rooms.

Of the monitor it reads states only: whether a measurement of this pair was answered by both sides, and whether it was
talked about. Answers and scores are no part of it, and no query of this module touches them.
"""

import datetime as dt
from collections.abc import Sequence

from alliance.models import Measurement, MomentKind
from caseload.models import Fact, FactKind, Pair
from remote_contact.mixing import Moment, failed_in_a_row, weeks_apart
from remote_contact.models import ListEntry, ListKind, RemoteFacts
from remote_contact.suitability import Facts


def facts_of(pair: Pair, known: RemoteFacts | None, moments: Sequence[Moment], today: dt.date) -> Facts:
    """`moments` are all contacts of the supervision, newest first; `known` is what only matters at a distance."""
    current = list(Fact.objects.current().filter(supervision=pair.supervision_id))
    basis_laid, talked = _first_measurement(pair, today)
    return Facts(
        phase=_one(current, FactKind.PHASE),
        basis_laid=basis_laid,
        intake_talked_through=talked,
        risk=_one(current, FactKind.RISK),
        problem_areas=frozenset(fact.value for fact in current if fact.kind == FactKind.PROBLEM_AREA),
        offence_face_to_face_first=_offence(pair, known.offence if known else ""),
        technique_hard=bool(known and known.technique_hard),
        failed_attempts=failed_in_a_row(moments),
        weeks_without_face_to_face=weeks_apart(moments, since=pair.supervision.starts_on, today=today),
        wish=known.wish if known else "",
    )


def _one(facts: list[Fact], kind: FactKind) -> str:
    return next((fact.value for fact in facts if fact.kind == kind), "")


def _first_measurement(pair: Pair, today: dt.date) -> tuple[bool | None, bool | None]:
    """Whether both sides answered, and whether they talked about it; a later moment of this pair makes up for it."""
    measurements = list(Measurement.objects.filter(pair=pair).select_related("talk"))
    revealed = [measurement for measurement in measurements if measurement.is_revealed]
    if revealed:
        return True, any(measurement.talked_on for measurement in revealed)
    starts = [m for m in measurements if m.kind in (MomentKind.INTAKE, MomentKind.HANDOVER)]
    # When the time went by without, the portal cannot tell how the two stand.
    still_time = any(measurement.closes_on > today for measurement in starts)
    return (False if still_time else None), None


def _offence(pair: Pair, code: str) -> bool | None:
    if not code:
        return None
    entries = ListEntry.objects.filter(organisation=pair.team.organisation_id, kind=ListKind.OFFENCE, code=code)
    return entries.values_list("face_to_face_first", flat=True).first()
