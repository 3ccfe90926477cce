"""What the three of a match set down together: the start meeting, goals and tasks, how they reach each other."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from audit.models import Action
from caseload.versions import StaleRecord, save_over
from volunteers import policies
from volunteers.actions.state import lock_running, record_in_match, side_of
from volunteers.actions.telling import tell_of_message
from volunteers.models import Match, Relayed, Shared, Side

KIND = Shared.Kind


@dataclass(frozen=True, slots=True)
class Agreed:
    """A goal or a task as it was agreed; `who` of a task, empty: all of them together."""

    kind: str
    text: str
    who: str = ""


@transaction.atomic
def record_meeting(*, match: Match, met_on: dt.date, agreed: Iterable[Agreed], by: User) -> Match:
    """The start meeting of the three was held, with these goals and tasks. Once: whoever comes second is told."""
    found = lock_running(match, before_meeting=True)
    if policies.has_met(found):
        raise ValidationError(_("Het startgesprek staat er al. Wijzig de doelen en taken op de bladzijde zelf."))
    if not found.starts_on <= met_on <= clock.today():
        raise ValidationError({"met_on": _("Kies een dag vanaf het begin van de koppeling, tot en met vandaag.")})
    found.met_on = met_on
    found.version += 1
    found.save(update_fields=["met_on", "version"])
    for one in agreed:
        _add(found, one, by)
    # Planned when the match began; the rhythm counts from the first time that they sat together.
    found.tunings.filter(held_on__isnull=True, started_by="").update(due_on=policies.next_tuning(found, met_on))
    record_in_match(Action.CHANGED, found, by=by, what="start meeting")
    return found


@transaction.atomic
def add_shared(*, match: Match, agreed: Agreed, by: User) -> Shared:
    """Each of the three may add a goal or a task."""
    found = lock_running(match)
    shared = _add(found, agreed, by)
    record_in_match(Action.CREATED, found, by=by, what="match task", object_id=shared.pk)
    return shared


def _add(match: Match, agreed: Agreed, by: User) -> Shared:
    who = agreed.who if agreed.kind == KIND.TASK else ""
    shared = Shared(match=match, kind=agreed.kind, text=agreed.text, who=who, added_by=side_of(by))
    shared.added_at = clock.now()
    shared.full_clean()
    shared.save()
    return shared


@transaction.atomic
def change_shared(*, shared: Shared, text: str, who: str = "", version: int, by: User) -> Shared:
    """Raises StaleRecord when one of the others changed it meanwhile."""
    match = lock_running(shared.match)
    who = who if shared.kind == KIND.TASK else ""
    save_over(Shared.objects.all(), shared.pk, version, what="match task", text=text, who=who)
    record_in_match(Action.CHANGED, match, by=by, what="match task", object_id=shared.pk)
    return shared


@transaction.atomic
def tick_shared(*, shared: Shared, done: bool, version: int, by: User) -> bool:
    """Done, or open again. False: somebody changed it meanwhile, and nothing was written."""
    match = lock_running(shared.match)
    done_on = clock.today() if done else None
    try:
        save_over(Shared.objects.all(), shared.pk, version, what="match task", done_on=done_on)
    except StaleRecord:
        return False
    record_in_match(Action.CHANGED, match, by=by, what="match task", object_id=shared.pk)
    return True


@transaction.atomic
def share_phone(*, match: Match, shown: bool, by: User) -> None:
    """Client and volunteer each decide for their own number; nobody decides for the other."""
    field = {Side.CLIENT: "client_phone_shown", Side.VOLUNTEER: "volunteer_phone_shown"}.get(side_of(by))
    if field is None:
        raise ValidationError(_("Alleen de cliënt en de vrijwilliger kiezen dit."))
    # Taking it back needs no meeting.
    found = lock_running(match, before_meeting=not shown)
    setattr(found, field, shown)
    found.save(update_fields=[field])
    record_in_match(Action.CHANGED, found, by=by, what="match telephone")


def write_message(*, match: Match, text: str, form_id: uuid.UUID, by: User) -> bool:
    """Put a message down for the other, who hears that it is there. False: this form was sent before."""
    try:
        return _write(match, text, form_id, by)
    except IntegrityError:
        return False


@transaction.atomic
def _write(match: Match, text: str, form_id: uuid.UUID, by: User) -> bool:
    found = lock_running(match)
    if Relayed.objects.filter(form_id=form_id).exists():
        return False
    message = Relayed(match=found, written_by=side_of(by), text=text, at=clock.now(), form_id=form_id)
    message.full_clean(validate_unique=False)
    message.save()
    tell_of_message(found, written_by=Side(message.written_by))
    record_in_match(Action.CREATED, found, by=by, what="relayed message", object_id=message.pk)
    return True
