"""Switching an account off and on."""

import uuid
from typing import Any

import pytest

from accounts.models import User


def switch(browser: Any, user: User, active: str, query: str = "") -> Any:
    return browser.post(f"/accounts/{user.pk}/active/{query}", {"active": active}, follow=True)


def test_off_and_on_again(admin: User, anna: User, browse: Any) -> None:
    browser = browse(admin)
    assert "Het account van Anna de Wit staat uit." in switch(browser, anna, "0").content.decode()
    anna.refresh_from_db()
    assert not anna.is_active
    assert "staat weer aan" in switch(browser, anna, "1").content.decode()
    anna.refresh_from_db()
    assert anna.is_active


def test_a_live_session_is_refused_at_its_next_request(admin: User, anna: User, browse: Any) -> None:
    at_work = browse(anna)
    assert at_work.get("/").status_code == 200
    switch(browse(admin), anna, "0")
    assert at_work.get("/").headers["Location"].startswith("/account/login/")


def test_back_to_the_same_search(admin: User, anna: User, browse: Any) -> None:
    response = switch(browse(admin), anna, "0", "?q=anna&role=worker")
    assert response.redirect_chain == [("/?q=anna&role=worker", 302)]


def test_not_ones_own(admin: User, browse: Any) -> None:
    assert "Je eigen account kun je niet uitzetten." in switch(browse(admin), admin, "0").content.decode()
    admin.refresh_from_db()
    assert admin.is_active


def test_of_another_organisation_is_not_there(admin: User, olaf: User, browse: Any) -> None:
    browser = browse(admin)
    assert switch(browser, olaf, "0").status_code == 404
    assert browser.post(f"/accounts/{uuid.uuid4()}/active/", {"active": "0"}).status_code == 404
    olaf.refresh_from_db()
    assert olaf.is_active


def test_it_takes_a_post(admin: User, anna: User, browse: Any) -> None:
    assert browse(admin).get(f"/accounts/{anna.pk}/active/").status_code == 405


@pytest.mark.parametrize("who", ["bram", "dewi", "pim", "chris"])
def test_only_an_administrator_may(who: str, anna: User, browse: Any, request: Any) -> None:
    assert switch(browse(request.getfixturevalue(who)), anna, "0").status_code == 403
    anna.refresh_from_db()
    assert anna.is_active
