"""Signing in as a person does, in a real browser: second factor, recovery code, elsewhere, nobody there any more."""

import re
import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from probation_portal.tests.stack import PASSWORD, OpenPage, Stack

pytestmark = pytest.mark.browser
WHO = "evi@example.org"


@pytest.fixture
def without_second_factor(stack: Stack) -> Iterator[None]:
    """The portal is shared: whoever comes after signs in with the password alone."""
    yield
    stack.python("from allauth.mfa.models import Authenticator; Authenticator.objects.all().delete()")


def code_of(key: str, *, step: int = 0) -> str:
    return format_hotp_value(hotp_value(key, int(time.time()) // 30 + step))


def set_up(page: Page) -> tuple[str, list[str]]:
    page.get_by_role("link", name=re.compile("Evi")).first.click()
    page.get_by_role("link", name="Extra stap aanzetten").click()
    key = re.sub(r"\s", "", page.locator(".key").inner_text())
    page.get_by_label("Code van 6 cijfers").fill(code_of(key))
    page.get_by_role("button", name="Aanzetten").click()
    expect(page.get_by_role("heading", name="Bewaar je herstelcodes nu")).to_be_visible()
    codes = [re.sub(r"\s", "", code) for code in page.locator(".codes li").all_inner_texts()]
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    return key, codes


def with_password(page: Page, stack: Stack) -> Page:
    """As far as the password leads."""
    page.goto(f"{stack.url}/account/login/")
    page.get_by_label("E-mailadres").fill(WHO)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Aanmelden").click()
    expect(page).to_have_url(f"{stack.url}/account/login/code/")
    return page


def give(page: Page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Aanmelden").click()


@pytest.mark.usefixtures("without_second_factor")
def test_a_second_factor_from_set_up_to_the_last_resort(stack: Stack, open_page: OpenPage) -> None:
    key, codes = set_up(open_page(sign_in=WHO))
    assert len(codes) == 10
    page = with_password(open_page(), stack)
    give(page, "000000")
    expect(page.get_by_text("Ongeldige code").first).to_be_visible()
    # The code of this half minute was used to set it up; the next one is good already.
    give(page, code_of(key, step=1))
    expect(page).to_have_url(f"{stack.url}/")
    narrow = with_password(open_page(width=390), stack)
    give(narrow, codes[0])
    expect(narrow).to_have_url(f"{stack.url}/")
    narrow.goto(f"{stack.url}/accounts/own/")
    expect(narrow.get_by_text("Je hebt nog 9 herstelcodes.")).to_be_visible()


def test_signing_out_on_another_device(stack: Stack, open_page: OpenPage) -> None:
    here, there = open_page(sign_in=WHO), open_page(sign_in=WHO)
    here.goto(f"{stack.url}/accounts/own/")
    here.get_by_role("button", name="Overal afmelden, behalve hier").click()
    expect(here.get_by_text("Je bent overal afgemeld, behalve hier.")).to_be_visible()
    there.reload()
    expect(there.get_by_role("heading", name="Aanmelden")).to_be_visible()
    again = open_page(sign_in=WHO)
    here.reload()
    here.get_by_role("button", name=re.compile("Daar afmelden")).click()
    expect(here.get_by_text("Je bent daar afgemeld.")).to_be_visible()
    again.reload()
    expect(again.get_by_role("heading", name="Aanmelden")).to_be_visible()


def test_nobody_there_any_more(stack: Stack, open_page: OpenPage) -> None:
    page = open_page()
    page.clock.install()
    stack.sign_in(page, WHO)
    dialog = page.get_by_role("alertdialog", name="Ben je er nog?")
    page.clock.run_for("11:00")
    expect(dialog).to_be_hidden()
    page.clock.run_for("01:10")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Doorgaan")).to_be_focused()
    dialog.get_by_role("button", name="Doorgaan").click()
    expect(dialog).to_be_hidden()
    page.clock.run_for("11:00")
    expect(dialog).to_be_hidden()
    page.clock.run_for("03:10")
    # Nothing of anybody stays on the screen, and the sign-in is over, not only out of sight.
    expect(page.get_by_role("heading", name="Aanmelden")).to_be_visible()
    page.goto(f"{stack.url}/accounts/own/")
    expect(page.get_by_label("Wachtwoord")).to_be_visible()
    assert PASSWORD not in page.content()
