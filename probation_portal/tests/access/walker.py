"""Asks every address as everyone, and compares what comes back with the table."""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core import mail
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from audit.models import Action, Event, EventSubject, SubjectKey
from messaging.delivery import deliver
from messaging.models import Message, State
from probation_portal.access_policy import METHODS, NOT_SIGNED_IN, PRINCIPALS, SIGN_IN, Answer, Route, routes
from probation_portal.logs import HideLinkTokens
from probation_portal.tests.access.canaries import Field, without_options
from probation_portal.tests.access.requests import INVENTED, OWN_INVENTED, arguments, payload
from probation_portal.tests.access.world import World

_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
_FORM_ID = re.compile(r'name="form_id" value="[^"]+"')
_WRITES = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.IGNORECASE)
# A read may leave its trace, and a session or the throttle of the sign-in may be kept.
# What an answer is held against, when not against that about an id which nothing has.
_LIKE = {"crossed": OWN_INVENTED, OWN_INVENTED: ""}
_MAY_BE_WRITTEN = ("audit_", "accounts_session", "boundary_guess", "portal_cache")


def every_route() -> dict[str, URLPattern]:
    """All addresses of the portal by name, `app:name` where an app has a namespace."""

    def walk(resolver: URLResolver, space: str) -> Iterator[tuple[str, URLPattern]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
            else:
                yield f"{space}{entry.name}", entry

    return dict(walk(get_resolver(), ""))


@dataclass(frozen=True)
class Asked:
    """One request: who asked what of which object."""

    route: str
    method: str
    principal: str
    relation: str

    def __str__(self) -> str:
        return f"{self.method} {self.route} as {self.principal} of {self.relation or '-'}"


@dataclass
class Got:
    """What came back, what it cost, and what it left behind."""

    answer: Answer
    body: str
    headers: str
    queries: int
    written: set[str]
    told: str
    mails: list[tuple[list[str], str]]
    readers: dict[str, int]
    logged: str


@dataclass
class Report:
    cases: int = 0
    deviations: list[str] = field(default_factory=list)
    seen: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    opened: set[tuple[str, str]] = field(default_factory=set)

    def fault(self, asked: Asked, words: str) -> None:
        self.deviations.append(f"{asked}: {words}")


class Ear(logging.Handler):
    """Hears every line that would be written to the log."""

    def __init__(self) -> None:
        super().__init__()
        # As in the settings: it is the formatter that keeps keys out.
        self.setFormatter(HideLinkTokens("%(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1]:
            # What an exception says; the lines of code around it are no secret, and slow to gather.
            record.exc_text = repr(record.exc_info[1])
        self.lines.append(self.format(record))


class Walker:
    """Everyone's browser, one world, and a report; every request is undone."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.report = Report()
        self.ear = Ear()
        self.browsers = {name: Browser() for name in PRINCIPALS}
        for name, person in world.people.items():
            if name in self.browsers:
                self.browsers[name].force_login(person)
        User.objects.filter(pk=world.people["deactivated"].pk).update(is_active=False)
        url = reverse("alliance:link", kwargs={"token": world.links["own"]})
        assert self.browsers["link"].post(url, {"pin": world.pins["own"]}).status_code == 302
        self.browsers["link"].post(reverse("alliance:begin"))
        self.cookies = {name: {k: m.value for k, m in b.cookies.items()} for name, b in self.browsers.items()}
        mail.outbox.clear()

    def walk(self, principal: str) -> None:
        """Everything that this person could ask for."""
        for name, pattern in every_route().items():
            if name not in routes():
                continue
            route = routes()[name]
            addresses = arguments(self.world, frozenset(pattern.pattern.converters or groups(pattern)), name)
            for method in METHODS:
                nothing: dict[str, Got] = {}
                # The invented id goes first: what is out of reach is held against it.
                for relation in _relations(route, method, addresses):
                    asked = Asked(name, method, principal, relation)
                    got = self.ask(asked, addresses[relation])
                    self.judge(asked, route, got, nothing.get(_LIKE.get(relation, INVENTED)))
                    nothing[relation] = got

    def ask(self, asked: Asked, named: dict[str, Any]) -> Got:
        browser = self.browsers[asked.principal]
        browser.cookies.clear()
        for name, value in self.cookies[asked.principal].items():
            browser.cookies[name] = value
        url = reverse(asked.route, kwargs=named)
        role = {"link": "client", "deactivated": "worker"}.get(asked.principal, asked.principal)
        data = payload(self.world, asked.route, asked.relation, role) if asked.method == "POST" else None
        with _undone(), self._listening(), _statements() as statements:
            before = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            told_before = set(Message.objects.values_list("pk", flat=True)) if data is not None else set()
            statements.clear()
            response = _send(browser, asked.method, url, data)
            done = list(statements)
            return Got(
                answer=_answer(response),
                body=_plain(response, named.values()),
                headers=str({k: v for k, v in response.headers.items() if k != "Content-Length"}),
                queries=sum("SAVEPOINT" not in sql for sql in done),
                written={m[2] for sql in done if (m := _WRITES.match(sql))},
                told=_told(response),
                mails=_mails(told_before) if data is not None else [],
                readers=self._readers(before) if asked.method == "GET" else {},
                logged="\n".join(self.ear.lines),
            )

    @contextmanager
    def _listening(self) -> Iterator[None]:
        self.ear.lines = []
        root = logging.getLogger()
        before, root.handlers = root.handlers, [self.ear]
        try:
            yield
        finally:
            root.handlers = before

    def _readers(self, before: int) -> dict[str, int]:
        """How many events of reading since then named each client."""
        events = Event.objects.filter(pk__gt=before, action__in=[Action.READ, Action.LISTED])
        counted: dict[str, int] = {}
        people = dict(SubjectKey.objects.values_list("key", "person_id"))
        for key in EventSubject.objects.filter(event__in=events).values_list("subject_key", flat=True):
            counted[str(people[key])] = counted.get(str(people[key]), 0) + 1
        return counted

    # ---- what must hold of every answer ----

    def judge(self, asked: Asked, route: Route, got: Got, invented: Got | None) -> None:
        self.report.cases += 1
        self._judge_status(asked, route, got)
        self._judge_canaries(asked, route, got)
        if got.answer == 404 and invented is not None:
            self._judge_likeness(asked, got, invented)
        if asked.method != "POST" and (kept := {t for t in got.written if not t.startswith(_MAY_BE_WRITTEN)}):
            self.report.fault(asked, f"wrote {', '.join(sorted(kept))}")

    def _judge_status(self, asked: Asked, route: Route, got: Got) -> None:
        allowed = {route.answer(asked.method, asked.principal, asked.relation)}
        if asked.method not in route.methods:
            if route.of_library and got.answer != 500:
                return
            # Whoever would be refused anyway may be told so first.
            others = {route.answer(m, asked.principal, asked.relation) for m in ("GET", "POST") if m in route.methods}
            allowed = {405} | (others & {403, 404, SIGN_IN})
            if asked.relation == "revoked" or 404 in others:
                allowed |= {404}
        if got.answer == 500:
            allowed, got.answer = set(), f"500 ({got.logged[-300:]})"
        if got.answer not in allowed:
            words = " or ".join(sorted(map(str, allowed))) or "anything of the kind"
            self.report.fault(asked, f"answered {got.answer}, not {words}")
        if got.answer == 200 and asked.method in ("GET", "POST"):
            self.report.opened.add((asked.route, asked.principal))

    def _judge_canaries(self, asked: Asked, route: Route, got: Got) -> None:
        canaries = self.world.canaries
        found = canaries.found_in(without_options(got.body)) | canaries.found_in(got.headers)
        found |= canaries.found_in(got.told)
        # The frame of every page greets people by their own name.
        found.discard(self.world.OWN_NAMES.get(asked.principal, Field("", "")))
        page = (asked.route, asked.principal)
        scope = self.world.SCOPES.get(asked.principal, set()) | self.world.SCOPES_OF_PAGE.get(page, set())
        sees = route.sees.get(asked.principal, frozenset())
        for one in sorted(found, key=lambda one: (one.subject, one.kind)):
            if one.subject not in scope or _kind(one) not in sees:
                self.report.fault(asked, f"LEAK of {one.kind} of {one.subject}")
        self.report.seen.setdefault((asked.route, asked.principal), set()).update(map(_kind, found))
        for one in canaries.found_in(got.logged):
            self.report.fault(asked, f"LEAK into the log: {one.kind} of {one.subject}")
        if any(secret in got.logged for secret in (*self.world.links.values(), *self.world.pins.values())):
            self.report.fault(asked, "LEAK into the log: a link or a PIN")
        self._judge_mails(asked, got)
        if got.answer == 200 and asked.method == "GET" and asked.principal not in NOT_SIGNED_IN:
            self._judge_reads(asked, found, got)

    def _judge_mails(self, asked: Asked, got: Got) -> None:
        """Of a client a mail says the first name, to that client; of nobody anything else."""
        for to, text in got.mails:
            owner = {one.subject for one in self.world.canaries.found_in(" ".join(to))}
            for one in self.world.canaries.found_in(text):
                if one.kind != "first_name" or one.subject not in owner:
                    self.report.fault(asked, f"LEAK into a mail: {one.kind} of {one.subject}")

    def _judge_reads(self, asked: Asked, found: set[Field], got: Got) -> None:
        shown = {one.subject for one in found if one.subject in self.world.cases}
        for subject in shown:
            events = got.readers.get(str(self.world.cases[subject].client.pk), 0)
            if events != 1:
                self.report.fault(asked, f"showed {subject}, recorded {events} times")

    def _judge_likeness(self, asked: Asked, got: Got, invented: Got) -> None:
        if got.body != invented.body or got.headers != invented.headers:
            self.report.fault(asked, "differs from the answer about an invented id")
        if got.queries != invented.queries:
            self.report.fault(asked, f"takes {got.queries} queries, an invented id {invented.queries}")

    def check_seen(self, principal: str) -> None:
        """The table may not claim what no page shows."""
        for name, route in routes().items():
            claimed = route.sees.get(principal, frozenset())
            missing = claimed - self.report.seen.get((name, principal), set())
            if missing:
                self.report.deviations.append(f"{name}: {principal} was to see {', '.join(sorted(missing))}")


def _relations(route: Route, method: str, addresses: Iterable[str]) -> list[str]:
    """All of them, the invented id first; of a method that the route does not know two tell enough."""
    if method not in route.methods:
        addresses = {INVENTED, "own", ""} & set(addresses)
    return sorted(addresses, key=lambda relation: (relation != INVENTED, relation != OWN_INVENTED, relation))


def _kind(one: Field) -> str:
    return "staff_email" if one.kind.startswith("staffemail") else one.kind


def groups(pattern: URLPattern) -> list[str]:
    """The arguments of an address that is a regular expression."""
    return list(pattern.pattern.regex.groupindex)


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _statements() -> Iterator[list[str]]:
    done: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        done.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield done


def _send(browser: Browser, method: str, url: str, data: Any) -> HttpResponse:
    # A page that breaks is one deviation among others: the error page, with what broke.
    browser.raise_request_exception = False
    if method == "POST":
        return browser.post(url, data)
    return browser.get(url) if method == "GET" else browser.generic(method, url)


def _answer(response: HttpResponse) -> Answer:
    if response.status_code == 302 and response.headers["Location"].startswith(reverse("account_login") + "?"):
        return SIGN_IN
    return response.status_code


def _plain(response: HttpResponse, ids: Any) -> str:
    """The body without what is new every time, and without the ids that were asked for."""
    body = _FORM_ID.sub("", _CSRF.sub("", response.getvalue().decode()))
    for value in ids:
        body = body.replace(str(value), "ID")
    return body


def _told(response: HttpResponse) -> str:
    """Messages that wait for the next page, and where it is."""
    request = getattr(response, "wsgi_request", None)
    queued = getattr(getattr(request, "_messages", None), "_queued_messages", [])
    return " ".join(str(message) for message in queued) + response.headers.get("Location", "")


def _mails(known: set[Any]) -> list[tuple[list[str], str]]:
    """Send what the request queued, and return it."""
    fresh = [pk for pk in Message.objects.filter(state=State.NEW).values_list("pk", flat=True) if pk not in known]
    if not fresh:
        return []
    mail.outbox.clear()
    for pk in fresh:
        deliver(pk)
    return [(message.to, f"{message.subject}\n{message.body}") for message in mail.outbox]
