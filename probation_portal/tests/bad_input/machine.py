"""Posts to every form, asks every address, and judges what comes back.

A form is known when it was met while something was posted: its fields are read from the form itself, so a new field
is tried without being named anywhere. A route without a payload in `access/requests.py` posts no field at all and its
forms are not met, which is what `unknown_forms` finds.
"""

import datetime as dt
import random
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from unittest import mock
from urllib.parse import quote, quote_from_bytes

from django import forms
from django.conf import settings
from django.db import transaction
from django.forms.forms import BaseForm
from django.http import HttpResponse
from django.test import override_settings
from django.urls import reverse

from accounts import second_factor
from audit import clock
from probation_portal.access_policy import PRINCIPALS, SIGN_IN, WITHOUT_FACTOR, every_route, routes
from probation_portal.tests.access.asking import Asker, _answer, _undone
from probation_portal.tests.access.requests import arguments, payload
from probation_portal.tests.access.walker import groups
from probation_portal.tests.access.world import NOON, World, build
from probation_portal.tests.bad_input import half_way
from probation_portal.tests.bad_input.more import add_cases, more_addresses, more_bodies
from probation_portal.tests.bad_input.page import Page, plain
from probation_portal.tests.bad_input.values import ALL, CONTENT_TYPES, PATHS

FORM = "application/x-www-form-urlencoded"
# Who stands in for the relation that a form is posted about: the first that the form answers.
_FIRST = ("own", "own_both", "own_sent", "waiting", "", "client", "quiet")
ENGLISH = re.compile(
    r"\b(the|this|field|required|valid|enter|select|ensure|characters|please|must|not)\b", re.IGNORECASE
)
# Carried in the page, not typed: nobody can mend them, so they have no message beside them.
_NOT_TYPED = (forms.HiddenInput, forms.PasswordInput)
Body = Mapping[str, Any]
# Whoever has to set up a second factor first, or whose link has run out, is stopped before any form is read.
WHO = [name for name in PRINCIPALS if name not in (WITHOUT_FACTOR, "link_idle", "link_renewed")]


@dataclass(frozen=True)
class Target:
    """A form that somebody may post: where, as whom, and a body that is accepted."""

    route: str
    principal: str
    url: str
    body: Body
    fields: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.route} as {self.principal}"


@dataclass(frozen=True)
class Post:
    """One thing to try: a name of `ALL`, "missing" or "doubled" for this field; or a body as it is."""

    target: Target
    what: str
    label: str = ""
    kind: str = FORM
    body: bytes = b""

    def encoded(self) -> bytes:
        right = self.target.body
        if self.what in ALL:
            return urlencoded({**right, self.label: ALL[self.what]})
        if self.what == "missing":
            return urlencoded({key: value for key, value in right.items() if key != self.label})
        if self.what == "doubled":
            return urlencoded(right) + b"&" + urlencoded({self.label: "x"}) + b"&" + urlencoded({self.label: "y"})
        return self.body


@dataclass
class Tally:
    requests: int = 0
    errors: list[str] = field(default_factory=list)
    faults: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    fields: set[tuple[str, str]] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    targets: list["Target"] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)


# The one page of a case that has a filter.
FILTERED = "portal:timeline"
# Never given data: they look up what stands in the address, and the questions behind every page try that.
LOOK_UP = frozenset({"FiguresFilter", "OrganisationFilter", "SideFilter"})


