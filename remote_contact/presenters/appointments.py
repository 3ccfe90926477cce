"""Appointments in words: what is planned, what clashes, and the calendar files."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from caseload import days
from caseload.access import stands_in
from caseload.covering import pairs_under_cover
from caseload.models import Pair
from caseload.pauses import running_pause
from messaging import reach
from messaging.models import Channel, Message
from messaging.timing import rules_of
from remote_contact import ics
from remote_contact.actions.reminders import REMINDER
from remote_contact.clashes import APART, Clash, Kind, Slot, clashes, fingerprint
from remote_contact.lists import Lists, lists_of
from remote_contact.models import Appointment, AppointmentState, FollowUp

# How far back a private calendar still shows what was.
FEED_BACK = dt.timedelta(days=28)
DAY = dt.timedelta(days=1)
# So many of a client's own.
OWN_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One appointment that is planned; `over`: it is to be said what came of it."""

    id: uuid.UUID
    pair_id: uuid.UUID
    day: dt.date
    when: str
    time: str
    what: str
    over: bool
    # "" while it is planned.
    state: str

    def url(self, name: str) -> str:
        return reverse(f"remote_contact:{name}", args=[self.pair_id, self.id])

    @property
    def move_url(self) -> str:
        return self.url("move_appointment")

    @property
    def call_off_url(self) -> str:
        return self.url("call_off")

    @property
    def file_url(self) -> str:
        return self.url("appointment_file")

    @property
    def log_url(self) -> str:
        return f"{reverse('remote_contact:log', args=[self.pair_id])}?appointment={self.id}"


def line(appointment: Appointment, pair_id: uuid.UUID, words: Lists, now: dt.datetime) -> Line:
    """`pair_id`: of the present pair, which may not be the one that planned it."""
    local = timezone.localtime(appointment.starts_at)
    return Line(
        id=appointment.pk,
        pair_id=pair_id,
        day=local.date(),
        when=when(appointment),
        time=days.clock_time(appointment.starts_at),
        what=what(appointment, words),
        over=appointment.starts_at < now,
        state="" if appointment.state == AppointmentState.PLANNED else appointment.get_state_display(),
    )


def when(appointment: Appointment) -> str:
    """maandag 30 november, 10:00; with the year when it is another one"""
    return moment_words(appointment.starts_at)


def moment_words(moment: dt.datetime) -> str:
    day = timezone.localtime(moment).date()
    year = "" if day.year == clock.today().year else f" {day.year}"
    return f"{days.weekday_long(day)}{year}, {days.clock_time(moment)}"


def what(appointment: Appointment, words: Lists) -> str:
    """Op kantoor, 30 minuten. Stationsweg 4"""
    found = _("%(method)s, %(n)s minuten") % {"method": words.method(appointment.method), "n": appointment.minutes}
    return f"{found}. {appointment.place}" if appointment.place else found


def planned_lines(pair: Pair, *, most: int) -> list[Line]:
    """What is to be recorded and then what comes, of the whole supervision."""
    words, now = lists_of(pair.team.organisation_id), clock.now()
    found = Appointment.objects.planned().of_supervision_of(pair)[:most]
    return [line(one, pair.pk, words, now) for one in found]


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One of a client's own appointments."""

    when: str
    what: str
    file_url: str


def own_lines(user: User, present: Pair | None) -> list[OwnLine]:
    """What comes, for the client; nothing once the supervision is over."""
    if present is None:
        return []
    words = lists_of(present.team.organisation_id)
    coming = Appointment.objects.visible_to(user).planned().filter(pair__supervision=present.supervision_id)
    return [
        OwnLine(when(one), what(one, words), reverse("remote_contact:own_appointment_file", args=[one.pk]))
        for one in coming.filter(starts_at__gte=clock.now())[:OWN_SHOWN]
    ]


def lines_until(
    pair_of: dict[uuid.UUID, uuid.UUID], words: Lists, now: dt.datetime, until: dt.datetime
) -> list[tuple[uuid.UUID, Line]]:
    """What is planned until a moment, also what is over and was not recorded, each with its supervision; `pair_of`:
    the present pair of each."""
    found = Appointment.objects.planned().filter(pair__supervision__in=pair_of, starts_at__lt=until)
    rows = found.select_related("pair")
    return [(one.pair.supervision_id, line(one, pair_of[one.pair.supervision_id], words, now)) for one in rows]


def later_in_series(appointment: Appointment) -> list[Appointment]:
    if appointment.series is None:
        return []
    later = Appointment.objects.planned().filter(series=appointment.series, starts_at__gt=appointment.starts_at)
    return list(later.exclude(pk=appointment.pk))


def planned_words(made: Sequence[Appointment], pair: Pair) -> str:
    """That it stands, and when the client hears of it."""
    first = {"when": when(made[0]), "n": len(made), "name": pair.client.first_name}
    said = _("De afspraak staat: %(when)s.") if len(made) == 1 else _("%(n)s afspraken staan, vanaf %(when)s.")
    reminder = Message.objects.filter(kind=REMINDER, subject_id=made[0].pk).values_list("not_before", flat=True).first()
    if reminder is None or not reach.has_address(pair.client, frozenset(Channel)):
        return said % first
    day = timezone.localtime(reminder).date()
    soon = (
        _("%(name)s krijgt nu bericht.") if day <= clock.today() else _("%(name)s krijgt een herinnering op %(day)s.")
    )
    return f"{said % first} {soon % (first | {'day': days.weekday_long(day)})}"


