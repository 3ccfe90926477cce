"""The client's page on paper: nothing more than the worker may see, and nothing of either side before the reveal."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from alliance import actions
from alliance.models import Measurement, Rater, Response
from alliance.tests.factories import answer, fill_in, reveal
from audit.models import Action, Event
from caseload import actions as caseload_actions
from caseload.models import Pair
from conftest import TODAY


@pytest.fixture
def url(pair: Pair) -> str:
    return reverse("alliance:print_for_client", args=[pair.pk])


def page(browse: Any, user: User, url: str) -> str:
    response = browse(user).get(url)
    assert response.status_code == 200
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def test_what_comes_what_was_agreed_the_outcome_and_who_sees_it(
    browse: Any, url: str, intake: Measurement, anna: User, pair: Pair
) -> None:
    caseload_actions.make_agreement(pair=pair, text="Rooster sturen", who="client", due=TODAY, by=anna)
    reveal(intake, client=5, worker=1)
    text = page(browse, anna, url)
    for words in (
        "Overzicht voor Cas",
        "Vanaf 13 mei 2027 krijg je weer vragen.",
        "Rooster sturen",
        "Jij, vóór 23 november 2026.",
        "De uitkomst van jou en Anna",
        'class="profile"',
        "Wie ziet wat ik invul?",
        "Vraag om een eigen account.",
    ):
        assert words in text
    # Single answers belong to the client, and nothing of the file is for this paper.
    for words in ("Klopt helemaal<", "cas@example.org", "Verhoeven"):
        assert words not in text


def test_with_the_clients_yes_the_answers_stand_there(
    browse: Any, url: str, intake: Measurement, anna: User, cas: User
) -> None:
    reveal(intake, client=5, worker=1)
    response = Response.objects.visible_to(cas).get(rater=Rater.CLIENT)
    actions.allow_items(response=response, allowed=True, by=cas)
    assert page(browse, anna, url).count("Klopt helemaal<") == 20
    actions.allow_items(response=response, allowed=False, by=cas)
    assert "Klopt helemaal<" not in page(browse, anna, url)


@pytest.mark.parametrize(
    "doing",
    [
        pytest.param(lambda m: answer(m, Rater.CLIENT), id="answered"),
        pytest.param(lambda m: fill_in(m, Rater.CLIENT), id="began"),
        pytest.param(lambda m: answer(m, Rater.WORKER), id="worker answered"),
    ],
)
def test_before_the_reveal_it_is_the_same_whatever_was_done(
    browse: Any, url: str, intake: Measurement, anna: User, doing: Any
) -> None:
    before = page(browse, anna, url)
    doing(intake)
    assert page(browse, anna, url) == before


def test_only_the_pairs_worker(
    browse: Any, url: str, anna: User, colleague: User, chris: User, olaf: User, bram: User, cas: User, evi: User
) -> None:
    for stranger in (colleague, chris, olaf):
        assert browse(stranger).get(url).status_code == 404
    for role in (bram, cas, evi):
        assert browse(role).get(url).status_code == 403
    assert browse(anna).post(url).status_code == 405


def test_the_read_is_recorded(browse: Any, url: str, anna: User, pair: Pair) -> None:
    page(browse, anna, url)
    assert Event.objects.get(action=Action.READ).what == "print for client"


def test_the_number_of_queries_does_not_grow(
    browse: Any, url: str, intake: Measurement, anna: User, pair: Pair
) -> None:
    def asked() -> int:
        browser = browse(anna)
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            browser.get(url)
        return len(queries)

    reveal(intake)
    few = asked()
    for number in range(4):
        caseload_actions.make_agreement(pair=pair, text=f"Afspraak {number}", who="worker", by=anna)
    assert asked() == few <= 16
