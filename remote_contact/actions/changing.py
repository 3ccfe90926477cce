"""Mending a contact that was logged, and taking one back at once. Nothing of a log is overwritten or deleted."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from audit.models import Action
from audit.record import record
from caseload.actions import reopen_agreement, withdraw_hitch
from caseload.versions import save_over
from remote_contact.actions.appointments import unsettle, withdraw_planned
from remote_contact.actions.contacts import Told, check_moment, say
from remote_contact.models import Contact, ContactDraft, ContactRevision, FollowUp
from remote_contact.policies import may_undo

# What can change, and so what an earlier version holds.
FIELDS = (
    *("method", "way", "at", "outcome", "took_place", "is_hitch", "initiative", "planned", "minutes", "phase"),
    *("reason", "note", "sensitive", "impression", "worry"),
)


class UndoneTooLate(Exception):
    """Not by this person, or not any more. Nothing was written."""


@transaction.atomic
def change_contact(
    *,
    contact: Contact,
    version: int,
    by: User,
    method: str,
    at: dt.datetime,
    outcome: str,
    **told: Unpack[Told],
) -> Contact:
    """Say it otherwise; what it said before stays as a ContactRevision. Said the same, nothing is written.

    Raises ValidationError by field (`sensitive`: once sensitive, always sensitive), StaleRecord when somebody changed
    it in between.
    """
    standing = Contact.objects.select_related("pair__team", "pair__supervision").get(pk=contact.pk)
    before = _values(standing)
    if standing.sensitive and told.get("sensitive") is False:
        raise ValidationError({"sensitive": _("Eenmaal gevoelig blijft gevoelig.")})
    if at != standing.at or outcome != standing.outcome:
        check_moment(pair=standing.pair, at=at, outcome=outcome)
        standing.at = at
    say(standing, method=method, outcome=outcome, **told)
    standing.full_clean(validate_unique=False)
    after = _values(standing)
    if after == before and standing.version == version:
        return standing
    save_over(Contact.objects.standing(), contact.pk, version, what="contact", **after)
    ContactRevision.objects.create(
        contact=standing, of_version=version, before=_as_json(before), changed_at=clock.now(), changed_by=by
    )
    record(Action.CHANGED, by=by, what="contact", subjects=[standing.pair.supervision.client_id], object_id=contact.pk)
    standing.refresh_from_db()
    return standing


def _values(contact: Contact) -> dict[str, Any]:
    return {name: getattr(contact, name) for name in FIELDS}


def _as_json(values: dict[str, Any]) -> dict[str, Any]:
    return values | {"at": values["at"].isoformat()}


@transaction.atomic
def undo_contact(*, contact: Contact, by: User, typed: Mapping[str, str]) -> None:
    """Take back a contact that was logged a moment ago, with everything that came of saving it: agreements are open
    again, the appointment it settled is to be recorded again, what was planned with it is withdrawn. What was `typed`
    is a draft of a new contact.

    Raises UndoneTooLate for anybody else, later, or a second time.
    """
    now = clock.now()
    if not may_undo(contact, by, now):
        raise UndoneTooLate
    fresh = Contact.objects.standing().filter(pk=contact.pk, version=contact.version)
    if not fresh.update(undone_at=now, version=contact.version + 1):
        raise UndoneTooLate
    for agreement in contact.closed_agreements.select_related("pair__supervision"):
        reopen_agreement(agreement=agreement, by=by)
    unsettle(contact=contact, by=by)
    withdraw_planned(form_id=contact.form_id, by=by)
    follow_up = FollowUp.objects.filter(contact=contact).select_related("hitch__pair__supervision").first()
    if follow_up is not None and follow_up.hitch is not None:
        withdraw_hitch(hitch=follow_up.hitch, by=by)
    ContactDraft.objects.create(
        pair=contact.pair, user=by, form_id=uuid.uuid4(), typed=dict(typed), saved_at=clock.now()
    )
    record(Action.ENDED, by=by, what="contact", subjects=[contact.pair.supervision.client_id], object_id=contact.pk)
