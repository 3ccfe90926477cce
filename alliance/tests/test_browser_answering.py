"""Filling in, in a real browser: what is not saved stays and lands later, the session asks before it ends, every state
is accessible."""

import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from probation_portal.tests.stack import NARROW, OpenPage, Stack, running, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = Path(__file__).resolve().parents[2] / "probation_portal" / "tests" / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NOT_YET = "Nog niet bewaard. We proberen het opnieuw."
# New clients with an open intake, each with a PIN and a link; the first few lines make them, the last tell.
MAKE = """
import datetime as dt
from accounts.models import User
from alliance import actions
from alliance.models import Measurement, Rater
from audit import clock
from caseload.tests.factories import start_pair
from django.urls import reverse
from caseload.models import Pair
anna = User.objects.get(email="anna@example.org")
for n in range({count}):
    pair = start_pair(worker=anna, starts_on=clock.today() - dt.timedelta(days=10), email=f"nb{{n}}@example.org")
    actions.plan_measurements(today=clock.today(), pairs=Pair.objects.filter(pk=pair.pk))
    actions.open_due(today=clock.today())
    m = Measurement.objects.with_people().get(pair=pair, kind="intake")
    pin = actions.give_pin(pair=pair, handed_over_by="phone", by=anna)
    print("CASE", pair.pk, m.pk, pin, reverse("alliance:link", args=[actions.new_link(measurement=m)]))
"""


@dataclass
class Case:
    pair: str
    measurement: str
    pin: str
    link: str


