"""The second factor: set up, asked, replaced, taken away; and what its secrets look like where they lie."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.core import mail
from django.core.management import call_command
from django.test import Client as Browser

from accounts import actions, second_factor
from accounts.models import Role, User
from accounts.tests.factories import PASSWORD
from accounts.tests.second_factor import code_of, secret_of, sign_in, typed_key, with_device
from audit.models import Action, Event
from messaging import delivery

SET_UP = "/accounts/own/second-factor/"
CODES = "/accounts/own/recovery-codes/"
CODE = "/account/login/code/"
AGAIN = "/account/reauthenticate/"


def events(**about: Any) -> list[str]:
    return list(Event.objects.filter(**about).order_by("pk").values_list("what", flat=True))


def set_up(user: User, browser: Browser | None = None) -> tuple[Browser, str, list[str]]:
    """Through the pages: the browser, the secret, the codes that were shown."""
    browser = browser or sign_in(user)
    secret = typed_key(browser.get(SET_UP).content.decode())
    page = browser.post(SET_UP, {"code": code_of(secret)})
    assert page.status_code == 200
    shown = re.findall(r"<li>(\d{4}) (\d{4})</li>", page.content.decode())
    return browser, secret, ["".join(code) for code in shown]


# ---- setting up ----


def test_set_up_shows_ten_codes_once_and_goes_on_with_a_new_key(anna: User) -> None:
    browser = sign_in(anna)
    before = browser.session.session_key
    browser, secret, codes = set_up(anna, browser)
    assert len(set(codes)) == 10
    assert browser.session.session_key != before
    assert browser.get("/").status_code == 200
    assert secret == secret_of(anna)
    pages = [browser.get(url).content.decode() for url in ("/accounts/own/", CODES)]
    assert not any(code[:4] in page and code[4:] in page for code in codes for page in pages)
    assert "Je hebt nog 10 herstelcodes." in pages[0]
    assert events(actor_id=anna.pk, action=Action.CREDENTIAL) == ["second factor"]


def test_the_page_has_a_picture_and_the_key_and_keeps_both_when_it_is_loaded_again(anna: User) -> None:
    browser = sign_in(anna)
    first, second = (browser.get(SET_UP).content.decode() for _ in range(2))
    assert typed_key(first) == typed_key(second)
    assert re.search(r'<svg class="qr"[^>]*viewBox="[^"]+"', first)
    assert len(re.findall(r"M\d", re.search(r'<path d="([^"]+)" fill="#000000"', first)[1])) > 200
    assert "data:" not in first
    assert typed_key(first) not in str(dict(browser.session))


def test_a_wrong_code_sets_nothing_up(anna: User) -> None:
    browser = sign_in(anna)
    browser.get(SET_UP)
    page = browser.post(SET_UP, {"code": "000000"}).content.decode()
    assert "error-summary" in page
    assert not Authenticator.objects.exists()
    assert events(action=Action.SIGN_IN_FAILED) == ["second factor"]


def test_an_old_sign_in_is_asked_for_the_password_first(anna: User, browse: Any) -> None:
    browser = browse(anna)
    answer = browser.get(SET_UP)
    assert answer.headers["Location"].startswith(AGAIN)
    browser.post(AGAIN, {"password": PASSWORD, "next": SET_UP})
    assert browser.get(SET_UP).status_code == 200


def test_a_password_of_five_minutes_ago_is_too_old(anna: User, monkeypatch: Any) -> None:
    browser = sign_in(anna)
    moment = time.time() + 299
    monkeypatch.setattr(time, "time", lambda: moment)
    assert browser.get(SET_UP).status_code == 200
    moment += 2
    assert browser.get(SET_UP).headers["Location"].startswith(AGAIN)


def test_another_telephone_replaces_the_first_and_its_codes(anna: User) -> None:
    browser, first, old = set_up(anna)
    browser, second, new = set_up(anna, browser)
    assert first != second
    assert not set(old) & set(new)
    assert Authenticator.objects.filter(user=anna).count() == 2


# ---- signing in with it ----


def test_the_code_comes_after_the_password_and_opens_with_a_new_key(anna: User) -> None:
    secret, _codes = with_device(anna)
    browser = sign_in(anna)
    assert browser.get("/").headers["Location"].startswith("/account/login/")
    assert Event.objects.filter(action=Action.SIGN_IN).count() == 0
    before = browser.session.session_key
    assert browser.get(CODE).status_code == 200
    assert browser.post(CODE, {"code": code_of(secret)}).headers["Location"] == "/"
    assert browser.session.session_key != before
    assert browser.get("/").status_code == 200
    assert Event.objects.filter(action=Action.SIGN_IN).count() == 1


def test_a_code_works_once_however_it_is_typed(anna: User) -> None:
    secret, _codes = with_device(anna)
    code = code_of(secret)
    assert sign_in(anna).post(CODE, {"code": code}).status_code == 302
    for again in (code, f"{code[:3]} {code[3:]}", f"{code[:3]}-{code[3:]}"):
        assert sign_in(anna).post(CODE, {"code": again}).status_code == 200


def test_a_form_without_a_code_asks_for_it(anna: User) -> None:
    with_device(anna)
    page = sign_in(anna).post(CODE, {})
    assert page.status_code == 200
    assert "Vul je code in" in page.content.decode()


def test_a_recovery_code_works_once_and_is_recorded(anna: User) -> None:
    _secret, codes = with_device(anna)
    browser = sign_in(anna)
    assert browser.post(CODE, {"code": f"{codes[3][:4]} {codes[3][4:]}"}).status_code == 302
    assert "Je hebt nog 9 herstelcodes." in browser.get("/accounts/own/").content.decode()
    assert events(actor_id=anna.pk, action=Action.CREDENTIAL) == ["recovery code used"]
    assert sign_in(anna).post(CODE, {"code": codes[3]}).status_code == 200


def test_five_wrong_codes_and_the_right_one_has_to_wait(anna: User) -> None:
    secret, codes = with_device(anna)
    browser = sign_in(anna)
    for _ in range(5):
        assert "te veel" not in browser.post(CODE, {"code": "000000"}).content.decode().lower()
    for right in (code_of(secret), codes[0]):
        page = browser.post(CODE, {"code": right})
        assert page.status_code == 200
        assert "te veel" in page.content.decode().lower()
    elsewhere = sign_in(anna, Browser(REMOTE_ADDR="192.0.2.7"))
    assert elsewhere.post(CODE, {"code": code_of(secret)}).status_code == 302
    assert events(action=Action.SIGN_IN_FAILED) == ["second factor"] * 7


def test_a_session_from_before_the_device_is_none(anna: User, browse: Any) -> None:
    browser = browse(anna)
    with_device(anna)
    assert browser.get("/").headers["Location"].startswith("/account/login/")


def test_a_session_that_never_gave_the_code_is_none(anna: User, browse: Any) -> None:
    with_device(anna)
    browser = browse(anna)
    assert browser.get("/").headers["Location"].startswith("/account/login/")


# ---- who must ----


@pytest.fixture
def required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.mark.usefixtures("required", "team")
@pytest.mark.parametrize("who", ["anna", "bram", "dewi", "evi", "pim", "admin"])
def test_staff_without_one_reach_only_the_way_to_it(who: str, request: Any) -> None:
    user = request.getfixturevalue(who)
    browser = sign_in(user)
    for url in ("/", "/accounts/own/", "/accounts/", "/caseload/", "/account/password/change/", "/v/" + "A" * 32 + "/"):
        if (answer := browser.get(url)).status_code != 404:
            assert (answer.status_code, answer.headers["Location"]) == (302, SET_UP), url
    assert browser.post("/accounts/own/sessions/end-others/").status_code == 403
    assert browser.post("/accounts/new/", {}, headers={"Accept": "application/json"}).status_code == 403
    page = browser.get(SET_UP).content.decode()
    assert "Voor jouw werk is een extra stap nodig." in page
    assert "bar__nav" not in page
    assert browser.get("/health/live").status_code == 200
    assert browser.post("/language/", {"language": "en", "next": "/"}).status_code == 302


@pytest.mark.usefixtures("required")
def test_with_one_they_go_on(anna: User) -> None:
    browser, _secret, _codes = set_up(anna)
    assert browser.get("/").status_code == 200


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("who", ["cas", "vera"])
def test_clients_and_volunteers_may_do_without(who: str, request: Any) -> None:
    assert sign_in(request.getfixturevalue(who)).get("/").status_code == 200


@pytest.mark.usefixtures("required")
def test_staff_without_one_may_leave(anna: User) -> None:
    browser = sign_in(anna)
    browser.post("/account/logout/")
    assert browser.get("/").headers["Location"].startswith("/account/login/")


def test_in_the_demonstration_it_is_offered_and_can_be_switched_off(anna: User) -> None:
    browser = sign_in(anna)
    assert browser.get("/").status_code == 200
    browser, _secret, _codes = set_up(anna, browser)
    assert browser.post("/accounts/own/second-factor/off/").status_code == 302
    assert not Authenticator.objects.exists()
    assert browser.get("/").status_code == 200
    assert events(actor_id=anna.pk, action=Action.ENDED) == ["second factor"]


@pytest.mark.usefixtures("required")
def test_who_must_have_one_does_not_switch_it_off(anna: User) -> None:
    browser, _secret, _codes = set_up(anna)
    assert browser.post("/accounts/own/second-factor/off/").status_code == 403
    with pytest.raises(ValueError, match="needs"):
        actions.remove_second_factor(by=anna)
    assert Authenticator.objects.count() == 2


def test_every_role_is_staff_or_not() -> None:
    assert set(Role) - second_factor.STAFF == {Role.CLIENT, Role.VOLUNTEER}


# ---- recovery codes anew ----


def test_new_codes_replace_the_old(anna: User) -> None:
    browser, _secret, old = set_up(anna)
    assert "Je hebt nog 10 codes." in browser.get(CODES).content.decode()
    page = browser.post(CODES).content.decode()
    new = ["".join(code) for code in re.findall(r"<li>(\d{4}) (\d{4})</li>", page)]
    assert len(new) == 10
    assert sign_in(anna).post(CODE, {"code": old[0]}).status_code == 200
    assert sign_in(anna).post(CODE, {"code": new[0]}).status_code == 302
    assert "recovery codes" in events(actor_id=anna.pk, action=Action.CREDENTIAL)


def test_whoever_has_no_codes_is_told_so_and_makes_them(anna: User) -> None:
    browser, _secret, _codes = set_up(anna)
    Authenticator.objects.filter(user=anna, type=Authenticator.Type.RECOVERY_CODES).delete()
    assert "Je hebt nog 0 herstelcodes. Maak nieuwe." in browser.get("/accounts/own/").content.decode()
    assert "Met nieuwe codes" not in browser.get(CODES).content.decode()
    assert browser.get(SET_UP).status_code == 200
    browser.post(CODES)
    assert "Je hebt nog 10 herstelcodes." in browser.get("/accounts/own/").content.decode()


def test_new_codes_take_a_fresh_password_or_code(anna: User, monkeypatch: Any) -> None:
    browser, _secret, codes = set_up(anna)
    moment = time.time() + 301
    monkeypatch.setattr(time, "time", lambda: moment)
    for method in (browser.get, browser.post):
        assert method(CODES).headers["Location"].startswith(AGAIN)
    browser.post("/account/reauthenticate/code/", {"code": codes[0]})
    assert browser.get(CODES).status_code == 200


def test_without_an_app_there_are_no_codes_to_renew(anna: User) -> None:
    assert sign_in(anna).post(CODES).headers["Location"] == SET_UP


# ---- a colleague's ----


def reset_url(user: User) -> str:
    return f"/accounts/{user.pk}/second-factor/"


def test_an_administrator_takes_a_colleagues_away(admin: User, anna: User) -> None:
    at_work, _secret, codes = set_up(anna)
    browser = sign_in(admin)
    assert anna.full_name in browser.get(reset_url(anna)).content.decode()
    page = browser.post(reset_url(anna), {"why": "second factor lost"}, follow=True).content.decode()
    assert "De extra stap van Anna de Wit is weggehaald" in page
    assert at_work.get("/").headers["Location"].startswith("/account/login/")
    assert not anna.sessions.exists()
    assert sign_in(anna).get("/").status_code == 200
    assert events(actor_id=admin.pk, object_id=anna.pk) == ["second factor lost"]
    delivery.deliver_due()
    assert [(m.to, "weggehaald" in m.body) for m in mail.outbox] == [([anna.email], True)]
    assert "reset/key" not in mail.outbox[0].body


def test_a_reset_takes_a_reason(admin: User, anna: User) -> None:
    with_device(anna)
    page = sign_in(admin).post(reset_url(anna), {"why": "zomaar"}).content.decode()
    assert "error-summary" in page
    assert anna.device is not None


def test_nobody_resets_their_own(admin: User) -> None:
    browser, _secret, _codes = set_up(admin)
    page = browser.post(reset_url(admin), {"why": "second factor lost"}, follow=True).content.decode()
    assert "alleen een andere beheerder" in page
    assert admin.device is not None
    with pytest.raises(ValueError, match="their own"):
        actions.reset_second_factor(user=admin, why=actions.ResetReason.LOST, by=admin)


@pytest.mark.parametrize("who", ["bram", "dewi", "pim", "chris"])
def test_only_an_administrator_resets(who: str, anna: User, request: Any) -> None:
    with_device(anna)
    answer = sign_in(request.getfixturevalue(who)).post(reset_url(anna), {"why": "second factor lost"})
    assert answer.status_code == 403
    assert anna.device is not None


def test_of_another_organisation_there_is_nothing_to_reset(admin: User, olaf: User) -> None:
    with_device(olaf)
    assert sign_in(admin).post(reset_url(olaf), {"why": "second factor lost"}).status_code == 404
    assert olaf.device is not None


def test_an_unguarded_screen_resets_nobody(admin: User, anna: User, browse: Any) -> None:
    with_device(anna)
    answer = browse(admin).post(reset_url(anna), {"why": "second factor lost"})
    assert answer.headers["Location"].startswith(AGAIN)
    assert anna.device is not None


# ---- where they lie ----


def test_what_is_stored_is_not_the_secret(anna: User) -> None:
    secret, codes = with_device(anna)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    seed = Authenticator.objects.get(type="recovery_codes").data["seed"]
    assert get_adapter().decrypt(seed) not in stored
    assert not any(code in stored for code in codes)
    assert get_adapter().encrypt("x") != get_adapter().encrypt("x")


def test_the_keys_can_be_changed(anna: User, settings: Any) -> None:
    secret, codes = with_device(anna)
    old, new = settings.MFA_KEYS[0], Fernet.generate_key().decode()
    settings.MFA_KEYS = [new, old]
    assert secret_of(anna) == secret
    call_command("rotate_mfa_keys")
    settings.MFA_KEYS = [new]
    assert secret_of(anna) == secret
    assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes() == codes
    settings.MFA_KEYS = [old]
    with pytest.raises(InvalidToken):
        secret_of(anna)
