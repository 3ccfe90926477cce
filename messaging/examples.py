"""A message as it would leave, for somebody invented: what an administrator sees before a text is saved."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Organisation
from audit import clock
from messaging import texts, wording
from messaging.channels.sms import LONGEST, places
from messaging.models import Channel, Side
from messaging.texts import AGREEMENTS, LINK, Wording, Words

LONG_SENTENCE = 20
# The day with the most letters, in either language.
LONGEST_DAY = dt.date(2026, 9, 30)


@dataclass(frozen=True)
class Example:
    """`warnings` are what somebody should look at; none of them forbids the text."""

    subject: str
    body: str
    room: str
    warnings: list[str]


def longest(words: Words, organisation: Organisation) -> dict[str, str]:
    return _values(words, organisation, LONGEST_DAY)


def _values(words: Words, organisation: Organisation, day: dt.date) -> dict[str, str]:
    return {
        "voornaam": "Sam",
        "contactpersoon": "Robin",
        "afwezig": "Anna",
        "eerste_dag": date_format(day, "j F"),
        "laatste_dag": date_format(day, "j F"),
        LINK: settings.PORTAL_URL + str(words.link),
        "organisatie": organisation.name,
        "dag": date_format(day, "l j F"),
        "tijd": "10:30",
        "hoe": _("Op kantoor, Stationsweg 4"),
        "eerst": f"{date_format(day, 'l j F')}, 10:30",
        "overzicht": _("- %(n)s keer zelf invullen") % {"n": 3},
        AGREEMENTS: _("- Rooster sturen (jij, vóór %(day)s)") % {"day": date_format(day, "j F")},
    }


def example(words: Words, channel: str, language: str, organisation: Organisation, typed: Wording) -> Example:
    """These words with somebody's name, a day and a link, as they would leave today."""
    named = texts.is_named(organisation)
    with translation.override(language):
        values = _values(words, organisation, clock.today() + dt.timedelta(days=14))
    found = texts.filled(typed, organisation, values, named=named)
    room = ""
    if channel == Channel.SMS:
        room = _("%(n)s van %(most)s tekens") % {"n": places(found.body), "most": LONGEST}
    names = [] if named else [organisation.name]
    return Example(found.subject, found.body, room, _warnings(words, found, names))


def _warnings(words: Words, found: Wording, names: list[str]) -> list[str]:
    telling = wording.telling_words(found.subject, found.body, names)
    lines = [_("‘%s’ verraadt aan wie meekijkt waar het bericht over gaat.") % word for word in telling]
    if words.side == Side.CLIENT:
        long = [one for one in wording.sentences(found.body) if wording.words_in(one) > LONG_SENTENCE]
        lines += [_("Een lange zin. Maak er twee van: ‘%s’") % one for one in long]
    return lines
