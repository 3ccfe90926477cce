"""The message with what was agreed: its text, the same on the page that shows it first, and the look-up as it leaves.

Neutral for whoever looks over a shoulder, as far as the worker's own words are: the page before it says which tell.
"""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from caseload import days
from caseload.models import Agreement, AgreementWho, Client, PairEnd
from messaging import kinds, reach, texts
from messaging.channels.sms import LONGEST, places, spelled
from messaging.kinds import Family, Kind, Mail
from messaging.models import Channel, Message, Side
from remote_contact.actions.talks import AGREEMENTS
from remote_contact.models.talk import AgreementsSent

# A fixed word of the outbox: all of them were closed before the message left.
ALL_CLOSED = "agreements closed"


def register_kind() -> None:
    kinds.register(Kind(AGREEMENTS, _recheck, _render, Family.SERVICE, channels=frozenset(Channel)))
    title, holds = gettext_lazy("Wat er is afgesproken"), ("voornaam", texts.AGREEMENTS)
    texts.declare(texts.Words(AGREEMENTS, Side.CLIENT, title, "agreements", holds, by_sms=True))


def _recheck(message: Message) -> str:
    assert message.pair is not None
    if message.pair.ends_on is not None:
        return "handed over" if message.pair.end_kind == PairEnd.HANDED_OVER else "pair ended"
    if not reach.has_address(message.pair.supervision.client, kinds.get(message.kind).channels):
        return "no address"
    return "" if _still_open(message).exists() else ALL_CLOSED


def _still_open(message: Message) -> QuerySet[Agreement]:
    sending = AgreementsSent.objects.get(pk=message.subject_id)
    return Agreement.objects.open().filter(pk__in=sending.agreements.values("pk"))


def _render(message: Message) -> Mail:
    return letter(message, _still_open(message))


def letter(message: Message, agreements: Iterable[Agreement]) -> Mail:
    """The message with these agreements, in the client's language; by SMS only how many when they do not fit in one."""
    assert message.pair is not None
    client, found = message.pair.supervision.client, list(agreements)
    with translation.override(client.language):
        whole, short = "\n".join(_line(one) for one in found), _short(client, len(found))
    if message.channel != Channel.SMS:
        return texts.mail(message, client, **{texts.AGREEMENTS: whole})
    mail = texts.mail(message, client, **{texts.AGREEMENTS: spelled(whole)})
    fits = (places(mail.body.strip()) or LONGEST + 1) <= LONGEST
    return mail if fits else texts.mail(message, client, **{texts.AGREEMENTS: short})


def _line(agreement: Agreement) -> str:
    """- Rooster sturen (jij, vóór 3 december)"""
    who = {AgreementWho.CLIENT: _("jij"), AgreementWho.WORKER: _("je contactpersoon")}
    words = {
        "text": agreement.text,
        "who": who.get(AgreementWho(agreement.who), _("samen")),
        "day": _day(agreement.due),
    }
    return _("- %(text)s (%(who)s, vóór %(day)s)") % words if agreement.due else _("- %(text)s (%(who)s)") % words


def _day(day: dt.date | None) -> str:
    return days.day_long(day).rsplit(" ", 1)[0]


def _short(client: Client, number: int) -> str:
    how_many = ngettext("%(n)s afspraak.", "%(n)s afspraken.", number) % {"n": number}
    if client.account_id is None:
        return how_many + " " + _("Vraag ernaar als je ze wilt lezen.")
    return how_many + " " + _("Je leest ze op %(address)s") % {"address": settings.PORTAL_URL}
