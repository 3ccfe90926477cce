"""Security headers: exact, and on every answer there is."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser
from django.urls import path, reverse

from accounts.models import User
from accounts.permissions import TABLE
from accounts.tests.factories import PASSWORD
from probation_portal import urls as portal
from probation_portal.tests.access.walker import every_route
from probation_portal.tests.header_table import FORGET, Answer, deviations, listed, named


def crash(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("geheim")


def forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [*portal.urlpatterns, path("crash/", crash, name="crash"), path("forbid/", forbid, name="forbid")]
urlpatterns.append(path("v/crash/", crash, name="crash_behind_link"))
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def check(response: Any) -> None:
    request = response.request
    answer = Answer(
        path=request["PATH_INFO"],
        status=response.status_code,
        headers=response.headers,
        cookies=tuple(morsel.OutputString() for morsel in response.cookies.values()),
        https=request.get("wsgi.url_scheme") == "https",
        hashed=bool(re.search(r"^/static/.+\.[0-9a-f]{12}\.", request["PATH_INFO"])) and response.status_code == 200,
    )
    assert deviations(answer) == [], f"{request['REQUEST_METHOD']} {answer.path}: {answer.status}"


@pytest.fixture
def browser(browse: Callable[..., Browser], anna: User) -> Browser:
    signed_in = browse(anna)
    signed_in.raise_request_exception = False
    return signed_in


@pytest.mark.parametrize(
    ("address", "status"),
    [("/account/logout/", 200), ("/nowhere/", 404), ("/forbid/", 403), ("/crash/", 500), ("/health/live", 200)],
)
def test_on_every_answer_and_nothing_is_kept(browser: Browser, address: str, status: int) -> None:
    response = browser.get(address)
    assert response.status_code == status
    check(response)


def test_on_the_way_to_the_sign_in(client: Browser) -> None:
    response = client.get("/")
    assert response.status_code == 302
    check(response)


def test_on_the_refusal_of_a_form_from_elsewhere(anna: User) -> None:
    browser = Browser(enforce_csrf_checks=True)
    response = browser.post("/account/login/", {"login": anna.email, "password": "x"})
    assert response.status_code == 403
    check(response)


def test_on_the_refusal_of_another_host(client: Browser) -> None:
    response = client.get("/account/login/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    check(response)


def test_on_the_way_to_https(client: Browser, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 63072000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    response = client.get("/account/login/")
    assert (response.status_code, response["Location"]) == (301, "https://testserver/account/login/")
    check(response)
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.CSRF_COOKIE_NAME = "__Host-csrftoken"
    check(client.get("/account/login/", secure=True))


@pytest.mark.parametrize("address", ["/v/" + "a" * 32 + "/", "/v/begin/", "/v/nowhere/at/all/", "/v/crash/"])
def test_a_personal_link_does_not_travel_on_in_the_referer(client: Browser, address: str) -> None:
    client.raise_request_exception = False
    response = client.get(address)
    check(response)


@pytest.fixture
def built(settings: Any, tmp_path: Path) -> None:
    """Static files as a real server has them: hashed and listed."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)


def test_static_files_bear_them_too_and_may_be_kept(built: None) -> None:
    client = Browser()
    html = client.get("/account/login/").content.decode()
    address = re.search(r'href="(/static/css/[^"]+\.[0-9a-f]{12}\.css)"', html)
    assert address
    response = client.get(address[1])
    assert response.status_code == 200
    response.close()
    check(response)


def test_a_missing_static_file_bears_them_too(client: Browser) -> None:
    response = client.get("/static/nothing.css")
    assert response.status_code == 404
    check(response)


def test_cookies_are_out_of_reach_of_scripts(client: Browser, anna: User) -> None:
    client.get("/account/login/")
    client.post("/account/login/", {"login": anna.email, "password": PASSWORD})
    for name in ("csrftoken", "sessionid"):
        cookie = client.cookies[name]
        assert (bool(cookie["httponly"]), cookie["samesite"], cookie["path"], cookie["domain"]) == (
            True,
            "Lax",
            "/",
            "",
        ), name
        assert (cookie["expires"], cookie["max-age"]) == ("", ""), f"{name} stays when the browser closes"


def ask(open_browser: Callable[[], Browser], methods: Iterable[str], names: Iterable[str]) -> set[int]:
    """Judge every answer; which kinds there were. Anew by each method: some addresses sign out whoever posts there."""
    addresses = {name: reverse(name, kwargs=named(every_route()[name])) for name in names}
    statuses = set()
    for method in methods:
        browser = open_browser()
        browser.raise_request_exception = False
        for name, address in addresses.items():
            if (method, name) == ("post", "account_logout"):
                continue
            response = getattr(browser, method)(address)
            check(response)
            statuses.add(response.status_code)
    return statuses


@pytest.mark.parametrize(("who", "met"), [("", {200, 204, 302, 404, 405}), ("anna", {200, 204, 302, 403, 404, 405})])
def test_on_every_address_by_every_method(request: Any, browse: Any, who: str, met: set[int]) -> None:
    """Answers of all kinds: pages, redirects, refusals, missing records, methods that are not allowed."""
    user = request.getfixturevalue(who) if who else None
    statuses = ask(lambda: browse(user), ("get", "post", "head", "delete", "options"), every_route())
    assert met <= statuses
    assert 500 not in statuses


@pytest.mark.parametrize("who", ["bram", "cas", "vera", "dewi", "evi", "pim", "admin"])
def test_on_the_pages_of_every_other_role(request: Any, browse: Any, who: str) -> None:
    """What only their right opens; all else answers them as it did the worker."""
    user = request.getfixturevalue(who)
    rights = {name: getattr(pattern.callback, "permission", None) for name, pattern in every_route().items()}
    own = ["portal:home", *(name for name, right in rights.items() if right in TABLE[user.role])]
    statuses = ask(lambda: browse(user), ("get", "post"), own)
    assert 200 in statuses
    assert 500 not in statuses


def test_on_a_body_that_is_too_long_and_on_one_too_many(client: Browser, settings: Any, anna: User) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    long = client.post("/account/login/", {"login": "x" * 200, "password": "x"})
    assert long.status_code in (400, 413)
    check(long)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    told = [client.post("/account/login/", {"login": anna.email, "password": "x"}) for _ in range(3)]
    for response in told:
        check(response)


def test_signing_out_makes_the_browser_forget(client: Browser, anna: User) -> None:
    client.post("/account/login/", {"login": anna.email, "password": PASSWORD})
    response = client.post("/account/logout/")
    assert response.cookies["sessionid"]["max-age"] == 0
    assert listed(response["Clear-Site-Data"]) == FORGET
    check(response)
    assert "Clear-Site-Data" not in Browser().get("/account/login/")


def test_a_crash_shows_nothing_of_itself(browser: Browser) -> None:
    assert b"geheim" not in browser.get("/crash/").content
