"""Every message's words: neutral for whoever looks over a shoulder, plain, short enough, and one's own if one has any.

Held over every text that is declared, in every language and channel, with two hundred invented people.
"""

import random
import statistics
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation

from accounts.models import Organisation, User
from audit import clock
from messaging import kinds, texts, wording
from messaging.channels.sms import LONGEST, places
from messaging.models import Channel, MessageText, SendingRules, Side
from messaging.texts import Words

CONTEXTS = 200
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# Where the portal stands: forty-five characters is a long one.
PORTAL = "https://portaal.een-lange-naam-van-iemand.nl"
NAMES = ["Jan", "José", "Zoë", "Abdurrahman", "Şükrü", "{link}", "<b>", "Ann & Co", "Mevr. 't Hart", "Ну", "X" * 60]
SURNAMES = ["Achterberg", "Zuidewind", "Kleinhoven", "Van der Achterkamp", "Øyensen"]
ORGANISATIONS = ["Stichting Overkant", "Bureau Zeewering", "De Kade"]
DAYS = [f"{day} {month}" for day in (1, 30) for month in ("mei", "september", "September", "March")]


def every() -> list[tuple[Words, Channel, str]]:
    return [(w, channel, language) for w in texts.declared() for channel in w.channels for language in LANGUAGES]


def named(one: tuple[Words, Channel, str]) -> str:
    return "-".join([one[0].kind, one[0].side, one[1], one[2]])


def contexts(words: Words) -> Iterator[tuple[dict[str, str], str, str, Organisation]]:
    """Two hundred of a client's and a worker's names, with an organisation; the same in every run."""
    dice = random.Random(20261122)  # noqa: S311 (names, not secrets)
    for _each in range(CONTEXTS):
        values = {
            "voornaam": dice.choice(NAMES),
            "contactpersoon": dice.choice(NAMES),
            "laatste_dag": dice.choice(DAYS),
            "overzicht": "- 12 keer zelf invullen",
            "dag": "donderdag 30 september",
            "tijd": "10:30",
            "hoe": "Op kantoor, Stationsweg 4",
            "eerst": "donderdag 30 september, 10:30",
            "afspraken": "- Rooster sturen (jij, voor 30 september)",
            "link": PORTAL + str(words.link),
            "afwezig": dice.choice(NAMES),
            "eerste_dag": dice.choice(DAYS),
        }
        yield values, dice.choice(SURNAMES), dice.choice(SURNAMES), Organisation(name=dice.choice(ORGANISATIONS))


@pytest.mark.parametrize("one", every(), ids=named)
def test_what_is_seen_at_once_tells_nothing(one: tuple[Words, Channel, str]) -> None:
    words, channel, language = one
    shipped = texts.shipped(words, channel, language)
    for values, surname, workers, organisation in contexts(words):
        found = texts.filled(shipped, organisation, values, named=False)
        assert wording.telling_words(found.subject, found.body, [surname, workers, organisation.name]) == []
        assert surname not in found.body
        assert workers not in found.body
        assert not {"\n", "\r"} & set(found.subject)
        if channel == Channel.SMS:
            assert found.subject == ""
            assert (places(found.body) or 999) <= LONGEST
            names = [values[place] for place in ("voornaam", "contactpersoon", "afwezig")]
            assert not any(name in found.body for name in names)


@pytest.mark.parametrize("one", every(), ids=named)
def test_a_text_names_only_what_it_declares(one: tuple[Words, Channel, str]) -> None:
    words, channel, language = one
    shipped = texts.shipped(words, channel, language)
    used = set(wording.placeholders(shipped.subject + shipped.body))
    assert used <= set(words.placeholders(channel)) <= set(texts.PLACEHOLDERS)
    assert set(words.needs) <= used
    assert not wording.has_loose_brace(shipped.subject + shipped.body)


