"""Trainings in words: the organisation's list, one's own, and a team's. In the order of names; nobody is ranked."""

import calendar
import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Organisation, Role, Team, User
from caseload import days
from remote_contact.models import Training, TrainingDone


@dataclass(frozen=True, slots=True)
class DoneRow:
    """A training somebody did, the last time; `tag` says that it is to be refreshed, or when."""

    training: str
    on: str
    tag: str
    is_due: bool
    done_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class PersonRows:
    name: str
    rows: tuple[DoneRow, ...]


def trainings_of(organisation: Organisation | uuid.UUID) -> list[Training]:
    """The whole list, in use first."""
    found = Training.objects.filter(organisation=organisation)
    return sorted(found, key=lambda training: (training.retired_at is not None, training.name.lower()))


def own_rows(user: User, *, today: dt.date) -> list[DoneRow]:
    return list(_rows(TrainingDone.objects.filter(user=user).select_related("training"), today))


def team_rows(team: Team, *, today: dt.date) -> list[PersonRows]:
    """Every worker of the team by name, with or without a training."""
    workers = User.objects.get_queryset().filter(team=team, role=Role.WORKER, is_active=True)
    done: dict[uuid.UUID, list[TrainingDone]] = {}
    for one in TrainingDone.objects.filter(user__in=workers).select_related("training"):
        done.setdefault(one.user_id, []).append(one)
    by_name = workers.order_by("last_name", "first_name", "pk")
    return [PersonRows(user.full_name, tuple(_rows(done.get(user.pk, []), today))) for user in by_name]


def is_due(user: User, *, today: dt.date) -> bool:
    """Whether one of this person's trainings is to be refreshed."""
    return any(row.is_due for row in own_rows(user, today=today))


def _rows(done: Iterable[TrainingDone], today: dt.date) -> Iterable[DoneRow]:
    """Of each training the last time."""
    last: dict[uuid.UUID, TrainingDone] = {}
    for one in sorted(done, key=lambda one: one.on):
        last[one.training_id] = one
    for one in sorted(last.values(), key=lambda one: one.training.name.lower()):
        until = refresh_on(one)
        due = until is not None and until <= today
        tag = _("Opfrissen") if due else _("opfrissen vanaf %(day)s") % {"day": days.month(until)} if until else ""
        yield DoneRow(one.training.name, days.day_year(one.on), tag, due, one.pk)


def refresh_on(done: TrainingDone) -> dt.date | None:
    """The day from which it is to be refreshed; None for one that never is, or that is done with."""
    training = done.training
    if training.refresh_months is None or training.retired_at is not None:
        return None
    month = done.on.month - 1 + training.refresh_months
    year, month = done.on.year + month // 12, month % 12 + 1
    return dt.date(year, month, min(done.on.day, calendar.monthrange(year, month)[1]))
