"""Journeys of people through the running portal, in a real browser. They move its clock, so the portal is their own."""

import os
import re
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Error, Page, expect

from probation_portal.tests import journey_steps as steps
from probation_portal.tests.journey_steps import ANNA, QUESTIONS, Client
from probation_portal.tests.stack import NARROW, OpenPage, Stack, running, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Enough for Cas and the others that Anna's list begins with.
PAIRS = 6
TABLET = 820
TIM = Client("Tibo", "Kwist", "RN-700 001")
NORA = Client("Noor", "Daalder", "RN-700 002")
SEM = Client("Sem", "Zonder", "RN-700 003")
TESS = Client("Tess", "Toets", "RN-700 004")
DUO = Client("Duuk", "Dubbel", "RN-700 005")
FLEUR = Client("Fleur", "Vorst", "RN-700 006")
LOTTE = Client("Lotte", "Vaandrig", "RN-700 100")
JOKE = ("Noord-2", "joke@post.example", "Joke Bakema")
JOKES_PASSWORD = "een-nieuw-begin-26"
OF_ANNA = (TIM, NORA, SEM, TESS, DUO, FLEUR)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """In place of the portal that the other tests share."""
    with running(tmp_path_factory.mktemp("journeys"), pairs=PAIRS) as portal:
        steps.import_caseload(portal, OF_ANNA, worker=ANNA)
        yield portal


@pytest.fixture
def anna(open_page: OpenPage) -> Page:
    return open_page(sign_in="anna@example.org")


def test_a_new_case_from_the_import_to_the_second_profile(stack: Stack, open_page: OpenPage) -> None:
    told = steps.import_caseload(stack, [LOTTE], worker=JOKE)
    assert "An import sends nothing" in told
    assert stack.mails(LOTTE.email) == stack.mails(JOKE[1]) == []
    salima = open_page(sign_in="salima@example.org")
    salima.get_by_role("link", name="Noord-2").click()
    counts = [steps.counts(salima)]
    switch_invitations_on(salima)
    joke = open_page()
    first_sign_in(joke, stack)
    pin = steps.give_pin(joke, stack, LOTTE)
    the_mail_holds_the_link_and_no_case(stack)

    before = what_the_worker_sees(joke, stack)
    the_client_answers_for_the_first_time(open_page(width=NARROW), stack, pin)
    assert what_the_worker_sees(joke, stack) == before
    counts.append(steps.counts(salima))
    steps.fill_in_as_worker(joke, stack, LOTTE, 3)
    steps.one_moment_is_shown(joke)
    counts.append(steps.counts(salima))
    intake = [count["Intake"] for count in counts]
    states = [(one["Open"], one["Eén kant klaar"], one["Beide kanten klaar"]) for one in intake]
    assert states == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]

    try:
        half_a_year_later(joke, salima, open_page(width=NARROW), stack, pin)
    finally:
        stack.move_clock(0)


def switch_invitations_on(salima: Page) -> None:
    salima.get_by_role("link", name="Bekijk wie wat krijgt").click()
    row = salima.get_by_role("row").filter(has_text=LOTTE.name)
    expect(row).to_contain_text("Nog niets: geen pincode gegeven")
    expect(row).to_contain_text(f"{JOKE[2]}: uitnodiging")
    salima.get_by_role("button", name="Uitnodigingen aanzetten").click()
    expect(salima.get_by_role("status").filter(has_text="De uitnodigingen staan aan.")).to_be_visible()


def first_sign_in(joke: Page, stack: Stack) -> None:
    """Someone whom the import made has no password yet: the way of a forgotten one gives the first."""
    joke.goto(stack.url)
    joke.get_by_role("link", name="Wachtwoord vergeten").click()
    joke.get_by_label("E-mailadres").fill(JOKE[1])
    joke.get_by_role("button", name="Stuur mij een link").click()
    steps.choose_password(joke, stack.mail(JOKE[1], containing="wachtwoord"), JOKES_PASSWORD)
    stack.sign_in(joke, JOKE[1], JOKES_PASSWORD)
    waits = joke.get_by_role("region", name="Wacht op jou")
    expect(waits.get_by_role("listitem").filter(has_text="Nieuw koppel sinds")).to_contain_text(LOTTE.name)


def the_mail_holds_the_link_and_no_case(stack: Stack) -> None:
    steps.link_for(stack, LOTTE)
    (mail,) = stack.mails(LOTTE.email)
    text = f"{mail['Subject']} {mail['From']} {mail.get_content()}"
    assert len(re.findall(r"https?://", text)) == 1
    for secret in (LOTTE.last_name, LOTTE.number, "Joke", "Bakema", "Noord", "reclassering", "toezicht"):
        assert secret.lower() not in text.lower(), secret


