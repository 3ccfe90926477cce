"""Every write about volunteers and their matches."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import invite_user, set_active
from accounts.models import Organisation, Role, User
from audit.models import Action, Purpose
from audit.record import record
from caseload.models import Supervision
from volunteers.models import Match, Stage, Volunteer


@transaction.atomic
def add_volunteer(
    *, organisation: Organisation, first_name: str, last_name: str, email: str, by: User | None, phone: str = ""
) -> Volunteer:
    """Record a volunteer with a sign-in account of their own; a mail lets them choose a password."""
    account = invite_user(
        organisation=organisation,
        email=email,
        first_name=first_name,
        last_name=last_name,
        role=Role.VOLUNTEER,
        by=by,
    )
    volunteer = Volunteer(
        organisation=organisation,
        first_name=first_name,
        last_name=last_name,
        email=account.email,
        phone=phone,
        account=account,
    )
    volunteer.full_clean()
    volunteer.save()
    _record(Action.CREATED, volunteer, by=by, what="volunteer", object_id=volunteer.pk)
    return volunteer


@transaction.atomic
def start_match(
    *, volunteer: Volunteer, supervision: Supervision, task: str, starts_on: dt.date, by: User | None
) -> Match:
    """Put a volunteer beside a client whose supervision runs."""
    # The volunteer's row is the lock: leaving and matching take turns.
    volunteer = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    if volunteer.left_on is not None:
        raise ValidationError(_("Deze vrijwilliger is gestopt."))
    if supervision.client.organisation_id != volunteer.organisation_id or supervision.ended_on is not None:
        raise ValidationError({"supervision": _("Er loopt geen toezicht met dit cliëntnummer.")})
    if starts_on < supervision.starts_on:
        raise ValidationError({"starts_on": _("Deze dag ligt vóór het begin van het toezicht.")})
    if volunteer.matches.running().filter(supervision=supervision).exists():
        raise ValidationError({"supervision": _("Deze vrijwilliger is al aan deze cliënt gekoppeld.")})
    match = Match(volunteer=volunteer, supervision=supervision, task=task, starts_on=starts_on)
    match.full_clean()
    match.save()
    _record(Action.CREATED, volunteer, by=by, what="match", object_id=match.pk, subjects=[supervision.client_id])
    return match


@transaction.atomic
def end_match(*, match: Match, on: dt.date, by: User | None) -> None:
    """End a match; the volunteer sees nothing of the client any more. One that had ended already stays as it was."""
    match = Match.objects.select_for_update().select_related("volunteer", "supervision").get(pk=match.pk)
    if match.ends_on is not None:
        return
    # A match that was yet to begin never ran: it ends on its first day.
    match.ends_on = max(on, match.starts_on)
    match.save(update_fields=["ends_on"])
    client_id = match.supervision.client_id
    _record(Action.ENDED, match.volunteer, by=by, what="match", object_id=match.pk, subjects=[client_id])


@transaction.atomic
def leave(*, volunteer: Volunteer, on: dt.date, by: User) -> None:
    """A volunteer stops: their matches end and their account goes off at once."""
    volunteer = Volunteer.objects.select_for_update(of=("self",)).select_related("account").get(pk=volunteer.pk)
    if volunteer.left_on is not None:
        return
    volunteer.left_on, volunteer.stage = on, Stage.LEFT
    volunteer.save(update_fields=["left_on", "stage"])
    for match in volunteer.matches.filter(ends_on__isnull=True):
        end_match(match=match, on=on, by=by)
    if volunteer.account is not None:
        set_active(user=volunteer.account, active=False, by=by)
    _record(Action.ENDED, volunteer, by=by, what="volunteer", object_id=volunteer.pk)


def _record(action: Action, volunteer: Volunteer, **event: Any) -> None:
    record(action, purpose=Purpose.VOLUNTEERING, organisation_id=volunteer.organisation_id, **event)
