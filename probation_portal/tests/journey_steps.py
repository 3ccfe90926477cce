"""What people do in the journeys, step by step, as they see it: words on the screen, mails, no addresses of pages."""

import csv
import datetime as dt
import re
import subprocess
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from probation_portal.tests.stack import Stack

QUESTIONS = 20
LINK = re.compile(r"https?://\S+/v/[A-Za-z0-9_-]{32}/")
ANNA = ("Noord-1", "anna@example.org", "Anna de Wit")
COLUMNS = (
    "organisation,team,worker_email,worker_name,client_number,first_name,last_name,email,mobile,language,"
    "supervision_start,supervision_end,level"
)


@dataclass(frozen=True)
class Client:
    """Someone in the file that is imported, with a supervision of ten days old."""

    first_name: str
    last_name: str
    number: str

    @property
    def email(self) -> str:
        return f"{self.first_name.lower()}@post.example"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def import_caseload(stack: Stack, clients: Iterable[Client], *, worker: tuple[str, str, str] = ANNA) -> str:
    """Import a file with these clients of one worker (team, address, name), open what is due; the command's words."""
    start = dt.date.fromisoformat(stack.manage("demo_clock")[:10]) - dt.timedelta(days=10)
    path = stack.var / "caseload.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS.split(","))
        for one in clients:
            person = (one.number, one.first_name, one.last_name, one.email, "", "nl")
            rows.writerow(["Noord", *worker, *person, start, "", "2"])
    told = stack.manage("import_caseload", str(path))
    stack.do_what_is_due()
    return told


def give_pin(page: Page, stack: Stack, client: Client) -> str:
    """From the worker's home: hand the PIN over face to face; what stands on the screen."""
    page.goto(stack.url)
    show_all_that_waits(page)
    page.get_by_role("link", name=re.compile(rf"incode geven ?: {client.name}")).click()
    page.get_by_text("Persoonlijk: we zitten bij elkaar").click()
    page.get_by_role("button", name="Pincode maken").click()
    pin = page.locator(".pin-card__pin").inner_text()
    assert re.fullmatch(r"\d{3} \d{3}", pin)
    page.get_by_role("link", name="Klaar").click()
    return pin


def show_all_that_waits(page: Page) -> None:
    more = page.locator("section:has(#h-todo) details.more > summary")
    if more.count():
        more.click()


