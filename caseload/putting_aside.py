"""What a supervisor puts aside of the pairs that ask for them, for a time and with a reason; and takes back."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from audit import clock
from audit.models import Action
from audit.record import record
from caseload.models import NeedAside, Pair


@transaction.atomic
def put_needs_aside(*, pair: Pair, causes: Collection[str], reason: str, until: dt.date, by: User) -> list[NeedAside]:
    """Put these causes of one pair aside up to a day; of one that stands aside already the first reason stays."""
    # Two clicks at once make one row of each cause.
    Pair.objects.select_for_update().get(pk=pair.pk)
    standing = set(NeedAside.objects.standing().filter(pair=pair, cause__in=causes).values_list("cause", flat=True))
    now = clock.now()
    new = [
        NeedAside(pair=pair, cause=cause, reason=reason, until=until, put_aside_at=now, put_aside_by=by)
        for cause in sorted(set(causes) - standing)
    ]
    for aside in new:
        aside.clean_fields()
    NeedAside.objects.bulk_create(new)
    if new:
        record(Action.CREATED, by=by, what="need aside", subjects=[pair.supervision.client_id], object_id=pair.pk)
    return new


@transaction.atomic
def take_needs_back(*, aside: NeedAside, by: User) -> None:
    """Everything of this pair that was put aside with it asks again; once taken back, nothing happens."""
    together = NeedAside.objects.standing().filter(pair=aside.pair_id, put_aside_at=aside.put_aside_at)
    if not together.update(taken_back_at=clock.now(), taken_back_by=by):
        return
    client = aside.pair.supervision.client_id
    record(Action.ENDED, by=by, what="need aside", subjects=[client], object_id=aside.pair_id)
