"""A match begins and ends."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.models import Action
from caseload.models import Supervision
from volunteers.actions.trail import record_volunteering
from volunteers.models import Match, Volunteer


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
    record_volunteering(
        Action.CREATED, volunteer, by=by, what="match", object_id=match.pk, subjects=[supervision.client_id]
    )
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
    record_volunteering(Action.ENDED, match.volunteer, by=by, what="match", object_id=match.pk, subjects=[client_id])
