"""Planning and opening moments, and inviting to them. Set-based, and safe to run any number of times at once."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Team, User
from alliance import schedule
from alliance.actions.instruments import instrument_for
from alliance.models import ClientPin, Measurement, MomentKind, Rater, Response
from alliance.models.due import INVITATION
from alliance.models.measurement import MeasurementQuerySet
from audit import clock
from audit.models import Action, Purpose
from audit.record import record
from caseload.models import Pair, Pause
from caseload.models.pair import PairQuerySet
from messaging import actions as outbox
from messaging.models import Channel, Message
from messaging.reach import has_address

BATCH = 500


def plan_measurements(*, today: dt.date, pairs: PairQuerySet | None = None) -> int:
    """Give every running pair its start moment and its next regular one; returns how many rows were made.

    A batch of pairs at a time, each in a transaction of its own: the next run finds what is still lacking.
    """
    of_pair = Measurement.objects.filter(pair=OuterRef("pk"))
    regular = of_pair.filter(kind=MomentKind.REGULAR)
    lacking = (
        (Pair.objects.all() if pairs is None else pairs)
        .open()
        .annotate(
            has_any=Exists(of_pair.exclude(kind=MomentKind.EXTRA)),
            has_start=Exists(of_pair.filter(kind__in=[MomentKind.INTAKE, MomentKind.HANDOVER])),
            has_next=Exists(regular.filter(closes_on__gt=today)),
            last=Subquery(regular.order_by().values("pair").annotate(last=Max("months")).values("last")),
        )
        .filter(has_next=False)
        .order_by("pk")
        .values_list("pk", "supervision", "starts_on", "is_first", "has_any", "has_start", "last")
    )
    made, after = 0, Q()
    while found := list(lacking.filter(after)[:BATCH]):
        made += _plan(found, today)
        after = Q(pk__gt=found[-1][0])
    return made


@transaction.atomic
def _plan(found: list[tuple[Any, ...]], today: dt.date) -> int:
    pauses = _ended_pauses({supervision for _pk, supervision, *_rest in found})
    rows = []
    for pk, supervision, first_day, is_first, has_any, has_start, last in found:
        paused = schedule.paused_time(first_day, pauses[supervision])
        if has_any:
            planned = [
                schedule.next_regular(first_day, today, without_baseline=not has_start, after=last or 0, paused=paused)
            ]
        else:
            planned = schedule.moments_for(first_day, today, is_first_pair=is_first, paused=paused)
        rows += [_row(pk, moment) for moment in planned]
    Measurement.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    return len(rows)


def _ended_pauses(supervisions: Collection[uuid.UUID]) -> dict[uuid.UUID, list[tuple[dt.date, dt.date]]]:
    """Of each supervision its pauses that are over; one that runs moves what it must when it ends."""
    found: dict[uuid.UUID, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    ended = Pause.objects.filter(until__isnull=False, supervision__in=supervisions)
    for supervision, since, until in ended.values_list("supervision", "since", "until"):
        assert until is not None
        found[supervision].append((since, until))
    return found


def opening_of(pair: Pair, months: int) -> dt.date:
    """When the schedule opens this pair's regular moment of so many months; a pause that is over counts."""
    pauses = _ended_pauses({pair.supervision_id})[pair.supervision_id]
    return schedule.regular_opening(pair.starts_on, months, schedule.paused_time(pair.starts_on, pauses))


def _row(pair_id: uuid.UUID, planned: schedule.Planned) -> Measurement:
    return Measurement(
        pair_id=pair_id,
        kind=planned.kind,
        months=planned.months,
        opens_on=planned.opens_on,
        closes_on=planned.closes_on,
        without_baseline=planned.without_baseline,
    )


def open_due(*, today: dt.date) -> int:
    """Open the measurements whose day has come and queue their invitations, a batch per transaction."""
    opened = 0
    while batch := list(Measurement.objects.due_on(today).with_people()[:BATCH]):
        with transaction.atomic():
            opened += _open(batch)
    return opened


def _open(batch: list[Measurement]) -> int:
    instruments = {org.pk: instrument_for(org) for org in {m.pair.team.organisation for m in batch}}
    now = clock.now()
    opened = 0
    for organisation_id, instrument in instruments.items():
        ids = [m.pk for m in batch if m.pair.team.organisation_id == organisation_id]
        # Conditional: of two schedulers at once only one opens it; the outbox's key guards the invitation.
        # An extra moment chose its instrument when it was planned.
        opened += Measurement.objects.filter(pk__in=ids, opened_at__isnull=True).update(
            opened_at=now, instrument=Coalesce("instrument", instrument.pk)
        )
    queue_invitations([m for m in batch if m.pair.team.invitations_since is not None])
    return opened


def queue_invitations(measurements: Iterable[Measurement], *, again: str = "") -> int:
    """Queue an invitation for each side that can be reached.

    `again` is the moment of a second one to a client, whose first link went to somebody else.
    """
    messages = invitations_for(list(measurements), again=again)
    outbox.queue(messages)
    return len(messages)


def invitations_for(measurements: Sequence[Measurement], *, again: str = "") -> list[Message]:
    """Unsaved: an invitation for each side that can be reached; a client needs an address and a PIN of their own."""
    clients = {m.pair.supervision.client_id for m in measurements}
    with_pin = set(ClientPin.objects.filter(client_id__in=clients).values_list("client_id", flat=True))
    messages = []
    for measurement in measurements:
        client = measurement.pair.supervision.client
        messages.append(_invitation(measurement, Rater.WORKER))
        if has_address(client, Channel) and client.pk in with_pin:
            messages.append(_invitation(measurement, Rater.CLIENT, moment=again))
    return messages


def _invitation(measurement: Measurement, side: Rater, moment: str = "") -> Message:
    return outbox.message(kind=INVITATION, subject_id=measurement.pk, side=side, pair=measurement.pair, moment=moment)


def not_answered(today: dt.date, side: Rater) -> QuerySet[Measurement]:
    """Open measurements that this side neither answered nor put off, of supervisions that do not stand still."""
    answered = Response.objects.standing().filter(measurement=OuterRef("pk"), rater=side)
    waiting = Measurement.objects.open_on(today).not_paused(today)
    return waiting.filter(~Exists(answered), Q(**{f"{side}_not_now_at__isnull": True}))


def invitations_waiting(team: Team, *, today: dt.date) -> MeasurementQuerySet:
    """The open measurements of a team that would be invited the moment its invitations start."""
    complete = Q(revealed_at__isnull=False)
    waiting = Measurement.objects.open_on(today).not_paused(today).filter(pair__team=team)
    return waiting.exclude(complete).with_people()


@transaction.atomic
def start_invitations(*, team: Team, by: User) -> int:
    """Switch a team's invitations on, and invite for what is open now; a second click changes nothing."""
    switched = Team.objects.filter(pk=team.pk, invitations_since__isnull=True).update(invitations_since=clock.now())
    if not switched:
        return 0
    team.refresh_from_db()
    record(Action.CHANGED, by=by, what="team invitations", object_id=team.pk, purpose=Purpose.ADMINISTRATION)
    return queue_invitations(invitations_waiting(team, today=clock.today()))
