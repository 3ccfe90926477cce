"""Tuning between worker and volunteer: either may start one, and both say that this is what was agreed."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from audit.models import Action
from caseload.versions import save_over
from volunteers import policies
from volunteers.actions.state import lock_running, record_in_match, side_of
from volunteers.actions.telling import tell_to_confirm
from volunteers.models import Match, Side, Tuning


def plan_first_tuning(match: Match) -> None:
    """With the match itself; by the rhythm, so nobody started it."""
    Tuning.objects.create(match=match, due_on=policies.next_tuning(match, match.starts_on))


@transaction.atomic
def ask_tuning(*, match: Match, due_on: dt.date, with_client: bool, by: User) -> Tuning:
    """Either of the two wants one on this day; the planned one moves there."""
    found = lock_running(match)
    if due_on < clock.today():
        raise ValidationError({"due_on": _("Deze dag is al geweest. Kies vandaag of een dag daarna.")})
    asked = {"due_on": due_on, "with_client": with_client, "started_by": side_of(by)}
    tuning, _made = Tuning.objects.update_or_create(match=found, held_on__isnull=True, defaults=asked)
    record_in_match(Action.CHANGED, found, by=by, what="tuning", object_id=tuning.pk)
    return tuning


@transaction.atomic
def hold_tuning(*, match: Match, held_on: dt.date, agreed: str, with_client: bool, by: User) -> Tuning:
    """It was held, with what was agreed: the writer's yes is in it, the other's is asked. The next one is planned."""
    found = lock_running(match)
    if not found.starts_on <= held_on <= clock.today():
        raise ValidationError({"held_on": _("Kies een dag vanaf het begin van de koppeling, tot en met vandaag.")})
    side = side_of(by)
    tuning = Tuning.objects.filter(match=found, held_on__isnull=True).first() or Tuning(match=found, started_by=side)
    tuning.held_on, tuning.agreed, tuning.with_client, tuning.written_by = held_on, agreed, with_client, side
    tuning.due_on = tuning.due_on or held_on
    setattr(tuning, _CONFIRMED[side], clock.now())
    tuning.version += 1
    tuning.full_clean()
    tuning.save()
    Tuning.objects.create(match=found, due_on=policies.next_tuning(found, held_on))
    tell_to_confirm(tuning, found)
    record_in_match(Action.CREATED, found, by=by, what="tuning", object_id=tuning.pk)
    return tuning


_CONFIRMED = {Side.WORKER: "worker_confirmed_at", Side.VOLUNTEER: "volunteer_confirmed_at"}


@transaction.atomic
def confirm_tuning(*, tuning: Tuning, version: int, by: User) -> Tuning:
    """Yes to the words that were on the screen. Raises StaleRecord when the other changed them meanwhile."""
    match = lock_running(tuning.match)
    values: dict[str, Any] = {_CONFIRMED[side_of(by)]: clock.now()}
    save_over(Tuning.objects.filter(held_on__isnull=False), tuning.pk, version, what="tuning", **values)
    record_in_match(Action.CHANGED, match, by=by, what="tuning", object_id=tuning.pk)
    return tuning


@transaction.atomic
def change_tuning(*, tuning: Tuning, agreed: str, version: int, by: User) -> Tuning:
    """Other words need the other's yes again. Raises StaleRecord when the other changed them meanwhile."""
    match, side = lock_running(tuning.match), side_of(by)
    if tuning.held_on is None:
        raise ValidationError(_("Deze afstemming is nog niet geweest."))
    yes = dict.fromkeys(_CONFIRMED.values()) | {_CONFIRMED[side]: clock.now()}
    rows = Tuning.objects.filter(held_on__isnull=False)
    save_over(rows, tuning.pk, version, what="tuning", agreed=agreed, written_by=side, **yes)
    changed = Tuning.objects.get(pk=tuning.pk)
    tell_to_confirm(changed, match)
    record_in_match(Action.CHANGED, match, by=by, what="tuning", object_id=tuning.pk)
    return changed
