"""Ways to say where to go next, by which somebody would like to send others to a page of their own."""

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

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


def gone_after_signing_in(user: User, payloads: Iterable[str]) -> list[str]:
    """Those that lead away from the portal, or are a fault of the server."""
    data = {"login": user.email, "password": PASSWORD}
    return [one for one in payloads if _leads_away(reverse("account_login"), data | {"next": one})]


def gone_after_another_language(route: str, payloads: Iterable[str]) -> list[str]:
    gone = []
    for payload in payloads:
        referer = payload.replace("\n", "").replace("\r", "").replace("\0", "")
        for more in ({}, {"HTTP_REFERER": referer}):
            if _leads_away(reverse(route), {"language": "en", "next": payload}, **more):
                gone.append(payload)
    return gone


def _leads_away(url: str, data: dict[str, str], **more: str) -> bool:
    browser = Browser(raise_request_exception=False)
    response = browser.post(url, data, **more)
    return response.status_code >= 500 or (response.status_code == 302 and not stays(response.headers["Location"]))
