"""From a client's wish for a volunteer to the thank-you: each of the four as they see it, the volunteer on a phone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from probation_portal.tests.stack import NARROW, OpenPage, Stack, running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Enough for Cas and his volunteer.
PAIRS = 2
TASK, SAFETY = "Samen de post doen", "Spreek overdag af."
THANKS = "Dank voor al je tijd."
# Vera is free, with the papers that her project asks, and Cas has nobody.
BEFORE = """
from django.utils import timezone
from accounts.models import User
from volunteers.actions import end_match, ship_to_all
from volunteers.models import Match, Paper, Project, Volunteer, VolunteerRequest
ship_to_all()
dewi = User.objects.get(email="dewi@example.org")
vera = Volunteer.objects.get(account__email="vera@example.org")
now = timezone.now()
for match in Match.objects.running().filter(volunteer=vera):
    end_match(match=match, on=now.date(), by=dewi)
VolunteerRequest.objects.all().delete()
vera.projects.add(Project.objects.get(organisation=vera.organisation, form="buddy"))
for kind in ("vog", "training", "interview"):
    Paper.objects.create(volunteer=vera, kind=kind, on=now.date(), recorded_by=dewi, recorded_at=now)
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """In place of the portal that the other tests share: people are matched here."""
    with running(tmp_path_factory.mktemp("volunteers"), pairs=PAIRS) as portal:
        portal.python(BEFORE)
        yield portal


def test_from_a_wish_to_the_thanks(stack: Stack, open_page: OpenPage) -> None:
    cas, anna = open_page(sign_in="cas@example.org"), open_page(sign_in="anna@example.org")
    dewi, vera = open_page(sign_in="dewi@example.org"), open_page(width=NARROW, sign_in="vera@example.org")
    cas_asks(cas)
    expect(vera.get_by_role("heading", name="Wil je Cas helpen?")).to_have_count(0)
    anna_completes(anna, stack)
    dewi_proposes(dewi, stack)
    all_three_say_yes(cas, anna, vera, stack)
    dewi_begins(dewi)
    vera_meets_and_logs(vera, stack)
    anna_tunes_and_vera_confirms(anna, vera, stack)
    dewi_ends_with_thanks(dewi, stack)
    vera_looks_back(vera, stack)
    cas_and_anna_see_the_end(cas, anna, stack)


def cas_asks(cas: Page) -> None:
    cas.get_by_role("link", name="Een vrijwilliger vragen").click()
    cas.get_by_text("Geld", exact=True).click()
    cas.get_by_role("button", name="Versturen").click()
    expect(cas.locator(".error-summary")).to_contain_text("Schrijf op waar je hulp bij wilt.")
    cas.get_by_label("Waar wil je hulp bij?").fill(TASK)
    cas.get_by_role("button", name="Versturen").click()
    expect(cas.get_by_text("Je vraag is verstuurd.")).to_be_visible()
    expect(cas.get_by_text("wacht op je werker")).to_be_visible()


def anna_completes(anna: Page, stack: Stack) -> None:
    open_cas(anna, stack)
    anna.get_by_role("link", name="Aanvraag aanvullen").click()
    expect(anna.get_by_label("Waarvoor?")).to_have_value(TASK)
    anna.get_by_label("Veiligheidsafspraken, geschreven voor de vrijwilliger").fill(SAFETY)
    anna.get_by_role("button", name="Akkoord, naar de coördinator").click()
    expect(anna.get_by_text("De coördinator zoekt een vrijwilliger.")).to_be_visible()


def open_cas(anna: Page, stack: Stack) -> None:
    anna.goto(f"{stack.url}/?q=Verhoeven")
    anna.get_by_role("link", name="Verhoeven, Cas").click()
    expect(anna.get_by_role("heading", level=1)).to_contain_text("Cas Verhoeven")


def open_request(dewi: Page, stack: Stack) -> None:
    dewi.goto(f"{stack.url}/volunteers/requests/")
    dewi.get_by_role("link", name="Cas").click()


def dewi_proposes(dewi: Page, stack: Stack) -> None:
    open_request(dewi, stack)
    dewi.get_by_label("Project").select_option(label="Maatjesproject")
    dewi.get_by_role("button", name="Toon").click()
    expect(dewi.get_by_text("Verhoeven")).to_have_count(0)
    dewi.get_by_role("link", name=re.compile("Voorstellen ?: Vera")).click()
    dewi.get_by_role("button", name="Voorstellen aan alle drie").click()
    expect(dewi.get_by_text("Alle drie krijgen bericht.")).to_be_visible()
    stack.do_what_is_due()
    for address in ("cas@example.org", "anna@example.org", "vera@example.org"):
        mail = stack.mail(address, containing="ja of nee")
        assert "Cas" not in mail.replace("Hallo Cas", "")
        assert TASK not in mail


