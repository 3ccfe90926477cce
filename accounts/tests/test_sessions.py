"""A sign-in: how long it lasts, what ends it, and the list of one's own."""

import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import actions, devices
from accounts.models import Organisation, Role, Session, Team, User
from accounts.sessions import SessionStore
from accounts.tasks import delete_expired_sessions
from accounts.tests.factories import PASSWORD
from accounts.tests.second_factor import sign_in
from audit.models import Action, Event

OWN = "/accounts/own/"
STAY = "/accounts/own/stay/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Mobile Safari/604.1"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"


@pytest.fixture
def pass_time(monkeypatch: Any) -> Callable[[float], None]:
    moment = time.time()

    def go(seconds: float) -> None:
        nonlocal moment
        moment += seconds

    monkeypatch.setattr(time, "time", lambda: moment)
    return go


def is_in(browser: Browser) -> bool:
    answer = browser.get(OWN)
    assert answer.status_code in (200, 302)
    return answer.status_code == 200


# ---- how long ----


@pytest.mark.parametrize(("who", "minutes"), [("anna", 15), ("admin", 15), ("vera", 15), ("cas", 20)])
def test_silence_ends_it(who: str, minutes: int, request: Any, pass_time: Callable[[float], None]) -> None:
    browser = sign_in(request.getfixturevalue(who))
    pass_time(60 * minutes - 1)
    assert is_in(browser)
    pass_time(60 * minutes)
    assert browser.get(OWN).headers["Location"] == f"/account/login/?next={OWN}"
    page = browser.get("/account/login/").content.decode()
    assert "Je bent afgemeld, omdat je een tijd niets deed." in page
    assert not is_in(browser)


def test_what_was_sent_after_it_ended_is_not_kept_and_that_is_said(
    anna: User, pass_time: Callable[[float], None]
) -> None:
    lost = "Wat je verstuurde is niet bewaard."
    for accepts, is_said in (("text/html", True), ("application/json", False)):
        browser = sign_in(anna)
        pass_time(60 * 15)
        browser.post(OWN, {"first_name": "Ans"}, headers={"accept": accepts})
        assert (lost in browser.get("/account/login/").content.decode()) is is_said
    # Who only looked sent nothing.
    browser = sign_in(anna)
    pass_time(60 * 15)
    browser.get(OWN)
    assert lost not in browser.get("/account/login/").content.decode()


