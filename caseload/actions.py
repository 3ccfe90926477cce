"""Every write about clients, supervisions, pairs, hitches and agreements.

Keyword-only, `by=` the acting user (None for the portal itself), one transaction, the audit event inside it.
Planning the measurements of a new pair is the floor above's business: `probation_portal/actions.py`.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from accounts.models import Organisation, Role, Team, User
from audit import clock
from audit.models import Action, Reason
from audit.record import record
from caseload.models import (
    Agreement,
    AgreementState,
    AttentionAside,
    Client,
    Condition,
    EndReason,
    Fact,
    FactKind,
    FormerAddress,
    Goal,
    Hitch,
    HitchKind,
    Pair,
    PairEnd,
    Pause,
    Supervision,
)
from caseload.versions import require_version, save_over

# A starting list; each organisation changes its own. The research definition of a hitch is not public.
DEFAULT_HITCH_KINDS = (
    "Niet verschenen zonder bericht",
    "Niet bereikbaar",
    "Afspraak niet nagekomen",
    "Voorwaarde niet nageleefd",
    "Waarschuwing",
    "Officiële waarschuwing",
    "Terugmelding aan de opdrachtgever",
    "Nieuwe verdenking",
)


@transaction.atomic
def add_default_hitch_kinds(*, organisation: Organisation) -> None:
    HitchKind.objects.bulk_create(
        [HitchKind(organisation=organisation, name=name) for name in DEFAULT_HITCH_KINDS], ignore_conflicts=True
    )


def _refuse_staffs_address(email: str) -> None:
    """Links to a client's questions go to this address: it is never one that a worker or volunteer signs in with."""
    if email and User.objects.exclude(role=Role.CLIENT).filter(email__iexact=email).exists():
        raise ValidationError({"email": _("Dit e-mailadres kan niet van een cliënt zijn.")})


@transaction.atomic
def enter_client(*, organisation: Organisation, by: User | None, **fields: Any) -> Client:
    client = Client(organisation=organisation, **fields)
    client.full_clean()
    _refuse_staffs_address(client.email)
    try:
        with transaction.atomic():
            client.save()
    except IntegrityError:
        # Two people enter the same new number in the same instant: the check above saw neither.
        raise ValidationError({"number": _("Dit cliëntnummer is net door iemand anders ingevoerd.")}) from None
    record(
        Action.CREATED,
        by=by,
        what="client",
        subjects=[client.pk],
        object_id=client.pk,
        organisation_id=organisation.pk,
    )
    return client


def note_number_tried(*, client: Client, by: User) -> None:
    """A case was to be started with the number of somebody who is there already, and was not."""
    record(
        Action.REFUSED,
        by=by,
        what="supervision",
        subjects=[client.pk],
        object_id=client.pk,
        reason=Reason.OUT_OF_REACH,
        organisation_id=client.organisation_id,
    )


@transaction.atomic
def change_client(*, client: Client, version: int, by: User, **fields: Any) -> Client:
    """Change what is known of a client; refused when somebody saved in between. A replaced address is kept apart."""
    old_email = Client.objects.values_list("email", flat=True).get(pk=client.pk)
    for name, value in fields.items():
        setattr(client, name, value)
    client.full_clean()
    if client.email != old_email:
        _refuse_staffs_address(client.email)
    save_over(Client.objects.all(), client.pk, version, what="client", **fields)
    if old_email and old_email != client.email:
        FormerAddress.objects.create(client=client, email=old_email, replaced_at=clock.now())
    record(Action.CHANGED, by=by, what="client", subjects=[client.pk], object_id=client.pk)
    client.refresh_from_db()
    return client