def test_the_words_for_clients_are_plain() -> None:
    """Mean sentence at most 12 words, the longest 20."""
    lengths = []
    for words, channel, language in every():
        if words.side == Side.CLIENT and language == "nl":
            values = {"voornaam": "Sam", "contactpersoon": "Anna", "laatste_dag": "3 december", "link": PORTAL}
            values |= {"dag": "donderdag 3 december", "tijd": "10:30", "hoe": "Telefoon", "eerst": "1 mei, 9:00"}
            values |= {"afwezig": "Anna", "eerste_dag": "23 november"}
            values["afspraken"] = "- Rooster sturen (jij, vóór 3 december)"
            body = wording.fill(texts.shipped(words, channel, language).body, values)
            lengths += [wording.words_in(sentence) for sentence in wording.sentences(body)]
    assert statistics.mean(lengths) <= 12
    assert max(lengths) <= 20


def test_every_kind_has_words_for_its_channels() -> None:
    """What an organisation's own service sends is what the mail says."""
    declared = texts.declared()
    assert {w.kind for w in declared} == {name for name in kinds._registered if not name.startswith("test.")}
    for words in declared:
        by_sms = Channel.SMS in kinds.get(words.kind).channels and words.side == Side.CLIENT
        assert words.by_sms is by_sms


@pytest.mark.parametrize(
    ("subject", "body", "found"),
    [
        ("Bericht van de Reclassering", "Hallo,", ["reclassering"]),
        ("Er staat iets klaar", "Een vragenlijst over je toezichthouder.", ["toezicht", "vragenlijst over"]),
        ("Er staat iets klaar", "x" * 120 + " reclassering", []),
        ("Er staat iets klaar", "x" * 120 + " jouw score", ["score"]),
        ("Er staat iets klaar", "Groet van De Kade", ["De Kade"]),
        ("Stoomboot en steam", "Hallo", []),
    ],
)
def test_which_words_tell(subject: str, body: str, found: list[str]) -> None:
    assert wording.telling_words(subject, body, ["De Kade"]) == found


def test_a_value_is_never_filled_in_again() -> None:
    assert wording.fill("{voornaam} {link}", {"voornaam": "{link}", "link": "x"}) == "{link} x"
    with pytest.raises(KeyError):
        wording.fill("{achternaam}", {"voornaam": "Sam"})


@pytest.mark.django_db
def test_own_words_hold_in_their_language_and_channel_until_they_are_put_away(admin: User) -> None:
    words = texts.find("alliance.pin_renewed", Side.CLIENT)
    assert words is not None
    noord = admin.organisation
    key = {"organisation": noord, "kind": words.kind, "side": words.side, "written_by": admin}
    own = MessageText(
        **key, language="nl", version=1, subject="Een code", body="Dag {voornaam}", written_at=clock.now()
    )
    own.save()
    values = {"voornaam": "Sam"}
    assert texts.render(words, Channel.EMAIL, "nl", noord, values) == texts.Wording("Een code", "Dag Sam", 1)
    assert texts.render(words, Channel.WEBHOOK, "nl", noord, values).body == "Dag Sam"
    for channel, language in ((Channel.SMS, "nl"), (Channel.EMAIL, "en")):
        assert texts.render(words, channel, language, noord, values).version == 0
    MessageText.objects.create(**key, language="nl", version=2, in_use=False, written_at=clock.now())
    with translation.override("nl"):
        assert texts.render(words, Channel.EMAIL, "nl", noord, values).subject == "Je hebt een nieuwe pincode"
    assert [row.version for row in texts.newest(noord)] == [2]


@pytest.mark.django_db
def test_the_name_stands_in_the_subject_only_where_the_organisation_chose_so(noord: Organisation) -> None:
    words = texts.find("alliance.pin_renewed", Side.CLIENT)
    assert words is not None
    values = {"voornaam": "Sam"}
    assert "Noord" not in texts.render(words, Channel.EMAIL, "nl", noord, values).subject
    SendingRules.objects.create(organisation=noord, name_in_subject=True)
    assert texts.render(words, Channel.EMAIL, "nl", noord, values).subject.startswith("Noord: ")
    assert texts.render(words, Channel.SMS, "nl", noord, values).subject == ""
