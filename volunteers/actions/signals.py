"""What a volunteer noticed, and what was done with it; what a volunteer may know beyond the usual."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from audit.models import Action
from caseload.versions import StaleRecord, save_over
from volunteers.actions.state import lock_running, record_in_match
from volunteers.actions.telling import tell_of_signal
from volunteers.models import Match, Release, Signal


def send_signal(*, match: Match, text: str, urgent: bool, form_id: uuid.UUID, by: User) -> bool:
    """To the co-ordinator, urgent ones at once to the worker and whoever has duty too. False: sent before."""
    try:
        return _send(match, text, urgent, form_id, by)
    except IntegrityError:
        return False


@transaction.atomic
def _send(match: Match, text: str, urgent: bool, form_id: uuid.UUID, by: User) -> bool:
    # What somebody noticed does not wait for a meeting.
    found = lock_running(match, before_meeting=True)
    if Signal.objects.filter(form_id=form_id).exists():
        return False
    signal = Signal(match=found, text=text, urgent=urgent, at=clock.now(), form_id=form_id)
    signal.full_clean(validate_unique=False)
    signal.save()
    tell_of_signal(signal, found)
    record_in_match(Action.CREATED, found, by=by, what="signal", object_id=signal.pk)
    return True


@transaction.atomic
def handle_signal(*, signal: Signal, what_was_done: str, version: int, by: User) -> Signal:
    """Raises StaleRecord when somebody else did."""
    rows = Signal.objects.filter(handled_at__isnull=True)
    done: dict[str, Any] = {"handled_at": clock.now(), "handled_by": by, "what_was_done": what_was_done}
    try:
        save_over(rows, signal.pk, version, what="signal", **done)
    except StaleRecord:
        raise ValidationError(_("Een collega heeft dit al afgehandeld.")) from None
    record_in_match(Action.CHANGED, signal.match, by=by, what="signal", object_id=signal.pk)
    return signal


@transaction.atomic
def release(*, match: Match, what: str, text: str, reason: str, by: User) -> Release:
    """From now on the volunteer reads this too, until it is taken back or the match ends. The client is shown it."""
    found = lock_running(match)
    made = Release(match=found, what=what, text=text, reason=reason, released_by=by, released_at=clock.now())
    made.full_clean()
    made.save()
    record_in_match(Action.CREATED, found, by=by, what="release", object_id=made.pk)
    return made


@transaction.atomic
def take_back(*, release: Release, by: User) -> bool:
    """The volunteer reads it no more. False: somebody did so before."""
    if not Release.objects.filter(pk=release.pk, taken_back_at__isnull=True).update(taken_back_at=clock.now()):
        return False
    record_in_match(Action.ENDED, release.match, by=by, what="release", object_id=release.pk)
    return True
