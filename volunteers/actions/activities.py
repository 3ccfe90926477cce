"""What a volunteer did: logged, changed, undone, with the picture of a receipt."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from audit.models import Action
from caseload.versions import save_over
from volunteers import policies
from volunteers.actions.state import lock_running, record_in_match
from volunteers.models import Activity, ActivityKind, Match, Receipt
from volunteers.receipts import Picture


class AlreadyLogged(Exception):
    """This form was saved before: a second click, a reload or a second tab. Nothing was written."""

    def __init__(self, activity: Activity) -> None:
        super().__init__("already logged")
        self.activity = activity


def log_activity(
    *,
    match: Match,
    kind: ActivityKind,
    on: dt.date,
    minutes: int,
    title: str,
    by: User,
    form_id: uuid.UUID,
    note: str = "",
    is_private: bool = False,
    expenses_cents: int | None = None,
) -> Activity:
    """Raises ValidationError by field, AlreadyLogged when the form was saved before."""
    values = {"kind": kind, "on": on, "minutes": minutes, "title": title, "note": note, "is_private": is_private}
    try:
        return _log(match, values | {"expenses_cents": expenses_cents}, form_id, by)
    except IntegrityError:
        # The database's own guard: of two clicks at once, one gets here.
        before = Activity.objects.filter(form_id=form_id, match=match).first()
        if before is None:
            # Of another match: no form of ours sends that.
            raise ValidationError(_("Deze activiteit stond er al. Ze is niet nog een keer vastgelegd.")) from None
        raise AlreadyLogged(before) from None


@transaction.atomic
def _log(match: Match, values: dict[str, Any], form_id: uuid.UUID, by: User) -> Activity:
    before = Activity.objects.filter(form_id=form_id, match=match).first()
    if before is not None:
        raise AlreadyLogged(before)
    found = lock_running(match)
    _check(found, values)
    activity = Activity(match=found, form_id=form_id, logged_by=by, logged_at=clock.now(), **values)
    activity.full_clean(validate_unique=False)
    activity.save()
    record_in_match(Action.CREATED, found, by=by, what="activity", object_id=activity.pk)
    return activity


def _check(match: Match, values: dict[str, Any]) -> None:
    if values["on"] > clock.today():
        raise ValidationError({"on": _("Deze dag moet nog komen. Kies vandaag of een dag daarvoor.")})
    if values["on"] < match.starts_on:
        raise ValidationError({"on": _("Toen was deze koppeling nog niet begonnen. Kies een latere dag.")})
    if values["expenses_cents"] and not policies.pays_expenses(match):
        raise ValidationError({"expenses": _("Dit project vergoedt geen onkosten.")})
    if values["kind"].organisation_id != match.volunteer.organisation_id:
        raise ValidationError({"kind": _("Kies een van de mogelijkheden.")})


@transaction.atomic
def change_activity(*, activity: Activity, version: int, by: User, **values: Any) -> Activity:
    """Raises StaleRecord when it was changed meanwhile, in a second tab for one."""
    match = lock_running(activity.match)
    if activity.undone_at is not None:
        raise ValidationError(_("Deze activiteit is ongedaan gemaakt."))
    _check(match, values)
    save_over(Activity.objects.all(), activity.pk, version, what="activity", **values)
    if not values["expenses_cents"]:
        Receipt.objects.filter(activity=activity.pk).delete()
    record_in_match(Action.CHANGED, match, by=by, what="activity", object_id=activity.pk)
    return activity


@transaction.atomic
def undo_activity(*, activity: Activity, by: User) -> bool:
    """Within ten minutes, as if it had never been logged. False: too late, or done already."""
    match = lock_running(activity.match)
    if not policies.may_undo(activity, clock.now()):
        return False
    if not Activity.objects.filter(pk=activity.pk, undone_at__isnull=True).update(undone_at=clock.now()):
        return False
    Receipt.objects.filter(activity=activity.pk).delete()
    record_in_match(Action.ENDED, match, by=by, what="activity", object_id=activity.pk)
    return True


@transaction.atomic
def add_receipt(*, activity: Activity, picture: Picture, by: User) -> Receipt:
    """The picture, drawn anew by `receipts.draw_anew`; it takes the place of an earlier one."""
    match = lock_running(activity.match)
    if activity.undone_at is not None or not activity.expenses_cents:
        raise ValidationError({"picture": _("Vul eerst in wat je uitgaf. Dan kan de bon erbij.")})
    receipt, _made = Receipt.objects.update_or_create(
        activity=activity, defaults={"picture": picture.data, "width": picture.width, "height": picture.height}
    )
    record_in_match(Action.CREATED, match, by=by, what="receipt", object_id=receipt.pk)
    return receipt
