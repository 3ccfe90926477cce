"""Everything that a person can get: every page and form of the access policy about this client, and their mails."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from alliance import actions
from alliance.models import Measurement
from audit import clock
from caseload.models import Agreement
from messaging.models import Message
from probation_portal.access_policy import routes
from probation_portal.tests.access.asking import body_of
from probation_portal.tests.access.canaries import LOWEST
from probation_portal.tests.access.walker import every_route
from probation_portal.tests.blindness.twins import VALUES
from probation_portal.tests.blindness.worlds import World

_NEW_EVERY_TIME = [
    (re.compile(r"[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}"), "ID"),
    (re.compile(r"(twin)-[ab]", re.IGNORECASE), r"\1-x"),
    (re.compile(r'(name="(?:csrfmiddlewaretoken|sheet)" value=)"[^"]+"'), r"\1"),
    (re.compile(r'("csrf": )"[^"]+"'), r"\1"),
    (re.compile(r"(?<=/)[A-Za-z0-9_-]{32}(?=[/\"])"), "LINK"),
    (re.compile(r"(?<=/calendar/)[A-Za-z0-9_-]{43}(?=\.ics)"), "LINK"),
]
_LABEL, _SCORE = re.compile(r"cnrylabel(\d+)q"), re.compile(r"\b(7\d{4})[.,]\d")
_CHECKED = re.compile(r'<input(?=[^>]* checked)[^>]* value="(7\d{4})"')
_TOPIC = re.compile(r"cnrytopic[a-z0-9]+q")
# What a person may do only by acting: submitting, and copying a paper, which is the client's side's step. Whoever has
# done it is in, or has it in hand.
STEPS = {"alliance:respond_review", "alliance:enter_paper", "alliance:review"}
# Of a demonstration or of nobody's case.
ELSEWHERE = {"portal:demo_clock", "set_language", "health_live", "health_ready"}
PRINCIPAL = {"colleague": "worker", "next": "worker", "stand_in": "worker"}


@dataclass(frozen=True)
class Got:
    """What came back: status, page, headers, waiting messages; what it cost and how large it was."""

    status: int
    size: int
    queries: int
    headers: str
    told: str
    body: str

    def tokens(self) -> set[str]:
        """Answers, scores and topics that this tells. A question lists every answer there is: that tells nothing."""
        text = f"{self.body} {self.told} {self.headers}"
        labels = Counter(_LABEL.findall(text))
        lists = min((labels[str(value)] for value in range(LOWEST, LOWEST + VALUES)), default=0)
        told = {f"answer {value}" for value, times in labels.items() if times > lists}
        told |= {f"answer {value}" for value in _CHECKED.findall(text)}
        return told | {f"score {value}" for value in _SCORE.findall(text)} | set(_TOPIC.findall(text))


def plain(text: str) -> str:
    for pattern, word in _NEW_EVERY_TIME:
        text = pattern.sub(word, text)
    return text


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(browser: Browser, method: str, url: str, data: Any = None) -> Got:
    queries = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal queries
        queries += "SAVEPOINT" not in sql
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        response: HttpResponse = browser.post(url, data or {}) if method == "POST" else browser.get(url)
        # Within the count: the rows of a table are fetched as it leaves.
        body = body_of(response)
    request = getattr(response, "wsgi_request", None)
    waiting = getattr(getattr(request, "_messages", None), "_queued_messages", [])
    kept = {name: value for name, value in sorted(response.headers.items()) if name != "Content-Length"}
    return Got(
        status=response.status_code,
        size=len(body),
        queries=queries,
        headers=plain(str(kept)) + str(sorted(response.cookies)),
        told=plain(" ".join(map(str, waiting))),
        body=plain(body.decode(errors="replace")),
    )


@cache
def asked_of(principal: str) -> list[tuple[str, str, frozenset[str]]]:
    """Route, method and the names in its address, of all that the policy gives to this principal."""
    found = []
    for name, pattern in every_route().items():
        row = routes().get(name)
        if name in ELSEWHERE or (row is not None and row.of_library):
            continue
        names = frozenset(getattr(pattern.pattern, "converters", {}))
        for method in ("GET", "POST"):
            cells = {principal, "signed_in"} & set(row.answers.get(method, {})) if row else {principal}
            if cells and not (method == "POST" and name in STEPS):
                found.append((name, method, names))
    return found


def _addresses(world: World, names: frozenset[str]) -> list[dict[str, Any]]:
    """The client's pairs and their last moments, the worker's team; other objects are of no pair."""
    pairs = [pair.pk for pair in world.pairs]
    if names == {"pair_id"}:
        return [{"pair_id": pk} for pk in pairs]
    if names == {"measurement_id"}:
        found = Measurement.objects.filter(pair__in=pairs).order_by("-pair__starts_on", "-opens_on", "-number")
        return [{"measurement_id": pk} for pk in found.values_list("pk", flat=True)[:3]]
    if names == {"team_id"}:
        return [{"team_id": world.twin.team.pk}]
    if names == {"instrument_id"}:
        return [{"instrument_id": world.twin.instrument.pk}]
    if names == {"pair_id", "agreement_id"}:
        found = Agreement.objects.filter(pair__in=pairs).order_by("made_on")[:1]
        return [{"pair_id": each.pair_id, "agreement_id": each.pk} for each in found]
    return [{}] if not names else []


def pages(world: World, who: str, *, part: tuple[int, int] = (0, 1), forms: bool = True) -> Iterator[tuple[str, Got]]:
    """What this person gets, by address, and what every form of theirs would answer. All is undone.

    `part` (2, 12): of twelve addresses the third only.
    """
    if who == "link":
        yield from _by_link(world)
        return
    browser = world.case.browser if who == "client" else world.twin.browsers[who]
    cookies = dict(browser.cookies)
    turn = 0
    with undone():
        for route, method, names in asked_of(PRINCIPAL.get(who, who)):
            if method == "POST" and not forms:
                continue
            for number, named in enumerate(_addresses(world, names)):
                turn += 1
                if turn % part[1] != part[0]:
                    continue
                url, body = reverse(route, kwargs=named), _body(world, route) if method == "POST" else None
                with undone():
                    got = ask(browser, method, url, body)
                    yield f"{method} {route} {number}", got
                    if got.status == 302 and method == "POST":
                        home = "/" if who == "client" else reverse("portal:pair", args=[world.pair.pk])
                        yield f"after {method} {route} {number}", ask(browser, "GET", home)
                browser.cookies.clear()
                browser.cookies.update(cookies)


@cache
def _session_pages() -> list[str]:
    """The pages of the answering session, "snel weg" last because it ends it."""
    found = {
        name: p for name, p in every_route().items() if str(p.pattern).startswith("v/") and not p.pattern.converters
    }
    return sorted(found, key=lambda name: name == "alliance:leave")


def _by_link(world: World) -> Iterator[tuple[str, Got]]:
    """The client's answering session: the link, the PIN, and the pages behind it."""
    for number, found in enumerate(world.open_ones()[:2]):
        with undone():
            browser = Browser(raise_request_exception=False)
            url = reverse("alliance:link", args=[actions.new_link(measurement=found)])
            yield f"GET link {number}", ask(browser, "GET", url)
            yield f"POST link {number}", ask(browser, "POST", url, {"pin": world.pin})
            yield f"POST begin {number}", ask(browser, "POST", reverse("alliance:begin"))
            for name in _session_pages():
                yield f"GET {name} {number}", ask(browser, "GET", reverse(name))
            yield f"POST not_now {number}", ask(browser, "POST", reverse("alliance:not_now"))


