"""Security headers: exact, and on every answer there is."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser
from django.urls import path

from accounts.models import User
from accounts.tests.factories import PASSWORD
from probation_portal import urls as portal


def crash(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("geheim")


def forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [*portal.urlpatterns, path("crash/", crash), path("forbid/", forbid), path("v/crash/", crash)]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
    "base-uri": {"'none'"},
    "object-src": {"'none'"},
}
EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), midi=(), payment=(), usb=()"
    ),
}


def parsed(policy: str) -> dict[str, set[str]]:
    """Directives come in another order in each process, so sets are compared."""
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {name: set(values) for name, *values in parts}


def check(response: Any, *, referrer: str = "same-origin") -> None:
    assert parsed(response["Content-Security-Policy"]) == POLICY
    assert {name: response.get(name) for name in EXACT} == EXACT
    assert response["Referrer-Policy"] == referrer
    for telltale in ("Server", "X-Powered-By"):
        assert telltale not in response


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
    assert "no-store" in response["Cache-Control"]
    assert "public" not in response["Cache-Control"]


def test_on_the_way_to_the_sign_in(client: Browser) -> None:
    response = client.get("/")
    assert response.status_code == 302
    check(response)
    assert "no-store" in response["Cache-Control"]


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
    secure = client.get("/account/login/", secure=True)
    assert secure["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


@pytest.mark.parametrize("address", ["/v/" + "a" * 32 + "/", "/v/begin/", "/v/nowhere/at/all/", "/v/crash/"])
def test_a_personal_link_does_not_travel_on_in_the_referer(client: Browser, address: str) -> None:
    client.raise_request_exception = False
    response = client.get(address)
    check(response, referrer="strict-origin")
    assert "no-store" in response["Cache-Control"]


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
    kept = {part.strip() for part in response["Cache-Control"].split(",")}
    assert {"public", "immutable"} < kept
    assert "no-store" not in kept


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


def test_a_crash_shows_nothing_of_itself(browser: Browser) -> None:
    assert b"geheim" not in browser.get("/crash/").content
