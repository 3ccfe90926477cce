"""How the client was in the talks, over time: their own word beforehand and what the worker saw, in words.

A word is something to talk about. No rule looks at it, and a sensitive contact says nothing of it to the client.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from audit import clock
from caseload import days
from caseload.models import Pair
from remote_contact.lists import Lists, lists_of
from remote_contact.models import Appointment, Contact, Impression, Mood
from remote_contact.mood_charts import LAYOUTS, Layout, MoodChart, Told, mood_chart
from remote_contact.policies import may_tell_mood
from remote_contact.presenters.talks import remote_ones

# From best to worst, top to bottom.
MOODS = [Mood.Value.VERY_WELL, Mood.Value.WELL, Mood.Value.ORDINARY, Mood.Value.NOT_WELL, Mood.Value.BAD]
IMPRESSIONS = [Impression.WELL, Impression.ORDINARY, Impression.TENSE, Impression.LOW]


@dataclass(frozen=True, slots=True)
class Row:
    """One talk in the table."""

    day: str
    method: str
    client: str
    worker: str


@dataclass(frozen=True, slots=True)
class Moods:
    rows: tuple[Row, ...]
    charts: tuple[MoodChart, ...]
    # The heads of the two sides, and how often the worker could not tell.
    client: str
    worker: str
    not_judged: str


@dataclass(frozen=True, slots=True)
class _Talk:
    at: dt.datetime
    method: str
    mood: str = ""
    impression: str = ""


def moods_of(pair: Pair, *, reader: User) -> Moods:
    """Of the whole supervision. For the client without what was seen in sensitive contacts."""
    words = lists_of(pair.team.organisation_id)
    contacts = Contact.objects.of_supervision_of(pair).exclude(impression="")
    if reader.role == Role.CLIENT:
        contacts = contacts.filter(sensitive=False)
    talks = sorted(_talks(contacts, Mood.objects.of_supervision_of(pair)), key=lambda talk: talk.at)
    by_worker = reader.role == Role.WORKER
    worker = _("Wat jij zag") if by_worker else _("Wat je werker zag")
    client = _("Wat %(name)s koos") % {"name": pair.client.first_name} if by_worker else _("Hoe jij je voelde")
    charts = tuple(_chart(talks, client, worker, layout) for layout in LAYOUTS) if any(map(_drawn, talks)) else ()
    rows = tuple(_row(talk, words) for talk in reversed(talks))
    return Moods(rows, charts, client, worker, _not_judged(talks, by_worker=by_worker))


def _not_judged(talks: Sequence[_Talk], *, by_worker: bool) -> str:
    seen = [talk.impression for talk in talks if talk.impression]
    words = {"n": seen.count(Impression.COULD_NOT_JUDGE), "asked": len(seen)}
    if not words["n"]:
        return ""
    if by_worker:
        return _("Kon ik niet beoordelen: %(n)s van de %(asked)s keer.") % words
    return _("Je werker kon het %(n)s van de %(asked)s keer niet zien.") % words


def _talks(contacts: QuerySet[Contact], moods: QuerySet[Mood]) -> list[_Talk]:
    """One of each contact, with the mood of its appointment; a mood whose contact is not shown stands by itself."""
    told = {mood.appointment_id: mood for mood in moods.select_related("appointment")}
    by_contact = {mood.appointment.contact_id: mood for mood in told.values() if mood.appointment.contact_id}
    found, used = [], set()
    for contact in contacts:
        mood = by_contact.get(contact.pk)
        used.add(mood.pk if mood else None)
        found.append(_Talk(contact.at, contact.method, mood.value if mood else "", contact.impression))
    alone = [mood for mood in told.values() if mood.pk not in used]
    return found + [_Talk(mood.appointment.starts_at, mood.appointment.method, mood.value) for mood in alone]


def _drawn(talk: _Talk) -> bool:
    """Whether there is a mark to draw; where nobody could tell, words are enough."""
    return bool(talk.mood) or talk.impression in IMPRESSIONS


def _chart(talks: Sequence[_Talk], client: str, worker: str, layout: Layout) -> MoodChart:
    told = [
        Told(
            day=days.day(timezone.localdate(talk.at)),
            client=MOODS.index(Mood.Value(talk.mood)) if talk.mood else None,
            worker=IMPRESSIONS.index(Impression(talk.impression)) if talk.impression in IMPRESSIONS else None,
        )
        for talk in talks
    ]
    return mood_chart(
        told,
        client=(client, [str(mood.label) for mood in MOODS]),
        worker=(worker, [str(impression.label) for impression in IMPRESSIONS]),
        layout=layout,
    )


def _row(talk: _Talk, words: Lists) -> Row:
    return Row(
        day=days.near(timezone.localdate(talk.at), clock.today()),
        method=words.method(talk.method),
        client=str(Mood.Value(talk.mood).label) if talk.mood else "",
        worker=str(Impression(talk.impression).label) if talk.impression else "",
    )


# ---------- asking the client ----------


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    is_chosen: bool

    @property
    def icon(self) -> str:
        return f"mood{self.value}"


@dataclass(frozen=True, slots=True)
class Asking:
    """The question on the client's own page, before their next talk at a distance."""

    appointment_id: uuid.UUID
    when: str
    worker: str
    choices: tuple[Choice, ...]
    told: str


def asking(present: Pair | None) -> Asking | None:
    """The talk that is near enough to be asked about; None when there is none."""
    if present is None:
        return None
    now = clock.now()
    near = Appointment.objects.filter(
        pair__supervision=present.supervision_id, starts_at__gt=now, starts_at__lt=now + dt.timedelta(days=3)
    )
    words = lists_of(present.team.organisation_id)
    coming = remote_ones(near.planned().select_related("mood").order_by("starts_at"), words)
    appointment = next((one for one in coming if may_tell_mood(one, now=now)), None)
    if appointment is None:
        return None
    mood = getattr(appointment, "mood", None)
    told = mood.value if mood else ""
    return Asking(
        appointment_id=appointment.pk,
        when=days.moment(appointment.starts_at),
        worker=present.worker.first_name,
        choices=tuple(Choice(each.value, str(each.label), each.value == told) for each in MOODS),
        told=str(Mood.Value(told).label) if told else "",
    )
