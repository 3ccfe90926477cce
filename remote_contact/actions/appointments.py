"""Planning appointments, moving them, calling them off, and settling them with what came of it."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from audit.models import Action
from audit.record import record
from caseload.models import Pair
from caseload.versions import save_over
from remote_contact.actions import reminders
from remote_contact.lists import lists_of
from remote_contact.models import Appointment, AppointmentState, AskedBy, Contact, RemoteTalk
from remote_contact.recurrence import Repeat, moments, moved_along

# Nobody plans further ahead, so a later day is a slip in the year.
FURTHEST = dt.timedelta(days=730)
# Handed over as rows; looking each of them up again would ask a query for every appointment of a series.
LINKS = ["pair", "made_by", "instead_of", "contact"]


def plan_appointment(
    *,
    pair: Pair,
    starts_at: dt.datetime,
    minutes: int,
    method: str,
    place: str = "",
    by: User,
    form_id: uuid.UUID,
    repeat: Repeat | None = None,
) -> list[Appointment]:
    """Plan one appointment, or a series. A form that was saved before plans nothing more: what it planned is returned.

    Raises ValidationError by field: `day`, `method`, `minutes`, `place`, `until`.
    """
    try:
        return _plan(pair, starts_at, minutes, method, place, by, form_id, repeat)
    except IntegrityError:
        # Of two clicks at once the database lets one through.
        return list(Appointment.objects.filter(form_id=form_id, pair=pair))


@transaction.atomic
def _plan(
    pair: Pair,
    starts_at: dt.datetime,
    minutes: int,
    method: str,
    place: str,
    by: User,
    form_id: uuid.UUID,
    repeat: Repeat | None,
) -> list[Appointment]:
    if before := list(Appointment.objects.filter(form_id=form_id, pair=pair)):
        return before
    all_moments = moments(starts_at, repeat)
    if not all_moments:
        raise ValidationError({"until": _("De laatste dag ligt vóór de eerste afspraak.")})
    for moment in (all_moments[0], all_moments[-1]):
        _check_moment(moment)
    _check_pair_and_method(pair, method)
    series = uuid.uuid4() if len(all_moments) > 1 else None
    made = [
        Appointment(
            pair=pair,
            starts_at=moment,
            minutes=minutes,
            method=method,
            place=place,
            series=series,
            made_by=by,
            made_at=clock.now(),
            form_id=form_id,
        )
        for moment in all_moments
    ]
    for appointment in made:
        appointment.clean_fields(exclude=LINKS)
    Appointment.objects.bulk_create(made)
    reminders.queue_reminders(made)
    _record(Action.CREATED, made[0], by)
    return made


def _check_moment(moment: dt.datetime) -> None:
    now = clock.now()
    if moment <= now:
        raise ValidationError({"day": _("Dit moment is al geweest. Kies een moment dat nog komt.")})
    if moment > now + FURTHEST:
        raise ValidationError({"day": _("Klopt het jaar? Deze dag ligt te ver weg.")})


def _check_pair_and_method(pair: Pair, method: str, *, stands: str = "") -> None:
    """`stands`: a method that the appointment already had may stay, also when the organisation retired it."""
    if not pair.is_open:
        raise ValidationError(_("Dit koppel is al beëindigd."))
    entry = lists_of(pair.team.organisation_id).methods.get(method)
    if entry is None or (entry.retired and method != stands):
        raise ValidationError({"method": _("Kies een van de mogelijkheden.")})


@transaction.atomic
def move_appointment(
    *,
    appointment: Appointment,
    pair: Pair,
    version: int,
    starts_at: dt.datetime,
    minutes: int,
    method: str,
    place: str,
    asked_by: AskedBy | str,
    reason: str,
    by: User,
    form_id: uuid.UUID,
    rest_of_series: bool = False,
) -> Appointment:
    """A new appointment of this (the present) pair instead of the old one, which stays as moved.

    The rest of a series goes along by as many days, to the same time. Raises ValidationError by field, StaleRecord
    when somebody changed it in between.
    """
    if before := Appointment.objects.filter(form_id=form_id, instead_of=appointment).first():
        return before
    _check_moment(starts_at)
    _check_pair_and_method(pair, method, stands=appointment.method)
    changes = {"asked_by": asked_by, "reason": reason}
    others = _rest_of(appointment) if rest_of_series else []
    follow = moved_along(appointment.starts_at, starts_at, [other.starts_at for other in others])
    _withdraw(appointment, version, AppointmentState.MOVED, changes)
    new = {"pair": pair, "minutes": minutes, "method": method, "place": place, "form_id": form_id}
    moved = [_instead_of(appointment, starts_at, new, by)]
    reminders.tell_moved(appointment, moved[0])
    for other, moment in zip(others, follow, strict=True):
        _withdraw(other, other.version, AppointmentState.MOVED, changes)
        moved.append(_instead_of(other, moment, new, by))
        reminders.tell_moved(other, moved[-1])
    _record(Action.CHANGED, appointment, by)
    return moved[0]


def _instead_of(old: Appointment, starts_at: dt.datetime, values: dict[str, Any], by: User) -> Appointment:
    new = Appointment(
        **values,
        starts_at=starts_at,
        series=old.series,
        instead_of=old,
        calendar_id=old.calendar_id,
        sequence=old.sequence + 1,
        made_by=by,
        made_at=clock.now(),
    )
    new.clean_fields(exclude=LINKS)
    new.save()
    # What was prepared is about the talk, whenever it is held. A mood was about that day, and stays there.
    RemoteTalk.objects.filter(appointment=old).update(appointment=new)
    return new


@transaction.atomic
def cancel_appointment(
    *,
    appointment: Appointment,
    pair: Pair,
    version: int,
    asked_by: AskedBy | str,
    reason: str,
    by: User,
    rest_of_series: bool = False,
) -> int:
    """Call it off, or it and the rest of its series; returns how many. Raises StaleRecord when somebody changed it."""
    others = _rest_of(appointment) if rest_of_series else []
    for one in [appointment, *others]:
        changes = {"asked_by": asked_by, "reason": reason, "sequence": F("sequence") + 1}
        _withdraw(one, version if one is appointment else one.version, AppointmentState.CANCELLED, changes)
    reminders.tell_called_off([appointment, *others], pair)
    _record(Action.CHANGED, appointment, by)
    return 1 + len(others)


def _rest_of(appointment: Appointment) -> list[Appointment]:
    """What is still planned of its series after it."""
    if appointment.series is None:
        return []
    later = Appointment.objects.planned().filter(series=appointment.series, starts_at__gt=appointment.starts_at)
    return list(later.select_for_update().exclude(pk=appointment.pk))


def _withdraw(appointment: Appointment, version: int, state: AppointmentState, changes: dict[str, Any]) -> None:
    if changes["asked_by"] not in AskedBy.values:
        raise ValidationError({"asked_by": _("Kies wie het vroeg.")})
    values: dict[str, Any] = {"state": state, "changed_at": clock.now()} | changes
    save_over(Appointment.objects.planned(), appointment.pk, version, what="appointment", **values)


@transaction.atomic
def settle(*, appointment: Appointment, contact: Contact, by: User) -> bool:
    """What came of it stands in this contact, whether it took place or not; False when it was settled or withdrawn
    before.
    """
    values: dict[str, Any] = {"state": AppointmentState.DONE, "contact": contact, "changed_at": clock.now()}
    same_case = Appointment.objects.planned().of_supervision_of(contact.pair)
    done = same_case.filter(pk=appointment.pk).update(**values, version=F("version") + 1)
    if done:
        if not contact.took_place:
            reminders.tell_not_held(appointment, contact.pair)
        _record(Action.CHANGED, appointment, by)
    return bool(done)


@transaction.atomic
def unsettle(*, contact: Contact, by: User) -> None:
    """The contact was taken back: nobody has said what came of its appointment."""
    for appointment in Appointment.objects.filter(contact=contact, state=AppointmentState.DONE):
        values: dict[str, Any] = {"state": AppointmentState.PLANNED, "contact": None, "changed_at": clock.now()}
        Appointment.objects.filter(pk=appointment.pk).update(**values, version=F("version") + 1)
        _record(Action.CHANGED, appointment, by)


@transaction.atomic
def withdraw_planned(*, form_id: uuid.UUID, by: User) -> None:
    """What was planned with a contact that is taken back was never planned; who was told of it hears that."""
    found = list(Appointment.objects.planned().filter(form_id=form_id).select_related("pair__supervision"))
    for appointment in found:
        changes = {"asked_by": AskedBy.WORKER, "reason": "", "sequence": F("sequence") + 1}
        _withdraw(appointment, appointment.version, AppointmentState.WITHDRAWN, changes)
        _record(Action.ENDED, appointment, by)
    if found:
        reminders.tell_called_off(found, found[0].pair)


def _record(action: Action, appointment: Appointment, by: User) -> None:
    client_id = appointment.pair.supervision.client_id
    record(action, by=by, what="appointment", subjects=[client_id], object_id=appointment.pk)
