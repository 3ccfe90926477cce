"""Logging contacts."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from audit.models import Action
from audit.record import record
from caseload.actions import Closing, close_agreements
from caseload.models import Agreement, Fact, FactKind, HitchKind, Pair
from remote_contact.actions.appointments import plan_appointment, settle
from remote_contact.actions.follow_ups import plan_follow_up
from remote_contact.lists import Entry, lists_of
from remote_contact.models import Appointment, Contact, ContactDraft, Outcome, Way
from remote_contact.policies import Refusal, refusal
from remote_contact.recurrence import shifted

# How long an appointment is meant to last when nobody said how long this contact took.
USUAL_MINUTES = 30


class AlreadyLogged(Exception):
    """This form was saved before: a second click, a reload or a second tab. Nothing was written."""

    def __init__(self, contact: Contact) -> None:
        super().__init__("already logged")
        self.contact = contact


class Told(TypedDict, total=False):
    """What may be said of a contact besides the facts that every contact has."""

    minutes: int | None
    note: str
    initiative: str
    planned: bool
    reason: str
    sensitive: bool
    impression: str
    worry: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is done after a contact that did not take place, by when; a hitch if the worker names its kind."""

    what: str
    due: dt.date
    hitch_kind: HitchKind | None = None


@transaction.atomic
def log_contact(
    *,
    pair: Pair,
    method: str,
    at: dt.datetime,
    outcome: str,
    by: User,
    form_id: uuid.UUID,
    closings: Iterable[Closing] = (),
    next_step: NextStep | None = None,
    next_in_weeks: int | None = None,
    appointment: Appointment | None = None,
    **told: Unpack[Told],
) -> Contact:
    """Log a contact of this pair at an aware moment, with all that goes with it, all or nothing.

    Closes the agreements that were done, plans the next appointment so many weeks on (same day, time and method), keeps
    the `next_step`, settles the `appointment` that this was, and removes the drafts of this form.

    Raises ValidationError by field (`at` for a moment that cannot be), AlreadyLogged when the form was saved before,
    StaleRecord for an agreement that somebody changed.
    """
    before = Contact.objects.filter(form_id=form_id, pair=pair).first()
    if before is not None:
        raise AlreadyLogged(before)
    check_moment(pair=pair, at=at, outcome=outcome)
    contact = Contact(pair=pair, at=at, form_id=form_id, logged_by=by, logged_at=clock.now())
    say(contact, method=method, outcome=outcome, **told)
    _save_new(contact)
    asked = list(closings)
    close_agreements(pair=pair, closings=asked, by=by)
    contact.closed_agreements.set(Agreement.objects.filter(pk__in=[closing.agreement_id for closing in asked]))
    if next_step is not None and not contact.took_place:
        plan_follow_up(contact=contact, by=by, **_fields(next_step))
    if next_in_weeks:
        _plan_next(contact, next_in_weeks, by)
    if appointment is not None:
        settle(appointment=appointment, contact=contact, by=by)
    ContactDraft.objects.filter(user=by, pair=pair, form_id=form_id).delete()
    record(Action.CREATED, by=by, what="contact", subjects=[pair.supervision.client_id], object_id=contact.pk)
    return contact


def _save_new(contact: Contact) -> None:
    # Whether the form was saved before is asked above, and of the database.
    contact.full_clean(validate_unique=False)
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError:
        # The database's own guard: of two clicks at once, one gets here.
        raise AlreadyLogged(Contact.objects.get(form_id=contact.form_id, pair=contact.pair)) from None


def _fields(step: NextStep) -> dict[str, Any]:
    return {"what": step.what, "due": step.due, "hitch_kind": step.hitch_kind}


