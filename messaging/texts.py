"""The words of every message, from one place: an organisation's own if it has them in use, else the portal's.

A kind declares what it says to a side: the template with the portal's words and the placeholders that both may hold.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from caseload.models import Client
from messaging import reach
from messaging.kinds import Mail
from messaging.models import Channel, Message, MessageText, SendingRules, Side
from messaging.wishes import language_of
from messaging.wording import fill

LINK = "link"
AGREEMENTS = "afspraken"
# Everything a text may name. No surname, and nothing of a case.
PLACEHOLDERS: dict[str, Any] = {
    "voornaam": _("de voornaam van wie het bericht krijgt"),
    LINK: _("de link; het bericht kan niet zonder"),
    "laatste_dag": _("de laatste dag waarop het nog kan"),
    "contactpersoon": _("de voornaam van de nieuwe contactpersoon"),
    "afwezig": _("de voornaam van wie er even niet is"),
    "eerste_dag": _("de eerste dag waarop een ander helpt"),
    "organisatie": _("de naam van de organisatie"),
    "overzicht": _("wat er deze week is, in aantallen"),
    "dag": _("de dag van de afspraak"),
    "tijd": _("de tijd van de afspraak"),
    "hoe": _("hoe en waar jullie elkaar spreken"),
    "eerst": _("de dag en tijd waarop de afspraak eerst was"),
    AGREEMENTS: _("de afspraken, elk op een regel; in een sms hoeveel als ze er niet in passen"),
}
# A telephone shows an SMS to whoever lies beside it, so nobody is named in one.
NEVER_BY_SMS = {"voornaam", "contactpersoon", "afwezig", "organisatie", "hoe"}


@dataclass(frozen=True)
class Words:
    """What a kind says to one side. `template`: the portal's words, in the folder `mail` of the kind's room, as
    `<template>.txt`, `<template>.subject.txt` and `<template>.sms.txt`.

    `link` is an address of the length that it has in a real message, for the preview and the room in an SMS.
    """

    kind: str
    side: Side
    title: Any
    template: str
    holds: tuple[str, ...] = ()
    by_sms: bool = False
    link: Any = "/"

    @property
    def room(self) -> str:
        return self.kind.partition(".")[0]

    @property
    def channels(self) -> list[Channel]:
        return [Channel.EMAIL, Channel.SMS] if self.by_sms else [Channel.EMAIL]

    def placeholders(self, channel: Channel | str) -> list[str]:
        return [name for name in self.holds if channel != Channel.SMS or name not in NEVER_BY_SMS]

    @property
    def needs(self) -> list[str]:
        """What the text cannot do without."""
        return [name for name in self.holds if name == LINK]


@dataclass(frozen=True)
class Wording:
    """A subject (none for an SMS) and a text. `version` 0: the portal's own."""

    subject: str
    body: str
    version: int = 0


_declared: dict[tuple[str, str], Words] = {}


def declare(*several: Words) -> None:
    for words in several:
        _declared[words.kind, words.side] = words


def declared() -> list[Words]:
    return list(_declared.values())


def find(kind: str, side: str) -> Words | None:
    return _declared.get((kind, side))


def is_language(code: str) -> bool:
    return code in dict(settings.LANGUAGES)


def shipped(words: Words, channel: Channel | str, language: str) -> Wording:
    """The portal's own words, placeholders and all."""
    with translation.override(language):
        if channel == Channel.SMS:
            return Wording("", render_to_string(f"{words.room}/mail/{words.template}.sms.txt").strip())
        subject = render_to_string(f"{words.room}/mail/{words.template}.subject.txt")
        return Wording(" ".join(subject.split()), render_to_string(f"{words.room}/mail/{words.template}.txt").strip())


def newest(organisation: Organisation) -> QuerySet[MessageText]:
    """Of each text the row that was written last, in use or not."""
    rows = MessageText.objects.filter(organisation=organisation)
    same = {name: OuterRef(name) for name in ("kind", "side", "language", "channel")}
    return rows.filter(pk=Subquery(rows.filter(**same).order_by("-version").values("pk")[:1]))


def history(words: Words, channel: Channel | str, language: str, organisation: Organisation) -> QuerySet[MessageText]:
    """Everything the organisation ever decided about this text, newest first."""
    key = {"kind": words.kind, "side": words.side, "language": language, "channel": channel}
    return MessageText.objects.filter(organisation=organisation, **key).order_by("-version")


def of(words: Words, channel: Channel | str, language: str, organisation: Organisation) -> Wording:
    """The words that hold now. An organisation's own service sends what the mail says."""
    channel = Channel.SMS if channel == Channel.SMS else Channel.EMAIL
    own = history(words, channel, language, organisation).first()
    if own is not None and own.in_use:
        return Wording(own.subject, own.body, own.version)
    return shipped(words, channel, language)


def render(
    words: Words, channel: Channel | str, language: str, organisation: Organisation, values: dict[str, str]
) -> Wording:
    """Subject and text as they leave. `values` are those of this message; the organisation's name is added."""
    return filled(of(words, channel, language, organisation), organisation, values, named=is_named(organisation))


def filled(wording: Wording, organisation: Organisation, values: dict[str, str], *, named: bool) -> Wording:
    """These words with these values. `named`: as `is_named`."""
    values = {"organisatie": organisation.name} | values
    subject = fill(wording.subject, values)
    if named and subject:
        subject = f"{organisation.name}: {subject}"
    return Wording(" ".join(subject.split()), fill(wording.body, values), wording.version)


def is_named(organisation: Organisation) -> bool:
    """Whether the organisation wants its name in the subject of a mail."""
    return SendingRules.objects.filter(organisation=organisation, name_in_subject=True).exists()


def mail(message: Message, person: Client | User, *, to: str = "", **values: str) -> Mail:
    """The message to this person by the channel of its row; `to` for an address that is not where they are reached."""
    language = person.language if isinstance(person, Client) else language_of(person)
    words = _declared[message.kind, message.side]
    found = render(words, message.channel, language, person.organisation, {"voornaam": person.first_name} | values)
    address = to or reach.addresses_of(person).get(Channel(message.channel), "")
    return Mail(to=address, subject=found.subject, body=found.body + "\n")
