"""The hours a worker keeps, set by that worker alone."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.permissions import Permission, has_permission
from audit.models import Action, Purpose
from audit.record import record
from remote_contact.models import OwnHours
from remote_contact.own_hours import Hours


@transaction.atomic
def keep_own_hours(*, hours: Hours, by: User) -> None:
    """From now on these are the hours; a weekday without is a day off. That they changed is recorded, not what to."""
    if not has_permission(by, Permission.KEEP_OWN_HOURS):
        raise PermissionDenied
    # One at a time, or of two tabs that save at once the second would write beside the rows of the first.
    User.objects.get_queryset().select_for_update().get(pk=by.pk)
    OwnHours.objects.filter(user=by).delete()
    for weekday, (starts, ends) in hours.items():
        row = OwnHours(user=by, weekday=weekday, starts=starts, ends=ends)
        row.full_clean()
        row.save()
    record(Action.CHANGED, by=by, what="own hours", purpose=Purpose.OWN)
