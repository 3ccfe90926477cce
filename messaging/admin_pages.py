"""The administrator's pages on messages, ready to print: texts and rules, nobody's messages."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Organisation
from audit import clock
from caseload import days
from messaging import texts
from messaging.models import Channel, ClosedDay, MessageText, SendingRules, Side
from messaging.texts import PLACEHOLDERS, Words
from messaging.working_time import Calendar, Hours, national_holidays, next_moment


@dataclass(frozen=True)
class Place:
    """One text: what it is in, and whose words hold."""

    url: str
    label: str
    is_own: bool


@dataclass(frozen=True)
class TextRow:
    title: str
    to: str
    places: list[Place]


@dataclass(frozen=True)
class VersionRow:
    version: int
    when: str
    by: str
    is_own: bool
    subject: str
    body: str


@dataclass(frozen=True)
class ClosedRow:
    day: dt.date
    words: str
    reason: str
    # The organisation's own, so that it can be taken away; a national holiday cannot.
    is_own: bool


def text_rows(organisation: Organisation) -> list[TextRow]:
    own = {(t.kind, t.side, t.language, t.channel) for t in texts.newest(organisation) if t.in_use}
    return [TextRow(str(words.title), _to(words), list(_places(words, own))) for words in texts.declared()]


def _places(words: Words, own: set[tuple[str, str, str, str]]) -> list[Place]:
    return [
        Place(
            url=reverse("messaging:text", args=[words.kind, words.side, language, channel]),
            label=place_name(channel, language),
            is_own=(words.kind, words.side, language, channel) in own,
        )
        for channel in words.channels
        for language, _name in settings.LANGUAGES
    ]


def place_name(channel: Channel | str, language: str) -> str:
    """E-mail, Nederlands"""
    named = dict(settings.LANGUAGES)
    return f"{capfirst(str(Channel(channel).label))}, {named[language]}"


def _to(words: Words) -> str:
    return {Side.CLIENT: _("cliënt"), Side.WORKER: _("werker"), Side.USER: _("wie het account heeft")}[words.side]


def recipient(words: Words) -> str:
    return _("Naar: %s") % _to(words)


def places_to_fill(words: Words, channel: str) -> list[tuple[str, str]]:
    """Every placeholder with what it stands for."""
    return [(f"{{{name}}}", str(PLACEHOLDERS[name])) for name in words.placeholders(channel)]


def version_rows(words: Words, channel: str, language: str, organisation: Organisation) -> list[VersionRow]:
    rows = texts.history(words, channel, language, organisation).select_related("written_by")
    return [_version(row) for row in rows]


def _version(row: MessageText) -> VersionRow:
    when = days.moment(row.written_at)
    return VersionRow(row.version, when, row.written_by.full_name, row.in_use, row.subject, row.body)


def closed_rows(organisation: Organisation) -> list[ClosedRow]:
    """The days to come on which nothing leaves: its own, and the holidays of a year from now."""
    today = clock.today()
    own = ClosedDay.objects.filter(organisation=organisation, day__gte=today)
    rows = [ClosedRow(one.day, _day(one.day), one.reason, True) for one in own]
    known = {row.day for row in rows}
    holidays = national_holidays(today.year) | national_holidays(today.year + 1)
    coming = {day: name for day, name in holidays.items() if today <= day < today.replace(year=today.year + 1, day=1)}
    rows += [ClosedRow(day, _day(day), name, False) for day, name in coming.items() if day not in known]
    return sorted(rows, key=lambda row: row.day)


def _day(day: dt.date) -> str:
    return f"{days.weekday_long(day)} {day.year}"


def leaves(rules: SendingRules, organisation: Organisation) -> str:
    """When an invitation of now would leave by these rules, saved or not."""
    closed = frozenset(ClosedDay.objects.filter(organisation=organisation).values_list("day", flat=True))
    calendar = Calendar(Hours(rules.sends_from, rules.sends_until), frozenset(rules.weekdays), closed)
    moment = next_moment(clock.now(), calendar)
    return f"{days.weekday_long(timezone.localdate(moment))}, {days.clock_time(moment)}"
