"""A talk at a distance in words: the lines that lead to it, and the message with its agreements as it would leave."""

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import clock
from caseload import days
from caseload.models import Agreement, Pair
from messaging import kinds, reach, timing, wording
from messaging.channels.sms import LONGEST, places
from messaging.kinds import Kind
from messaging.models import Channel, Message, State
from remote_contact.actions.talks import AGREEMENTS, message_of
from remote_contact.agreement_message import letter
from remote_contact.lists import Lists, lists_of
from remote_contact.models import Appointment, Contact, RemoteTalk, Way
from remote_contact.models.talk import AgreementsSent


@dataclass(frozen=True, slots=True)
class TalkLine:
    url: str
    label: str
    why: str


def talk_lines(pair: Pair) -> Iterator[TalkLine]:
    """To the next appointment at a distance, and to the newest talk that was held so."""
    words, today = lists_of(pair.team.organisation_id), clock.today()
    coming = Appointment.objects.of_supervision_of(pair).planned().filter(starts_at__gt=clock.now())
    for appointment in remote_ones(coming.order_by("starts_at"), words)[:1]:
        url = reverse("remote_contact:talk_before", args=[pair.pk, appointment.pk])
        yield TalkLine(url, _("Volgende gesprek voorbereiden"), days.moment(appointment.starts_at))
    held = Contact.objects.of_supervision_of(pair).filter(way=Way.REMOTE_TALK, took_place=True)
    for contact in held.order_by("-at", "-logged_at")[:1]:
        day = days.near(timezone.localdate(contact.at), today)
        url = reverse("remote_contact:talk", args=[pair.pk, contact.pk])
        yield TalkLine(url, _("Vorige gesprek afronden"), f"{day}, {words.method(contact.method).lower()}")


def remote_ones(appointments: QuerySet[Appointment], words: Lists) -> list[Appointment]:
    """Those whose way is a talk at a distance: of each method the organisation's list says what it is."""
    remote = [code for code, entry in words.methods.items() if entry.way == Way.REMOTE_TALK]
    return list(appointments.filter(method__in=remote))


@dataclass(frozen=True, slots=True)
class SendingLine:
    when: str
    state: str
    kind: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The message exactly as it would leave. `digest` names this very text: another one is looked at again.

    `blocked` says why nothing can be sent; `warnings` are what somebody should look at.
    """

    channel: str
    to: str
    leaves: str
    subject: str
    body: str
    digest: str
    room: str
    warnings: tuple[str, ...]
    blocked: str = ""


def letter_of(pair: Pair, agreements: Sequence[Agreement]) -> Letter:
    message, kind = message_of(pair, uuid.uuid4()), kinds.get(AGREEMENTS)
    person = reach.of(message)
    best = person.best(kind.channels)
    message.channel = best or Channel.EMAIL
    mail = letter(message, agreements)
    return Letter(
        channel=str(Channel(message.channel).label),
        to=mail.to,
        leaves=_leaves(message, kind),
        subject=mail.subject,
        body=mail.body.strip(),
        digest=hashlib.sha256("\0".join([mail.to, mail.subject, mail.body]).encode()).hexdigest(),
        room=_room(message, mail.body),
        warnings=tuple(_warnings(pair, message, mail.subject, mail.body, agreements)),
        blocked=_blocked(pair, person, best, agreements),
    )


def _blocked(pair: Pair, person: reach.Reach, best: Channel | None, agreements: Sequence[Agreement]) -> str:
    name = {"name": pair.client.first_name}
    if not agreements:
        return _("Kies ten minste één afspraak.")
    if person.preference and person.preference.never_leave_message:
        return _("%(name)s wil nooit een bericht. Geef de afspraken op een andere manier.") % name
    return "" if best else _("Er is geen adres of nummer dat werkt. Kijk de contactgegevens na.")


def _leaves(message: Message, kind: Kind) -> str:
    now = clock.now()
    moment = timing.when_may_it_leave(message, kind, now)
    assert moment is not None
    return _("meteen") if moment <= now else days.moment(moment)


def _warnings(pair: Pair, message: Message, subject: str, body: str, agreements: Sequence[Agreement]) -> Iterator[str]:
    names = [pair.team.organisation.name, pair.client.last_name]
    for word in wording.telling_words(subject, body, names):
        yield _("‘%s’ verraadt aan wie meekijkt waar het bericht over gaat.") % word
    if message.channel != Channel.SMS:
        return
    if agreements and not any(one.text in body for one in agreements):
        yield _("De afspraken passen niet in één sms. Er staat alleen hoeveel het er zijn.")
        if pair.client.account_id is None:
            yield _("%(name)s heeft geen eigen pagina om ze te lezen. Stuur er minder, of geef ze op papier.") % {
                "name": pair.client.first_name
            }


def _room(message: Message, body: str) -> str:
    if message.channel != Channel.SMS:
        return ""
    return _("%(n)s van %(most)s tekens") % {"n": places(body.strip()), "most": LONGEST}


def sending_lines(talk: RemoteTalk | None) -> list[SendingLine]:
    """What was sent from here, newest first, and what became of it."""
    if talk is None:
        return []
    sendings = list(talk.sendings.prefetch_related("agreements"))
    newest: dict[uuid.UUID, Message] = {}
    for message in Message.objects.filter(subject_id__in=[one.pk for one in sendings]).order_by("created_at"):
        newest[message.subject_id] = message
    return [_sending(one, newest.get(one.pk)) for one in sendings]


def _sending(sending: AgreementsSent, message: Message | None) -> SendingLine:
    many = len(sending.agreements.all())
    words = {"n": many, "moment": days.moment(sending.asked_at)}
    when = ngettext("%(n)s afspraak, %(moment)s", "%(n)s afspraken, %(moment)s", many) % words
    state = State(message.state) if message else State.NEW
    kind = {State.SENT: "done", State.FAILED: "late", State.UNSURE: "notice", State.CANCELLED: "notice"}
    return SendingLine(when, str(state.label), kind.get(state, "open"))
