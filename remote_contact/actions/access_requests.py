"""Handling an access request: opened, each sensitive contact decided on by a person, closed."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from audit.models import Action
from audit.record import record
from caseload.models import Pair
from caseload.versions import StaleRecord, save_over
from remote_contact.models import Contact, SensitiveDecision, SubjectAccessRequest

WHAT, DECISION = "access request", "sensitive decision"


class AlreadyClosed(Exception):
    """The file was made by now; what was decided stays as it is."""


@transaction.atomic
def open_request(*, pair: Pair, asked_on: dt.date, by: User) -> SubjectAccessRequest:
    """Raises ValidationError while another one of this pair is open."""
    found = SubjectAccessRequest(pair=pair, asked_on=asked_on, opened_by=by)
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError:
        raise ValidationError(_("Er loopt al een verzoek. Rond dat eerst af.")) from None
    record(Action.CREATED, by=by, what=WHAT, subjects=[pair.supervision.client_id], object_id=found.pk)
    return found


@transaction.atomic
def decide(
    *,
    request: SubjectAccessRequest,
    contact: Contact,
    given: bool,
    ground: str,
    contact_version: int,
    version: int,
    by: User,
) -> SensitiveDecision:
    """Give a sensitive contact or withhold it; `contact_version` is the text that was read, `version` 0 the first time.

    Raises ValidationError without a ground for withholding or when the text was changed since, StaleRecord when
    somebody else decided, AlreadyClosed when the file is made.
    """
    _still_open(request)
    present = Contact.objects.select_for_update().get(pk=contact.pk)
    if present.version != contact_version:
        raise ValidationError(_("Dit contact is intussen gewijzigd. Lees het opnieuw en beslis dan."))
    if not given and not ground:
        raise ValidationError({"ground": _("Schrijf op welke grond je dit contact niet geeft.")})
    values: dict[str, Any] = {
        "given": given,
        "ground": "" if given else ground,
        "decided_by": by,
        "decided_at": clock.now(),
        "contact_version": contact_version,
    }
    rows = SensitiveDecision.objects.filter(request=request, contact=contact)
    before = rows.first()
    if before is None:
        SensitiveDecision.objects.create(request=request, contact=contact, **values)
    elif version:
        save_over(rows, before.pk, version, what=DECISION, **values)
    else:
        raise StaleRecord(before, what=DECISION)
    decision = rows.get()
    action = Action.CHANGED if before else Action.CREATED
    record(action, by=by, what=DECISION, subjects=[request.pair.supervision.client_id], object_id=decision.pk)
    return decision


@transaction.atomic
def close_request(*, request: SubjectAccessRequest, by: User) -> SubjectAccessRequest:
    """From now the file can be made. Raises ValidationError while a sensitive contact waits for somebody's decision."""
    found = _still_open(request)
    if found.undecided().exists():
        raise ValidationError(_("Nog niet over elk gevoelig contact is beslist. Het verzoek is nog open."))
    found.closed_at = clock.now()
    found.version += 1
    found.save(update_fields=["closed_at", "version"])
    record(Action.ENDED, by=by, what=WHAT, subjects=[found.pair.supervision.client_id], object_id=found.pk)
    return found


def _still_open(request: SubjectAccessRequest) -> SubjectAccessRequest:
    """The request, held so that no decision comes between its closing and its file."""
    found = SubjectAccessRequest.objects.select_for_update().get(pk=request.pk)
    if found.closed_at is not None:
        raise AlreadyClosed
    return found