def test_a_working_day_ends_it_however_busy(anna: User, pass_time: Callable[[float], None]) -> None:
    browser = sign_in(anna)
    for _ in range(10 * 60 // 14):
        pass_time(14 * 60)
        assert is_in(browser)
    assert browser.post(STAY).json()["seconds"] <= 12 * 60
    pass_time(12 * 60)
    assert not is_in(browser)


def test_being_there_extends_it(anna: User, pass_time: Callable[[float], None]) -> None:
    browser = sign_in(anna)
    pass_time(14 * 60)
    assert browser.post(STAY).json() == {"seconds": 14 * 60}
    pass_time(14 * 60)
    assert is_in(browser)


def test_extending_what_is_over_is_refused(anna: User, pass_time: Callable[[float], None]) -> None:
    browser = sign_in(anna)
    pass_time(16 * 60)
    assert browser.post(STAY).status_code == 403
    assert Browser().post(STAY).status_code == 403


def test_the_page_asks_in_time_and_leads_back(anna: User) -> None:
    page = sign_in(anna).get(OWN).content.decode()
    assert f'data-stay="{14 * 60}" data-ended-url="/account/login/?next=%2Faccounts%2Fown%2F"' in page
    assert "Na 15 minuten zonder klik word je afgemeld." in page
    assert "data-stay" not in Browser().get("/account/login/").content.decode()


def test_reading_on_writes_once_a_minute(anna: User, pass_time: Callable[[float], None]) -> None:
    browser = sign_in(anna)

    def writes() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get(OWN)
        return sum(query["sql"].startswith("UPDATE") for query in queries)

    pass_time(59)
    assert writes() == 0
    pass_time(2)
    assert writes() == 1
    assert writes() == 0


# ---- what ends it ----


@pytest.mark.parametrize("minutes", [0, 15])
def test_what_was_not_told_yet_is_not_told_to_the_next(
    admin: User, anna: User, minutes: int, pass_time: Callable[[float], None]
) -> None:
    """Signed out by oneself, or by silence: the name in a waiting confirmation goes too."""
    browser = sign_in(admin)
    browser.post(f"/accounts/{anna.pk}/active/", {"active": "1"})
    assert browser.cookies["messages"].value
    pass_time(60 * minutes)
    browser.get(OWN) if minutes else browser.post("/account/logout/")
    assert anna.full_name not in browser.get("/account/login/").content.decode()


def _role(user: User) -> None:
    user.role = Role.SUPERVISOR


def _team(user: User) -> None:
    user.team = Team.objects.create(organisation=user.organisation, name="Noord-3")


def _organisation(user: User) -> None:
    user.organisation = Organisation.objects.create(name="Zuid")


def _password(user: User) -> None:
    user.set_password("zeven blauwe fietsen")


def _off(user: User) -> None:
    user.is_active = False


@pytest.mark.parametrize("change", [_role, _team, _organisation, _password, _off])
def test_the_next_request_after_a_change_in_the_database_is_refused(change: Any, anna: User) -> None:
    browser = sign_in(anna)
    assert is_in(browser)
    change(anna)
    anna.save()
    assert browser.get("/").headers["Location"].startswith("/account/login/")
    assert browser.post("/accounts/own/sessions/end-others/").headers["Location"].startswith("/account/login/")


def test_of_a_team_no_longer_led_the_next_request_finds_nothing(team: Team, bram: User) -> None:
    browser = sign_in(bram)
    assert browser.get(f"/team/{team.pk}/").status_code == 200
    team.supervisors.remove(bram)
    assert browser.get(f"/team/{team.pk}/").status_code == 404


def test_an_account_that_is_switched_on_again_has_to_sign_in_anew(admin: User, anna: User) -> None:
    browser = sign_in(anna)
    for active in (False, True):
        actions.set_active(user=anna, active=active, by=admin)
    assert not is_in(browser)


def test_another_name_or_address_signs_nobody_out(anna: User) -> None:
    browser = sign_in(anna)
    anna.first_name, anna.email = "Annemarie", "annemarie@example.org"
    anna.save()
    assert is_in(browser)


def test_signing_in_makes_a_new_key(anna: User) -> None:
    browser = Browser()
    browser.get("/account/login/")
    kept = browser.session
    kept["x"] = 1
    kept.save()
    sign_in(anna, browser)
    assert browser.session.session_key != kept.session_key
    assert not Session.objects.filter(session_key=kept.session_key).exists()


def test_what_expired_is_deleted_in_one_statement_and_nothing_else(anna: User, chris: User, browse: Any) -> None:
    for who in (anna, chris):
        browse(who)
    SessionStore().create()
    assert Session.objects.update(expire_date=timezone.now()) == 3
    fresh = browse(anna)
    with CaptureQueriesContext(connection) as queries:
        delete_expired_sessions()
    assert [query["sql"].split()[0] for query in queries] == ["DELETE"]
    assert [row.session_key for row in Session.objects.all()] == [fresh.session.session_key]
    assert not Event.objects.filter(what="session").exists()


# ---- the list ----


@pytest.mark.parametrize("who", ["anna", "vera", "cas", "admin"])
def test_the_list_says_where_and_which_is_this_one(who: str, request: Any) -> None:
    user = request.getfixturevalue(who)
    here = sign_in(user, headers={"User-Agent": FIREFOX})
    sign_in(user, headers={"User-Agent": SAFARI})
    rows = here.get(OWN).context["rows"]
    assert [(row.device, row.is_this) for row in rows] == [("Firefox op Windows", True), ("Safari op iPhone", False)]


def test_signing_out_there_ends_that_one_at_once(anna: User) -> None:
    here, there = sign_in(anna), sign_in(anna)
    (other,) = [row for row in here.get(OWN).context["rows"] if not row.is_this]
    page = here.post(f"/accounts/own/sessions/{other.id}/end/", follow=True).content.decode()
    assert "Je bent daar afgemeld." in page
    assert not is_in(there)
    assert is_in(here)
    event = Event.objects.get(action=Action.ENDED)
    assert (event.what, event.actor_id) == ("session", anna.pk)


def test_a_busy_page_does_not_bring_an_ended_one_back(anna: User) -> None:
    here, there = sign_in(anna), sign_in(anna)
    key = there.session.session_key
    here.post("/accounts/own/sessions/end-others/")
    assert is_in(here)
    assert not Session.objects.filter(session_key=key).exists()
    assert not is_in(there)


def test_nobody_ends_another_persons_or_this_one(anna: User, chris: User) -> None:
    browser, his = sign_in(anna), sign_in(chris)
    own = Session.objects.get(user=anna).visit
    for visit in (Session.objects.get(user=chris).visit, own, uuid.uuid4()):
        assert browser.post(f"/accounts/own/sessions/{visit}/end/").status_code == 404
    assert is_in(his)
    assert is_in(browser)


def test_a_new_password_ends_all_others(anna: User) -> None:
    here, there = sign_in(anna), sign_in(anna)
    new = "zeven blauwe fietsen"
    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert is_in(here)
    assert not is_in(there)
    assert Session.objects.filter(user=anna).count() == 1
    assert list(Event.objects.filter(action=Action.CREDENTIAL).values_list("what", flat=True)) == ["password"]


def test_one_that_is_over_is_not_listed(anna: User, pass_time: Callable[[float], None]) -> None:
    sign_in(anna)
    pass_time(16 * 60)
    assert len(sign_in(anna).get(OWN).context["rows"]) == 1


def test_no_address_and_no_full_name_of_the_browser_is_kept(anna: User) -> None:
    sign_in(anna, Browser(REMOTE_ADDR="192.0.2.7"), headers={"User-Agent": FIREFOX})
    row = Session.objects.get(user=anna)
    kept = str(row.get_decoded()) + str(row.__dict__)
    assert "192.0.2.7" not in kept
    assert "Gecko" not in kept


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (FIREFOX, "Firefox|Windows"),
        (SAFARI, "Safari|iPhone"),
        (CHROME, "Chrome|Linux"),
        (CHROME.replace("X11; Linux x86_64", "Linux; Android 14") + " Edg/126.0", "Edge|Android"),
        ("<script>", ""),
        ("", ""),
    ],
)
def test_the_words_for_a_device(said: str, names: str) -> None:
    assert devices.names(said) == names
    assert re.fullmatch(r"[\w|]*", names)
