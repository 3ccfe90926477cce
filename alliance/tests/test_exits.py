"""Ways out: "snel weg", "dit ben ik niet", another language."""

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from alliance import actions, tongues
from alliance.actions.not_me import NOT_ME, said_since_pin
from alliance.actions.telling import NEW_WORKER
from alliance.answering import TICKET
from alliance.models import ClientLink, Draft, Instrument, Measurement
from alliance.tests.factories import answer
from alliance.tests.visits import BEGIN, DONE, QUESTIONS, REVIEW, come_in, link_to, new_pin
from audit import clock
from audit.models import Event
from caseload import actions as caseload_actions
from caseload.models import Client, Pair
from conftest import NOON
from messaging.delivery import deliver_due
from messaging.models import Message, Side, State

LEAVE, NOT_ME_HERE, LANGUAGE = (reverse(f"alliance:{name}") for name in ("leave", "not_me", "language"))
LATER = NOON + dt.timedelta(minutes=10)


def text(response) -> str:  # noqa: ANN001
    return response.content.decode()


# ---------- snel weg ----------


def test_leaving_ends_the_session_keeps_the_draft_and_shows_nothing_on_going_back(intake: Measurement) -> None:
    browser = come_in(intake)
    browser.post(QUESTIONS, {"at": "1", "item_c01": "4"})
    away = browser.get(LEAVE)
    assert (away.status_code, away.headers["Location"]) == (302, settings.LEAVE_URL)
    assert away.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert TICKET not in browser.session
    for url in (BEGIN, QUESTIONS, REVIEW, DONE):
        page = text(browser.get(url))
        assert "Deze pagina is gesloten" in page
        for word in ("Anna", "Vraag", "werken", "werker", "checked", "pincode"):
            assert word not in page, (url, word)
    assert Draft.objects.get().answers["c01"][0] == 4
    assert browser.post(QUESTIONS, {"item_c02": "4"}, headers={"Accept": "application/json"}).json() == {
        "stopped": "left"
    }


def test_leaving_after_it_was_sent_leaves_no_thanks_behind(intake: Measurement) -> None:
    browser = come_in(intake)
    browser.post(QUESTIONS, {"at": "1", "item_c01": "4"})
    assert "Bedankt" in text(browser.post(REVIEW, follow=True))
    browser.get(LEAVE)
    assert "Deze pagina is gesloten" in text(browser.get(DONE))


def test_every_page_has_the_way_out_as_a_plain_link(intake: Measurement) -> None:
    browser = come_in(intake)
    link = link_to(intake)
    for url in (link, BEGIN, reverse("alliance:company"), QUESTIONS, reverse("alliance:topic"), REVIEW, NOT_ME_HERE):
        assert f'href="{LEAVE}" rel="noreferrer" data-leave="{settings.LEAVE_URL}"' in text(browser.get(url)), url


def test_leaving_without_a_session_makes_none_and_signs_nobody_out(browse, anna: User) -> None:  # noqa: ANN001
    nobody, worker = Browser(), browse(anna)
    for browser in (nobody, worker):
        assert browser.get(LEAVE).headers["Location"] == settings.LEAVE_URL
    assert settings.SESSION_COOKIE_NAME not in nobody.cookies
    assert worker.get(reverse("portal:home")).status_code == 200
    assert nobody.post(LEAVE).status_code == 405


@pytest.mark.django_db
def test_a_client_who_is_signed_in_leaves_that_too(browse, cas: User) -> None:  # noqa: ANN001
    browser = browse(cas)
    home = browser.get(reverse("portal:home")).content.decode()
    assert f'href="{LEAVE}" rel="noreferrer" data-leave="{settings.LEAVE_URL}"' in home
    for _twice in range(2):
        assert browser.get(LEAVE).headers["Location"] == settings.LEAVE_URL
        assert browser.get(reverse("portal:home")).status_code == 302
    signs_out = f'action="{reverse("account_logout")}"'
    again = browse(cas)
    for name in ("portal:home", "portal:my_choices", "portal:who_looked"):
        assert signs_out in again.get(reverse(name)).content.decode(), name


# ---------- dit ben ik niet ----------


def not_me(link: str) -> str:
    return reverse("alliance:not_me_link", args=[link.split("/")[2]])