@transaction.atomic
def start_supervision(
    *,
    client: Client,
    worker: User,
    starts_on: dt.date,
    level: str,
    by: User | None,
    planned_end: dt.date | None = None,
    team: Team | None = None,
) -> Pair:
    """Start a supervision with its first pair, its level and its first phase."""
    if level not in client.organisation.levels:
        raise ValidationError({"level": _("Dit niveau bestaat niet in deze organisatie.")})
    supervision = Supervision(client=client, starts_on=starts_on, planned_end=planned_end)
    supervision.full_clean()
    supervision.save()
    Fact.objects.create(supervision=supervision, kind=FactKind.LEVEL, value=level, since=starts_on)
    Fact.objects.create(supervision=supervision, kind=FactKind.PHASE, value="start", since=starts_on)
    pair = _begin_pair(supervision=supervision, worker=worker, team=team, day=starts_on, is_first=True)
    record(
        Action.CREATED,
        by=by,
        what="supervision",
        subjects=[client.pk],
        object_id=supervision.pk,
        organisation_id=client.organisation_id,
    )
    return pair


def _begin_pair(*, supervision: Supervision, worker: User, team: Team | None, day: dt.date, is_first: bool) -> Pair:
    team = team or worker.team
    organisation_id = supervision.client.organisation_id
    if worker.role != Role.WORKER or not worker.is_active or worker.organisation_id != organisation_id:
        raise ValidationError({"worker": _("Kies een werker van deze organisatie.")})
    if team is None or team.organisation_id != organisation_id:
        raise ValidationError({"worker": _("Deze werker hoort nog niet bij een team.")})
    return Pair.objects.create(supervision=supervision, worker=worker, team=team, starts_on=day, is_first=is_first)


@transaction.atomic
def hand_over(*, pair: Pair, to: User, on: dt.date, by: User | None, team: Team | None = None) -> Pair:
    """End the pair and begin the next with another worker, on the same day; the old one stays as it was."""
    pair = Pair.objects.select_for_update().select_related("supervision__client").get(pk=pair.pk)
    if not pair.is_open:
        raise ValidationError(_("Dit koppel is al beëindigd."))
    if pair.worker_id == to.pk:
        raise ValidationError({"worker": _("Deze werker begeleidt de cliënt al.")})
    _end_pair(pair, on=on, kind=PairEnd.HANDED_OVER)
    new = _begin_pair(supervision=pair.supervision, worker=to, team=team, day=on, is_first=False)
    record(
        Action.HANDED_OVER,
        by=by,
        what="pair",
        subjects=[pair.supervision.client_id],
        object_id=pair.pk,
        organisation_id=to.organisation_id,
    )
    return new


def _end_pair(pair: Pair, *, on: dt.date, kind: PairEnd) -> None:
    if on > clock.today():
        raise ValidationError({"on": _("Deze dag ligt in de toekomst.")})
    if on < pair.starts_on:
        raise ValidationError({"on": _("Deze dag ligt vóór het begin van het koppel.")})
    pair.ends_on, pair.end_kind = on, kind
    pair.save(update_fields=["ends_on", "end_kind"])


@transaction.atomic
def end_supervision(*, pair: Pair, on: dt.date, reason: EndReason | str, by: User | None) -> Supervision:
    """End the supervision and its running pair."""
    pair = Pair.objects.select_for_update().select_related("supervision__client").get(pk=pair.pk)
    if not pair.is_open:
        raise ValidationError(_("Dit koppel is al beëindigd."))
    _end_pair(pair, on=on, kind=PairEnd.SUPERVISION_ENDED)
    supervision = pair.supervision
    supervision.ended_on, supervision.end_reason = on, str(reason)
    supervision.full_clean()
    supervision.save(update_fields=["ended_on", "end_reason"])
    Fact.objects.filter(supervision=supervision, until__isnull=True, since__lte=on).update(until=on)
    Pause.objects.filter(supervision=supervision, until__isnull=True).update(until=Greatest("since", Value(on)))
    record(
        Action.ENDED,
        by=by,
        what="supervision",
        subjects=[supervision.client_id],
        object_id=supervision.pk,
        organisation_id=supervision.client.organisation_id,
    )
    return supervision


