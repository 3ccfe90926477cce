"""The organisation's list of trainings in talks at a distance, and who did which."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from audit.models import Action, Purpose
from audit.record import record
from caseload.versions import save_over
from remote_contact.models import Training, TrainingDone

WHAT = "training"


@transaction.atomic
def add_training(*, name: str, refresh_months: int | None, by: User) -> Training:
    training = Training(organisation=by.organisation, name=name, refresh_months=refresh_months)
    _refuse_same_name(training)
    training.full_clean()
    training.save()
    record(Action.CREATED, by=by, what=WHAT, object_id=training.pk, purpose=Purpose.ADMINISTRATION)
    return training


@transaction.atomic
def change_training(*, training: Training, version: int, by: User, **values: Any) -> None:
    """Its name or its months. Who did it keeps having done it."""
    _change(training, version, by, **values)


@transaction.atomic
def set_retired(*, training: Training, retired: bool, by: User) -> None:
    """Nobody is asked to do or refresh it any more, or again they are; nothing when that stands already."""
    training.refresh_from_db(from_queryset=Training.objects.select_for_update())
    if retired != (training.retired_at is not None):
        _change(training, training.version, by, retired_at=clock.now() if retired else None)


def _change(training: Training, version: int, by: User, **values: Any) -> None:
    for name, value in values.items():
        setattr(training, name, value)
    _refuse_same_name(training)
    training.full_clean()
    save_over(Training.objects.all(), training.pk, version, what=WHAT, **values)
    record(Action.CHANGED, by=by, what=WHAT, object_id=training.pk, purpose=Purpose.ADMINISTRATION)


def _refuse_same_name(training: Training) -> None:
    same = Training.objects.filter(organisation=training.organisation, name__iexact=training.name)
    if same.exclude(pk=training.pk).exists():
        raise ValidationError({"name": _("Deze training staat er al.")})


@transaction.atomic
def record_training(*, training: Training, on: dt.date, by: User) -> TrainingDone:
    """One's own; twice the same day is once."""
    if training.organisation_id != by.organisation_id or training.retired_at is not None:
        raise ValidationError({"training": _("Kies een training van de lijst.")})
    if on > clock.today():
        raise ValidationError({"on": _("Deze dag moet nog komen.")})
    done, made = TrainingDone.objects.get_or_create(training=training, user=by, on=on, defaults={"recorded_by": by})
    if made:
        record(Action.CREATED, by=by, what="training done", object_id=done.pk, purpose=Purpose.ADMINISTRATION)
    return done


@transaction.atomic
def take_back_training(*, done: TrainingDone, by: User) -> None:
    """Recorded by mistake."""
    record(Action.ENDED, by=by, what="training done", object_id=done.pk, purpose=Purpose.ADMINISTRATION)
    done.delete()
