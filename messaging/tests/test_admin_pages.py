"""The administrator's pages: the words of a message, and when messages leave."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from messaging import deciding, texts
from messaging.models import Channel, ClosedDay, MessageText, SendingRules, Side

Browse = Callable[[User | None], Browser]
pytestmark = pytest.mark.django_db
LIST, RULES = reverse("messaging:texts"), reverse("messaging:rules")
INVITATION = ["alliance.invitation", "client", "nl", "email"]
TEXT = reverse("messaging:text", args=INVITATION)
SMS = reverse("messaging:text", args=[*INVITATION[:3], "sms"])
TYPED = {"subject": "Er is iets", "body": "Dag {voornaam},\n\nKijk hier: {link}", "version": 0}
HOURS = {"sends_from": "10:00", "sends_until": "16:00", "weekdays": ["2", "4"], "per_day": 1, "per_week": 2}
HOURS |= {"per_moment": 5, "version": 0}


@pytest.mark.parametrize("name", ["anna", "bram", "dewi", "vera", "cas", "evi", "pim"])
@pytest.mark.parametrize("url", [LIST, TEXT, RULES])
def test_only_an_administrator_enters(name: str, url: str, request: Any, browse: Browse) -> None:
    browser = browse(request.getfixturevalue(name))
    assert browser.get(url).status_code == 403
    assert Event.objects.filter(what__startswith="message").count() == 0


@pytest.mark.parametrize(
    "address",
    [["alliance.nothing", "client", "nl", "email"], [*INVITATION[:2], "fr", "email"], [*INVITATION[:3], "webhook"]],
)
def test_a_text_that_is_not_there(browse: Browse, admin: User, address: list[str]) -> None:
    assert browse(admin).get(reverse("messaging:text", args=address)).status_code == 404


def test_the_list_says_whose_words_hold_in_as_many_queries(browse: Browse, admin: User) -> None:
    browser = browse(admin)
    browser.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page = browser.get(LIST).content.decode()
    assert page.count("eigen tekst") == 1
    for words in texts.declared():
        for language in ("nl", "en"):
            deciding.write_text(
                words=words, channel=Channel.EMAIL, language=language, version=0, by=admin, subject="a", body="b"
            )
    with CaptureQueriesContext(connection) as many:
        page = browser.get(LIST).content.decode()
    assert page.count("eigen tekst") == 1 + 2 * len(texts.declared())
    assert len(many) == len(few)


def test_nothing_is_saved_before_it_was_seen_as_it_would_leave(browse: Browse, admin: User) -> None:
    browser = browse(admin)
    page = browser.post(TEXT, TYPED | {"do": "look"}).content.decode()
    assert "Dag Sam," in page
    assert "http" in page
    assert "{voornaam}" not in page.partition('name="body"')[0]
    assert not MessageText.objects.exists()
    assert "Dag {voornaam}" in browser.post(TEXT, TYPED | {"do": "edit"}).content.decode()
    assert not MessageText.objects.exists()
    assert browser.post(TEXT, TYPED | {"do": "save"}).status_code == 302
    row = MessageText.objects.get()
    assert (row.version, row.subject, row.in_use, row.written_by) == (1, "Er is iets", True, admin)
    assert Event.objects.filter(what="message text", object_id=row.pk, actor_id=admin.pk).exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"body": "Dag {achternaam} {link}"}, "Een achternaam staat nooit in een bericht"),
        ({"body": "Dag {zaak} {link}"}, "{zaak} kan hier niet. Dit kan wel: {voornaam}, {link}, {laatste_dag}."),
        ({"body": "Dag {{ user.email }} {link}"}, "kan hier niet"),
        ({"body": "Dag {% debug %} {link}"}, "kan hier niet"),
        ({"body": "Dag } {link}"}, "Er staat een losse accolade"),
        ({"body": "Dag {voornaam}"}, "De link ontbreekt"),
        ({"subject": "Voor {voornaam}"}, "kan hier niet"),
        ({"subject": ""}, "Dit veld is verplicht"),
    ],
)
def test_what_is_refused_is_said_at_the_field(browse: Browse, admin: User, change: dict[str, str], says: str) -> None:
    page = browse(admin).post(TEXT, TYPED | change | {"do": "save"}).content.decode()
    assert says in page
    assert 'aria-invalid="true"' in page
    assert not MessageText.objects.exists()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("Dag {voornaam} {link}", "kan hier niet"),
        ("Er staat iets klaar ☺ {link}", "Dit kan niet in een sms: ☺"),
        ("Er staat iets voor je klaar. " * 5 + "{link}", "Te lang voor een sms"),
        ("Er staat iets voor je klaar.", "De link ontbreekt"),
    ],
)
def test_an_sms_is_short_and_names_nobody(browse: Browse, admin: User, body: str, says: str) -> None:
    assert says in browse(admin).post(SMS, {"body": body, "version": 0, "do": "save"}).content.decode()
    assert not MessageText.objects.exists()
    fits = {"body": "Kijk hier: {link}", "version": 0}
    assert "van 160 tekens" in browse(admin).post(SMS, fits).content.decode()


def test_what_tells_too_much_or_is_long_is_named_before_it_is_saved(browse: Browse, admin: User) -> None:
    long = "Dit is een zin die maar doorgaat " + "en doorgaat " * 10
    typed = TYPED | {"subject": "Bericht van de reclassering", "body": f"Groet van Noord.\n{long}.\n{{link}}"}
    page = browse(admin).post(TEXT, typed).content.decode()
    for line in ("‘reclassering’ verraadt", "‘Noord’ verraadt", "Een lange zin", "Toch zo bewaren"):
        assert line in page
    assert "verraadt" not in browse(admin).post(TEXT, TYPED).content.decode()


def test_two_administrators_at_one_text(browse: Browse, admin: User) -> None:
    words = texts.find("alliance.invitation", Side.CLIENT)
    assert words is not None
    deciding.write_text(words=words, channel="email", language="nl", version=0, by=admin, subject="a", body="Van Eva")
    page = browse(admin).post(TEXT, TYPED | {"do": "save"}).content.decode()
    assert "Van Eva" in page
    assert "Er is iets" in page
    assert MessageText.objects.count() == 1


def test_back_to_the_portals_words_keeps_what_was_written(browse: Browse, admin: User) -> None:
    browser, back = browse(admin), reverse("messaging:shipped_text", args=INVITATION)
    browser.post(TEXT, TYPED | {"do": "save"})
    browser.post(back, {"version": 0})
    assert MessageText.objects.count() == 1
    browser.post(back, {"version": 1})
    assert [row.in_use for row in MessageText.objects.order_by("version")] == [True, False]
    page = browser.get(TEXT).content.decode()
    assert "Kijk hier" in page
    assert "Versie 2" in page


def test_the_rules_are_shown_at_work_before_they_are_saved(browse: Browse, admin: User) -> None:
    browser = browse(admin)
    assert "maandag 23 november, 13:00" in browser.get(RULES).content.decode()
    page = browser.post(RULES, HOURS | {"look": "1"}).content.decode()
    assert "dinsdag 24 november, 10:00" in page
    assert not SendingRules.objects.exists()
    assert browser.post(RULES, HOURS).status_code == 302
    row = SendingRules.objects.get()
    assert (row.sends_from, row.weekdays, row.version, row.name_in_subject) == (dt.time(10), [2, 4], 1, False)
    assert Event.objects.filter(what="sending rules", object_id=row.pk).exists()
    page = browser.post(RULES, HOURS | {"per_week": 3}).content.decode()
    assert "Twee versies" in page
    assert SendingRules.objects.get().per_week == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"sends_until": "9:00"}, "Kies een tijd na het begin."),
        ({"weekdays": []}, "Kies minstens één dag."),
        ({"per_day": 0}, 'aria-invalid="true"'),
        ({"sends_from": "x"}, "Voer een geldige tijd in"),
    ],
)
def test_bad_rules_are_refused_at_their_field(browse: Browse, admin: User, change: Any, says: str) -> None:
    assert says in browse(admin).post(RULES, HOURS | change).content.decode()
    assert not SendingRules.objects.exists()


def test_a_closed_day_is_added_once_and_taken_away(browse: Browse, admin: User, midden: Any) -> None:
    browser, close = browse(admin), reverse("messaging:close_day")
    assert browser.post(close, {"day": "23-11-2026", "reason": "studiedag"}).status_code == 302
    assert "Deze dag staat er al." in browser.post(close, {"day": "23-11-2026"}).content.decode()
    page = browser.get(RULES).content.decode()
    assert "dinsdag 24 november, 9:00" in page
    assert "studiedag" in page
    assert "Tweede kerstdag" in page or "tweede kerstdag" in page.lower()
    ClosedDay.objects.create(organisation=midden, day=dt.date(2026, 11, 30))
    assert browser.post(reverse("messaging:open_day"), {"day": "30-11-2026"}).status_code == 404
    assert browser.post(reverse("messaging:open_day"), {"day": "23-11-2026"}).status_code == 302
    assert ClosedDay.objects.filter(organisation=admin.organisation).count() == 0
    assert Event.objects.filter(what="closed day").count() == 2