def end_due_supervisions(*, today: dt.date) -> int:
    """End the supervisions whose planned end has come; returns how many. Safe to run any number of times."""
    due = Pair.objects.open().filter(supervision__planned_end__lte=today).select_related("supervision")
    count = 0
    # A list: writing while a query is still being read fails on SQLite when another process writes in between.
    for pair in list(due):
        planned_end = pair.supervision.planned_end
        assert planned_end is not None
        try:
            end_supervision(pair=pair, on=max(planned_end, pair.starts_on), reason=EndReason.ORDER_ENDED, by=None)
        except ValidationError:
            # Handed over or ended a moment ago: one case may not stop the others, the next run looks again.
            continue
        count += 1
    return count


@transaction.atomic
def record_fact(
    *, pair: Pair, kind: FactKind | str, value: str, since: dt.date, by: User | None, version: int | None = None
) -> Fact:
    """Record a level, phase, risk estimate or problem area from a day on; the one before ends that day.

    `version` is how many facts of this kind there were on the screen; StaleRecord when somebody recorded one since.
    """
    # One at a time per supervision, so that two new levels at once close each other instead of failing.
    Supervision.objects.select_for_update().get(pk=pair.supervision_id)
    current = Fact.objects.current().filter(supervision=pair.supervision_id, kind=kind)
    if kind == FactKind.PROBLEM_AREA:
        if existing := current.filter(value=value).first():
            return existing
    elif (previous := current.first()) is not None:
        if (previous.value, previous.since) != (value, since):
            # Several problem areas stand beside each other; of these one replaces the other.
            require_version(version, fact_version(pair, kind), previous, what="fact")
        if previous.value == value:
            return previous
        if since < previous.since:
            raise ValidationError({"since": _("Deze dag ligt vóór het vorige gegeven.")})
        previous.until = since
        previous.save(update_fields=["until"])
    fact = Fact.objects.create(supervision_id=pair.supervision_id, kind=kind, value=value, since=since)
    record(Action.CHANGED, by=by, what="fact", subjects=[pair.supervision.client_id], object_id=fact.pk)
    return fact


def fact_version(pair: Pair, kind: FactKind | str) -> int:
    return Fact.objects.filter(supervision=pair.supervision_id, kind=kind).count()


@transaction.atomic
def end_fact(*, fact: Fact, on: dt.date, by: User) -> None:
    """A problem area is over from this day; one that was over already stays so."""
    if not Fact.objects.current().filter(pk=fact.pk).update(until=max(on, fact.since)):
        return
    record(Action.CHANGED, by=by, what="fact", subjects=[fact.supervision.client_id], object_id=fact.pk)


@transaction.atomic
def add_condition(*, pair: Pair, kind: str, text: str, since: dt.date, by: User | None) -> Condition:
    condition = Condition(supervision_id=pair.supervision_id, kind=kind, text=text, since=since)
    condition.full_clean()
    condition.save()
    record(Action.CREATED, by=by, what="condition", subjects=[pair.supervision.client_id], object_id=condition.pk)
    return condition


@transaction.atomic
def add_goal(*, pair: Pair, text: str, since: dt.date, by: User | None) -> Goal:
    goal = Goal(supervision_id=pair.supervision_id, text=text, since=since)
    goal.full_clean()
    goal.save()
    record(Action.CREATED, by=by, what="goal", subjects=[pair.supervision.client_id], object_id=goal.pk)
    return goal


@transaction.atomic
def reach_goal(*, goal: Goal, on: dt.date, by: User) -> None:
    """Reached from this day; one that somebody marked before keeps that day."""
    if not Goal.objects.filter(pk=goal.pk, reached_on__isnull=True).update(reached_on=on):
        return
    record(Action.CHANGED, by=by, what="goal", subjects=[goal.supervision.client_id], object_id=goal.pk)


