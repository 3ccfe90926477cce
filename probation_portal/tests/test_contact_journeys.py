"""Logging a contact in a real browser: few steps, by keys alone, without script, and never a text lost."""

import os
import re
import signal
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Error, Page, expect

from probation_portal.tests import journey_steps as steps
from probation_portal.tests.stack import NARROW, OpenPage, Stack, running, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIGNED_OUT = "Je bent afgemeld. Je tekst blijft hier staan."


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A portal of its own, because its web server is stopped and started."""
    with running(tmp_path_factory.mktemp("contacts"), pairs=2) as portal:
        yield portal


@pytest.fixture
def anna(open_page: OpenPage) -> Page:
    return open_page(sign_in="anna@example.org")


@dataclass
class Counted:
    """A page of which every click, choice and filled field is counted."""

    page: Page
    n: int = 0

    def click(self, name: str) -> None:
        self.n += 1
        self.page.get_by_role("button", name=name, exact=True).click()

    def choose(self, group: str, name: str) -> None:
        self.n += 1
        self.page.get_by_role("group", name=group).get_by_text(name, exact=True).click()

    def fill(self, label: str, text: str) -> None:
        self.n += 1
        self.page.get_by_label(label, exact=True).fill(text)

    def select(self, label: str, index: int) -> None:
        self.n += 1
        self.page.get_by_label(label, exact=True).select_option(index=index)

    def begin(self) -> None:
        self.n += 1
        self.page.get_by_role("link", name=re.compile("^Vastleggen")).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Contact vastleggen")


def told(stack: Stack, note: str) -> list[str]:
    """Of the contacts that stand with this note: outcome, follow-up, next appointment."""
    code = (
        "from remote_contact.models import *\n"
        f"for c in Contact.objects.standing().filter(note__startswith={note!r}):\n"
        "    a = Appointment.objects.filter(form_id=c.form_id).first()\n"
        "    f = FollowUp.objects.filter(contact=c).first()\n"
        "    print('FOUND', c.method, c.outcome, bool(f and f.hitch), f.what if f else '-', bool(a), len(c.note))"
    )
    return [line.removeprefix("FOUND ") for line in stack.python(code).splitlines() if line.startswith("FOUND")]


def form(page: Page) -> str:
    """The address of an empty form of the first client in the list."""
    href = page.get_by_role("link", name=re.compile("^Vastleggen")).first.get_attribute("href")
    assert href
    return f"{href}?empty=1"


def fill_in(page: Page, note: str) -> None:
    page.get_by_role("group", name="Hoe?").get_by_text("Telefoon", exact=True).click()
    page.get_by_role("group", name="Ging het door?").get_by_text("Ja", exact=True).click()
    page.get_by_label("Notitie").fill(note)


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_contain_text("Concept opgeslagen om")


def save(page: Page) -> None:
    page.get_by_role("button", name="Contact bewaren").click()


def test_an_ordinary_contact_takes_at_most_eight_steps(stack: Stack, anna: Page) -> None:
    counted = Counted(anna)
    counted.begin()
    counted.choose("Hoe?", "Telefoon")
    counted.choose("Minuten", "30")
    counted.choose("Ging het door?", "Ja")
    counted.fill("Notitie", "Stap voor stap. Werk loopt, volgende keer over de schulden.")
    counted.choose("Volgende afspraak", "Over 2 weken")
    counted.click("Contact bewaren")
    expect(anna.locator(".timeline__item--new")).to_contain_text("Stap voor stap.")
    assert counted.n == 7 <= 8
    assert told(stack, "Stap voor stap.") == ["phone took_place False - True 59"]
    anna.get_by_role("button", name="Ongedaan maken").click()
    expect(anna.get_by_role("status").filter(has_text="Het contact is teruggenomen.")).to_be_visible()
    assert told(stack, "Stap voor stap.") == []
    # What was taken back is a draft; the next one who begins at the home page begins with an empty form.
    anna.goto(f"{stack.url}/")
    anna.goto(stack.url + form(anna).removesuffix("?empty=1"))
    anna.get_by_role("button", name="Weggooien").click()
    # Also because a browser that is closed while a page is on its way may never be done closing.
    expect(anna.get_by_role("button", name="Weggooien")).to_have_count(0)


def test_a_no_show_with_what_follows_takes_at_most_fourteen(stack: Stack, open_page: OpenPage) -> None:
    page = open_page(width=NARROW, sign_in="anna@example.org")
    counted = Counted(page)
    counted.begin()
    expect(page.get_by_label("Reden", exact=True)).to_be_hidden()
    counted.choose("Hoe?", "Op kantoor")
    counted.choose("Ging het door?", "Niet gekomen")
    counted.select("Reden", 9)
    counted.fill("Wat ga je doen?", "Bellen en een brief sturen")
    counted.fill("Vóór", "vr")
    counted.select("Is dit een hapering in het toezicht?", 1)
    counted.fill("Notitie", "Kwam niet opdagen.")
    counted.choose("Volgende afspraak", "Over 1 week")
    counted.click("Contact bewaren")
    expect(page.locator(".timeline__item--new")).to_contain_text("Kwam niet opdagen.")
    assert counted.n == 10 <= 14
    assert told(stack, "Kwam niet opdagen.") == ["office no_show True Bellen en een brief sturen True 18"]


def test_by_keys_alone(stack: Stack, anna: Page) -> None:
    anna.goto(stack.url + form(anna))
    for selector in ("input[name=method]", "input[name=outcome]"):
        steps.tab_to(anna, selector)
        anna.keyboard.press("Space")
    steps.tab_to(anna, "textarea")
    anna.keyboard.type("Met toetsen.")
    steps.tab_to(anna, ".form-foot button")
    anna.keyboard.press("Enter")
    expect(anna.locator(".timeline__item--new")).to_contain_text("Met toetsen.")
    assert len(told(stack, "Met toetsen.")) == 1


def test_a_killed_server_loses_no_text(stack: Stack, anna: Page) -> None:
    anna.goto(stack.url + form(anna))
    fill_in(anna, "Voor de storing.")
    saved(anna)
    before = steps.web_server(stack)
    os.kill(before, signal.SIGKILL)
    anna.get_by_label("Notitie").press_sequentially(" En erna.", delay=30)
    until(lambda: steps.web_server(stack) not in (0, before), what="a new web server")
    until(lambda: _answers(anna, stack), seconds=60, what="a server that answers")
    _save_and_see(anna, "Voor de storing. En erna.")
    assert len(told(stack, "Voor de storing. En erna.")) == 1


def _answers(page: Page, stack: Stack) -> bool:
    try:
        return page.request.get(f"{stack.url}/health/live").ok
    except Error:
        return False


def _save_and_see(page: Page, note: str) -> None:
    """The same press as before: the text still stood there, and now it is on the timeline."""
    expect(page.get_by_label("Notitie")).to_have_value(note)
    save(page)
    expect(page.locator(".timeline__item--new")).to_contain_text(note, timeout=30_000)


@pytest.mark.parametrize("way", ["signed out elsewhere", "expired"])
def test_signed_out_while_typing(stack: Stack, anna: Page, way: str) -> None:
    note = f"Getypt terwijl {way}."
    anna.goto(stack.url + form(anna))
    fill_in(anna, note[:10])
    saved(anna)
    other = anna.context.new_page()
    if way == "expired":
        stack.python("from accounts.models import Session; Session.objects.all().delete()")
    else:
        other.goto(stack.url)
        other.get_by_role("button", name="Afmelden").first.click()
    anna.get_by_label("Notitie").fill(note)
    save(anna)
    expect(anna.locator("[data-saved]")).to_contain_text(SIGNED_OUT, timeout=15_000)
    expect(anna.get_by_label("Notitie")).to_have_value(note)
    stack.sign_in(other, "anna@example.org")
    _save_and_see(anna, note)
    assert len(told(stack, note)) == 1


def test_two_tabs_and_a_killed_browser(stack: Stack, anna: Page) -> None:
    """Two forms are two drafts; what was typed before the last seconds is there in a new browser."""
    address = stack.url + form(anna)
    mark = uuid.uuid4().hex[:6]
    second = anna.context.new_page()
    for page, note in ((anna, f"Tab een {mark}"), (second, f"Tab twee {mark}")):
        page.goto(address)
        fill_in(page, note)
        saved(page)
    second.get_by_label("Notitie").press_sequentially(" en door, en door", delay=60)
    until(lambda: _draft(stack, f"Tab twee {mark}", len(f"Tab twee {mark}") + 8), seconds=10, what="the draft")
    second.close()
    anna.goto(address.removesuffix("?empty=1"))
    expect(anna.locator(".banner").filter(has_text=f"Tab een {mark}")).to_be_visible()
    anna.locator(".banner").filter(has_text=f"Tab twee {mark}").get_by_role("link", name="Verder").click()
    expect(anna.get_by_label("Notitie")).to_have_value(re.compile(f"^Tab twee {mark} en door"))
    same = anna.context.new_page()
    same.goto(anna.url)
    save(anna)
    expect(anna.locator(".timeline__item--new")).to_contain_text(f"Tab twee {mark}")
    same.get_by_role("button", name="Contact bewaren").click()
    expect(same.get_by_text("Dit contact stond er al.")).to_be_visible()
    assert len(told(stack, f"Tab twee {mark}")) == 1


def _draft(stack: Stack, note: str, length: int) -> bool:
    code = (
        "from remote_contact.models import ContactDraft\n"
        f"print(max((len(d.typed['note']) for d in ContactDraft.objects.all() if d.typed['note'].startswith({note!r})),"
        " default=0))"
    )
    return int(stack.python(code).split()[-1]) >= length


def test_without_script_later_is_a_button(stack: Stack, open_page: OpenPage) -> None:
    page = open_page(sign_in="anna@example.org", java_script_enabled=False)
    address = stack.url + form(page)
    page.goto(address)
    fill_in(page, "Zonder script.")
    page.get_by_role("button", name="Kopjes erin").click()
    expect(page.get_by_label("Notitie")).to_have_value(re.compile("^Zonder script.\n\nAgenda:"))
    page.get_by_role("button", name="Later verder").click()
    expect(page.get_by_text("Bewaard als concept.")).to_be_visible()
    page.goto(address)
    page.locator(".banner").filter(has_text="Zonder script.").get_by_role("link", name="Verder").click()
    expect(page.get_by_text("Je gaat verder met wat je typte")).to_be_visible()
    save(page)
    assert len(told(stack, "Zonder script.")) == 1
