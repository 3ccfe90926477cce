"""One request: sent in everyone's own browser, undone at once; what came back and what it left behind."""

import datetime as dt
import io
import logging
import re
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core import mail
from django.db import connection, transaction
from django.db.models import Max
from django.test import Client as Browser
from django.test import override_settings
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from alliance.answering import IDLE, TICKET
from audit import clock
from audit.models import Action, Event, EventSubject, SubjectKey
from messaging.delivery import deliver
from messaging.models import Message, State
from probation_portal.access_policy import PRINCIPALS, SET_UP, SIGN_IN, WITHOUT_FACTOR, Answer
from probation_portal.logs import HideLinkTokens
from probation_portal.tests.access.requests import asked_with, payload
from probation_portal.tests.access.world import World

_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|"csrf": "[^"]+"')
_FORM_ID = re.compile(r'name="(?:form_id|page)" value="[^"]+"')
_WRITES = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.IGNORECASE)


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
    cookies: str
    queries: int
    written: set[str]
    told: str
    mails: list[tuple[list[str], str]]
    # How many events of reading named each client, and whom any event named at all but to say that it was refused.
    readers: dict[str, int]
    recorded: set[str]
    logged: str


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


class Asker:
    """Everyone's browser, in one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ear = Ear()
        self.browsers = {name: Browser() for name in PRINCIPALS}
        for browser in self.browsers.values():
            # A page that breaks is one deviation among others: the error page, with what broke.
            browser.raise_request_exception = False
        for name, person in world.people.items():
            if name in self.browsers:
                self.browsers[name].force_login(person)
        self.browsers[WITHOUT_FACTOR].force_login(world.people["hans"])
        User.objects.filter(pk=world.people["deactivated"].pk).update(is_active=False)
        for name in ("link", "link_idle", "link_renewed"):
            self._come_in(name)
        self.cookies = {name: {k: m.value for k, m in b.cookies.items()} for name, b in self.browsers.items()}
        mail.outbox.clear()
        # Every request is undone, so what is new is what came after these.
        self.last_event: int = Event.objects.aggregate(last=Max("pk"))["last"] or 0
        self.messages = set(Message.objects.values_list("pk", flat=True))

    def _come_in(self, name: str) -> None:
        browser = self.browsers[name]
        url = reverse("alliance:link", kwargs={"token": self.world.links["own"]})
        assert browser.post(url, {"pin": self.world.pins["own"]}).status_code == 302
        browser.post(reverse("alliance:begin"))
        session = browser.session
        if name == "link_idle":
            session[TICKET] |= {"seen": (clock.now() - IDLE - dt.timedelta(minutes=1)).isoformat()}
        if name == "link_renewed":
            session[TICKET] |= {"credential": str(uuid.uuid4())}
        session.save()

    def ask(self, asked: Asked, named: Mapping[str, Any]) -> Got:
        browser = self.browsers[asked.principal]
        browser.cookies.clear()
        for name, value in self.cookies[asked.principal].items():
            browser.cookies[name] = value
        url = reverse(asked.route, kwargs=named)
        role = {"link": "client", "deactivated": "worker", WITHOUT_FACTOR: "worker"}
        foreign = asked_with(self.world, asked.route, asked.relation, asked.method) or {}
        data: Mapping[str, Any] | None = foreign or None
        if data is None and asked.method == "POST":
            data = payload(self.world, asked.route, asked.relation, role.get(asked.principal, asked.principal))
        required = override_settings(SECOND_FACTOR_REQUIRED=True) if asked.principal == WITHOUT_FACTOR else _as_it_is()
        with _undone(), self._listening(), _statements() as done, required:
            response = _send(browser, asked.method, url, data)
            statements = list(done)
            written = {m[2] for sql in statements if (m := _WRITES.match(sql))}
            readers, recorded = self._events() if "audit_event" in written else ({}, set())
            # What one typed oneself comes back: no page told it.
            typed = [str(value) for value in foreign.values()]
            return Got(
                answer=_answer(response),
                body=_plain(response, [*named.values(), *typed]),
                headers=_without(str({k: v for k, v in response.headers.items() if k != "Content-Length"}), typed),
                cookies=response.cookies.output(),
                queries=sum("SAVEPOINT" not in sql for sql in statements),
                written=written,
                told=_without(_told(response), typed),
                mails=self._mails() if "messaging_message" in written else [],
                readers=readers,
                recorded=recorded,
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

    def _events(self) -> tuple[dict[str, int], set[str]]:
        fresh = EventSubject.objects.filter(event__pk__gt=self.last_event)
        readers: dict[str, int] = {}
        recorded = set()
        people = dict(SubjectKey.objects.values_list("key", "person_id"))
        for key, action in fresh.values_list("subject_key", "event__action"):
            person = str(people[key])
            if action != Action.REFUSED:
                recorded.add(person)
            if action in (Action.READ, Action.LISTED):
                readers[person] = readers.get(person, 0) + 1
        return readers, recorded

    def _mails(self) -> list[tuple[list[str], str]]:
        """Send what the request queued, and return it."""
        queued = Message.objects.filter(state=State.NEW).values_list("pk", flat=True)
        mail.outbox.clear()
        for pk in [pk for pk in queued if pk not in self.messages]:
            deliver(pk)
        return [(message.to, f"{message.subject}\n{message.body}") for message in mail.outbox]


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield


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


def _send(browser: Browser, method: str, url: str, data: Any) -> Any:
    if method == "POST":
        return browser.post(url, data)
    return browser.get(url, data or {}) if method == "GET" else browser.generic(method, url)


def _answer(response: Any) -> Answer:
    if response.status_code == 302 and response.headers["Location"].startswith(reverse("account_login") + "?"):
        return SIGN_IN
    if response.status_code == 302 and response.headers["Location"] == reverse("accounts:second_factor"):
        return SET_UP
    return int(response.status_code)


def _plain(response: Any, ids: list[Any]) -> str:
    """The body without what is new every time, and without the ids that were asked for."""
    body = _FORM_ID.sub("", _CSRF.sub("", body_of(response).decode(errors="replace")))
    return _without(body, ids)


def body_of(response: Any) -> bytes:
    """The body, or of a file that packs its words what it holds."""
    content: bytes = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    if content.startswith(b"%PDF"):
        content = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).encode()
    return content


def _without(text: str, words: list[Any]) -> str:
    for word in words:
        text = text.replace(str(word), "ID")
    return text


def _told(response: Any) -> str:
    """Messages that wait for the next page, and where it is."""
    request = getattr(response, "wsgi_request", None)
    queued = getattr(getattr(request, "_messages", None), "_queued_messages", [])
    return " ".join(str(message) for message in queued) + response.headers.get("Location", "")
