"""The English: complete, with the same placeholders, compiled; and on the pages of every role no Dutch is left."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

import polib
import pytest
from django.conf import settings
from django.test import Client as Browser
from django.utils import translation

from accounts.models import User
from alliance.models import Measurement, MomentKind
from alliance.tests.factories import reveal
from alliance.tests.visits import QUESTIONS, come_in, link_to
from caseload import actions
from caseload.models import HitchKind, Pair
from probation_portal.tests import catalogue
from research.presenters.both_sides import two_places
from volunteers.forms.activities import length_words

ROLES = ("anna", "bram", "dewi", "vera", "cas", "evi", "pim", "admin")
FORMS = ("/cases/new/", "/contact/{}/new/", "/caseload/{}/hitch/", "/caseload/{}/agreement/", "/pair/{}/hand-over/")
# No English text has these; nobody in these tests is called by one.
DUTCH = re.compile(r"\b(het|een|niet|voor|jij|jouw|wordt|naar|zijn|nog|met|vanaf|t/m|maandag|dinsdag)\b", re.IGNORECASE)
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-label")
SOURCE = "Demonstratievragen in eigen woorden van dit portaal, niet de WA-GK."
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


# ---------- the catalogue ----------


def test_every_text_has_its_english_and_nothing_else_has() -> None:
    """New or changed texts: `makemessages`, see CONTRIBUTING.md."""
    known = {(entry.msgctxt or "", entry.msgid) for entry in catalogue.english() if not entry.obsolete}
    found = catalogue.keys()
    assert (sorted(found - known), sorted(known - found)) == ([], [])


def test_no_english_is_missing_or_a_guess() -> None:
    entries = catalogue.english()
    assert not entries.obsolete_entries()
    assert [entry.msgid for entry in entries if entry.fuzzy or not entry.translated()] == []


def test_the_english_keeps_the_placeholders() -> None:
    def placeholders(text: str) -> Counter[str]:
        return Counter(catalogue.PLACEHOLDER.findall(text))

    texts = [pair for entry in catalogue.english() for pair in catalogue.texts(entry)]
    assert [dutch for dutch, english in texts if placeholders(dutch) != placeholders(english)] == []


def test_the_english_begins_and_ends_as_the_dutch_does() -> None:
    """A sentence stays a sentence, a label a label; the space at an end is part of the page."""

    def shape(text: str) -> tuple[bool, str, bool]:
        return text[:1].isspace(), text[-1:] if text[-1:] in ".:?" else "", text[-1:].isspace()

    texts = [pair for entry in catalogue.english() for pair in catalogue.texts(entry)]
    odd = {dutch for dutch, english in texts if shape(dutch) != shape(english)}
    # Two abbreviations that need their full stop in one of the languages only.
    assert odd == {"%(months)s mnd", "Vul een dag in zoals 23 nov."} & odd


def test_the_compiled_catalogue_is_up_to_date() -> None:
    compiled = polib.mofile(str(catalogue.CATALOGUE.with_suffix(".mo")))
    assert {text for entry in compiled for text in catalogue.texts(entry)} == {
        text for entry in catalogue.english() for text in catalogue.texts(entry)
    }


# ---------- the pages ----------


class _Words(HTMLParser):
    """What a page says, in text and in the attributes that are read aloud; what `translate="no"` marks is not ours."""

    VOID = {"meta", "link", "input", "br", "hr", "img", "wbr", "source", "col"}

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.links: list[str] = []
        self.closed: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in self.VOID:
            foreign = (
                (found.get("lang") == "nl" and tag != "html")
                or found.get("translate") == "no"
                or tag in {"script", "style"}
            )
            self.closed.append(foreign or any(self.closed))
        self.said += [found[name] or "" for name in SPOKEN if name in found]
        if tag == "a" and (found.get("href") or "").startswith("/"):
            self.links.append(found["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        if self.closed and tag not in self.VOID:
            self.closed.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.closed) and data.strip():
            self.said.append(" ".join(data.split()))


@pytest.fixture(scope="module")
def dutch() -> re.Pattern[str]:
    """Matches any text of the portal that reads differently in English, with anything in its placeholders."""
    texts = dict(pair for entry in catalogue.english() for pair in catalogue.texts(entry))
    both = set(texts.values())
    patterns = [
        ".*?".join(re.escape(part) for part in catalogue.PLACEHOLDER.split(text))
        for text, english in texts.items()
        if text != english and text not in both and len(re.findall("[a-zë]{2,}", catalogue.PLACEHOLDER.sub("", text)))
    ]
    return re.compile("|".join(patterns))


def dutch_on(html: str, dutch: re.Pattern[str]) -> list[str]:
    """The source of the demonstration questions is part of their file, in both languages at once."""
    ours = (said.replace(SOURCE, "") for said in _read(html).said)
    return [said for said in ours if dutch.fullmatch(said) or DUTCH.search(said)]


def _read(html: str) -> _Words:
    words = _Words()
    words.feed(html)
    assert not words.closed, "an element without its end: what follows may not have been read"
    return words


@pytest.fixture
def case(anna: User, pair: Pair, intake: Measurement, cas: User) -> Pair:
    """Cas and Anna with something of everything, written by people who write English."""
    reveal(intake)
    kind = HitchKind.objects.create(organisation=anna.organisation, name="Missed an appointment")
    today = dt.date(2026, 11, 23)
    actions.record_hitch(pair=pair, kind=kind, on=today, by=anna)
    actions.make_agreement(pair=pair, text="Call the office", who="client", by=anna, due=today - dt.timedelta(days=2))
    actions.add_goal(pair=pair, text="Find a job", since=today, by=anna)
    actions.record_fact(pair=pair, kind="phase", value="start", since=today, by=anna)
    return pair


def _english(browser: Browser) -> Browser:
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return browser


def _walk(browser: Browser, start: str = "/", most: int = 60) -> Iterator[tuple[str, str]]:
    """Every kind of page that links lead to from here, one of each kind."""
    waiting, seen = [start], {start}
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        response: Any = browser.get(path, follow=True)
        if not response["Content-Type"].startswith("text/html"):
            continue
        html = response.content.decode()
        yield path, html
        for link in _read(html).links:
            kind = UUID.sub("*", link.partition("#")[0].partition("?")[0])
            if kind not in seen:
                seen.add(kind)
                waiting.append(link)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_no_dutch_on_the_english_pages(
    role: str,
    case: Pair,
    dutch: re.Pattern[str],
    browse: Callable[[User], Browser],
    request: pytest.FixtureRequest,
) -> None:
    browser = _english(browse(request.getfixturevalue(role)))
    left = {path: found for path, html in _walk(browser) if (found := dutch_on(html, dutch))}
    assert left == {}


@pytest.mark.django_db
@pytest.mark.parametrize("path", FORMS)
def test_no_dutch_in_the_errors_of_an_english_form(
    path: str, case: Pair, anna: User, bram: User, dutch: re.Pattern[str], browse: Callable[[User], Browser]
) -> None:
    browser = _english(browse(bram if "cases" in path or "hand-over" in path else anna))
    response = browser.post(path.format(case.pk), {})
    assert response.status_code == 200
    assert dutch_on(response.content.decode(), dutch) == []


@pytest.mark.django_db
def test_no_dutch_where_a_client_answers_in_english(intake: Measurement, dutch: re.Pattern[str]) -> None:
    browser = _english(Browser())
    pages: Iterable[str] = [link_to(intake), "/account/login/", "/nowhere/"]
    shown = [browser.get(path).content.decode() for path in pages]
    shown += [come_in(intake, browser=browser, begin=False).get("/v/begin/").content.decode()]
    shown += [come_in(intake, browser=browser).get(path).content.decode() for path in (QUESTIONS, "/v/review/")]
    assert [found for html in shown if (found := dutch_on(html, dutch))] == []


@pytest.mark.django_db
def test_no_dutch_while_a_measurement_is_open(
    intake: Measurement, anna: User, dutch: re.Pattern[str], browse: Callable[[User], Browser]
) -> None:
    pages = dict(_walk(_english(browse(anna))))
    assert f"/alliance/{intake.pk}/" in pages
    assert {path: found for path, html in pages.items() if (found := dutch_on(html, dutch))} == {}


@pytest.mark.django_db
def test_days_and_numbers_are_english(case: Pair, anna: User, browse: Callable[[User], Browser]) -> None:
    browser = _english(browse(anna))
    text = " ".join(_read(browser.get(f"/pair/{case.pk}/").content.decode()).said)
    assert "4.0" in text
    assert "23 Nov." in text
    assert "by 21 Nov." in text


@pytest.mark.parametrize(("language", "words"), [("en", "extra moment, 3 Nov."), ("nl", "extra moment, 3 nov.")])
def test_a_month_keeps_its_capital_inside_a_sentence(language: str, words: str) -> None:
    with translation.override(language):
        assert Measurement(kind=MomentKind.EXTRA, opens_on=dt.date(2026, 11, 3)).label_inside == words


@pytest.mark.parametrize(("language", "alpha", "hours"), [("en", "−0.04", "1.5 hr"), ("nl", "−0,04", "1,5 uur")])
def test_figures_within_words_follow_the_language(language: str, alpha: str, hours: str) -> None:
    with translation.override(language):
        assert (two_places(-0.04), length_words(90)) == (alpha, hours)


@pytest.mark.django_db
def test_dutch_days_and_numbers_stay_dutch(case: Pair, anna: User, browse: Callable[[User], Browser]) -> None:
    text = " ".join(_read(browse(anna).get(f"/pair/{case.pk}/").content.decode()).said)
    assert "4,0" in text
    assert "23 nov." in text


def test_a_page_with_dutch_on_it_is_seen(dutch: re.Pattern[str]) -> None:
    page = '<p>Fine</p><img alt="x"><p aria-label="Werkalliantie">a</p><p lang="nl">Nederlands</p><p>Niveau 2</p>'
    assert dutch_on(page, dutch) == ["Werkalliantie", "Niveau 2"]
