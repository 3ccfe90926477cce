"""Attempts are counted, for account and address together; nobody learns who has an account; nothing goes uncounted."""

import statistics
import time
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from django.contrib.auth import hashers
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from redis.exceptions import ConnectionError as NoCache

from accounts.models import User
from accounts.tests.factories import PASSWORD
from accounts.tests.second_factor import code_of, sign_in, with_device
from audit.models import Action, Event
from messaging.models import Message

LOGIN = "/account/login/"
RESET = "/account/password/reset/"


def attempt(browser: Browser, password: str, email: str = "anna@example.org", **more: Any) -> Any:
    return browser.post(LOGIN, {"login": email, "password": password}, **more)


def test_whoever_guesses_elsewhere_does_not_lock_a_worker_out(anna: User) -> None:
    attacker = Browser(REMOTE_ADDR="192.0.2.7")
    for _ in range(6):
        page = attempt(attacker, "verkeerd wachtwoord")
    assert "Te veel" in page.content.decode()
    assert "Te veel" in attempt(attacker, PASSWORD).content.decode()
    assert attempt(Browser(REMOTE_ADDR="192.0.2.8"), PASSWORD).status_code == 302


def test_it_is_over_after_five_minutes(anna: User, monkeypatch: Any) -> None:
    browser, moment = Browser(), time.time()
    for _ in range(6):
        attempt(browser, "verkeerd wachtwoord")
    monkeypatch.setattr(time, "time", lambda: moment + 301)
    assert attempt(browser, PASSWORD).status_code == 302


def test_the_visitor_is_who_the_proxy_says_and_no_other(rf: Any, settings: Any) -> None:
    request = rf.get("/", headers={"X-Forwarded-For": "10.0.0.1, 192.0.2.7"})
    assert get_adapter().get_client_ip(request) == "127.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert get_adapter().get_client_ip(request) == "192.0.2.7"


def test_a_second_factor_is_counted_for_the_account_too(anna: User) -> None:
    """Whoever gets here knows the password: many addresses together may not try them all."""
    secret, _codes = with_device(anna)
    for number in range(10):
        browser = sign_in(anna, Browser(REMOTE_ADDR=f"192.0.2.{number}"))
        for _ in range(5):
            browser.post("/account/login/code/", {"code": "000000"})
    fresh = sign_in(anna, Browser(REMOTE_ADDR="192.0.2.99"))
    assert "te veel" in fresh.post("/account/login/code/", {"code": code_of(secret)}).content.decode().lower()


def test_a_new_password_can_be_asked_for_five_times(anna: User) -> None:
    browser = Browser()
    pages = [browser.post(RESET, {"email": "anna@example.org"}) for _ in range(6)]
    assert [page.status_code for page in pages] == [302] * 5 + [200]
    assert Browser(REMOTE_ADDR="192.0.2.8").post(RESET, {"email": "anna@example.org"}).status_code == 302
    assert Message.objects.count() == 1


def test_too_many_from_one_address_get_a_page_of_ours(settings: Any, anna: User) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    attempt(Browser(), "verkeerd wachtwoord")
    answer = attempt(Browser(), "verkeerd wachtwoord")
    assert answer.status_code == 429
    assert "Te veel pogingen" in answer.content.decode()


# ---- without the counter ----


@pytest.fixture
def no_cache(monkeypatch: Any) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise NoCache("no answer")

    for name in ("get", "set", "add"):
        monkeypatch.setattr(type(cache._connections[cache._alias]), name, fails)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("no_cache")
@pytest.mark.parametrize(
    ("url", "typed"),
    [(LOGIN, {"login": "anna@example.org", "password": PASSWORD}), (RESET, {"email": "anna@example.org"})],
)
def test_signing_in_waits_for_the_counter(url: str, typed: dict[str, str], anna: User) -> None:
    browser = Browser()
    answer = browser.post(url, typed)
    assert answer.status_code == 503
    assert "Aanmelden lukt nu niet" in answer.content.decode()
    assert browser.get("/").status_code == 302
    assert not Event.objects.filter(action=Action.SIGN_IN).exists()
    assert not Message.objects.exists()


def test_a_code_waits_for_the_counter_too(anna: User, request: Any) -> None:
    secret, _codes = with_device(anna)
    browser = sign_in(anna)
    request.getfixturevalue("no_cache")
    assert browser.post("/account/login/code/", {"code": code_of(secret)}).status_code == 503
    assert browser.get("/").status_code == 302


@pytest.mark.usefixtures("no_cache")
def test_who_is_signed_in_works_on_without_the_counter(anna: User, browse: Any) -> None:
    assert browse(anna).get("/").status_code == 200


# ---- who has an account ----


def test_an_unknown_address_costs_as_much_work_as_a_known_one(anna: User, settings: Any) -> None:
    """The real hasher, by turns, and the ratio: the wall clock of a busy machine says nothing."""
    from probation_portal import settings as real

    settings.PASSWORD_HASHERS = real.PASSWORD_HASHERS
    anna.set_password(PASSWORD)
    anna.save()
    took: dict[str, list[float]] = {"anna@example.org": [], "nora@example.org": []}
    for _ in range(3):
        for email, times in took.items():
            before = time.process_time()
            attempt(Browser(REMOTE_ADDR=f"192.0.2.{len(times)}"), "verkeerd wachtwoord", email)
            times.append(time.process_time() - before)
    known, unknown = (statistics.median(times) for times in took.values())
    assert 0.5 < unknown / known < 2, (known, unknown)


def test_both_take_one_hash_and_as_many_queries(anna: User, monkeypatch: Any) -> None:
    def cost(email: str) -> tuple[int, int]:
        hashed = []
        with monkeypatch.context() as patched:
            hasher = type(hashers.get_hasher())
            encode = hasher.encode
            patched.setattr(hasher, "encode", lambda self, *a, **k: hashed.append(1) or encode(self, *a, **k))
            with CaptureQueriesContext(connection) as queries:
                attempt(Browser(), "verkeerd wachtwoord", email)
        return len(hashed), len(queries)

    cost("warm@example.org")
    assert cost("anna@example.org") == cost("nora@example.org")
    assert cost("nora@example.org")[0] == 1
