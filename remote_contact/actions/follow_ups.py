"""What is done after an absence or failed attempts, by when, and what came of it."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from audit.models import Action
from audit.record import record
from caseload.actions import record_hitch
from caseload.models import Hitch, HitchKind
from caseload.versions import save_over
from remote_contact.models import Contact, FollowUp


@transaction.atomic
def plan_follow_up(
    *, contact: Contact, what: str, due: dt.date, by: User, hitch_kind: HitchKind | None = None
) -> FollowUp:
    """Write down what will be done and by when; a hitch in the case only when the worker names its kind.

    Raises ValidationError for a contact that took place, or that has one already.
    """
    if contact.took_place:
        raise ValidationError(_("Dit contact ging door. Er is niets om op terug te komen."))
    if FollowUp.objects.filter(contact=contact).exists():
        raise ValidationError(_("Er staat al wat je gaat doen."))
    hitch = _hitch(contact, hitch_kind, by) if hitch_kind else None
    follow_up = FollowUp(contact=contact, what=what, due=due, hitch=hitch)
    follow_up.full_clean()
    follow_up.save()
    _record(Action.CREATED, follow_up, by)
    return follow_up


@transaction.atomic
def settle_follow_up(
    *, follow_up: FollowUp, version: int, came_of_it: str, by: User, hitch_kind: HitchKind | None = None
) -> FollowUp:
    """Say what came of it. Raises StaleRecord when somebody changed it in between."""
    values: dict[str, Any] = {"done_on": clock.today(), "came_of_it": came_of_it}
    if hitch_kind is not None and follow_up.hitch_id is None:
        values["hitch"] = _hitch(follow_up.contact, hitch_kind, by)
    save_over(FollowUp.objects.open(), follow_up.pk, version, what="follow-up", **values)
    _record(Action.CHANGED, follow_up, by)
    follow_up.refresh_from_db()
    return follow_up


def _hitch(contact: Contact, kind: HitchKind, by: User) -> Hitch:
    return record_hitch(pair=contact.pair, kind=kind, on=timezone.localdate(contact.at), by=by)


def _record(action: Action, follow_up: FollowUp, by: User) -> None:
    client_id = follow_up.contact.pair.supervision.client_id
    record(action, by=by, what="follow-up", subjects=[client_id], object_id=follow_up.pk)