def test_before_the_pin_it_asks_first_then_voids_every_link_and_warns(intake: Measurement, pair: Pair) -> None:
    first, second, _pin = link_to(intake), link_to(intake), new_pin(intake)
    with clock.at(LATER):
        assert not_me(first) in text(Browser().get(first))
        page = text(Browser().get(not_me(first)))
        assert "Dan stopt de link" in page
        assert not ClientLink.objects.filter(revoked_at__isnull=False).exists()
        done = Browser().post(not_me(first))
        assert "Bedankt dat je het zegt" in text(done)
        for word in ("Cas", "Anna", "Noord", "eclassering", "toezicht"):
            assert word not in text(done) + page
        assert [Browser().get(url).status_code for url in (first, second, not_me(second))] == [404, 404, 404]
    assert Event.objects.filter(what="not me", actor_role="client").count() == 1
    message = Message.objects.get(kind=NOT_ME)
    assert (message.side, message.pair) == (Side.WORKER, pair)


def test_the_worker_is_mailed_asked_on_home_and_on_the_pairs_page_until_a_new_pin(  # noqa: PLR0913
    browse,  # noqa: ANN001
    anna: User,
    intake: Measurement,
    pair: Pair,
    mailoutbox: list,
) -> None:
    link, _pin = link_to(intake), new_pin(intake)
    pages = [reverse("portal:home"), reverse("portal:pair", args=[pair.pk])]
    with clock.at(LATER):
        Browser().post(not_me(link))
        deliver_due()
        warnings = [mail for mail in mailoutbox if mail.to == [anna.email] and "dit ben ik niet" in mail.body]
        assert len(warnings) == 1
        assert "Cas" not in warnings[0].subject + warnings[0].body
        assert all("De link kwam bij iemand anders" in text(browse(anna).get(page)) for page in pages)
        assert said_since_pin(pair.supervision.client_id).count() == 1
    with clock.at(LATER + dt.timedelta(minutes=10)):
        new_pin(intake)
        assert not said_since_pin(pair.supervision.client_id).exists()
        assert all("kwam bij iemand anders" not in text(browse(anna).get(page)) for page in pages)
        before = len(mailoutbox)
        deliver_due()
        assert [mail.to for mail in mailoutbox[before:] if "/v/" in mail.body] == [["cas@example.org"]]


def test_no_invitation_goes_to_that_address_before_a_new_pin(intake: Measurement, mailoutbox: list) -> None:
    link, _pin = link_to(intake), new_pin(intake)
    with clock.at(LATER):
        Browser().post(not_me(link))
        deliver_due()
    assert not [mail for mail in mailoutbox if "/v/" in mail.body]
    cancelled = Message.objects.filter(side=Side.CLIENT, state=State.CANCELLED)
    assert cancelled.exists()


def test_nor_the_news_of_another_worker(intake: Measurement, pair: Pair, colleague: User) -> None:
    link, _pin = link_to(intake), new_pin(intake)
    with clock.at(LATER):
        Browser().post(not_me(link))
        new = caseload_actions.hand_over(pair=pair, to=colleague, on=clock.today(), by=None)
        actions.tell_new_worker(pair=new)
        deliver_due()
    told = Message.objects.get(kind=NEW_WORKER)
    assert (told.state, told.reason) == (State.CANCELLED, "not me")


def test_after_the_pin_it_ends_the_session_too(intake: Measurement) -> None:
    browser = come_in(intake, begin=False)
    link = link_to(intake)
    assert NOT_ME_HERE in text(browser.get(BEGIN))
    assert "Dan stopt de link" in text(browser.get(NOT_ME_HERE))
    page = browser.post(NOT_ME_HERE, follow=True)
    assert "Bedankt dat je het zegt" in text(page)
    assert TICKET not in browser.session
    assert Browser().get(link).status_code == 404


def test_on_the_tablet_it_locks_and_leaves_the_links_alone(browse, anna: User, intake: Measurement) -> None:  # noqa: ANN001
    answer(intake, "worker")
    link = link_to(intake)
    new_pin(intake)
    tablet = browse(anna)
    tablet.post(reverse("alliance:office", args=[intake.pk]))
    assert "Je geeft de tablet terug" in text(tablet.get(NOT_ME_HERE))
    assert "Geef de tablet terug" in text(tablet.post(NOT_ME_HERE, follow=True))
    assert Browser().get(link).status_code == 200
    assert not Message.objects.filter(kind=NOT_ME).exists()
    assert Event.objects.filter(what="not me").count() == 1