def outbox(world: World, side: str) -> list[str]:
    """The rows of the messages to this side, and the mails that left."""
    rows = Message.objects.filter(pair__in=world.pairs, side=side)
    # Below the second stands only in which order messages of one moment were written, for all people together.
    told = [f"{m.kind} {m.state} {m.number} {m.reason} {m.created_at:%F %T} {m.not_before}" for m in rows]
    addresses = [world.case.account.email] if side == "client" else [p.email for p in world.twin.people.values()]
    return sorted(told) + sorted(plain(text) for a in addresses for text in world.mails.get(a, []))


def _body(world: World, route: str) -> dict[str, Any]:
    today = clock.today()
    items = world.twin.instrument.parsed.items_for("worker")
    bodies: dict[str, dict[str, Any]] = {
        "alliance:respond": {"at": 1, f"item_{items[0].key}": LOWEST, "do": "next"},
        "alliance:correct": {f"item_{item.key}": LOWEST for item in items},
        "alliance:correct_paper": {f"item_{world.twin.instrument.parsed.items_for('client')[0].key}": LOWEST},
        "alliance:extra": {"form": "long"},
        "alliance:postpone": {"weeks": 2, "reason": "ill", "version": 0},
        "alliance:allow_late": {"reason": "ill"},
        "alliance:non_response": {"reason": "forgotten", "version": 0},
        "alliance:give_pin": {"handed_over_by": "phone"},
        "alliance:worth": {"filling_in": 3},
        "caseload:pause": {"reason": "illness", "since": f"{today.day}-{today.month}-{today.year}"},
        "caseload:end_pause": {"until": f"{today.day}-{today.month}-{today.year}"},
        "portal:hand_over": {"worker": world.twin.people["colleague"].pk, "on": today.isoformat()},
        "portal:end_supervision": {"on": today.isoformat(), "reason": "completed"},
        "portal:pass_on": {"text": "gaat goed", "client_agreed": "on", "version": 0},
        "caseload:agreement": {"text": "een afspraak", "who": "client"},
    }
    return bodies.get(route, {})
