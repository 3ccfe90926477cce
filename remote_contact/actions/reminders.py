"""What the client is told of appointments, through the outbox: a reminder, and a change of what they were told.

A key in the outbox is a kind and an appointment, so there is at most one reminder of each.
"""

from collections.abc import Iterable, Sequence

from audit import clock
from caseload.models import Pair
from messaging import actions as outbox
from messaging.models import Message, Side
from messaging.timing import LEFT, Timetable
from messaging.working_time import day_of, start_of
from remote_contact.models import Appointment
from remote_contact.policies import UNDO_WITHIN
from remote_contact.reminding import remind_on

REMINDER = "remote_contact.reminder"
MOVED = "remote_contact.moved"
CALLED_OFF = "remote_contact.called_off"
TELLING = (REMINDER, MOVED)


def queue_reminders(appointments: Sequence[Appointment]) -> None:
    """One for each, on the working day before; at once when that day has come."""
    outbox.queue(_reminders(appointments))


def _reminders(appointments: Sequence[Appointment]) -> list[Message]:
    found = [_message(REMINDER, appointment, appointment.pair) for appointment in appointments]
    timetable = Timetable(found)
    for message, appointment in zip(found, appointments, strict=True):
        day = remind_on(day_of(appointment.starts_at), timetable.rules(message).calendar)
        message.not_before = max(timetable.opening(message, start_of(day)), clock.now())
    return found


def tell_moved(old: Appointment, new: Appointment) -> None:
    """What has not left about the old one never leaves. Who was told of it hears of the new one, and is reminded too
    when the working day before is yet to come."""
    outbox.withdraw(kinds=TELLING, subject_ids=[old.pk], reason="moved")
    if last_told(old) is None:
        queue_reminders([new])
        return
    moved = _message(MOVED, new, new.pair)
    leaves = Timetable([moved]).opening(moved, clock.now())
    later = [message for message in _reminders([new]) if day_of(message.not_before) > day_of(leaves)]
    outbox.queue([moved, *later])


def tell_called_off(appointments: Sequence[Appointment], pair: Pair) -> None:
    """What has not left never leaves; who was told hears that it does not go on."""
    outbox.withdraw(kinds=TELLING, subject_ids=[one.pk for one in appointments], reason="called off")
    outbox.queue([_message(CALLED_OFF, one, pair) for one in appointments if last_told(one) is not None])


def tell_not_held(appointment: Appointment, pair: Pair) -> None:
    """Recorded before its time as not going on: who was told of it hears that, once the record can no longer be taken
    back. What has not left about it is looked up as it leaves."""
    if appointment.starts_at <= clock.now() or last_told(appointment) is None:
        return
    told = _message(CALLED_OFF, appointment, pair)
    told.not_before = clock.now() + UNDO_WITHIN
    outbox.queue([told])


def _message(kind: str, appointment: Appointment, pair: Pair) -> Message:
    return outbox.message(kind=kind, subject_id=appointment.pk, side=Side.CLIENT, pair=pair)


def last_told(appointment: Appointment | None) -> Appointment | None:
    """This one or the nearest before it of which a message left: what the client last heard."""
    chain = list(_back(appointment))
    ids = [one.pk for one in chain]
    left = Message.objects.filter(kind__in=TELLING, subject_id__in=ids, state__in=LEFT)
    told = set(left.values_list("subject_id", flat=True))
    return next((one for one in chain if one.pk in told), None)


def _back(appointment: Appointment | None) -> Iterable[Appointment]:
    while appointment is not None:
        yield appointment
        appointment = appointment.instead_of
