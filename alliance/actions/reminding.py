"""Looking up each day what the schedule asks for, and changing the schedule."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import Organisation, User
from alliance.models import LookUp, Measurement, Rater, ReminderSchedule, due
from alliance.models.due import Due
from audit import clock
from audit.models import Action, Purpose
from audit.record import record
from caseload.models import Pair
from caseload.versions import require_version
from messaging import actions as outbox
from messaging.models import Message

BATCH = 2000
SLICE = 10_000
DAY = dt.timedelta(days=1)
WHO = {Rater.WORKER: "pair__worker", Rater.CLIENT: "pair__supervision__client"}


def look_up(*, today: dt.date) -> int:
    """Once a day: queue what the schedule asks for. Stopped half-way, the next run finds the rest and nothing else."""
    if LookUp.objects.filter(day=today).exists():
        return 0
    queued = queue_reminders(today=today)
    LookUp.objects.get_or_create(day=today, defaults={"done_at": clock.now(), "queued": queued})
    return queued


def queue_reminders(*, today: dt.date) -> int:
    """Queue every invitation, reminder and notice that is due and lacking; returns how many."""
    queued = 0
    for wanted in due.on(today, in_slices=True):
        for batch in batches(wanted):
            # A transaction each: what is queued stays queued, whatever becomes of the next.
            outbox.queue(batch)
            queued += len(batch)
    return queued


def batches(wanted: Due) -> Iterator[list[Message]]:
    """Unsaved: the messages that are lacking, so many at a time."""
    columns = ["pk", "pair_id", WHO[wanted.side], "closes_on", "lates"]
    for part in _slices(wanted):
        # Of one person's moments the earliest comes first, also under a cap.
        rows = list(wanted.lacking.filter(part).order_by("opens_on", "months", "number", "pk").values_list(*columns))
        for n in range(0, len(rows), BATCH):
            yield [_message(wanted, *row) for row in rows[n : n + BATCH]]


def _slices(wanted: Due) -> Iterator[Q]:
    """Cut what may lack a message into parts of the index, so that no query is about more than one of them."""
    order, after = wanted.order, Q()
    keys = Measurement.objects.filter(wanted.window).order_by(order, "pk").values_list(order, "pk")
    while edge := list(keys.filter(after)[SLICE - 1 : SLICE]):
        last, pk = edge[0]
        # Said twice, because an index is only used for the first.
        yield after & Q(**{f"{order}__lte": last}) & (Q(**{f"{order}__lt": last}) | Q(pk__lte=pk))
        after = Q(**{f"{order}__gte": last}) & (Q(**{f"{order}__gt": last}) | Q(pk__gt=pk))
    yield after


def _message(wanted: Due, pk: Any, pair_id: Any, recipient_id: Any, closes_on: dt.date, lates: int) -> Message:
    # The day of closing is part of the key, so that what a pause held back can come after it; an invitation needs
    # none, because whoever starts the invitations and the end of a pause queue it by the same key.
    return outbox.message(
        kind=wanted.kind,
        subject_id=pk,
        side=wanted.side,
        pair=Pair(pk=pair_id),
        recipient_id=recipient_id,
        number=lates if wanted.number is None else wanted.number,
        moment="" if wanted.kind == due.INVITATION else closes_on.isoformat(),
    )


@transaction.atomic
def change_schedule(
    *,
    side: Rater | str,
    moment_kind: str,
    after: Sequence[int],
    before_close: int | None,
    tells_closed: bool,
    version: int,
    by: User,
) -> ReminderSchedule:
    """A new version for the administrator's organisation, which holds from tomorrow for what is not yet queued.

    `version` is the one that was on the screen, 0 for the portal's own: StaleRecord when another was made since.
    """
    # The lock on the organisation is the lock on its schedules.
    Organisation.objects.select_for_update().get(pk=by.organisation_id)
    newest = newest_schedule(by.organisation, side, moment_kind)
    stands = newest.version if newest else 0
    require_version(version, stands, newest, what="reminder schedule")
    row = ReminderSchedule.objects.create(
        organisation=by.organisation,
        side=side,
        moment_kind=moment_kind,
        version=stands + 1,
        after=list(after),
        before_close=before_close,
        tells_closed=tells_closed,
        holds_from=clock.today() + DAY,
        written_at=clock.now(),
        written_by=by,
    )
    record(Action.CHANGED, by=by, what="reminder schedule", object_id=row.pk, purpose=Purpose.ADMINISTRATION)
    return row


def newest_schedule(organisation: Organisation, side: Rater | str, moment_kind: str) -> ReminderSchedule | None:
    """What was last decided, also when it holds only from tomorrow; None for the portal's own."""
    rows = ReminderSchedule.objects.filter(organisation=organisation, side=side, moment_kind=moment_kind)
    return rows.order_by("-version").first()
