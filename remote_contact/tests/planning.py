"""Appointments for tests, through the real actions."""

import datetime as dt
import uuid
from typing import Any

from caseload.models import Pair
from remote_contact.actions.appointments import cancel_appointment, move_appointment, plan_appointment
from remote_contact.models import AbsenceReason, Appointment, AskedBy, Method
from remote_contact.recurrence import at

# A week after the Monday on which tests live, ten o'clock on the wall.
NEXT_MONDAY = dt.date(2026, 11, 30)
TEN = dt.time(10)


def series(pair: Pair, day: dt.date = NEXT_MONDAY, time: dt.time = TEN, **fields: Any) -> list[Appointment]:
    values = {"minutes": 30, "method": Method.OFFICE, "by": pair.worker, "form_id": uuid.uuid4()} | fields
    return plan_appointment(pair=pair, starts_at=at(day, time), **values)


def planned(pair: Pair, day: dt.date = NEXT_MONDAY, time: dt.time = TEN, **fields: Any) -> Appointment:
    (made,) = series(pair, day, time, **fields)
    return made


def moved(
    old: Appointment, day: dt.date, time: dt.time = TEN, *, pair: Pair | None = None, **fields: Any
) -> Appointment:
    old.refresh_from_db()
    pair = pair or old.pair
    values: dict[str, Any] = {"minutes": old.minutes, "method": old.method, "place": old.place, "version": old.version}
    values |= {"asked_by": AskedBy.CLIENT, "reason": AbsenceReason.WORK, "by": pair.worker, "form_id": uuid.uuid4()}
    return move_appointment(appointment=old, pair=pair, starts_at=at(day, time), **values | fields)


def called_off(appointment: Appointment, **fields: Any) -> int:
    appointment.refresh_from_db()
    values: dict[str, Any] = {"asked_by": AskedBy.WORKER, "reason": AbsenceReason.HEALTH}
    values |= {"version": appointment.version, "by": appointment.pair.worker, "pair": appointment.pair}
    return cancel_appointment(appointment=appointment, **values | fields)
