"""`next=` stays on the host, whatever is put into it."""

from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import PASSWORD

EVIL = "evil.example.net"
PAYLOADS = [
    f"{scheme}{slashes}{EVIL}{rest}"
    for scheme in ("", "http:", "https:", "HTTPS:", "ftp:", "//x@")
    for slashes in ("//", "///", "\\\\", "/\\", "\\/", "/%2F", "%2F%2F")
    for rest in ("", "/x")
][:54] + [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    f" //{EVIL}",
    f"\t//{EVIL}",
    f"\n//{EVIL}",
    f"/\r\nLocation: https://{EVIL}",
    f"https://testserver@{EVIL}/",
    f"https://testserver.{EVIL}/",
    f"https://{EVIL}#testserver",
    f"https://{EVIL}?testserver",
    f"http://[::1]@{EVIL}/",
    f"https:{EVIL}",
    f"/.{EVIL}",
    f"//{EVIL}%E3%80%82nl",
    f"\uff0f\uff0f{EVIL}",
    "http://[::1",
    "\0//x",
    "a" * 100_000,
]


def stays(location: str) -> bool:
    """As a browser reads it: backslashes are slashes, tabs and line ends are not there."""
    read = location.replace("\\", "/")
    for sign in "\t\r\n":
        read = read.replace(sign, "")
    target = urlsplit(urljoin("http://testserver/account/login/", read.strip("\x00 ")))
    return target.scheme in ("http", "https") and target.netloc == "testserver"


def test_there_are_enough() -> None:
    assert len(set(PAYLOADS)) >= 60
    assert not stays(f"//{EVIL}")
    assert not stays(f"/\\{EVIL}")


@pytest.mark.django_db
def test_the_way_on_after_signing_in(anna: User) -> None:
    gone = []
    for payload in PAYLOADS:
        data = {"login": anna.email, "password": PASSWORD, "next": payload}
        response = Browser().post(reverse("account_login"), data)
        assert response.status_code < 500
        if response.status_code == 302 and not stays(response.headers["Location"]):
            gone.append(payload)
    assert gone == []


@pytest.mark.django_db
@pytest.mark.parametrize("route", ["set_language", "alliance:language"])
def test_the_way_back_after_another_language(route: str) -> None:
    gone = []
    for payload in PAYLOADS:
        for referer in ({}, {"HTTP_REFERER": payload.replace("\n", "").replace("\r", "").replace("\0", "")}):
            response = Browser().post(reverse(route), {"language": "en", "next": payload}, **referer)
            assert response.status_code < 500
            if response.status_code == 302 and not stays(response.headers["Location"]):
                gone.append(payload)
    assert gone == []
