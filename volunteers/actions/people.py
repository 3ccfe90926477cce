"""Who volunteers: they come, and they stop."""

import datetime as dt

from django.db import transaction

from accounts.actions import invite_user, set_active
from accounts.models import Organisation, Role, User
from audit.models import Action
from volunteers.actions.matches import end_match
from volunteers.actions.trail import record_volunteering
from volunteers.models import Stage, Volunteer


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
    record_volunteering(Action.CREATED, volunteer, by=by, what="volunteer", object_id=volunteer.pk)
    return volunteer


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
    record_volunteering(Action.ENDED, volunteer, by=by, what="volunteer", object_id=volunteer.pk)