class Fuzz:
    def __init__(self, world: World) -> None:
        add_cases(world)
        self.asker = Asker(world)
        for name, browser in half_way.browsers(world).items():
            self.asker.browsers[name] = browser
            self.asker.cookies[name] = {key: morsel.value for key, morsel in browser.cookies.items()}
        self.world = world
        self.tally = Tally()

    def run(self, *, seed: int, posts: int, questions: int, paths: int = 10**6) -> None:
        """Everything, or a part of it that is the same for the same seed."""
        self.tally.targets = self.targets()
        self.post_all(sample(list(self.posts(self.tally.targets)), posts, seed))
        self.pages()
        self.get_all(sample(list(self.addresses()), paths, seed))
        self.get_all(sample(list(self.questions()), questions, seed))
        self.cookies()

    # ---- what there is ----

    def targets(self) -> list[Target]:
        """Every form, with everyone who may post it; asks each route once with a body that is right."""
        found = []
        for name, pattern in every_route().items():
            if "POST" not in routes()[name].methods:
                continue
            addresses = more_addresses(self.world, name)
            addresses |= arguments(self.world, frozenset(pattern.pattern.converters or groups(pattern)), name)
            for principal in WHO:
                found += self._targets_of(name, principal, addresses)
        for name, principal, person, body in half_way.POSTS:
            target, met = self._tried(name, principal, half_way.address(self.world, name, person), body)
            assert met, f"{name} as {principal} has no form"
            found += [target] if target else []
        return found

    def _targets_of(self, name: str, principal: str, addresses: Mapping[str, Mapping[str, Any]]) -> list[Target]:
        bodies = [lambda r: payload(self.world, name, r, _role(principal))]
        bodies += [lambda r, more=more: more for more in more_bodies(self.world, name)]
        found = []
        for body_of in bodies:
            first: Target | None = None
            for relation, named in addresses.items():
                of_table = "own" if relation in ("paused", "missed") else relation
                if routes()[name].answer("POST", principal, of_table) not in (200, 302):
                    continue
                target, met = self._tried(name, principal, reverse(name, kwargs=named), body_of(relation))
                first = target if target and (met or not first) else first
                # About something whose state lets the form be filled in, if there is such a thing.
                if met:
                    break
            found += [first] if first else []
        return found

    def _tried(self, name: str, principal: str, url: str, body: Body) -> tuple[Target | None, bool]:
        """What may be posted there, if it may; and whether a form read it."""
        response, met = self.post(principal, url, urlencoded(body))
        if response.status_code >= 400 or _answer(response) == SIGN_IN:
            return None, False
        fields = {form.add_prefix(label) for form in met for label in form.fields} | set(body)
        return Target(name, principal, url, body, _one_of_each(fields)), bool(met)

    def unknown_forms(self, every: list[type[BaseForm]]) -> list[str]:
        """Forms of the portal that nothing in `access/requests.py` or `more.py` reaches, nor any question."""
        last = [form for form in every if not form.__subclasses__()]
        return [form.__qualname__ for form in last if form.__qualname__ not in self.tally.forms | LOOK_UP]

    # ---- what is tried ----

    def posts(self, targets: list[Target]) -> Iterator["Post"]:
        """Each field with each value; missing and doubled fields; bodies that are none."""
        for target in targets:
            for label in target.fields:
                yield from (Post(target, name, label) for name in ALL)
                yield Post(target, "missing", label)
                yield Post(target, "doubled", label)
            yield from (Post(target, f"body {kind[:40]}", kind=kind, body=body) for kind, body in CONTENT_TYPES)
            yield Post(target, "2000 fields", body=b"&".join(b"f%d=1" % n for n in range(2_000)))

    def post_all(self, posts: list["Post"]) -> None:
        for n, post in enumerate(posts):
            extra = {"HTTP_ACCEPT": "application/json"} if n % 7 == 0 else {}
            response, met = self.post(post.target.principal, post.target.url, post.encoded(), post.kind, **extra)
            self.judge(f"POST {post.target}: {post.label} {post.what}", response)
            if post.what in ALL and not extra and response.status_code == 200:
                self.judge_page(post.target, post.label, response, met)

    def addresses(self) -> Iterator[tuple[str, str, str]]:
        """Each address with bad parts in it, and with bad answers to a question, as everyone who may see it."""
        for name, pattern in every_route().items():
            names = sorted(pattern.pattern.converters or groups(pattern))
            found = arguments(self.world, frozenset(names), name)
            first = next((r for r in _FIRST if r in found), next(iter(found)))
            url = reverse(name, kwargs=found[first])
            for argument in names:
                before, _argument, after = url.partition(str(found[first][argument]))
                yield from ((name, p, before + part + after) for part in PATHS for p in ("anonymous", "worker"))

    def pages(self) -> None:
        """Each page that needs no argument, as everyone: its filter is a form too. And the filter within a case."""
        for name, pattern in every_route().items():
            # Whether the scheduler runs is no matter of input.
            if (
                name != "health_ready"
                and "GET" in routes()[name].methods
                and not (pattern.pattern.converters or groups(pattern))
            ):
                for principal in WHO:
                    self.judge(f"GET {name} as {principal}", self.get(principal, reverse(name)))
        own = arguments(self.world, frozenset({"pair_id"}), FILTERED)["own"]
        self.judge(f"GET {FILTERED}", self.get("worker", reverse(FILTERED, kwargs=own)))

    def questions(self) -> Iterator[tuple[str, str, str]]:
        """What may be asked behind the question mark, on each page by everyone who may see it."""
        for name, pattern in every_route().items():
            if name == "health_ready":
                continue
            found = arguments(self.world, frozenset(pattern.pattern.converters or groups(pattern)), name)
            relation = next((r for r in _FIRST if r in found), next(iter(found)))
            url = reverse(name, kwargs=found[relation])
            for principal in WHO:
                if routes()[name].answer("GET", principal, relation) == 200:
                    yield from ((name, principal, f"{url}?{q}={v}") for q in QUESTIONS for v in ALL)

    def cookies(self) -> None:
        """What a browser brings along, broken: the session, the token of forms, the language."""
        names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME)
        for name in names:
            for value in (
                '"\\000aaaaaaaaaaaa"',
                '"\\355\\240\\200aaaaaaaa"',
                "x" * 9_000,
                "';--aaaaaaaa",
                "\xff\xfe" * 9,
                '"',
            ):
                with self._asking("anonymous") as browser:
                    browser.cookies.clear()
                    # As a server hands it on; a test browser would mend it.
                    with mock.patch.object(browser, "_base_environ", _with_cookie(browser, f"{name}={value}")):
                        self.judge(f"cookie {name}", browser.get("/account/login/"))

    def get_all(self, asked: list[tuple[str, str, str]]) -> None:
        for name, principal, url in asked:
            self.tally.addresses.add(name)
            before, is_asked, answer = url.rpartition("=")
            if is_asked and answer in ALL:
                url = f"{before}={_quoted(ALL[answer])}"
            self.judge(f"GET {name} as {principal}: {url[-60:]!r}", self.get(principal, url))

    # ---- asking ----

    def post(
        self, principal: str, url: str, body: bytes, kind: str = FORM, **extra: str
    ) -> tuple[HttpResponse, list[BaseForm]]:
        with self._asking(principal) as browser, self._meeting() as met:
            response = browser.generic("POST", url, body, content_type=kind, **extra)
        return response, met

    def get(self, principal: str, url: str, **extra: str) -> HttpResponse:
        path, _mark, question = url.partition("?")
        with self._asking(principal) as browser, self._meeting():
            # The path as the server hands it on: bytes, whatever they are.
            return browser.generic("GET", path, QUERY_STRING=question, **extra)

    @contextmanager
    def _meeting(self) -> Iterator[list[BaseForm]]:
        with forms_met() as met:
            yield met
        for form in met:
            self.tally.forms.add(type(form).__qualname__)
            self.tally.fields.update((type(form).__qualname__, label) for label in form.fields)

    @contextmanager
    def _asking(self, principal: str) -> Iterator[Any]:
        browser = self.asker.browsers[principal]
        browser.raise_request_exception = False
        browser.cookies.clear()
        for name, value in self.asker.cookies[principal].items():
            browser.cookies[name] = value
        with _undone(), self.asker._listening():
            yield browser
        self.tally.requests += 1

    # ---- judging ----

    def judge(self, asked: str, response: HttpResponse) -> None:
        status = response.status_code
        self.tally.statuses[status] = self.tally.statuses.get(status, 0) + 1
        if status >= 500:
            self.tally.errors.append(f"{asked}: {status} {self.asker.ear.lines[-1:]}"[:600])

    def judge_page(self, target: Target, label: str, response: HttpResponse, met: list[BaseForm]) -> None:
        """What was typed stands on the page; the message is Dutch and the field names it."""
        if target.route in NO_FORM or not response.headers.get("Content-Type", "").startswith("text/html"):
            return
        for form in met:
            name = {form.add_prefix(name): name for name in form.fields}.get(label)
            if name in form.errors and (type(form).__qualname__, name) not in BUTTONS:
                self._judge_field(f"{target.route} {name}", form, name, label, Page.of(response))

    def _judge_field(self, where: str, form: BaseForm, name: str, label: str, page: "Page") -> None:
        widget = form.fields[name].widget
        for message in form.errors[name]:
            said = message[:60].replace("\n", " ")
            if ENGLISH.search(message.replace(str(form.data.get(label, "")), "")):
                self.tally.faults.add(f"{where}: in English: {said}")
            if not isinstance(widget, forms.HiddenInput) and message not in page.described(label):
                self.tally.faults.add(f"{where}: no message at the field: {said}")
        typed = isinstance(widget, forms.TextInput | forms.Textarea) and not isinstance(widget, _NOT_TYPED)
        if typed and plain(form.data.get(label, "")) != plain(page.values.get(label, "")):
            self.tally.faults.add(f"{where}: what was typed is gone")


