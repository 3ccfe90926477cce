"""A supervision that stands still (detention, illness), and the writes that begin and end that.

What moves when a pause ends belongs to the floors above; they register it here at start-up, as they do their kinds of
message, so that it happens in the transaction that ends the pause.
"""

import datetime as dt
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.models import Action
from audit.record import record
from caseload import days
from caseload.models import Pair, Pause, PauseReason, Supervision

AfterPause = Callable[[Pause], None]
_after_pause: list[AfterPause] = []


def when_a_pause_ends(move: AfterPause) -> None:
    if move not in _after_pause:
        _after_pause.append(move)


def running_pause(pair: Pair, today: dt.date) -> Pause | None:
    return Pause.objects.running_on(today).filter(supervision=pair.supervision_id).first()


@transaction.atomic
def start_pause(*, pair: Pair, reason: PauseReason | str, since: dt.date, by: User | None) -> Pause:
    """The supervision stands still from this day on; also when that became known later."""
    supervision = _locked(pair)
    if supervision.ended_on is not None:
        raise ValidationError(_("Dit toezicht is al beëindigd."))
    if since < supervision.starts_on:
        raise ValidationError({"since": _("Deze dag ligt vóór het begin van het toezicht.")})
    last = supervision.pauses.first()
    if last is not None and last.until is None:
        raise ValidationError(_("Dit toezicht is al gepauzeerd."))
    if last is not None and last.until is not None and since < last.until:
        words = {"day": days.day_long(last.until)}
        raise ValidationError({"since": _("De vorige pauze duurde tot %(day)s. Kies die dag of later.") % words})
    pause = Pause.objects.create(supervision=supervision, reason=str(reason), since=since)
    _record(Action.CREATED, pause, by)
    return pause


@transaction.atomic
def end_pause(*, pair: Pair, until: dt.date, by: User | None) -> Pause:
    """The supervision goes on: on this day it counts again. What was due moves by the length of the pause."""
    supervision = _locked(pair)
    pause = supervision.pauses.filter(until__isnull=True).first()
    if pause is None:
        raise ValidationError(_("Dit toezicht is niet gepauzeerd."))
    if until < pause.since:
        raise ValidationError({"until": _("Deze dag ligt vóór het begin van de pauze.")})
    pause.until = until
    pause.save(update_fields=["until"])
    _record(Action.ENDED, pause, by)
    for move in _after_pause:
        move(pause)
    return pause


def _locked(pair: Pair) -> Supervision:
    return Supervision.objects.select_for_update(of=("self",)).select_related("client").get(pk=pair.supervision_id)


def _record(action: Action, pause: Pause, by: User | None) -> None:
    client = pause.supervision.client
    record(
        action,
        by=by,
        what="pause",
        subjects=[client.pk],
        object_id=pause.pk,
        organisation_id=client.organisation_id,
    )
