"""The personal link: neutral, inert when looked at, one dead page, and a PIN that lets in."""

import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from alliance import actions
from alliance.models import ClientLink, ClientPin, Measurement, Rater
from alliance.tests.factories import answer
from alliance.tests.visits import BEGIN, QUESTIONS, come_in, link_to, new_pin
from audit import clock
from audit.models import Action, Event
from caseload.actions import end_supervision
from caseload.models import Pair
from conftest import NOON, TODAY


@pytest.fixture
def url(intake: Measurement) -> str:
    return link_to(intake)


@pytest.fixture
def pin(intake: Measurement) -> str:
    return new_pin(intake)


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 1_000_000:06d}"


def test_the_page_asks_for_the_pin_and_says_nothing_of_anyone(client: Browser, url: str, pin: str) -> None:
    page = client.get(url).content.decode()
    assert 'inputmode="numeric"' in page
    assert 'autocomplete="one-time-code"' in page
    for word in ("Cas", "Verhoeven", "Anna", "Noord", "Reclassering", "eclassering", "toezicht", "WA-GK"):
        assert word not in page


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_writes_nothing_and_uses_nothing_up(method: str, client: Browser, url: str, pin: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        for _ in range(5):
            assert getattr(client, method)(url).status_code == 200
    assert not [q for q in queries if not q["sql"].startswith("SELECT")]
    assert client.post(url, {"pin": pin}).headers["Location"] == BEGIN


def dead_urls(intake: Measurement, pair: Pair) -> dict[str, str]:
    live = link_to(intake)
    revoked = link_to(intake)
    token = revoked.split("/")[2]
    ClientLink.objects.filter(token_hash=ClientLink.hash_of(token)).update(revoked_at=NOON)
    return {
        "unknown": reverse("alliance:link", args=["x" * 32]),
        "cut off": live[:-6] + "/",
        "other case": live.swapcase().replace("/V/", "/v/"),
        "revoked": revoked,
    }


def shape(page: bytes, url: str) -> str:
    """The page without what differs by address and by visit."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page.decode().replace(url, ""))


def test_every_dead_link_has_the_same_page(client: Browser, intake: Measurement, pair: Pair, pin: str) -> None:
    pages = {why: (client.get(url), url) for why, url in dead_urls(intake, pair).items()}
    used = link_to(intake)
    answer(intake, Rater.CLIENT)
    pages["used"] = client.get(used), used
    assert {page.status_code for page, _url in pages.values()} == {404}
    assert len({shape(page.content, url) for page, url in pages.values()}) == 1
    # Posting to it is no other page, and counts no try.
    assert client.post(used, {"pin": wrong(pin)}).status_code == 404
    assert ClientPin.objects.get().wrong_tries == 0


@pytest.mark.parametrize("how", ["window", "pair"])
def test_a_link_dies_with_its_moment(how: str, client: Browser, url: str, intake: Measurement, pair: Pair) -> None:
    if how == "pair":
        end_supervision(pair=pair, on=TODAY, reason="completed", by=None)
        assert client.get(url).status_code == 404
        return
    with clock.at(NOON + dt.timedelta(days=45)):
        assert client.get(url).status_code == 404


def test_the_right_pin_begins_a_new_session_and_is_recorded(client: Browser, url: str, pin: str) -> None:
    response = client.post(url, {"pin": f" {pin[:3]} {pin[3:]} "})
    assert (response.status_code, response.headers["Location"]) == (302, BEGIN)
    assert Event.objects.filter(action=Action.SIGN_IN, what="personal link", actor_role="client").count() == 1


def test_it_signs_out_whoever_was_signed_in(browse, anna: User, url: str, pin: str, pair: Pair) -> None:  # noqa: ANN001
    browser = browse(anna)
    before = browser.session.session_key
    browser.post(url, {"pin": pin})
    assert browser.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()
    page = browser.get(reverse("portal:pair", args=[pair.pk]))
    assert page.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12a456", "१२३४५६"])
def test_what_is_no_pin_is_said_kept_and_counts_no_try(typed: str, client: Browser, url: str, pin: str) -> None:
    page = client.post(url, {"pin": typed}).content.decode()
    assert "field__error" in page
    assert "<title>Fout:" in page
    assert f'value="{typed}"' in page or not typed
    assert ClientPin.objects.get().wrong_tries == 0


def test_a_wrong_pin_says_how_many_tries_are_left_until_it_is_frozen(client: Browser, url: str, pin: str) -> None:
    pages = [client.post(url, {"pin": wrong(pin)}).content.decode() for _ in range(5)]
    assert ["nog 4 keer" in pages[0], "nog 3 keer" in pages[1], "één keer" in pages[3]] == [True] * 3
    assert "Bel je werker" in pages[4]
    # Frozen for the right one too, until the worker gives a new one; the page one gets by looking does not say so.
    assert "Bel je werker" in client.post(url, {"pin": pin}).content.decode()
    assert client.get(url).status_code == 200


def test_a_new_pin_lets_in_after_a_freeze(client: Browser, url: str, pin: str, intake: Measurement) -> None:
    for _ in range(5):
        client.post(url, {"pin": wrong(pin)})
    assert client.post(url, {"pin": new_pin(intake)}).headers["Location"] == BEGIN


def test_the_pages_speak_the_clients_language(client: Browser, intake: Measurement, anna: User) -> None:
    person = intake.pair.supervision.client
    actions.change_contact_details(pair=intake.pair, version=person.version, by=anna, language="en")
    intake.refresh_from_db()
    browser = come_in(Measurement.objects.with_people().get(pk=intake.pk))
    page = browser.get(QUESTIONS).content.decode()
    assert 'lang="en"' in page
    assert "My worker" in page


def test_other_methods_are_refused(client: Browser, url: str) -> None:
    assert {client.put(url).status_code, client.delete(url).status_code, client.options(url).status_code} == {405}