# Its key is dead, so that the page says so and asks nothing (`account_change_password` has the same fields); and a
# file that is not shielded, where the page offers to shield it.
NO_FORM = {"account_reset_password_from_key", "caseload:name_on_shield"}
# Chosen by a button: there is no control beside which a message could stand.
BUTTONS = {
    ("ClockForm", "step"),
    ("ChoiceForm", "answer"),
    ("ChoiceForm", "response"),
    ("ChoiceForm", "study"),
}
QUESTIONS = ("page", "sort", "q", "next", "vraag", "new", "role", "phase", "measurement", "contact", "matched")
QUESTIONS += ("periode", "naast", "regio", "needs", "kant")


def _one_of_each(fields: set[str]) -> tuple[str, ...]:
    """Twenty questions are twenty times the same field: two of them tell as much."""
    series = sorted(name for name in fields if re.fullmatch(r"item_.*", name))
    return tuple(sorted(fields - set(series[2:])))


@contextmanager
def forms_met() -> Iterator[list[BaseForm]]:
    """Every form that data was given to."""
    met: list[BaseForm] = []
    make = BaseForm.__init__

    def noting(self: BaseForm, *args: Any, **kwargs: Any) -> None:
        make(self, *args, **kwargs)
        if self.is_bound:
            met.append(self)

    with mock.patch.object(BaseForm, "__init__", noting):
        yield met


