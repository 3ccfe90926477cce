"""What a browser reports of the policy: counted in fixed words, and nothing of what it sent is kept."""

import json
import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client as Browser

from probation_portal.views import reports

ADDRESS = "/csp-report/"
TOKEN = "cnrySecretTokenOfSomebodysLinkq"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def old(**fields: Any) -> dict[str, Any]:
    report = {
        "document-uri": f"https://testserver/v/{TOKEN}/?naam={TOKEN}",
        "effective-directive": "script-src-elem",
        "blocked-uri": "inline",
        "script-sample": TOKEN,
        "referrer": TOKEN,
    }
    return {"csp-report": report | fields}


def new(**fields: Any) -> list[dict[str, Any]]:
    report = {
        "documentURL": "https://testserver/pair/",
        "effectiveDirective": "img-src",
        "blockedURL": f"https://elders.example/{TOKEN}",
        "sample": TOKEN,
    }
    return [{"type": "csp-violation", "url": TOKEN, "user_agent": TOKEN, "body": report | fields}]


def send(browser: Browser, body: Any, kind: str = "application/csp-report") -> Any:
    return browser.post(ADDRESS, body if isinstance(body, bytes) else json.dumps(body), content_type=kind)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (old(), "csp violation: script-src-elem on alliance:link, inline"),
        (
            old(**{"document-uri": "https://testserver/v/begin/"}),
            "csp violation: script-src-elem on alliance:begin, inline",
        ),
        (old(**{"effective-directive": TOKEN}), "csp violation: another rule on alliance:link, inline"),
        (old(**{"blocked-uri": f"data:{TOKEN}"}), "csp violation: script-src-elem on alliance:link, data"),
        (
            old(**{"blocked-uri": f"https://testserver/{TOKEN}"}),
            "csp violation: script-src-elem on alliance:link, self",
        ),
        (old(**{"blocked-uri": {TOKEN: 1}}), "csp violation: script-src-elem on alliance:link, elsewhere"),
        (new(), "csp violation: img-src on no page of ours, elsewhere"),
        (new(blockedURL="http://[", documentURL="http://["), "csp violation: img-src on no page of ours, elsewhere"),
        (new(documentURL="https://testserver/"), "csp violation: img-src on portal:home, elsewhere"),
    ],
)
def test_a_report_becomes_a_line_of_fixed_words(caplog: pytest.LogCaptureFixture, body: Any, line: str) -> None:
    browser = Browser(enforce_csrf_checks=True)
    with caplog.at_level(logging.INFO):
        assert send(browser, body).status_code == 204
    assert [record.getMessage() for record in caplog.records if record.name == reports.__name__] == [line]
    assert TOKEN.lower() not in caplog.text.lower()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[",
        b"{}",
        b"[1, null, {}]",
        b'{"csp-report": 5}',
        b"\xff",
        b"[" * 4000,
        b'{"body": []}',
        b'"text"',
        b"null",
    ],
)
def test_nonsense_is_no_report(client: Browser, caplog: pytest.LogCaptureFixture, body: bytes) -> None:
    assert send(client, body).status_code == 204
    assert reports.VIOLATION not in caplog.text


def test_the_same_ten_times_is_one_line(client: Browser, caplog: pytest.LogCaptureFixture) -> None:
    send(client, new() * 200, "application/reports+json")
    assert caplog.text.count(reports.VIOLATION) <= 1


def test_a_long_one_is_not_read(client: Browser, caplog: pytest.LogCaptureFixture) -> None:
    response = send(client, old(**{"script-sample": "x" * reports.MAX_BYTES}))
    assert (response.status_code, response.content) == (413, b"")
    assert reports.VIOLATION not in caplog.text


def test_enough_is_enough_until_the_next_minute(client: Browser) -> None:
    told = [send(client, old()).status_code for _ in range(reports.PER_MINUTE + 1)]
    assert told == [204] * reports.PER_MINUTE + [429]


def test_only_by_post(client: Browser) -> None:
    assert client.get(ADDRESS).status_code == 405