def open_pair(page: Page, stack: Stack, client: Client) -> None:
    """From the worker's home, by the client's name in the caseload."""
    page.goto(f"{stack.url}/?q={client.number.split()[-1]}")
    page.get_by_role("link", name=f"{client.last_name}, {client.first_name}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(client.name)


def link_for(stack: Stack, client: Client) -> str:
    """The personal link in the newest mail that has one."""
    found = LINK.search(stack.mail(client.email, containing="/v/"))
    assert found
    return found.group()


def type_pin(page: Page, pin: str) -> None:
    page.get_by_label("Pincode").fill(pin)
    page.get_by_role("button", name="Verder", exact=True).click()


def come_in(page: Page, link: str, pin: str) -> None:
    page.goto(link)
    type_pin(page, pin)
    expect(page.get_by_role("heading", level=1)).to_have_text("Voor je begint")


def begin(page: Page, *, first: int = 1) -> None:
    page.get_by_role("button", name=re.compile("Beginnen|Verdergaan")).click()
    page.wait_for_url(re.compile("/v/(company|questions)/"))
    if page.url.endswith("/v/company/"):
        page.get_by_text("Ja, alleen").click()
        page.get_by_role("button", name="Verder", exact=True).click()
    expect(page.locator("[data-count]")).to_have_text(f"Vraag {first} van {QUESTIONS}")


def choose(page: Page, value: int) -> None:
    """Answer the question on the screen of a phone: there is one."""
    expect(page.locator(".question:visible")).to_have_count(1)
    page.locator(".question:visible .choice__label").nth(value - 1).click()


def answer_one_by_one(
    page: Page, value: int, *, first: int = 1, last: int = QUESTIONS, skip: Collection[int] = ()
) -> None:
    """A question a screen, from `first` to `last`, as on a phone; ends at the next question, or at the review."""
    for number in range(first, last + 1):
        expect(page.locator("[data-count]")).to_have_text(f"Vraag {number} van {QUESTIONS}")
        if number in skip:
            page.get_by_role("button", name="Deze vraag overslaan").click()
        else:
            choose(page, value)
            page.get_by_role("button", name="Volgende").click()
    if last == QUESTIONS:
        say_no_more(page)


def say_no_more(page: Page) -> None:
    """After the last question: nothing to name to talk about first; on to the review."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Tot slot")
    page.get_by_role("button", name="Verder", exact=True).click()


def send(page: Page) -> None:
    page.get_by_role("button", name="Versturen").click()


def fill_in_as_client(page: Page, stack: Stack, client: Client, pin: str, value: int) -> None:
    """From the link in the mail to the thanks."""
    come_in(page, link_for(stack, client), pin)
    begin(page)
    answer_one_by_one(page, value)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bedankt. Je antwoorden zijn verstuurd.")


def fill_in_as_worker(page: Page, stack: Stack, client: Client, value: int) -> None:
    """From the worker's home, all questions on one wide screen; ends on the pair's page."""
    page.goto(stack.url)
    show_all_that_waits(page)
    page.get_by_role("link", name=re.compile(f"Invullen ?: {client.name}")).click()
    page.get_by_role("link", name="Beginnen").click()
    answer_all_at_once(page, value)
    send(page)
    expect(page.get_by_role("status").filter(has_text="Verstuurd.")).to_be_visible()


def responses(stack: Stack, client: Client) -> int:
    """How many responses stand for this client, of both sides and all moments."""
    query = f"Response.objects.standing().filter(measurement__pair__supervision__client__number={client.number!r})"
    return int(stack.python(f"from alliance.models import Response\nprint({query}.count())"))


def choose_password(page: Page, mail: str, password: str) -> None:
    """With the link in a mail."""
    found = re.search(r"https?://\S+", mail)
    assert found
    page.goto(found.group())
    for field in page.locator("input[type=password]").all():
        field.fill(password)
    page.get_by_role("button", name="Wachtwoord bewaren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je wachtwoord is gewijzigd")


def counts(page: Page) -> dict[str, dict[str, int]]:
    """The supervisor's team page, read again: moment -> heading -> number of measurements."""
    page.reload()
    # The section holds the funnels too; the states stand in the scrolling part of their own.
    table = page.locator(".table-scroll[aria-labelledby='h-states'] table")
    headings = table.locator("thead th").all_inner_texts()[1:]
    found = {}
    for row in table.locator("tbody tr").all():
        moment, *numbers = row.locator("th, td").all_inner_texts()
        found[moment] = dict(zip(headings, map(int, numbers), strict=True))
    return found


def scores(page: Page) -> dict[str, list[str]]:
    """The table under the charts: scale -> its cells."""
    rows = page.get_by_role("region", name="Dezelfde getallen in een tabel").locator("tbody tr").all()
    return {row.locator("th").inner_text().split("\n")[0]: row.locator("td").all_inner_texts() for row in rows}


def one_moment_is_shown(page: Page) -> None:
    """The client answered 2 throughout and left the third question, of bonding, open; the worker answered 3."""
    expect(page.locator(".profile svg")).to_have_count(4)
    shown = scores(page)
    assert shown == {
        "Vertrouwen": ["2,4", "3,0", "−0,6"],
        "Richting en kader": ["2,4", "3,0", "−0,6"],
        "Binding": ["2,5", "3,0", "−0,5"],
        "Stroefheid": ["2,0", "3,0", "–"],
    }, shown


def two_moments_are_shown(page: Page) -> None:
    """Six months on the client answered 4 throughout, the worker 3 again."""
    expect(page.locator(".profile svg")).to_have_count(4)
    expect(page.locator(".profile svg polyline")).to_have_count(8)
    expect(page.get_by_role("columnheader", name="Verandering (eigen rekenregel)")).to_be_visible()
    shown = scores(page)
    assert shown == {
        "Vertrouwen": ["2,4", "3,0", "−0,6", "3,6", "3,0", "+0,6", "+1,2 verbeterend", "0,0 stabiel"],
        "Richting en kader": ["2,4", "3,0", "−0,6", "3,6", "3,0", "+0,6", "+1,2 verbeterend", "0,0 stabiel"],
        "Binding": ["2,5", "3,0", "−0,5", "3,6", "3,0", "+0,6", "+1,1 verbeterend", "0,0 stabiel"],
        "Stroefheid": ["2,0", "3,0", "–", "4,0", "3,0", "–", "+2,0 verslechterend", "0,0 stabiel"],
    }, shown


def log_a_contact(page: Page, note: str) -> None:
    """From the pair's page: first with a time that is none, then rightly, then the same form once more."""
    page.get_by_role("link", name="Contact vastleggen").click()
    page.get_by_text("Telefoon", exact=True).click()
    page.get_by_label("Dag").fill("gisteren")
    page.get_by_label("Begin").fill("25:99")
    page.get_by_role("group", name="Ging het door?").get_by_text("Ja", exact=True).click()
    page.get_by_label("Notitie").fill(note)
    page.get_by_role("button", name="Contact bewaren").click()
    expect(page.locator(".field--error")).to_contain_text("Vul een tijd in zoals 11:00")
    expect(page.get_by_label("Notitie")).to_have_value(note)
    page.get_by_label("Begin").fill("11:00")
    address = page.url
    form = page.evaluate("() => Object.fromEntries(new FormData(document.querySelector('main form')))")
    page.get_by_role("button", name="Contact bewaren").click()
    expect(page.locator(".timeline__item--new")).to_contain_text(note)
    again = page.request.post(address, form=form)
    assert again.ok
    page.goto(again.url)
    expect(page.locator(".timeline__item").filter(has_text=note)).to_have_count(1)


def answer_all_at_once(page: Page, value: int) -> None:
    """All questions on one wide screen, up to the review."""
    questions = page.locator(".question:visible")
    expect(questions).to_have_count(QUESTIONS)
    for number in range(QUESTIONS):
        questions.nth(number).locator(".choice__label").nth(value - 1).click()
    page.get_by_role("button", name="Volgende").click()
    say_no_more(page)
    expect(page.get_by_text(f"Je hebt alle {QUESTIONS} vragen ingevuld.")).to_be_visible()


def nothing_of_the_case_on_going_back(page: Page, client: Client) -> None:
    for _step in range(14):
        page.go_back(wait_until="load")
        shown = page.locator("body").inner_text()
        found = [secret for secret in (client.last_name, client.number) if secret in shown]
        assert found == [], f"{page.url}: {shown}"
        assert page.locator("input:checked").count() == 0, page.url


def tab_to(page: Page, selector: str) -> None:
    for _press in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not come to {selector}")


def match(stack: Stack, email: str, client: Client, task: str) -> None:
    """As after three yeses, which have a journey of their own."""
    stack.python(f"""
from audit import clock
from caseload.models import Supervision
from volunteers.actions import start_match
from volunteers.models import Volunteer
volunteer = Volunteer.objects.get(email={email!r})
supervision = Supervision.objects.get(client__number={client.number!r}, ended_on=None)
start_match(volunteer=volunteer, supervision=supervision, task={task!r}, starts_on=clock.today(), by=None)
""")


def web_server(stack: Stack) -> int:
    """The process id of gunicorn's master, a child of `./portal run`; 0 when there is none."""
    listed = subprocess.run(["ps", "-Ao", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in listed.splitlines()]
    masters = [int(pid) for pid, parent, *args in rows if int(parent) == stack.process.pid and "gunicorn" in str(args)]
    return masters[0] if masters else 0