@transaction.atomic
def record_hitch(*, pair: Pair, kind: HitchKind, on: dt.date, by: User, note: str = "") -> Hitch:
    hitch = Hitch(pair=pair, kind=kind, on=on, note=note, recorded_by=by)
    hitch.full_clean()
    hitch.save()
    record(Action.CREATED, by=by, what="hitch", subjects=[pair.supervision.client_id], object_id=hitch.pk)
    return hitch


@transaction.atomic
def resolve_hitch(*, hitch: Hitch, on: dt.date, by: User) -> None:
    """Resolved on this day; one that somebody resolved before keeps that day."""
    if not Hitch.objects.filter(pk=hitch.pk, resolved_on__isnull=True).update(resolved_on=on):
        return
    record(Action.CHANGED, by=by, what="hitch", subjects=[hitch.pair.supervision.client_id], object_id=hitch.pk)


@transaction.atomic
def withdraw_hitch(*, hitch: Hitch, by: User) -> None:
    """Recorded by a slip, and taken back at once: it counts nowhere any more."""
    if not Hitch.objects.filter(pk=hitch.pk).update(withdrawn_at=clock.now()):
        return
    record(Action.ENDED, by=by, what="hitch", subjects=[hitch.pair.supervision.client_id], object_id=hitch.pk)


@transaction.atomic
def put_aside(*, pair: Pair, cause: str, reason: str, by: User) -> AttentionAside:
    """Put an attention point aside with the reason; put aside already, the first reason stands."""
    aside = AttentionAside(pair=pair, cause=cause, reason=reason, put_aside_at=clock.now(), put_aside_by=by)
    aside.clean_fields()
    if existing := AttentionAside.objects.filter(pair=pair, cause=cause).first():
        return existing
    aside.save()
    record(Action.CREATED, by=by, what="attention aside", subjects=[pair.supervision.client_id], object_id=aside.pk)
    return aside


@transaction.atomic
def make_agreement(*, pair: Pair, text: str, who: str, by: User | None, due: dt.date | None = None) -> Agreement:
    agreement = Agreement(pair=pair, text=text, who=who, due=due, made_on=clock.today())
    agreement.full_clean()
    agreement.save()
    record(Action.CREATED, by=by, what="agreement", subjects=[pair.supervision.client_id], object_id=agreement.pk)
    return agreement


@transaction.atomic
def close_agreement(*, agreement: Agreement, state: AgreementState | str, version: int, by: User) -> None:
    """Mark an agreement done or dropped; refused when somebody saved in between."""
    closed: dict[str, Any] = {"state": state, "closed_on": clock.today()}
    save_over(Agreement.objects.open(), agreement.pk, version, what="agreement", **closed)
    client_id = agreement.pair.supervision.client_id
    record(Action.CHANGED, by=by, what="agreement", subjects=[client_id], object_id=agreement.pk)


@transaction.atomic
def reopen_agreement(*, agreement: Agreement, by: User) -> None:
    """It was closed by a slip; one that is open already stays as it is."""
    closed = Agreement.objects.exclude(state=AgreementState.OPEN).filter(pk=agreement.pk)
    if not closed.update(state=AgreementState.OPEN, closed_on=None, version=F("version") + 1):
        return
    client_id = agreement.pair.supervision.client_id
    record(Action.CHANGED, by=by, what="agreement", subjects=[client_id], object_id=agreement.pk)


@dataclass(frozen=True, slots=True)
class Closing:
    """This agreement becomes `state`, done or dropped, if it still is the `version` that was on the screen."""

    agreement_id: uuid.UUID
    state: str
    version: int


@transaction.atomic
def close_agreements(*, pair: Pair, closings: Iterable[Closing], by: User) -> None:
    """Close them all, or none: raises StaleRecord for one that somebody changed in between."""
    asked = {closing.agreement_id: closing for closing in closings}
    found = Agreement.objects.of_supervision_of(pair).filter(pk__in=asked).select_related("pair__supervision")
    for agreement in found:
        closing = asked[agreement.pk]
        close_agreement(agreement=agreement, state=closing.state, version=closing.version, by=by)