def say(contact: Contact, *, method: str, outcome: str, **told: Unpack[Told]) -> None:
    """Put what was said of a contact on it, with what the words of the organisation's lists mean on this day.

    A word that the contact has already keeps the meaning it had. What only matters for another kind of contact is left
    out: minutes and an impression of what did not take place, a reason of what did. Raises ValidationError by field.
    """
    words = lists_of(contact.pair.team.organisation_id)
    if contact.method != method:
        contact.method, contact.way = method, _of_today(words.methods, method, "method").way
    if contact.outcome != outcome:
        meant = _of_today(words.outcomes, outcome, "outcome")
        contact.outcome, contact.took_place, contact.is_hitch = outcome, meant.took_place, meant.is_hitch
    contact.phase = _phase_on(contact.pair, timezone.localdate(contact.at))
    for name, value in told.items():
        setattr(contact, name, value)
    if not contact.took_place:
        contact.impression = ""
        if outcome != Outcome.TECHNICAL:
            contact.minutes = None
    else:
        contact.reason = ""
    if contact.way == Way.WRITTEN:
        contact.impression = ""


def _plan_next(contact: Contact, weeks: int, by: User) -> None:
    """On the same day and time, in the same way; after a written message as they last met or spoke. What a series has
    at that moment already is not planned again: the client would be told of it twice."""
    starts_at = shifted(contact.at, days=7 * weeks, time=timezone.localtime(contact.at).time())
    if Appointment.objects.planned().of_supervision_of(contact.pair).filter(starts_at=starts_at).exists():
        return
    method = contact.method if contact.way != Way.WRITTEN else _last_talk(contact.pair)
    same = Appointment.objects.of_supervision_of(contact.pair).filter(method=method).order_by("-starts_at")
    try:
        plan_appointment(
            pair=contact.pair,
            starts_at=starts_at,
            minutes=contact.minutes or USUAL_MINUTES,
            method=method,
            place=same.values_list("place", flat=True).first() or "",
            by=by,
            form_id=contact.form_id,
        )
    except ValidationError as error:
        raise ValidationError({"next_in_weeks": error.messages}) from None


def _last_talk(pair: Pair) -> str:
    """How this pair met or spoke last; before their first talk the first way of the organisation's list."""
    talks = Contact.objects.of_supervision_of(pair).exclude(way=Way.WRITTEN).order_by("-at", "-logged_at")
    methods = lists_of(pair.team.organisation_id).methods.values()
    usable = [entry.code for entry in methods if entry.way != Way.WRITTEN and not entry.retired]
    last = talks.filter(method__in=usable).values_list("method", flat=True).first()
    if last is None and not usable:
        raise ValidationError(_("Jullie lijst heeft geen vorm waarin je elkaar spreekt."))
    return last or usable[0]


def _of_today(entries: Mapping[str, Entry], code: str, field: str) -> Entry:
    """The entry of a list that is still in use. Raises ValidationError by field for any other code."""
    entry = entries.get(code)
    if entry is None or entry.retired:
        raise ValidationError({field: _("Kies een van de mogelijkheden.")})
    return entry


def _phase_on(pair: Pair, day: dt.date) -> str:
    phases = Fact.objects.filter(supervision=pair.supervision_id, kind=FactKind.PHASE, since__lte=day)
    found = phases.filter(Q(until__isnull=True) | Q(until__gt=day)).values_list("value", flat=True).first()
    return found or ""


def check_moment(*, pair: Pair, at: dt.datetime, outcome: str) -> None:
    """Raises ValidationError for a moment before the supervision, or one that is yet to come."""
    day, first_day = timezone.localtime(at).date(), pair.supervision.starts_on
    reason = refusal(day=day, at=at, outcome=outcome, now=clock.now(), first_day=first_day)
    if reason is not None:
        raise ValidationError({"at": _words(reason)})


def _words(reason: Refusal) -> str:
    return {
        Refusal.FUTURE: _("Dit moment moet nog komen. Leg een contact vast als het geweest is."),
        Refusal.TOO_FAR_AHEAD: _("Deze dag ligt te ver vooruit. Kies een dag binnen drie maanden."),
        Refusal.BEFORE_START: _("Toen was dit toezicht nog niet begonnen. Kies een latere dag."),
    }[reason]