def all_three_say_yes(cas: Page, anna: Page, vera: Page, stack: Stack) -> None:
    vera.reload()
    expect(vera.get_by_role("heading", name="Wil je Cas helpen?")).to_be_visible()
    expect(vera.get_by_text(SAFETY)).to_be_visible()
    expect(vera.get_by_text(TASK)).to_have_count(0)
    vera.get_by_role("button", name=re.compile("Ja, graag ?: Cas")).click()
    expect(vera.get_by_text("Jij zei ja.")).to_be_visible()
    cas.goto(stack.url)
    expect(cas.get_by_role("heading", name="Past Vera bij jou?")).to_be_visible()
    cas.get_by_role("button", name="Ja, dat lijkt me goed").click()
    open_cas(anna, stack)
    anna.get_by_role("button", name=re.compile("^Ja ?: Vera")).click()
    expect(anna.get_by_text("iedereen zei ja")).to_be_visible()


def dewi_begins(dewi: Page) -> None:
    dewi.reload()
    dewi.get_by_role("link", name="Koppeling beginnen").click()
    dewi.get_by_role("button", name="Koppeling beginnen").click()
    expect(dewi.get_by_text("Vera kan beginnen met Cas.")).to_be_visible()


def vera_meets_and_logs(vera: Page, stack: Stack) -> None:
    open_match(vera, stack)
    vera.get_by_role("link", name="Startgesprek vastleggen").click()
    vera.get_by_label("Doelen").fill("De post op orde")
    vera.locator("main form button[type=submit]").click()
    expect(vera.get_by_text("De post op orde", exact=True)).to_be_visible()
    vera.get_by_role("link", name="Activiteit vastleggen").click()
    vera.get_by_text("Geld", exact=True).click()
    vera.get_by_role("group", name="Hoe lang?").locator(".choice__label").first.click()
    vera.get_by_label("Wat deden jullie?").fill("Samen de post geopend")
    vera.get_by_role("button", name="Activiteit bewaren").click()
    expect(vera.get_by_text("Samen de post geopend").first).to_be_visible()


def open_match(vera: Page, stack: Stack) -> None:
    vera.goto(stack.url)
    vera.get_by_role("link", name="Cas", exact=True).click()
    expect(vera.get_by_role("heading", level=1)).to_have_text("Cas")


def anna_tunes_and_vera_confirms(anna: Page, vera: Page, stack: Stack) -> None:
    open_cas(anna, stack)
    # The running one; the one before, that ended, stands below it.
    anna.get_by_role("link", name="Vera", exact=True).first.click()
    anna.get_by_role("link", name="Afstemming vastleggen").click()
    anna.get_by_label("Wat is afgesproken?").fill("We gaan zo door.")
    anna.locator("main form button[type=submit]").click()
    expect(anna.get_by_text("We gaan zo door.").first).to_be_visible()
    open_match(vera, stack)
    vera.get_by_role("button", name=re.compile("Dit klopt")).click()
    expect(vera.get_by_text("Allebei bevestigd.")).to_be_visible()


def dewi_ends_with_thanks(dewi: Page, stack: Stack) -> None:
    dewi.goto(f"{stack.url}/volunteers/running/")
    dewi.get_by_role("link", name=re.compile("^Beëindigen.*Cas")).click()
    dewi.get_by_text("Doelen bereikt").click()
    dewi.get_by_label("Bedankje voor de vrijwilliger").fill(THANKS)
    dewi.get_by_role("button", name="Koppeling beëindigen").click()
    expect(dewi.get_by_text("De koppeling is beëindigd.")).to_be_visible()


def vera_looks_back(vera: Page, stack: Stack) -> None:
    """Thanked, without a word of whom she helped, and asked how it went."""
    stack.python("from volunteers.tasks import do_what_is_due; do_what_is_due()")
    vera.goto(stack.url)
    expect(vera.get_by_text(THANKS)).to_be_visible()
    assert "Cas" not in vera.locator("main").inner_text()
    # The one before, that ended as well, is asked about too.
    vera.get_by_role("link", name=re.compile("Invullen")).first.click()
    for question in vera.locator(".likert").all():
        question.locator(".choice__label").nth(3).click()
    vera.get_by_role("button", name="Versturen").click()
    expect(vera.get_by_text("De anderen zien dit pas als jullie alle drie klaar zijn.")).to_be_visible()


def cas_and_anna_see_the_end(cas: Page, anna: Page, stack: Stack) -> None:
    cas.goto(stack.url)
    open_cas(anna, stack)
    for page in (cas, anna):
        expect(page.get_by_text("geëindigd op").first).to_be_visible()
        page.get_by_role("link", name="Vera", exact=True).first.click()
        expect(page.get_by_text("Deze koppeling is geëindigd op")).to_be_visible()
        expect(page.get_by_text("De post op orde", exact=True)).to_be_visible()
