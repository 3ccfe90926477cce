"""The talk about a revealed measurement: its day, what was agreed in it, and what it was worth to each side."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from alliance.models import Measurement, Rater, Talk, Worth
from audit import clock
from audit.models import Action, Purpose
from audit.record import record
from caseload.actions import Closing, close_agreements, make_agreement


class AlreadyTalked(Exception):
    """The talk was recorded before, or the answer given before: a second click or another tab. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed in the talk: text, who does it (AgreementWho) and by when."""

    text: str
    who: str
    due: dt.date | None = None


def _locked(measurement_id: uuid.UUID) -> Measurement:
    measurement = (
        Measurement.objects.select_for_update(of=("self",))
        .select_related("pair__supervision", "pair__team")
        .get(pk=measurement_id)
    )
    if not measurement.is_revealed:
        raise ValidationError(_("Praten over de uitkomst kan pas als beide kanten binnen zijn."))
    return measurement


@transaction.atomic
def record_talk(
    *,
    measurement: Measurement,
    held_on: dt.date,
    by: User,
    agreed: Iterable[Agreed] = (),
    closings: Iterable[Closing] = (),
) -> Talk:
    """Date the talk, write down what was agreed and close what was done: all of it, or nothing.

    Raises AlreadyTalked, ValidationError (`held_on`), or StaleRecord for an agreement that somebody changed.
    """
    locked = _locked(measurement.pk)
    if Talk.objects.filter(measurement=locked).exists():
        raise AlreadyTalked
    assert locked.revealed_at is not None
    if not timezone.localdate(locked.revealed_at) <= held_on <= clock.today():
        raise ValidationError(
            {"held_on": _("Kies een dag vanaf het moment dat beide kanten binnen waren, t/m vandaag.")}
        )
    talk = Talk.objects.create(measurement=locked, held_on=held_on, recorded_at=clock.now(), recorded_by=by)
    for each in agreed:
        make_agreement(pair=locked.pair, text=each.text, who=each.who, due=each.due, by=by)
    close_agreements(pair=locked.pair, closings=closings, by=by)
    record(Action.CREATED, by=by, what="talk", subjects=[locked.pair.supervision.client_id], object_id=locked.pk)
    return talk


@transaction.atomic
def answer_worth(
    *, measurement: Measurement, rater: Rater, filling_in: int | None, talking: int | None, by: User
) -> Worth:
    """Keep what filling in and talking was worth to one side, 1 to 5, either may be left open; once, after the talk."""
    locked = _locked(measurement.pk)
    if not Talk.objects.filter(measurement=locked).exists():
        raise ValidationError(_("Deze vragen komen na het gesprek."))
    fields = {"filling_in": filling_in, "talking": talking, "answered_at": clock.now()}
    try:
        with transaction.atomic():
            worth = Worth.objects.create(measurement=locked, rater=rater, **fields)
    except IntegrityError:
        raise AlreadyTalked from None
    record(
        Action.ANSWERED,
        by=by,
        what="worth",
        subjects=[locked.pair.supervision.client_id],
        object_id=locked.pk,
        purpose=Purpose.OWN if rater == Rater.CLIENT else Purpose.SUPERVISION,
    )
    return worth