def _with_cookie(browser: Any, cookie: str) -> Any:
    make = browser._base_environ

    def environ(**request: Any) -> dict[str, Any]:
        return {**make(**request), "HTTP_COOKIE": cookie}

    return environ


def _role(principal: str) -> str:
    return {"link": "client", "deactivated": "worker"}.get(principal, principal)


def urlencoded(body: Body) -> bytes:
    pairs = ((key, one) for key, value in body.items() for one in (value if isinstance(value, list) else [value]))
    return "&".join(f"{quote(str(key), safe='')}={_quoted(value)}" for key, value in pairs).encode()


@cache
def _quoted(value: Any) -> str:
    return quote_from_bytes(value) if isinstance(value, bytes) else quote(str(value), safe="")


def sample(things: list[Any], size: int, seed: int) -> list[Any]:
    """So many of them, the same for the same seed."""
    return things if size >= len(things) else random.Random(seed).sample(things, size)


@contextmanager
def fuzzing() -> Iterator[Fuzz]:
    """A fuzz in a world of its own that is gone afterwards. The database must be one for tests."""
    quick = override_settings(
        # In real time, and a long run takes more of it than a visit lasts.
        SESSION_IDLE=10 * 60 * 60,
        SESSION_IDLE_CLIENT=10 * 60 * 60,
        ACCOUNT_LOGIN_TIMEOUT=10 * 60 * 60,
        # Argon2 takes its time on purpose; the static files of a release need a build.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES=settings.STORAGES
        | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
    )
    lasting = mock.patch.object(second_factor, "FRESH", dt.timedelta(hours=10))
    with quick, lasting, clock.at(NOON), transaction.atomic():
        yield Fuzz(build())
        transaction.set_rollback(True)