def what_the_worker_sees(joke: Page, stack: Stack) -> list[str]:
    """Home and the pair's page, down to the markup, but for the forms' keys."""
    joke.goto(stack.url)
    pages = [joke.content()]
    steps.open_pair(joke, stack, LOTTE)
    return [re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", page) for page in [*pages, joke.content()]]


def the_client_answers_for_the_first_time(phone: Page, stack: Stack, pin: str) -> None:
    phone.goto(steps.link_for(stack, LOTTE))
    steps.type_pin(phone, "000001" if pin != "000 001" else "000002")
    expect(phone.locator(".error-summary")).to_contain_text("Deze pincode klopt niet. Je kunt het nog 4 keer proberen.")
    steps.type_pin(phone, pin)
    expect(phone.get_by_role("heading", name="Wie ziet wat ik invul?")).to_be_visible()
    expect(phone.locator("main")).to_contain_text("Jullie zien niets van elkaar, tot jullie allebei klaar zijn.")
    steps.begin(phone)
    steps.answer_one_by_one(phone, 4, last=1)
    phone.get_by_role("button", name="Vorige").click()
    expect(phone.locator(".question:visible input:checked")).to_have_count(1)
    steps.answer_one_by_one(phone, 2, skip={3})
    expect(phone.get_by_text(f"Je hebt 19 van de {QUESTIONS} vragen ingevuld.")).to_be_visible()
    expect(phone.get_by_role("link", name="Vraag 3")).to_be_visible()
    steps.send(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Bedankt. Je antwoorden zijn verstuurd.")
    expect(phone.locator("main")).to_contain_text("Je werker ziet nog niets.")


def half_a_year_later(joke: Page, salima: Page, phone: Page, stack: Stack, pin: str) -> None:
    stack.move_clock(184)
    stack.do_what_is_due()
    assert len([mail for mail in stack.mails(LOTTE.email) if "/v/" in mail.get_content()]) == 2
    assert steps.counts(salima)["6 maanden"]["Open"] == 1
    steps.fill_in_as_client(phone, stack, LOTTE, pin, 4)
    steps.fill_in_as_worker(joke, stack, LOTTE, 3)
    steps.two_moments_are_shown(joke)
    after = steps.counts(salima)["6 maanden"]
    assert (after["Open"], after["Eén kant klaar"], after["Beide kanten klaar"]) == (0, 0, 1)

    row = salima.get_by_role("row").filter(has_text=LOTTE.number)
    expect(row).to_contain_text("nog geen")
    steps.log_a_contact(joke, "Vertelde over het nieuwe werk.")
    salima.reload()
    expect(row).not_to_contain_text("nog geen")


def test_a_client_with_a_sign_in_of_their_own_sees_both_sides(open_page: OpenPage) -> None:
    cas = open_page(width=NARROW, sign_in="cas@example.org")
    expect(cas.get_by_role("heading", name="De uitkomst van jou en Anna")).to_be_visible()
    expect(cas.locator(".profile svg")).to_have_count(4)
    expect(cas.get_by_role("columnheader", name="6 maanden")).to_be_visible()


def test_a_client_answers_on_the_workers_tablet_and_gives_it_back_locked(
    stack: Stack, anna: Page, open_page: OpenPage
) -> None:
    steps.fill_in_as_worker(anna, stack, TIM, 3)
    pair = anna.url
    tablet = open_page(width=TABLET, sign_in="anna@example.org")
    steps.open_pair(tablet, stack, TIM)
    tablet.locator("details.menu > summary").click()
    tablet.get_by_role("link", name="Op kantoor laten invullen").click()
    tablet.get_by_role("button", name="Afmelden en tablet geven").click()
    expect(tablet.get_by_role("heading", level=1)).to_have_text("Voor je begint")
    for page_of_anna in (stack.url, pair):
        tablet.goto(page_of_anna)
        expect(tablet.get_by_role("heading", level=1)).to_have_text("Aanmelden")
    tablet.goto(f"{stack.url}/v/begin/")
    steps.begin(tablet)
    steps.answer_all_at_once(tablet, 4)
    steps.send(tablet)
    expect(tablet.get_by_text("Geef de tablet terug aan je werker")).to_be_visible()
    steps.nothing_of_the_case_on_going_back(tablet, TIM)
    tablet.goto(f"{stack.url}/v/done/")
    tablet.get_by_role("link", name="Werker: aanmelden").click()
    stack.sign_in(tablet, "anna@example.org")
    steps.open_pair(tablet, stack, TIM)
    expect(tablet.locator(".profile svg")).to_have_count(4)


def test_a_client_without_javascript_answers_on_a_phone(stack: Stack, anna: Page, open_page: OpenPage) -> None:
    pin = steps.give_pin(anna, stack, SEM)
    phone = open_page(width=NARROW, java_script_enabled=False)
    steps.come_in(phone, steps.link_for(stack, SEM), pin)
    steps.begin(phone)
    steps.answer_one_by_one(phone, 4, last=2)
    phone.get_by_role("button", name="Vorige").click()
    expect(phone.locator(".question:visible input:checked")).to_have_count(1)
    steps.answer_one_by_one(phone, 5, first=2, skip={7})
    expect(phone.get_by_text(f"Je hebt 19 van de {QUESTIONS} vragen ingevuld.")).to_be_visible()
    steps.send(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Bedankt. Je antwoorden zijn verstuurd.")
    assert steps.responses(stack, SEM) == 1


def test_a_client_with_only_a_keyboard_answers_on_a_wide_screen(stack: Stack, anna: Page, open_page: OpenPage) -> None:
    pin = steps.give_pin(anna, stack, TESS)
    page = open_page()
    page.goto(steps.link_for(stack, TESS))
    steps.tab_to(page, "input[name=pin]")
    page.keyboard.type(pin)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Voor je begint")
    steps.tab_to(page, "form:not([action]) button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Alleen of samen?")
    steps.tab_to(page, "input[type=radio]")
    page.keyboard.press("Space")
    steps.tab_to(page, ".form-foot button")
    page.keyboard.press("Enter")
    expect(page.locator(".question:visible")).to_have_count(QUESTIONS)
    for number in range(1, QUESTIONS + 1):
        steps.tab_to(page, f".question:nth-of-type({number}) input[type=radio]")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    expect(page.locator("input:checked")).to_have_count(QUESTIONS)
    steps.tab_to(page, "button[value=next]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tot slot")
    steps.tab_to(page, ".form-foot button")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Je hebt alle {QUESTIONS} vragen ingevuld.")).to_be_visible()
    steps.tab_to(page, ".form-foot button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bedankt. Je antwoorden zijn verstuurd.")
    assert steps.responses(stack, TESS) == 1


def test_a_client_with_two_tabs_submits_once(stack: Stack, anna: Page, open_page: OpenPage) -> None:
    pin = steps.give_pin(anna, stack, DUO)
    first = open_page(width=NARROW)
    steps.come_in(first, steps.link_for(stack, DUO), pin)
    steps.begin(first)
    steps.answer_one_by_one(first, 4)
    expect(first.get_by_role("heading", level=1)).to_have_text("Bijna klaar")
    second = first.context.new_page()
    second.goto(first.url)
    steps.send(first)
    expect(first.get_by_role("heading", level=1)).to_have_text("Bedankt. Je antwoorden zijn verstuurd.")
    steps.send(second)
    expect(second.get_by_role("heading", level=1)).to_have_text("Je antwoorden waren al verstuurd")
    assert steps.responses(stack, DUO) == 1
    second.goto(steps.link_for(stack, DUO))
    expect(second.get_by_role("heading", level=1)).to_have_text("Deze link werkt niet")


def test_a_client_mistypes_the_pin_five_times_and_goes_on_with_a_new_one(
    stack: Stack, anna: Page, open_page: OpenPage
) -> None:
    pin = steps.give_pin(anna, stack, FLEUR)
    link = steps.link_for(stack, FLEUR)
    phone = open_page(width=NARROW)
    steps.come_in(phone, link, pin)
    steps.begin(phone)
    answered = phone.locator(".question:visible legend").inner_text().split("\n")[-1]
    steps.answer_one_by_one(phone, 5, last=3)
    phone.get_by_role("button", name="Stoppen en later verder").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Je antwoorden zijn bewaard.")

    phone.goto(link)
    wrong = "111111" if pin != "111 111" else "222222"
    for left in ("nog 4 keer", "nog 3 keer", "nog 2 keer", "nog één keer"):
        steps.type_pin(phone, wrong)
        expect(phone.locator(".error-summary")).to_contain_text(left)
    steps.type_pin(phone, wrong)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Deze pagina staat op slot")
    phone.goto(link)
    steps.type_pin(phone, pin)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Deze pagina staat op slot")

    anna.goto(stack.url)
    steps.show_all_that_waits(anna)
    waits = anna.get_by_role("listitem").filter(has_text=FLEUR.name).filter(has_text="Vijf keer een verkeerde pincode")
    expect(waits).to_be_visible()
    stack.mail("anna@example.org", containing="vijf keer een verkeerde pincode")
    new = steps.give_pin(anna, stack, FLEUR)
    stack.mail(FLEUR.email, containing="een nieuwe pincode")

    steps.come_in(phone, link, new)
    expect(phone.locator("main")).to_contain_text("Je vulde eerder al 3 vragen in.")
    steps.begin(phone, first=4)
    expect(phone.locator("main")).to_contain_text("Die staan hier niet meer.")
    assert answered not in phone.content()
    phone.goto(f"{stack.url}/v/questions/?vraag=1")
    assert answered not in phone.content()
    assert phone.locator("input:checked").count() == 0
    phone.goto(f"{stack.url}/v/questions/")
    steps.answer_one_by_one(phone, 4, first=4)
    expect(phone.get_by_text(f"Je hebt alle {QUESTIONS} vragen ingevuld.")).to_be_visible()
    steps.send(phone)
    assert steps.responses(stack, FLEUR) == 1


def test_a_volunteer_sees_whom_they_help_by_first_name(stack: Stack, open_page: OpenPage) -> None:
    dewi = open_page(sign_in="dewi@example.org")
    dewi.get_by_role("link", name="Vrijwilliger toevoegen").click()
    dewi.get_by_label("Voornaam").fill("Wout")
    dewi.get_by_label("Achternaam").fill("Helpman")
    dewi.get_by_label("E-mail").fill("wout@post.example")
    dewi.get_by_text("Doet al mee").click()
    dewi.get_by_role("button", name="Toevoegen").click()
    steps.match(stack, "wout@post.example", NORA, "Samen naar de bibliotheek")
    steps.match(stack, "vera@example.org", NORA, "Samen koken")
    dewi.get_by_role("link", name="Vrijwilligers", exact=True).first.click()
    expect(dewi.locator("main")).to_contain_text(NORA.number)
    expect(dewi.locator("main")).not_to_contain_text(NORA.last_name)

    wout = open_page()
    steps.choose_password(wout, stack.mail("wout@post.example"), "een-nieuw-begin-27")
    stack.sign_in(wout, "wout@post.example", "een-nieuw-begin-27")
    vera = open_page(width=NARROW, sign_in="vera@example.org")
    for page in (wout, vera):
        expect(page.get_by_role("heading", level=2, name=NORA.first_name)).to_be_visible()
        for secret in (NORA.last_name, NORA.number, NORA.email, "Verhoeven"):
            assert secret not in page.content()


def test_a_killed_web_server_is_started_again(stack: Stack, open_page: OpenPage) -> None:
    before = steps.web_server(stack)
    assert before
    os.kill(before, signal.SIGKILL)
    until(lambda: steps.web_server(stack) not in (0, before), what="a new web server")
    page = open_page()

    def answers() -> bool:
        try:
            return page.goto(f"{stack.url}/account/login/") is not None
        except Error:
            return False

    until(answers, what="the sign-in page")
    stack.sign_in(page, "anna@example.org")
    expect(page.get_by_role("heading", name="Wacht op jou")).to_be_visible()


def test_not_now_stops_the_reminder_of_that_side_only(stack: Stack, anna: Page, open_page: OpenPage) -> None:
    pin = steps.give_pin(anna, stack, NORA)
    phone = open_page(width=NARROW)
    steps.come_in(phone, steps.link_for(stack, NORA), pin)
    boxes = [phone.get_by_role("button", name=name).bounding_box() for name in ("Beginnen", "Nu niet")]
    sizes = [(box["width"], box["height"]) for box in boxes if box]
    assert len(sizes) == 2
    assert sizes[0] == sizes[1]
    phone.get_by_role("button", name="Nu niet").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Dat is goed.")
    anna.goto(stack.url)
    steps.show_all_that_waits(anna)
    respond = anna.get_by_role("link", name=re.compile(f"Invullen ?: {NORA.name}")).get_attribute("href")
    assert respond
    before = len(stack.mails(NORA.email))
    assert len(about(stack, respond)) == 1
    try:
        stack.move_clock(8)
        until(lambda: len(about(stack, respond)) == 2, what="the worker's reminder")
        assert len(stack.mails(NORA.email)) == before
    finally:
        stack.move_clock(0)


def about(stack: Stack, path: str) -> list[str]:
    """The subjects of Anna's mails about this measurement."""
    return [str(mail["Subject"]) for mail in stack.mails("anna@example.org") if path in mail.get_content()]
