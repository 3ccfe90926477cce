"""Planning and opening moments, inviting and reminding. Set-based, and safe to run any number of times at once."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import Team, User
from alliance import schedule
from alliance.actions.instruments import instrument_for
from alliance.models import ClientPin, Measurement, MomentKind, Rater, Response
from audit import clock
from audit.models import Action, Purpose
from audit.record import record
from caseload.models import Pair
from caseload.models.pair import PairQuerySet
from messaging import actions as outbox
from messaging.models import Message

INVITATION = "alliance.invitation"
REMINDER = "alliance.reminder"
REMIND_AFTER = dt.timedelta(days=7)
BATCH = 500


@transaction.atomic
def plan_measurements(*, today: dt.date, pairs: PairQuerySet | None = None) -> int:
    """Give every running pair its start moment and its next regular one; returns how many rows were made."""
    of_pair = Measurement.objects.filter(pair=OuterRef("pk"))
    lacking = (
        (Pair.objects.all() if pairs is None else pairs)
        .open()
        .annotate(
            has_any=Exists(of_pair),
            has_start=Exists(of_pair.exclude(kind=MomentKind.REGULAR)),
            has_next=Exists(of_pair.filter(kind=MomentKind.REGULAR, closes_on__gt=today)),
        )
        .filter(has_next=False)
        .values_list("pk", "starts_on", "is_first", "has_any", "has_start")
    )
    rows = []
    for pk, first_day, is_first, has_any, has_start in lacking.iterator(chunk_size=2000):
        if has_any:
            planned = [schedule.next_regular(first_day, today, without_baseline=not has_start)]
        else:
            planned = schedule.moments_for(first_day, today, is_first_pair=is_first)
        rows += [_row(pk, moment) for moment in planned]
    Measurement.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    return len(rows)


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


def queue_invitations(measurements: Iterable[Measurement]) -> int:
    """Queue an invitation for each side that can be reached; a client needs an address and a PIN of their own."""
    measurements = list(measurements)
    clients = {m.pair.supervision.client_id for m in measurements}
    with_pin = set(ClientPin.objects.filter(client_id__in=clients).values_list("client_id", flat=True))
    messages = []
    for measurement in measurements:
        client = measurement.pair.supervision.client
        messages.append(_message(INVITATION, measurement, Rater.WORKER))
        if client.email and client.pk in with_pin:
            messages.append(_message(INVITATION, measurement, Rater.CLIENT))
    outbox.queue(messages)
    return len(messages)


def _message(kind: str, measurement: Measurement, side: Rater, number: int = 0) -> Message:
    return outbox.message(kind=kind, subject_id=measurement.pk, side=side, pair=measurement.pair, number=number)


def not_answered(today: dt.date, side: Rater) -> QuerySet[Measurement]:
    """Open measurements that this side neither answered nor put off."""
    answered = Response.objects.standing().filter(measurement=OuterRef("pk"), rater=side)
    return Measurement.objects.open_on(today).filter(~Exists(answered), Q(**{f"{side}_not_now_at__isnull": True}))


@transaction.atomic
def queue_reminders(*, today: dt.date) -> int:
    """One reminder per side, a week after its invitation, to who has neither answered nor said "nu niet"."""
    invited_before = clock.now() - REMIND_AFTER
    messages = []
    for side in (Rater.CLIENT, Rater.WORKER):
        sent = Message.objects.filter(subject_id=OuterRef("pk"), side=side)
        waiting = not_answered(today, side).filter(
            Exists(sent.filter(kind=INVITATION, created_at__lte=invited_before)),
            ~Exists(sent.filter(kind=REMINDER, number=1)),
            pair__team__invitations_since__isnull=False,
        )
        messages += [_message(REMINDER, m, side, number=1) for m in waiting.select_related("pair").iterator()]
    outbox.queue(messages)
    return len(messages)


def invitations_waiting(team: Team, *, today: dt.date) -> QuerySet[Measurement]:
    """The open measurements of a team that would be invited the moment its invitations start."""
    complete = Q(revealed_at__isnull=False)
    return Measurement.objects.open_on(today).filter(pair__team=team).exclude(complete).with_people()


@transaction.atomic
def start_invitations(*, team: Team, by: User) -> int:
    """Switch a team's invitations on, and invite for what is open now; a second click changes nothing."""
    switched = Team.objects.filter(pk=team.pk, invitations_since__isnull=True).update(invitations_since=clock.now())
    if not switched:
        return 0
    team.refresh_from_db()
    record(Action.CHANGED, by=by, what="team invitations", object_id=team.pk, purpose=Purpose.ADMINISTRATION)
    return queue_invitations(invitations_waiting(team, today=clock.today()))
