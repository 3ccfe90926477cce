"""Signing in through allauth, as the portal has set it up."""

import importlib
import re
from typing import Any

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.core import mail
from django.test import Client as Browser

from accounts.models import User
from accounts.tests.factories import PASSWORD
from audit import clock
from audit.models import Action, Event, Reason
from messaging import delivery
from messaging.models import Message

LOGIN = "/account/login/"
RESET = "/account/password/reset/"
NEW_PASSWORD = "zeven blauwe fietsen"


def sign_in(browser: Browser, email: str, password: str = PASSWORD, **more: str) -> Any:
    return browser.post(LOGIN, {"login": email, "password": password} | more)


@pytest.mark.parametrize("email", ["anna@example.org", "ANNA@Example.org"])
def test_by_address_and_password(email: str, anna: User) -> None:
    browser = Browser()
    response = sign_in(browser, email)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert browser.get("/").status_code == 200
    event = Event.objects.get(action=Action.SIGN_IN)
    assert (event.actor_id, event.actor_role, event.organisation_id) == (anna.pk, "worker", anna.organisation_id)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(anna: User) -> None:
    pages = []
    for email in ("anna@example.org", "nora@example.org"):
        response = sign_in(Browser(), email, "verkeerd wachtwoord")
        assert response.status_code == 200
        pages.append(re.sub(r'(value|content)="[^"]*"', "", response.content.decode()))
    assert "niet correct" in pages[0] or "onjuist" in pages[0]
    assert pages[0] == pages[1]


def test_a_failed_sign_in_is_recorded_without_what_was_typed(anna: User) -> None:
    for email in ("anna@example.org", "nora@example.org"):
        sign_in(Browser(), email, "verkeerd wachtwoord")
    known, unknown = Event.objects.filter(action=Action.SIGN_IN_FAILED).order_by("pk")
    assert (known.actor_id, known.actor_role) == (None, "unknown")
    assert (known.object_id, known.organisation_id) == (anna.pk, anna.organisation_id)
    assert (unknown.object_id, unknown.organisation_id) == (None, None)


def test_after_five_wrong_passwords_the_right_one_has_to_wait(anna: User) -> None:
    browser = Browser()
    for _ in range(5):
        sign_in(browser, "anna@example.org", "verkeerd wachtwoord")
    response = sign_in(browser, "anna@example.org")
    assert response.status_code == 200
    assert "Te veel" in response.content.decode()
    assert not Event.objects.filter(action=Action.SIGN_IN).exists()


def test_what_is_refused_unseen_is_recorded_once_a_minute(anna: User) -> None:
    browser = Browser()
    for _ in range(12):
        sign_in(browser, "anna@example.org", "verkeerd wachtwoord")
    failed = Event.objects.filter(action=Action.SIGN_IN_FAILED).order_by("pk")
    assert list(failed.values_list("reason", flat=True)) == [Reason.WRONG] * 5 + [Reason.THROTTLED]
    assert set(failed.values_list("object_id", "organisation_id")) == {(anna.pk, anna.organisation_id)}


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "https:evil.example", "javascript:x"])
def test_signing_in_never_leads_out_of_the_portal(target: str, anna: User) -> None:
    assert sign_in(Browser(), "anna@example.org", next=target).headers["Location"] == "/"


def test_signing_in_leads_back_to_the_page_one_wanted(anna: User) -> None:
    assert sign_in(Browser(), "anna@example.org", next="/accounts/").headers["Location"] == "/accounts/"


def test_an_account_that_is_off_does_not_get_in(anna: User) -> None:
    anna.is_active = False
    anna.save()
    browser = Browser()
    assert sign_in(browser, "anna@example.org").headers["Location"] == "/account/inactive/"
    assert browser.get("/").status_code == 302


def test_signing_up_is_closed(db: None) -> None:
    typed = {"email": "noor@example.org", "password1": NEW_PASSWORD}
    for response in (Browser().get("/account/signup/"), Browser().post("/account/signup/", typed)):
        assert response.status_code == 200
        assert '<form method="post" action="/account/signup/"' not in response.content.decode()
    assert not User.objects.exists()


def test_signing_out_takes_a_post(anna: User, browse: Any) -> None:
    browser = browse(anna)
    browser.get("/account/logout/")
    assert browser.get("/").status_code == 200
    browser.post("/account/logout/")
    assert browser.get("/").status_code == 302


def test_a_reset_is_one_row_without_a_secret_and_its_mail_sets_a_password(anna: User) -> None:
    for _ in range(2):
        response = Browser().post(RESET, {"email": "anna@example.org"})
        assert response.headers["Location"] == RESET + "done/"
    message = Message.objects.get()
    assert (message.kind, message.user) == ("accounts.password_reset", anna)
    assert mail.outbox == []
    delivery.deliver_due()
    link = re.search(r"http://[^/]+(/account/password/reset/key/(\S+)/)", mail.outbox[0].body)
    assert link is not None
    message.refresh_from_db()
    assert link[2].partition("-")[2] not in str(message.__dict__)
    browser = Browser()
    form = browser.get(link[1], follow=True)
    browser.post(form.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert sign_in(Browser(), "anna@example.org", NEW_PASSWORD).status_code == 302
    assert "Deze link werkt niet meer" in Browser().get(link[1], follow=True).content.decode()


def test_an_unknown_address_gets_the_same_page_and_no_mail(db: None) -> None:
    response = Browser().post(RESET, {"email": "nora@example.org"})
    assert response.headers["Location"] == RESET + "done/"
    assert not Message.objects.exists()


def test_no_reset_for_an_account_that_was_switched_off_in_the_meantime(anna: User) -> None:
    Browser().post(RESET, {"email": "anna@example.org"})
    anna.is_active = False
    anna.save()
    delivery.deliver_due()
    assert mail.outbox == []
    assert Message.objects.get().reason == "account off"


def test_other_mails_of_the_library_do_not_leave(anna: User) -> None:
    from allauth.account.adapter import get_adapter

    get_adapter().send_mail("account/email/unknown_account", anna.email, {"user": anna})
    get_adapter().send_mail("account/email/password_reset_key", "nora@example.org", {})
    assert not Message.objects.exists()


def test_a_weak_password_is_refused(anna: User, browse: Any) -> None:
    typed = {"oldpassword": PASSWORD, "password1": "kort", "password2": "kort"}
    page = browse(anna).post("/account/password/change/", typed)
    assert page.status_code == 200
    assert User.objects.get(pk=anna.pk).check_password(PASSWORD)


def test_passwords_are_kept_with_argon2() -> None:
    """The tests use a quick hasher; here is the one of the settings."""
    hasher = importlib.import_module("probation_portal.settings").PASSWORD_HASHERS[0]
    assert hasher.endswith("Argon2PasswordHasher")


def test_argon2_is_installed_and_works(settings: Any) -> None:
    settings.PASSWORD_HASHERS = importlib.import_module("probation_portal.settings").PASSWORD_HASHERS
    kept = make_password(NEW_PASSWORD)
    assert identify_hasher(kept).algorithm == "argon2"
    assert identify_hasher(kept).verify(NEW_PASSWORD, kept)


def test_the_moment_of_a_sign_in_is_the_portals(anna: User) -> None:
    sign_in(Browser(), "anna@example.org")
    assert Event.objects.get(action=Action.SIGN_IN).at == clock.now()
