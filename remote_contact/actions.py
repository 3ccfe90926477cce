"""Every write about contacts."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from audit.models import Action
from audit.record import record
from caseload.actions import Closing, close_agreements
from caseload.models import Pair
from remote_contact.models import Contact, Outcome
from remote_contact.policies import Refusal, refusal

# Only of a talk that was held, or broke off, it can be said how long it took.
WITH_DURATION = frozenset({Outcome.TOOK_PLACE, Outcome.TECHNICAL})


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
    contact = Contact(
        pair=pair,
        method=method,
        at=at,
        outcome=outcome,
        minutes=minutes if outcome in WITH_DURATION else None,
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
