"""Every page of every role, in a real browser, wide and on a phone: axe, the console, nothing wider than the window.

From each person's home the links are followed, one or a few pages of each kind; every form is also sent in empty, for
its error state. A picture of each page lands in `var/test/screens/`.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from probation_portal.tests.stack import NARROW, PASSWORD, ROOT, WIDE, Stack
from probation_portal.tests.test_sign_in_journey import code_of, without_second_factor

pytestmark = pytest.mark.browser
# Known here too, as a fixture.
__all__ = ["without_second_factor"]

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SCREENS = ROOT / "var" / "test" / "screens"
PEOPLE = {
    "worker": "anna",
    "supervisor": "bram",
    "supervisor-of-two": "salima",
    "coordinator": "dewi",
    "volunteer": "vera",
    "client": "cas",
    "researcher": "evi",
    "privacy": "pim",
    "admin": "admin",
}
# A pair's page has more faces than others: several are looked at.
SEVERAL = {"/pair/*/": 3}
FILES = (".csv", ".ics", ".pdf")
WIDTHS = pytest.mark.parametrize("width", [WIDE, NARROW])
# One page of each kind: ids, the text of each message in each language, the moments of the schedule, the rules of the
# advice, what stands in a list.
ONE_OF_MANY = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/messages/texts/)[^/]+/\w+/\w+|(?<=/schedule/)\w+"
    r"|(?<=/contact/advice/)\w+|(?<=/contact/lists/)\w+/(?!add/)\w+|(?<=/contact/lists/)\w+(?=/add/)"
)
LOOK = """() => {
  const cut = [...document.querySelectorAll('main *, header *')].filter(one => {
    const style = getComputedStyle(one);
    return ['hidden', 'clip'].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 2
      && style.display !== 'inline' && one.textContent.trim();
  }).map(one => 'cut: ' + one.className + ' ' + one.textContent.trim().slice(0, 40));
  const spilled = [...document.querySelectorAll('.btn, .tag, button')].filter(one =>
    one.clientWidth > 2 && one.scrollWidth > one.clientWidth + 2 && getComputedStyle(one).display !== 'inline'
  ).map(one => 'spills: ' + one.textContent.trim().slice(0, 40));
  const wide = document.documentElement.scrollWidth > window.innerWidth
    ? ['wider than the window: ' + document.documentElement.scrollWidth] : [];
  const silent = [...document.querySelectorAll('.field__error, [data-error-summary]')].filter(one =>
    !one.checkVisibility() || !one.textContent.trim()
  ).map(one => 'an error nobody sees: ' + one.outerHTML.slice(0, 80));
  return [...wide, ...cut, ...spilled, ...silent];
}"""
# Everything is emptied, days that were filled in as well; so nothing is carried out, and every error is to be seen.
EMPTY = """form => {
  form.noValidate = true;
  for (const one of form.elements) {
    if (['radio', 'checkbox'].includes(one.type)) one.checked = false;
    else if (!['hidden', 'submit', 'button'].includes(one.type) && one.tagName !== 'FIELDSET') one.value = '';
  }
  form.requestSubmit();
}"""
OpenPage = Callable[..., Page]


class Eye:
    """Looks at pages, remembers what was wrong with which, and keeps a picture of each."""

    def __init__(self, page: Page, who: str, width: int) -> None:
        self.page, self.who, self.width = page, who, width
        self.faults: list[str] = []

    def look(self, name: str) -> None:
        # After a click the page may still be on its way.
        self.page.wait_for_load_state("load")
        self.page.wait_for_selector("main", state="attached")
        self.faults += [f"{name}: {words}" for words in self.page.evaluate(LOOK)]
        self.page.evaluate(AXE)
        options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "preload": False}
        found: dict[str, Any] = self.page.evaluate("options => axe.run(document, options)", options)
        for violation in found["violations"]:
            nodes = [node["html"][:90] for node in violation["nodes"]]
            self.faults.append(f"{name}: axe {violation['id']} ({violation['help']}): {nodes[:3]}")
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENS / f"{self.who}-{name}-{self.width}.png", full_page=True)

    def visit(self, url: str, name: str) -> None:
        answer = self.page.goto(url)
        if answer is None or answer.status >= 400:
            self.faults.append(f"{name}: answered {answer and answer.status}")
            return
        self.look(name)
        self._send_empty(url, name)

    def _send_empty(self, url: str, name: str) -> None:
        """Every form that asks for something, sent in without it."""
        asking = "main form[method=post]:has([required])"
        for number in range(self.page.locator(asking).count()):
            if number:
                self.page.goto(url)
            # A form that is folded away is sent all the same: its error has to open it.
            with self.page.expect_navigation():
                self.page.locator(asking).nth(number).evaluate(EMPTY)
            error = f"{name}-error{number or ''}"
            self.look(error)
            if not self.page.locator("[data-error-summary]").first.is_visible():
                self.faults.append(f"{error}: nobody says what is wrong")
        if self.page.url != url:
            self.page.goto(url)

    def _fetch(self, url: str, name: str) -> None:
        """A file is no page to look at, but its link gives it."""
        answer = self.page.request.get(url)
        # One that cannot be made leads back to a page that says so.
        if answer.status >= 400 or not answer.body() or "html" in answer.headers["content-type"]:
            self.faults.append(f"{name}: answered {answer.status} {answer.headers['content-type']}")

    def walk(self, home: str) -> set[str]:
        """Follow the links from here, a few of each kind; the kinds that were seen."""
        waiting, seen = [urlsplit(home).path], dict[str, int]()
        while waiting:
            path = waiting.pop(0)
            kind = ONE_OF_MANY.sub("*", path)
            if seen.get(kind, 0) >= SEVERAL.get(kind, 1):
                continue
            seen[kind] = seen.get(kind, 0) + 1
            number = seen[kind] if seen[kind] > 1 else ""
            name = kind.strip("/").replace("/", "-").replace("*", "x") or "home"
            if path.endswith(FILES):
                self._fetch(home.rstrip("/") + path, name)
                continue
            self.visit(home.rstrip("/") + path, f"{name}{number}")
            links = self.page.locator("a[href^='/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
            # "Snel weg" leads out of the portal.
            waiting += [path for link in links if (path := urlsplit(link).path) != "/v/leave/"]
        return set(seen)


def _every_page(stack: Stack, open_page: OpenPage, who: str, width: int) -> None:
    page = open_page(width=width, sign_in=f"{PEOPLE[who]}@example.org")
    eye = Eye(page, who, width)
    seen = eye.walk(f"{stack.url}/")
    print(f"{who}: {', '.join(sorted(seen))}")
    assert eye.faults == [], "\n" + "\n".join(eye.faults)


# A class each, so that two processes share them out.
@pytest.mark.parametrize("who", PEOPLE)
class TestEveryPageWide:
    def test_of_a_role(self, stack: Stack, open_page: OpenPage, who: str) -> None:
        _every_page(stack, open_page, who, WIDE)


@pytest.mark.parametrize("who", PEOPLE)
class TestEveryPageNarrow:
    def test_of_a_role(self, stack: Stack, open_page: OpenPage, who: str) -> None:
        _every_page(stack, open_page, who, NARROW)


@WIDTHS
def test_the_pages_of_signing_in(stack: Stack, open_page: OpenPage, width: int) -> None:
    eye = Eye(open_page(width=width), "anonymous", width)
    for name in ("login", "password/reset", "password/reset/done", "password/reset/key/abc-def"):
        eye.visit(f"{stack.url}/account/{name}/", name.replace("/", "-"))
    eye.page.goto(f"{stack.url}/er-is-hier-niets/")
    eye.look("not-found")
    assert eye.faults == [], "\n" + "\n".join(eye.faults)


WAY_IN = """
from alliance import actions
from alliance.models import Draft, Measurement, Response
from audit import clock
done = Response.objects.filter(rater="client").values("measurement")
begun = Draft.objects.filter(rater="client").values("measurement")
free = Measurement.objects.open_on(clock.today()).exclude(pk__in=done).exclude(pk__in=begun).with_people()
one = free.order_by("pk")[{number}]
pin = actions.give_pin(pair=one.pair, handed_over_by="face_to_face", by=one.pair.worker)
print(pin, actions.new_link(measurement=one))
"""


@WIDTHS
def test_the_clients_pages_behind_a_personal_link(stack: Stack, open_page: OpenPage, width: int) -> None:
    """From the link to the last page; the wrong PIN and the dead link as well."""
    pin, token = stack.python(WAY_IN.format(number=0 if width == WIDE else 1)).split()
    page = open_page(width=width)
    eye = Eye(page, "link", width)
    page.goto(f"{stack.url}/v/{token[:20]}/")
    eye.look("dead")
    eye.visit(f"{stack.url}/v/{token}/", "pin")
    page.fill("input[name=pin]", "000000" if pin != "000000" else "111111")
    page.locator("main form button[type=submit]").first.click()
    eye.look("pin-wrong")
    page.fill("input[name=pin]", pin)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/v/begin/")
    eye.look("begin")
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_url("**/v/company/")
    eye.look("company")
    page.locator(".choice__label:visible").first.click()
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_url("**/v/questions/**")
    eye.look("questions")
    page.locator(".choice__label:visible").nth(2).click()
    eye.look("questions-answered")
    eye.visit(f"{stack.url}/v/topic/", "topic")
    page.goto(f"{stack.url}/v/review/")
    eye.look("review")
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_url("**/v/done/")
    eye.look("done")
    assert eye.faults == [], "\n" + "\n".join(eye.faults)


IDS = """
from accounts.models import User
from caseload.models import Client
evi = User.objects.get(email="evi@example.org")
print(evi.pk, Client.objects.filter(organisation=evi.organisation).order_by("pk").first().pk)
"""


@WIDTHS
@pytest.mark.usefixtures("without_second_factor")
def test_the_pages_that_no_link_of_the_demonstration_leads_to(stack: Stack, open_page: OpenPage, width: int) -> None:
    """Of a second factor once it is on, of a colleague's, of two sign-ins, of what a client asked the officer."""
    person, client = stack.python(IDS).split()
    page = open_page(width=width, sign_in="evi@example.org")
    eye = Eye(page, "behind", width)
    page.goto(f"{stack.url}/accounts/own/second-factor/")
    page.fill("input[name=code]", code_of(re.sub(r"\s", "", page.locator(".key").inner_text())))
    page.locator("main form button[type=submit]").click()
    page.wait_for_selector(".codes")
    eye.look("codes")
    eye.visit(f"{stack.url}/accounts/own/recovery-codes/", "codes-anew")
    other = Eye(open_page(width=width), "behind", width)
    other.page.goto(f"{stack.url}/account/login/")
    other.page.fill("input[name=login]", "evi@example.org")
    other.page.fill("input[name=password]", PASSWORD)
    other.page.locator("main form button[type=submit]").first.click()
    other.page.wait_for_url("**/account/login/code/")
    other.look("code")
    eye.visit(f"{stack.url}/accounts/own/", "own")
    admin = Eye(open_page(width=width, sign_in="admin@example.org"), "behind", width)
    admin.visit(f"{stack.url}/accounts/{person}/second-factor/", "reset")
    officer = Eye(open_page(width=width, sign_in="pim@example.org"), "behind", width)
    officer.visit(f"{stack.url}/access/overview/{client}/", "overview")
    faults = eye.faults + other.faults + admin.faults + officer.faults
    assert faults == [], "\n" + "\n".join(faults)