@dataclass
class Cases:
    stack: Stack
    left: list[Case] = field(default_factory=list)

    def take(self) -> Case:
        return self.left.pop()

    def draft(self, case: Case) -> dict[str, int]:
        code = (
            f"from alliance.models import Draft\nd = Draft.objects.filter(measurement={case.measurement!r}).first()\n"
        )
        told = self.stack.python(code + "print('DRAFT', {k: v[0] for k, v in d.answers.items()} if d else {})")
        return dict(eval(told.split("DRAFT ")[1]))  # noqa: S307


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A portal of its own, because its web server is stopped and started."""
    with running(tmp_path_factory.mktemp("answering"), pairs=2) as portal:
        yield portal


@pytest.fixture(scope="module")
def cases(stack: Stack) -> Cases:
    told = stack.python(MAKE.format(count=10))
    return Cases(stack, [Case(*line.split()[1:]) for line in told.splitlines() if line.startswith("CASE")])


def enter(page: Page, stack: Stack, case: Case) -> None:
    page.goto(stack.url + case.link)
    page.fill("input[name=pin]", case.pin)
    page.get_by_role("button", name="Verder", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Voor je begint")


def begin(page: Page, stack: Stack, case: Case) -> None:
    enter(page, stack, case)
    page.get_by_role("button", name=re.compile("Beginnen|Verdergaan")).click()
    if page.get_by_role("heading", name="Alleen of samen?").count():
        page.get_by_text("Dat zeg ik liever niet").click()
        page.get_by_role("button", name="Verder").click()
    expect(page.locator("[data-count]")).to_be_visible()


def choose(page: Page, value: int) -> None:
    page.locator(".question--now .choice__label").nth(value - 1).click()


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_contain_text("Bewaard om")


def axe(page: Page) -> None:
    """No finding of an A or AA rule on this page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("(tags) => axe.run(document, {runOnly: tags})", TAGS)["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def web_server(stack: Stack) -> int:
    """The process that listens on the portal's port: the one that `./portal run` starts again when it dies."""
    port = int(stack.url.rsplit(":", 1)[1])
    pids = []
    wanted = f"0100007F:{port:04X}"
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        parts = line.split()
        if parts[1] == wanted and parts[3] == "0A":
            pids = [pid for pid in _own(stack) if _holds(pid, f"socket:[{parts[9]}]")]
    assert pids
    return min(pids)


def _own(stack: Stack) -> list[int]:
    """The processes of this portal: those of the session that it began."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            environment = (path / "environ").read_bytes()
        except OSError:
            continue
        if f"PORTAL_VAR={stack.var}".encode() in environment:
            found.append(int(path.name))
    return found


def _holds(pid: int, name: str) -> bool:
    try:
        return any(os.readlink(link) == name for link in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False


def _answers(stack: Stack) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", int(stack.url.rsplit(":", 1)[1]))) == 0


def test_an_answer_given_while_the_server_is_dead_lands_when_it_is_back(
    stack: Stack, cases: Cases, open_page: OpenPage
) -> None:
    case = cases.take()
    page = open_page(width=NARROW)
    begin(page, stack, case)
    choose(page, 4)
    saved(page)
    page.get_by_role("button", name="Volgende").click()
    os.kill(web_server(stack), signal.SIGKILL)
    choose(page, 2)
    # Whether the page came to say so depends on how soon the server is back; the answer lands either way.
    until(lambda: _answers(stack), what="the web server")
    until(lambda: cases.draft(case) == {"c01": 4, "c02": 2}, what="the answer")
    saved(page)


def test_without_a_network_the_page_keeps_says_warns_and_sends_again(
    stack: Stack, cases: Cases, open_page: OpenPage
) -> None:
    case = cases.take()
    page = open_page(width=NARROW)
    begin(page, stack, case)
    page.context.set_offline(True)
    choose(page, 5)
    expect(page.locator("[data-saved]")).to_have_text(NOT_YET)
    axe(page)
    # Neither the last button nor the way to another page leaves it for the browser's own error.
    page.get_by_role("button", name="Stoppen en later verder").click()
    expect(page.locator(".question--now input:checked")).to_have_count(1)
    warned = []
    page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.dismiss()))
    page.evaluate("setTimeout(() => location.reload())")
    until(lambda: page.wait_for_timeout(100) or warned, what="the warning")
    assert warned == ["beforeunload"]
    page.context.set_offline(False)
    saved(page)
    assert cases.draft(case) == {"c01": 5}
    page.reload()
    assert warned == ["beforeunload"]


def test_answers_wait_in_the_page_for_their_person_to_come_in_anew(
    stack: Stack, cases: Cases, open_page: OpenPage
) -> None:
    case = cases.take()
    page = open_page(width=NARROW)
    begin(page, stack, case)
    choose(page, 3)
    saved(page)
    page.get_by_role("button", name="Volgende").click()
    expire(page.context, stack)
    choose(page, 5)
    expect(page.locator("[data-saved]")).to_contain_text("Open je link opnieuw in een ander tabblad")
    axe(page)
    second = page.context.new_page()
    enter(second, stack, case)
    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    saved(page)
    assert cases.draft(case) == {"c01": 3, "c02": 5}


def expire(context: BrowserContext, stack: Stack) -> None:
    """End the session on the server, as twenty minutes of silence do."""
    key = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "sessionid")
    stack.python(
        "import datetime as dt\n"
        "from accounts.sessions import SessionStore\n"
        f"s = SessionStore({key!r}); t = s['alliance_ticket']\n"
        "t['seen'] = (dt.datetime.fromisoformat(t['seen']) - dt.timedelta(minutes=21)).isoformat()\n"
        "s['alliance_ticket'] = t; s.save()"
    )


def test_an_old_page_does_not_undo_a_newer_answer(stack: Stack, cases: Cases, open_page: OpenPage) -> None:
    case = cases.take()
    old, new = open_page(), open_page(width=NARROW)
    begin(old, stack, case)
    old.locator(".question").nth(0).locator(".choice__label").nth(1).click()
    saved(old)
    old.context.set_offline(True)
    old.locator(".question").nth(1).locator(".choice__label").nth(0).click()
    expect(old.locator("[data-saved]")).to_have_text(NOT_YET)
    begin(new, stack, case)
    new.goto(f"{stack.url}/v/questions/?vraag=1")
    choose(new, 5)
    saved(new)
    new.get_by_role("button", name="Volgende").click()
    choose(new, 4)
    until(lambda: cases.draft(case) == {"c01": 5, "c02": 4}, what="the newer answers")
    old.context.set_offline(False)
    # The first was not changed there since; of the second a newer one stands, which the old page then shows.
    expect(old.locator(".question").nth(1).locator("input").nth(3)).to_be_checked()
    saved(old)
    old.get_by_role("button", name="Volgende").click()
    expect(old.locator("[data-count]")).to_contain_text("van 20")
    assert cases.draft(case) == {"c01": 5, "c02": 4}


def test_before_the_session_ends_it_asks_and_a_key_makes_it_longer(
    stack: Stack, cases: Cases, open_page: OpenPage
) -> None:
    case = cases.take()
    page = open_page(width=NARROW)
    page.clock.install()
    begin(page, stack, case)
    dialog = page.get_by_role("alertdialog", name="Ben je er nog?")
    page.clock.fast_forward("17:50")
    expect(dialog).not_to_be_visible()
    page.clock.fast_forward("00:20")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Ja, ik ga door")).to_be_focused()
    axe(page)
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    page.clock.fast_forward("18:10")
    expect(dialog).to_be_visible()
    page.keyboard.press("Enter")
    expect(dialog).not_to_be_visible()
    expire(page.context, stack)
    page.clock.fast_forward("20:10")
    expect(page.get_by_role("heading", level=1)).to_have_text("Open je link opnieuw")
    axe(page)


@pytest.mark.parametrize("script", [True, False])
def test_leaving_quickly_leaves_nothing_to_go_back_to(
    script: bool, stack: Stack, cases: Cases, open_page: OpenPage
) -> None:
    case = cases.take()
    page = open_page(width=NARROW, java_script_enabled=script)
    page.route(
        "https://www.knmi.nl/**", lambda route: route.fulfill(body="<h1>Het weer</h1>", content_type="text/html")
    )
    begin(page, stack, case)
    choose(page, 4)
    if script:
        # Also while something is not saved: nobody is held up by a question.
        saved(page)
        page.context.set_offline(False)
    else:
        page.get_by_role("button", name="Volgende").click()
    page.get_by_role("link", name="Snel weg").click()
    expect(page.get_by_role("heading", name="Het weer")).to_be_visible()
    until(lambda: cases.draft(case) == {"c01": 4}, what="the draft")
    for _step in range(4):
        if page.go_back(wait_until="load") is None:
            break
        shown = page.locator("body").inner_text()
        for word in ("Vraag", "Anna", "samen", "werker"):
            assert word not in shown, f"{page.url}: {shown}"
        assert page.locator("input:checked").count() == 0
        if script:
            axe(page)


def test_each_state_is_accessible_at_both_widths(stack: Stack, cases: Cases, open_page: OpenPage) -> None:
    case = cases.take()
    page = open_page()

    def look(check: Callable[[Page], None] = axe) -> None:
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            check(page)

    page.goto(stack.url + case.link)
    look()
    page.get_by_role("button", name="Verder", exact=True).click()
    look()
    page.get_by_role("link", name="Dit ben ik niet").click()
    look()
    page.get_by_role("link", name="Terug").click()
    enter(page, stack, case)
    look()
    page.get_by_role("button", name="Beginnen").click()
    look()
    page.get_by_text("Nee, samen met iemand").click()
    page.get_by_role("button", name="Verder").click()
    expect(page.locator("[data-count]")).to_be_visible()
    look()
    page.goto(f"{stack.url}/v/review/")
    page.get_by_role("button", name="Versturen").click()
    look()
    page.goto(f"{stack.url}/v/questions/")
    choose(page, 3)
    saved(page)
    page.goto(f"{stack.url}/v/topic/")
    look()
    page.get_by_label("Waar wil jij het als eerste over hebben?").fill("Werk zoeken")
    page.get_by_text("Ja, dat mag").click()
    saved(page)
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bijna klaar")
    look()
    enter(page, stack, case)
    look()
    page.get_by_role("button", name="Verdergaan").click()
    look()
    page.goto(f"{stack.url}/v/review/")
    page.get_by_role("button", name="Versturen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bedankt. Je antwoorden zijn verstuurd.")
    look()
    page.goto(stack.url + case.link)
    look()
    case = cases.take()
    page.goto(stack.url + case.link)
    for _try in range(5):
        page.fill("input[name=pin]", "000000" if case.pin != "000000" else "000001")
        page.get_by_role("button", name="Verder", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Deze pagina staat op slot")
    look()
    page.goto(stack.url + case.link)
    page.get_by_role("link", name="Dit ben ik niet").click()
    page.get_by_role("button", name="Dit ben ik niet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bedankt dat je het zegt")
    look()


VOICES = """
window.spoken = []; window.voices = [];
Object.defineProperty(window, "speechSynthesis", {value: Object.assign(new EventTarget(), {
  getVoices: () => window.voices, cancel: () => {}, speak: (one) => window.spoken.push([one.lang, one.text])})});
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""


def test_reading_aloud_reads_the_question_and_its_answers(stack: Stack, cases: Cases, open_page: OpenPage) -> None:
    page = open_page(width=NARROW)
    page.add_init_script(VOICES)
    begin(page, stack, cases.take())
    button = page.locator(".question--now [data-read-aloud]")
    # No voice, one of another language, one that would send the words elsewhere; then one of the device itself.
    for language, local, heard in [
        ("", True, False),
        ("en-GB", True, False),
        ("nl-NL", False, False),
        ("nl-NL", True, True),
    ]:
        voices = [{"lang": language, "localService": local}] if language else []
        page.evaluate("(v) => { window.voices = v; speechSynthesis.dispatchEvent(new Event('voiceschanged')) }", voices)
        expect(button).to_be_visible(visible=heard)
    button.click()
    ((language, words),) = page.evaluate("window.spoken")
    assert language == "nl-NL"
    question = page.locator(".question--now .likert__legend [lang]").inner_text()
    assert words.startswith(question.rstrip("."))
    for label in page.locator(".question--now label").all_inner_texts():
        assert label in words
