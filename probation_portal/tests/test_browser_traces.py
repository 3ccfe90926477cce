"""What a browser keeps after its person left, and what two browsers show who save the same record."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from probation_portal.tests.stack import NARROW, ROOT, WIDE, Complaints, Stack
from runner import browser as chromium

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
SCREENS = ROOT / "var" / "test" / "screens"
STORED = "() => JSON.stringify([{...localStorage}, {...sessionStorage}])"
# Of the person whose file was open: what stands in the header of every page about them.
NUMBER = re.compile(r"RN-[\d ]+\d")


@pytest.fixture
def profile(stack: Stack, chrome: Browser, complaints: Complaints, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser that keeps a profile on disk and goes back without asking the server, as people's own do."""
    context = chrome.browser_type.launch_persistent_context(
        tmp_path / "profile",
        executable_path=str(chromium.find()),
        args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        ignore_default_args=["--disable-back-forward-cache"],
        viewport={"width": WIDE, "height": 900},
        locale="nl-NL",
    )
    yield context
    context.close()
    assert complaints.lines == []


def pairs(page: Page) -> list[str]:
    """The addresses of the pairs on a worker's home."""
    links = page.locator("main a[href^='/pair/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return sorted({link for link in links if re.fullmatch(r"/pair/[0-9a-f-]{36}/", link)})


def found_in(folder: Path, words: set[str]) -> list[str]:
    """Which files of the profile hold one of these words, in either of the ways Chromium writes text."""
    traces = []
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        for word in words:
            if word.encode() in content or word.encode("utf-16-le") in content:
                traces.append(f"{path.relative_to(folder)}: {word}")
    return traces


def test_after_signing_out_the_browser_shows_and_keeps_nobody(
    stack: Stack, profile: BrowserContext, complaints: Complaints, tmp_path: Path
) -> None:
    page = profile.pages[0]
    complaints.watch(page)
    stack.sign_in(page, "anna@example.org")
    words = set()
    for url in pairs(page)[:3]:
        page.goto(f"{stack.url}{url}")
        named = page.locator(".person__name").first.inner_text()
        words |= {NUMBER.split(named)[0].strip(), *NUMBER.findall(named)}
    assert len(words) >= 6, words
    page.goto(stack.url)
    seen = page.url
    page.goto(f"{stack.url}/account/logout/")
    with page.expect_response(lambda answer: answer.request.method == "POST") as left:
        page.locator("main form button[type=submit]").first.click()
    assert left.value.all_headers()["clear-site-data"] == '"cache", "storage"'
    page.wait_for_url("**/account/login/**")
    assert page.evaluate(STORED) == "[{},{}]"
    for _ in range(4):
        page.go_back()
        expect(page.locator("input[name=login]")).to_be_visible()
        assert not any(word in page.content() for word in words)
    assert [one["name"] for one in profile.cookies() if "session" in one["name"]] == []
    page.goto(seen)
    expect(page.locator("input[name=login]")).to_be_visible()
    profile.close()
    assert found_in(tmp_path / "profile", words) == []
    # The search itself finds what is there.
    assert found_in(tmp_path / "profile", {"127.0.0.1"}) != []


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_two_people_save_the_same_contact_details(stack: Stack, open_page: OpenPage, width: int) -> None:
    """The second is refused with both versions and the name of the first; one click saves theirs after all."""
    first, second = (
        open_page(width=width, sign_in="anna@example.org"),
        open_page(width=width, sign_in="anna@example.org"),
    )
    second.goto(stack.url)
    url = pairs(second)[4]
    for page in (first, second):
        page.goto(f"{stack.url}{url}contact-details/")
    first.fill("input[name=reach_note]", "Alleen sms")
    first.locator("main form button[type=submit]").first.click()
    first.wait_for_url(f"**{url}")
    second.fill("input[name=reach_note]", "Na vijf uur bellen")
    second.fill("input[name=consider_note]", "Grote letters")
    second.locator("main form button[type=submit]").first.click()
    both = second.locator(".versions")
    expect(both).to_contain_text("Anna de Wit (reclasseringswerker) bewaarde dit vandaag om")
    expect(both.locator("tr", has_text="Bereiken")).to_contain_text("Alleen sms")
    expect(both.locator("tr", has_text="Bereiken")).to_contain_text("Na vijf uur bellen")
    expect(second.locator("input[name=consider_note]")).to_have_value("Grote letters")
    SCREENS.mkdir(parents=True, exist_ok=True)
    second.screenshot(path=SCREENS / f"two-versions-{width}.png", full_page=True)
    assert second.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    first.reload()
    expect(first.locator(".person")).to_contain_text("Alleen sms")
    second.get_by_role("button", name="Toch mijn versie bewaren").click()
    second.wait_for_url(f"**{url}")
    expect(second.locator(".person")).to_contain_text("Na vijf uur bellen")