def open_follow_ups(supervisions: Iterable[uuid.UUID]) -> list[FollowUp]:
    found = FollowUp.objects.open().filter(contact__pair__supervision__in=list(supervisions))
    return list(found.select_related("contact__pair"))


# ---------- clashes ----------


@dataclass(frozen=True, slots=True)
class Clashes:
    """What speaks against these moments, in words; whom the words name: `client_ids` of the reader's own work, and
    `covered_ids` of that of the worker for whom they stand in."""

    lines: tuple[str, ...]
    fingerprint: str
    client_ids: frozenset[uuid.UUID]
    covered_ids: frozenset[uuid.UUID]


def find_clashes(
    pair: Pair,
    asked: Sequence[dt.datetime],
    minutes: int,
    *,
    form_id: uuid.UUID,
    reader: User,
    without: Iterable[uuid.UUID] = (),
) -> Clashes:
    """`without`: the appointments that are being moved; what this very form planned before is in nobody's way.

    Who stands in for the worker has two agendas: the worker's, without clients whom they do not reach (shielded, or of
    another team), and their own.
    """
    if not asked:
        return Clashes((), "", frozenset(), frozenset())
    room = APART + DAY
    near = Appointment.objects.planned().exclude(pk__in=list(without)).exclude(form_id=form_id)
    near = near.filter(starts_at__range=(min(asked) - room, max(asked) + room))
    near = near.select_related("pair__supervision__client")
    covered: dict[uuid.UUID, Appointment] = {}
    if stands_in(reader, pair):
        reached = pairs_under_cover(reader).values("supervision")
        covered = {one.pk: one for one in near.of_worker(pair.worker).filter(pair__supervision__in=reached)}
    others = covered | {one.pk: one for one in near.of_worker(reader)}
    slots = [Slot(one.pk, one.starts_at, one.minutes) for one in others.values()]
    organisation_id = pair.team.organisation_id
    pause = running_pause(pair, clock.today())
    found = clashes(
        asked,
        minutes=minutes,
        others=slots,
        calendar=rules_of({organisation_id})[organisation_id].calendar,
        paused_since=pause.since if pause else None,
    )
    whose = dict.fromkeys(covered, pair.worker.first_name)
    lines = tuple(_clash_words(one, pair, others, whose, len(asked) > 1) for one in found)
    named = {one.other.about: others[one.other.about].pair.supervision.client_id for one in found if one.other}
    of_worker = frozenset(client_id for pk, client_id in named.items() if pk in covered)
    return Clashes(lines, fingerprint(found), frozenset(named.values()) - of_worker, of_worker)


def _clash_words(
    clash: Clash, pair: Pair, others: Mapping[uuid.UUID, Appointment], whose: Mapping[uuid.UUID, str], several: bool
) -> str:
    """`whose`: the first name of whose agenda it is in, where it is not the reader's own."""
    day = timezone.localtime(clash.at).date()
    words = {"day": days.weekday_long(day), "name": pair.client.first_name}
    if clash.kind is Kind.PAUSED:
        return _("Het toezicht van %(name)s staat stil. Berichten over de afspraak gaan dan niet uit.") % words
    if clash.kind is Kind.CLOSED:
        return _("Op %(day)s wordt er niet gewerkt.") % words
    assert clash.other is not None
    client = others[clash.other.about].pair.client
    words |= {"other": f"{client.first_name} {client.last_name}", "from": days.clock_time(clash.other.starts_at)}
    words["until"] = days.clock_time(clash.other.ends_at)
    if name := whose.get(clash.other.about):
        words["worker"] = name
        text = _("%(worker)s heeft een afspraak met %(other)s, van %(from)s tot %(until)s.") % words
    elif clash.kind is Kind.OVERLAPS:
        text = _("Je hebt dan al een afspraak met %(other)s, van %(from)s tot %(until)s.") % words
    else:
        text = _("Binnen een uur heb je een afspraak met %(other)s, van %(from)s tot %(until)s.") % words
    return f"{words['day'].capitalize()}: {text}" if several else text


# ---------- calendar files ----------


def file_of(appointment: Appointment) -> str:
    """One appointment, with the place as it was written for the client; nothing in it names the service."""
    return ics.calendar([_event(appointment, place=appointment.place)])


def feed_of(worker: User) -> str:
    """Everything of the worker's cases, four weeks back and on: a word and the time, no person and no place."""
    found = Appointment.objects.of_worker(worker).exclude(state=AppointmentState.MOVED)
    found = found.filter(starts_at__gte=clock.now() - FEED_BACK)
    return ics.calendar(_event(one) for one in found)


def _event(appointment: Appointment, *, place: str = "") -> ics.Event:
    return ics.Event(
        id=appointment.calendar_id,
        sequence=appointment.sequence,
        starts_at=appointment.starts_at,
        minutes=appointment.minutes,
        summary=_("Afspraak"),
        written_at=appointment.changed_at or appointment.made_at,
        place=place,
        cancelled=appointment.state == AppointmentState.CANCELLED,
    )