def test_a_dead_link_has_one_page_here_too(client: Browser, db: None) -> None:
    for method in ("get", "post"):
        page = getattr(client, method)(not_me("/v/" + "x" * 32 + "/"))
        assert (page.status_code, "Deze link werkt niet" in text(page)) == (404, True)
    assert client.get(NOT_ME_HERE).status_code == 403


# ---------- language ----------


@pytest.fixture
def arabic(intake: Measurement) -> Measurement:
    """The intake with an instrument that carries Arabic too, and a client who speaks it."""
    assert intake.instrument is not None
    content = intake.instrument.content
    lines = []
    for line in content.splitlines():
        lines.append(line)
        key, equals, value = line.partition(" = ")
        if equals and (key == "en" or key.endswith(".en")):
            labels = '["١", "٢", "٣", "٤", "٥"]' if value.startswith("[") else '"سؤال بالعربية"'
            lines.append(f"{key.removesuffix('en')}ar = {labels}")
    text = "\n".join(lines).replace('version = "', 'version = "9.', 1)
    instrument: Instrument = actions.load_instrument(text=text, by=None)
    assert "ar" in instrument.parsed.languages
    Measurement.objects.filter(pk=intake.pk).update(instrument=instrument)
    Client.objects.filter(pk=intake.pair.supervision.client_id).update(language="ar")
    return Measurement.objects.with_people().get(pk=intake.pk)


def test_the_questions_are_in_the_clients_language_and_the_rest_in_dutch(arabic: Measurement) -> None:
    browser = come_in(arabic)
    page = text(browser.get(QUESTIONS))
    assert '<html lang="nl">' in page
    assert page.count('translate="no" lang="ar">سؤال بالعربية') == 20
    assert page.count('id="q_item_') >= 20
    assert page.count(' dir="rtl"><fieldset') == 20
    assert page.count('lang="ar" translate="no"><div class="choice">') == 20
    browser.post(QUESTIONS, {"at": "1", "item_c01": "4"})
    assert Draft.objects.get().language == "ar"


def test_every_language_of_the_questions_can_be_chosen(arabic: Measurement) -> None:
    browser = come_in(arabic)
    page = text(browser.get(QUESTIONS, {"vraag": "3"}))
    switch = page.split('class="tongues"')[1].split("</form>")[0]
    assert [code for code in ("nl", "en", "ar") if f'value="{code}"' in switch] == ["nl", "en"]
    assert "English" in switch
    back = browser.post(LANGUAGE, {"language": "en", "next": f"{QUESTIONS}?vraag=3"})
    assert back.headers["Location"] == f"{QUESTIONS}?vraag=3"
    page = text(browser.get(QUESTIONS))
    assert '<html lang="en">' in page
    assert "My worker" in page
    assert 'dir="rtl"' not in page
    assert "العربيّة" in page.split('class="tongues"')[1]
    # The portal does not speak Arabic: its own words stay as they are.
    browser.post(LANGUAGE, {"language": "ar", "next": QUESTIONS})
    page = text(browser.get(QUESTIONS))
    assert '<html lang="en">' in page
    assert page.count(' dir="rtl"><fieldset') == 20


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/v/", "//elsewhere.example/v/", "/team/", "", "/v/\\..//x.example"]
)
def test_choosing_leads_nowhere_else(back: str, intake: Measurement) -> None:
    answer = come_in(intake).post(LANGUAGE, {"language": "en", "next": back})
    assert answer.headers["Location"].startswith("/v/")


def test_a_language_that_the_questions_lack_changes_nothing(intake: Measurement) -> None:
    browser = come_in(intake)
    answer = browser.post(LANGUAGE, {"language": "fr", "next": QUESTIONS})
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies
    assert 'lang="nl"' in text(browser.get(QUESTIONS))


@pytest.mark.parametrize(
    ("code", "name", "direction"),
    [
        ("nl", "Nederlands", "ltr"),
        ("ar", "العربيّة", "rtl"),
        ("ti", "ትግርኛ", "ltr"),
        ("fa-IR", "فارسی", "rtl"),
        ("xx", "xx", "ltr"),
    ],
)
def test_languages_call_themselves(code: str, name: str, direction: str) -> None:
    assert (tongues.own_name(code), tongues.direction(code)) == (name, direction)
