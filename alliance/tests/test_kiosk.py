"""The tablet in the client's hands reaches nothing but its own questions, and comes back locked, however it ends."""

import uuid
from collections.abc import Iterator

import pytest
from django.test import Client as Browser
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from alliance.models import Measurement
from alliance.tests.factories import answer
from alliance.tests.visits import BEGIN, DONE, NOT_NOW, QUESTIONS, REVIEW
from caseload.models import Pair

SIGN_IN = reverse("account_login")
# Open to anybody anywhere, or to machines that sign what they say, and without a word about anyone: signing in, a
# forgotten password, whether the portal lives, what a browser or a provider reports.
PUBLIC = (
    "account_",
    "health_",
    "set_language",
    "csp_report",
    "mfa_authenticate",
    "messaging:sms_report",
    "accounts:stay",
    "messaging:webhook_report",
)
OWN = tuple(f"alliance:{name}" for name in ("begin", "company", "questions", "topic", "review", "done", "not_me"))


def routes(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every address by name, with the names of its arguments."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}", tuple(entry.pattern.converters) or tuple(entry.pattern.regex.groupindex)
        else:
            yield from routes(entry, f"{space}{entry.namespace}:" if entry.namespace else space)


@pytest.fixture
def tablet(browse, anna: User, intake: Measurement) -> Browser:  # noqa: ANN001
    """Anna filled in her own side and gave the tablet to Cas, who began."""
    answer(intake, "worker")
    browser = browse(anna)
    assert browser.post(reverse("alliance:office", args=[intake.pk])).headers["Location"] == BEGIN
    browser.post(BEGIN)
    return browser


def arguments(names: tuple[str, ...], intake: Measurement, pair: Pair) -> dict[str, object]:
    known = {
        "pair_id": pair.pk,
        "measurement_id": intake.pk,
        "team_id": pair.team_id,
        "user_id": pair.worker_id,
        "token": "x" * 32,
        "uidb36": "abc",
        "key": "abc-def",
        "moment_kind": "intake",
        "side": "client",
    }
    return {name: known.get(name, uuid.uuid4()) for name in names}


@pytest.mark.parametrize("state", ["filling in", "locked"])
def test_every_other_address_leads_to_signing_in(state: str, tablet: Browser, intake: Measurement, pair: Pair) -> None:
    if state == "locked":
        tablet.post(NOT_NOW)
    reached, asked = [], 0
    for name, names in routes():
        if (
            name in OWN
            or name in ("alliance:leave", "alliance:link", "alliance:not_me_link")
            or name.startswith(PUBLIC)
        ):
            continue
        url = None
        for values in (arguments(names, intake, pair), dict.fromkeys(names, "x"), dict.fromkeys(names, 1)):
            try:
                url = reverse(name, kwargs=values)
                break
            except NoReverseMatch:
                continue
        assert url is not None, name
        for method in ("get", "post"):
            asked += 1
            page = getattr(tablet, method)(url)
            to_sign_in = page.status_code == 302 and page.headers["Location"].startswith(SIGN_IN)
            if not to_sign_in and page.status_code not in (404, 405) and not url.startswith("/v/"):
                reached.append((name, method, page.status_code))
    assert reached == []
    assert asked > 80


@pytest.mark.parametrize("name", ["alliance:link", "alliance:not_me_link"])
def test_a_link_that_does_not_live_is_dead_here_too(name: str, tablet: Browser) -> None:
    assert tablet.get(reverse(name, args=["x" * 32])).status_code == 404


def test_leaving_quickly_locks_it_and_goes_no_further(tablet: Browser) -> None:
    assert 'data-leave=""' in tablet.get(QUESTIONS).content.decode()
    tablet.post(QUESTIONS, {"at": "1", "item_c01": "4"})
    assert tablet.get(reverse("alliance:leave")).headers["Location"] == DONE
    for url in (*map(reverse, OWN), reverse("alliance:leave")):
        page = tablet.get(url, follow=True).content.decode()
        assert "Geef de tablet terug" in page, url
        assert "Cas" not in page


def test_an_error_shows_nothing_and_the_questions_go_on(tablet: Browser, pair: Pair) -> None:
    for url in ("/no/such/page/", f"/pair/{uuid.uuid4()}/x/", "/v/" + "x" * 64 + "/"):
        page = tablet.get(url)
        assert page.status_code == 404
        assert "Verhoeven" not in page.content.decode()
    assert tablet.get(QUESTIONS).status_code == 200
    assert "Verhoeven" not in tablet.get(REVIEW).content.decode()


def test_what_is_still_on_its_way_after_the_lock_is_refused_without_words_for_a_link(tablet: Browser) -> None:
    tablet.post(NOT_NOW)
    late = tablet.post(QUESTIONS, {"item_c01": "4"}, headers={"Accept": "application/json"})
    assert late.json() == {"stopped": "locked"}
