"""The worker's pages about windows: an extra moment, postponing, late answers, why a side stayed away."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from alliance.models import Measurement, NonResponse, Rater, WindowChange
from alliance.tests.factories import answer, fill_in
from audit import clock
from audit.models import Action, Event
from caseload import pauses
from caseload.models import Pair

Browse = Callable[[User | None], Browser]
PAGES = ["extra", "postpone", "allow_late", "non_response"]
AFTER = dt.timedelta(days=40)
GOOD = {
    "extra": {"form": "short"},
    "postpone": {"weeks": "4", "reason": "ill", "version": "0"},
    "allow_late": {"reason": "workload"},
    "non_response": {"reason": "forgotten", "version": "0"},
}


def address(page: str, pair: Pair, intake: Measurement) -> str:
    return reverse(f"alliance:{page}", args=[pair.pk if page == "extra" else intake.pk])


def closed_for(page: str):  # noqa: ANN201
    """Late answers and reasons are for a moment that closed."""
    return clock.at(clock.now() + (AFTER if page in ("allow_late", "non_response") else dt.timedelta()))


def written() -> int:
    return WindowChange.objects.count() + NonResponse.objects.count() + Measurement.objects.filter(kind="extra").count()


@pytest.mark.parametrize("page", PAGES)
def test_works_and_comes_back_to_the_pair(
    browse: Browse, anna: User, pair: Pair, intake: Measurement, page: str
) -> None:
    with closed_for(page):
        assert browse(anna).get(address(page, pair, intake)).status_code == 200
        response = browse(anna).post(address(page, pair, intake), GOOD[page])
    assert response["Location"] == reverse("portal:pair", args=[pair.pk])
    assert written() == 1


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", ["colleague", "chris", "olaf"])
def test_a_stranger_finds_nothing(
    browse: Browse, request: pytest.FixtureRequest, pair: Pair, intake: Measurement, page: str, name: str
) -> None:
    browser = browse(request.getfixturevalue(name))
    assert browser.get(address(page, pair, intake)).status_code == 404
    assert browser.post(address(page, pair, intake), GOOD[page]).status_code == 404


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", ["bram", "cas", "dewi", "vera", "evi", "pim", "admin"])
def test_other_roles_may_not(
    browse: Browse, request: pytest.FixtureRequest, pair: Pair, intake: Measurement, page: str, name: str
) -> None:
    browser = browse(request.getfixturevalue(name))
    assert browser.get(address(page, pair, intake)).status_code == 403
    assert browser.post(address(page, pair, intake), GOOD[page]).status_code == 403
    assert written() == 0


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("bad", ["", "niets"])
def test_bad_input_says_so_and_writes_nothing(
    browse: Browse, anna: User, pair: Pair, intake: Measurement, page: str, bad: str
) -> None:
    with closed_for(page):
        response = browse(anna).post(address(page, pair, intake), dict.fromkeys(GOOD[page], bad))
    assert response.status_code == 200
    assert 'class="error-summary"' in response.content.decode()
    assert written() == 0


def test_a_good_choice_beside_a_bad_one_is_kept(browse: Browse, anna: User, pair: Pair, intake: Measurement) -> None:
    response = browse(anna).post(address("postpone", pair, intake), {"weeks": "4"})
    assert response.context["form"]["weeks"].value() == "4"
    assert "Kies een reden." in response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_the_read_is_recorded(browse: Browse, anna: User, pair: Pair, intake: Measurement, page: str) -> None:
    with closed_for(page):
        browse(anna).get(address(page, pair, intake))
    event = Event.objects.latest("id")
    what, object_id = ("extra moment", pair.pk) if page == "extra" else ("measurement", intake.pk)
    assert (event.action, event.what, event.object_id) == (Action.READ, what, object_id)


@pytest.mark.parametrize("page", PAGES)
def test_few_queries(browse: Browse, anna: User, pair: Pair, intake: Measurement, page: str) -> None:
    browser = browse(anna)
    with closed_for(page), CaptureQueriesContext(connection) as queries:
        browser.get(address(page, pair, intake))
    assert len(queries) <= 14


def test_a_refusal_stands_on_the_page(browse: Browse, anna: User, pair: Pair, intake: Measurement) -> None:
    pauses.start_pause(pair=pair, reason="illness", since=clock.today(), by=anna)
    response = browse(anna).post(address("extra", pair, intake), GOOD["extra"])
    assert "Het toezicht is gepauzeerd." in response.content.decode()


def test_an_extra_moment_says_which_one_runs_already(
    browse: Browse, anna: User, pair: Pair, intake: Measurement
) -> None:
    assert "Er loopt nu ook een meting: Intake" in browse(anna).get(address("extra", pair, intake)).content.decode()


def body(response: Any) -> str:
    """The page without what differs at every request."""
    text = response.content.decode()
    main = text[text.index("<main") : text.index("</main")]
    return "".join(line for line in main.splitlines(keepends=True) if "csrfmiddlewaretoken" not in line)


@pytest.mark.parametrize("page", ["postpone", "allow_late", "non_response"])
@pytest.mark.parametrize("client", ["draft", "response"])
def test_the_page_is_the_same_whatever_the_client_did(
    browse: Browse, anna: User, pair: Pair, intake: Measurement, page: str, client: str
) -> None:
    with closed_for(page):
        before = body(browse(anna).get(address(page, pair, intake)))
    fill_in(intake, Rater.CLIENT)
    if client == "response":
        answer(intake, Rater.CLIENT)
    with closed_for(page):
        assert body(browse(anna).get(address(page, pair, intake))) == before
        response = browse(anna).post(address(page, pair, intake), GOOD[page])
    assert response.status_code == 302


def test_why_a_side_stayed_away_is_asked_of_ones_own_side_first(
    browse: Browse, anna: User, pair: Pair, intake: Measurement
) -> None:
    url = address("non_response", pair, intake)
    assert browse(anna).get(url).status_code == 302
    with clock.at(clock.now() + AFTER):
        assert "jouw eigen kant" in browse(anna).get(url).content.decode()
    answer(intake, Rater.WORKER)
    with clock.at(clock.now() + AFTER):
        assert "de kant van Cas" in browse(anna).get(url).content.decode()
        browse(anna).post(url, {"reason": "language", "version": "0"})
    assert NonResponse.objects.get().rater == "client"


def test_the_pair_page_offers_what_may_be_done_and_tells_what_was_done(
    browse: Browse, anna: User, pair: Pair, intake: Measurement
) -> None:
    def page() -> str:
        return browse(anna).get(reverse("portal:pair", args=[pair.pk])).content.decode()

    assert address("postpone", pair, intake) in page()
    assert address("extra", pair, intake) in page()
    browse(anna).post(address("postpone", pair, intake), GOOD["postpone"])
    assert "Meting uitgesteld: Intake" in page()
    assert "Reden: ziekte." in page()
    fill_in(intake, Rater.WORKER)
    assert address("postpone", pair, intake) not in page()
    with clock.at(clock.now() + AFTER + AFTER):
        assert address("allow_late", pair, intake) in page()
        assert address("non_response", pair, intake) in page()


def test_the_supervisor_gets_none_of_these_links(browse: Browse, bram: User, pair: Pair, intake: Measurement) -> None:
    page = browse(bram).get(reverse("portal:pair", args=[pair.pk])).content.decode()
    assert not [name for name in PAGES if address(name, pair, intake) in page]
