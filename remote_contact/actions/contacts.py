"""Logging contacts."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

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
from caseload.models import Fact, FactKind, Pair
from remote_contact.lists import Entry, lists_of
from remote_contact.models import Contact, Outcome
from remote_contact.policies import Refusal, refusal


class AlreadyLogged(Exception):
    """This form was saved before: a second click, a reload or a second tab. Nothing was written."""

    def __init__(self, contact: Contact) -> None:
        super().__init__("already logged")
        self.contact = contact


def log_contact(
    *,
    pair: Pair,
    method: str,
    at: dt.datetime,
    outcome: str,
    by: User,
    form_id: uuid.UUID,
    minutes: int | None = None,
    note: str = "",
    closings: Iterable[Closing] = (),
) -> Contact:
    """Log a contact of this pair at an aware moment, and close the agreements that were done, all or nothing.

    Raises ValidationError by field (`at` for a moment that cannot be), AlreadyLogged when the form was saved before,
    StaleRecord for an agreement that somebody changed.
    """
    try:
        return _log(pair, method, at, outcome, minutes, note, form_id, closings, by)
    except IntegrityError:
        # The database's own guard: of two clicks at once, one gets here.
        raise AlreadyLogged(Contact.objects.get(form_id=form_id, pair=pair)) from None


@transaction.atomic
def _log(
    pair: Pair,
    method: str,
    at: dt.datetime,
    outcome: str,
    minutes: int | None,
    note: str,
    form_id: uuid.UUID,
    closings: Iterable[Closing],
    by: User,
) -> Contact:
    before = Contact.objects.filter(form_id=form_id, pair=pair).first()
    if before is not None:
        raise AlreadyLogged(before)
    check_moment(pair=pair, at=at, outcome=outcome)
    words = lists_of(pair.team.organisation_id)
    meant, way = _of_today(words.outcomes, outcome, "outcome"), _of_today(words.methods, method, "method").way
    contact = Contact(
        pair=pair,
        method=method,
        way=way,
        at=at,
        outcome=outcome,
        took_place=meant.took_place,
        is_hitch=meant.is_hitch,
        phase=_phase_on(pair, timezone.localdate(at)),
        minutes=minutes if meant.took_place or outcome == Outcome.TECHNICAL else None,
        note=note,
        form_id=form_id,
        logged_by=by,
        logged_at=clock.now(),
    )
    # Whether the form was saved before is asked above, and of the database.
    contact.full_clean(validate_unique=False)
    contact.save()
    close_agreements(pair=pair, closings=closings, by=by)
    record(Action.CREATED, by=by, what="contact", subjects=[pair.supervision.client_id], object_id=contact.pk)
    return contact


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
