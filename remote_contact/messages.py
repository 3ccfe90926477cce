"""The messages about appointments: for each kind its words and the re-check at the moment of sending.

Neutral for whoever looks over a shoulder: a day, a time and the place as it was written for the client.
"""

from collections.abc import Iterator

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from audit import clock
from caseload import days
from caseload.pauses import running_pause
from messaging import kinds, reach, texts
from messaging.kinds import Family, Kind, Mail, register
from messaging.models import Channel, Message, Side
from messaging.texts import Words
from remote_contact.actions.reminders import CALLED_OFF, MOVED, REMINDER, last_told
from remote_contact.lists import lists_of
from remote_contact.models import Appointment, AppointmentState

_WITHDRAWN = {
    AppointmentState.MOVED: "moved",
    AppointmentState.CANCELLED: "called off",
    AppointmentState.DONE: "done",
    AppointmentState.WITHDRAWN: "called off",
}


def register_kinds() -> None:
    anyhow = frozenset(Channel)
    register(Kind(REMINDER, _recheck_standing, _render, Family.APPOINTMENT, channels=anyhow))
    register(Kind(MOVED, _recheck_standing, _render_moved, Family.APPOINTMENT, channels=anyhow))
    register(Kind(CALLED_OFF, _recheck_called_off, _render_called_off, Family.APPOINTMENT, channels=anyhow))
    texts.declare(*_words())


def _words() -> Iterator[Words]:
    for kind, template, title, more in (
        (REMINDER, "reminder", _("Herinnering aan een afspraak"), ("hoe",)),
        (MOVED, "moved", _("Afspraak is verzet"), ("eerst", "hoe")),
        (CALLED_OFF, "called_off", _("Afspraak gaat niet door"), ()),
    ):
        yield Words(kind, Side.CLIENT, title, template, ("voornaam", "dag", "tijd", *more), by_sms=True)


def _appointment(message: Message) -> Appointment:
    return Appointment.objects.select_related("pair__supervision", "pair__team").get(pk=message.subject_id)


def _recheck_standing(message: Message) -> str:
    """Looked up at the moment of sending: only of an appointment that stands and is yet to come."""
    appointment = _appointment(message)
    if appointment.state != AppointmentState.PLANNED:
        return _WITHDRAWN[AppointmentState(appointment.state)]
    if appointment.starts_at <= clock.now():
        return "past"
    if running_pause(appointment.pair, clock.today()):
        return "paused"
    return _recheck_client(message)


def _recheck_called_off(message: Message) -> str:
    """Said also while the supervision stands still: nobody should come for nothing."""
    appointment = _appointment(message)
    if appointment.state == AppointmentState.PLANNED:
        # What was recorded of it was taken back.
        return "nothing to tell"
    told = last_told(appointment)
    if told is not None and told.starts_at <= clock.now():
        return "past"
    return _recheck_client(message)


def _recheck_client(message: Message) -> str:
    """An appointment goes along to the next worker, so only the end of the supervision ends it."""
    assert message.pair is not None
    if message.pair.supervision.ended_on is not None:
        return "pair ended"
    client = message.pair.supervision.client
    return "" if reach.has_address(client, kinds.get(message.kind).channels) else "no address"


def _render(message: Message) -> Mail:
    return _mail(message, _appointment(message))


def _render_moved(message: Message) -> Mail:
    appointment = _appointment(message)
    assert appointment.instead_of is not None
    return _mail(message, appointment, first=last_told(appointment.instead_of) or appointment.instead_of)


def _render_called_off(message: Message) -> Mail:
    appointment = _appointment(message)
    return _mail(message, last_told(appointment) or appointment)


def _mail(message: Message, appointment: Appointment, *, first: Appointment | None = None) -> Mail:
    assert message.pair is not None
    client = message.pair.client
    with translation.override(client.language):
        values = {"dag": _day(appointment), "tijd": days.clock_time(appointment.starts_at)}
        method = lists_of(message.pair.team.organisation_id).method(appointment.method)
        values["hoe"] = f"{method}, {appointment.place}" if appointment.place else method
        if first is not None:
            values["eerst"] = f"{_day(first)}, {days.clock_time(first.starts_at)}"
    return texts.mail(message, client, **values)


def _day(appointment: Appointment) -> str:
    return date_format(timezone.localtime(appointment.starts_at), "l j F")
