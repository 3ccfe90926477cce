"""The running portal for browser tests: `./portal run` in a folder of its own, Chromium, a hand on mail and clock.

The fixtures are made known by the root `conftest.py`: `stack` (once a session) and `open_page`.
"""

import contextlib
import email
import email.policy
import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

from runner import browser as chromium
from runner.processes import die_with_parent, stop, unused_port

ROOT = Path(__file__).resolve().parents[2]
# Of all signed-in people of the demonstration.
PASSWORD = "alliantie-demo"
WIDE, NARROW = 1280, 390
# Pairs of the demonstration: enough for a team's figures to be shown, few enough to seed in seconds.
PAIRS = 30
STARTS_WITHIN, STOPS_WITHIN = 240.0, 40.0
# Of somebody's real portal, or of the test process's own.
NOT_OURS = {"DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "PORTAL_URL"}
NOT_OURS |= {"DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE", "PORTAL_TEST_ENGINE"}
Found = TypeVar("Found")


def until(ask: Callable[[], Found], *, seconds: float = 30.0, what: str = "it") -> Found:
    """Ask until the answer is true, and return it; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (found := ask()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come within {seconds:.0f} s")
        time.sleep(0.2)
    return found


@dataclass
class Stack:
    """One running portal."""

    url: str
    var: Path
    settings: dict[str, str]
    process: subprocess.Popen[bytes]

    def manage(self, *arguments: str) -> str:
        """Carry out a management command on this portal's data; its output."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.settings, capture_output=True, text=True)
        assert done.returncode == 0, f"{' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout

    def python(self, code: str) -> str:
        """Run a line or more of Python inside this portal."""
        return self.manage("shell", "-v", "0", "-c", code)

    def do_what_is_due(self) -> None:
        """What the scheduler does once a minute, now: plan, open, remind, deliver."""
        self.python(
            "from alliance.tasks import do_what_is_due; from messaging.tasks import deliver_due\n"
            "do_what_is_due(); deliver_due()"
        )

    def move_clock(self, days: int) -> None:
        """Set the portal's clock so many days ahead of the real one (0: right again) and do what is due then."""
        self.python(f"from audit import clock; clock.move({days})")
        self.do_what_is_due()

    def mails(self, to: str = "") -> list[EmailMessage]:
        """Everything that left by mail so far, the oldest first; to one address if named."""
        sent = []
        for path in sorted((self.var / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime):
            for text in re.split(r"^-{79}$", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
                if text.strip():
                    message = email.message_from_string(text.lstrip("\n"), policy=email.policy.default)
                    assert isinstance(message, EmailMessage)
                    sent.append(message)
        return [message for message in sent if to in str(message["To"])]

    def mail(self, to: str, containing: str = "") -> str:
        """The body of the newest mail to this address with this text in it; waits for it."""

        def look() -> str:
            bodies = [message.get_content() for message in self.mails(to)]
            return next((body for body in reversed(bodies) if containing in body), "")

        return until(look, what=f"a mail to {to} with {containing!r}")

    def logs(self) -> str:
        return "".join(path.read_text(errors="replace") for path in sorted((self.var / "log").glob("*.log")))

    def sign_in(self, page: Page, address: str, password: str = PASSWORD) -> None:
        """Sign in through the page, as a person does; ends at the home page."""
        page.goto(f"{self.url}/account/login/")
        page.fill("input[name=login]", address)
        page.fill("input[name=password]", password)
        page.locator("main form button[type=submit]").first.click()
        # Where home is depends on the role: a supervisor's is the team.
        page.wait_for_url(lambda url: "/account/login/" not in url)


def _settings(var: Path, port: int, pairs: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    return kept | {
        "PORTAL_DEMO": "1",
        "PORTAL_VAR": str(var),
        "PORTAL_SEED_PAIRS": str(pairs),
        "PORT": str(port),
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(var / "mail"),
    }


def _lives(url: str) -> bool:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=2)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextlib.contextmanager
def running(var: Path, *, pairs: int) -> Iterator[Stack]:
    """The portal, running in this folder: web, worker and beat on SQLite, with the people of the demonstration."""
    port = unused_port()
    settings = _settings(var, port, pairs)
    output = var / "run.txt"
    with open(output, "wb") as file:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "portal"), "run"],
            cwd=ROOT,
            env=settings,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + STARTS_WITHIN
        while not _lives(url):
            told = output.read_text(errors="replace")[-2000:]
            assert process.poll() is None, f"./portal run ended by itself:\n{told}"
            assert time.monotonic() < deadline, f"./portal run did not answer within {STARTS_WITHIN:.0f} s:\n{told}"
            time.sleep(0.3)
        yield Stack(url, var, settings, process)
        assert process.poll() is None, "./portal run ended during the tests"
        process.send_signal(signal.SIGINT)
        assert process.wait(STOPS_WITHIN) == 0, output.read_text(errors="replace")[-2000:]
        assert not _lives(url), "the web server lives on after Ctrl-C"
    finally:
        stop(process)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One portal for all tests that leave its clock and its people as they are."""
    with running(tmp_path_factory.mktemp("portal"), pairs=PAIRS) as portal:
        yield portal


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """Chromium: the one the test run names, or the one that is found."""
    program = chromium.find()
    if program is None:
        pytest.skip("no Chromium found")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=str(program), args=flags)
        yield browser
        browser.close()


@dataclass
class Complaints:
    """What the browser had to say: errors of the console (the policy's refusals among them), of scripts, of answers."""

    lines: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.lines.append(f"script: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # The browser repeats a refused page (403, 404) here; whether it should be refused is the test's business.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.lines.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and "/static/" in response.url):
            self.lines.append(f"{response.status} {response.url}")


OpenPage = Callable[..., Page]


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest.fixture
def open_page(stack: Stack, chrome: Browser, complaints: Complaints) -> Iterator[OpenPage]:
    """`open_page(width=1280, sign_in="anna@example.org")`: a browser of its own, signed in if an address is given.

    The test fails if the browser complained of anything on any of its pages.
    """
    contexts = []

    def open_one(*, width: int = WIDE, sign_in: str = "", **more: object) -> Page:
        height = 844 if width == NARROW else 900
        context = chrome.new_context(viewport={"width": width, "height": height}, locale="nl-NL", **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        complaints.watch(page)
        if sign_in:
            stack.sign_in(page, sign_in)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints.lines == []
