"""One's own choices: single answers per moment, and studies; nobody else sees them."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from alliance.models import ItemConsent, Measurement, Rater, Response
from alliance.tests.factories import answer, reveal
from audit.models import Event
from caseload.models import Pair
from research.actions import choose_study
from research.models import Study, StudyConsent
from research.tests.factories import open_study

URL = reverse("portal:my_choices")


@pytest.fixture
def study(evi: User) -> Study:
    return open_study(evi)


def own_response(cas: User) -> Response:
    return Response.objects.visible_to(cas).standing().get(rater=Rater.CLIENT)


def test_a_client_says_yes_to_single_answers_and_takes_it_back(
    browse: Any, cas: User, anna: User, intake: Measurement
) -> None:
    reveal(intake)
    response = own_response(cas)
    page = browse(cas).get(URL).content.decode()
    assert "Mag Anna je losse antwoorden zien?" in page
    assert "<strong>Nee.</strong>" in page
    assert not Response.objects.visible_to(anna).filter(rater=Rater.CLIENT).exists()
    browse(cas).post(URL, {"response": response.pk, "answer": "yes"})
    assert Response.objects.visible_to(anna).get(rater=Rater.CLIENT) == response
    assert "Je zei ja." in browse(cas).get(URL).content.decode()
    browse(cas).post(URL, {"response": response.pk, "answer": "no"})
    assert not Response.objects.visible_to(anna).filter(rater=Rater.CLIENT).exists()
    browse(cas).post(URL, {"response": response.pk, "answer": "yes"})
    assert ItemConsent.objects.get().withdrawn_at is None
    assert Event.objects.filter(what="item consent", purpose="own").count() == 3


def test_a_yes_before_the_reveal_shows_nothing_yet(browse: Any, cas: User, anna: User, intake: Measurement) -> None:
    answer(intake, Rater.CLIENT)
    browse(cas).post(URL, {"response": own_response(cas).pk, "answer": "yes"})
    assert not Response.objects.visible_to(anna).exists()
    answer(intake, Rater.WORKER)
    assert Response.objects.visible_to(anna).filter(rater=Rater.CLIENT).count() == 1


def test_nobody_else_reads_single_answers_on_a_yes(
    browse: Any, cas: User, bram: User, colleague: User, evi: User, intake: Measurement
) -> None:
    reveal(intake)
    browse(cas).post(URL, {"response": own_response(cas).pk, "answer": "yes"})
    for person in (bram, colleague, evi):
        assert not Response.objects.visible_to(person).exists(), person


def test_takes_part_in_a_study_and_stops(browse: Any, cas: User, study: Study) -> None:
    page = browse(cas).get(URL).content.decode()
    assert "We willen weten wat helpt." in page
    assert "Je doet niet mee." in page
    browse(cas).post(URL, {"study": study.pk, "answer": "yes"})
    assert "Je doet mee." in browse(cas).get(URL).content.decode()
    browse(cas).post(URL, {"study": study.pk, "answer": "no"})
    assert not StudyConsent.objects.standing().exists()


def test_a_worker_chooses_for_themself_and_sees_nothing_of_the_client(
    browse: Any, anna: User, cas: User, pair: Pair, study: Study
) -> None:
    before = {name: browse(person).get(address).content for name, person, address in _pages(anna, pair)}
    choose_study(study=study, person=pair.client, taking_part=True, by=cas)
    after = {name: browse(person).get(address).content for name, person, address in _pages(anna, pair)}
    assert {name: _bare(text) for name, text in before.items()} == {name: _bare(text) for name, text in after.items()}
    browse(anna).post(URL, {"study": study.pk, "answer": "yes"})
    assert "Je doet mee." in browse(anna).get(URL).content.decode()
    assert StudyConsent.objects.of(anna).standing().count() == 1


def _pages(anna: User, pair: Pair) -> list[tuple[str, User, str]]:
    return [("own", anna, URL), ("pair", anna, reverse("portal:pair", args=[pair.pk])), ("home", anna, "/")]


def _bare(text: bytes) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text.decode())


@pytest.mark.parametrize(
    "posted",
    [
        pytest.param({"answer": "yes"}, id="nothing"),
        pytest.param({"study": uuid.uuid4(), "answer": "yes"}, id="no such study"),
        pytest.param({"response": uuid.uuid4(), "answer": "yes"}, id="no such answers"),
    ],
)
def test_what_is_not_ones_own_does_not_exist(browse: Any, cas: User, anna: User, posted: dict[str, Any]) -> None:
    for person in (cas, anna):
        assert browse(person).post(URL, posted).status_code == 404


def test_another_persons_answers_and_studies_do_not_exist(
    browse: Any, cas: User, anna: User, olaf: User, intake: Measurement
) -> None:
    reveal(intake)
    elsewhere = open_study(olaf, "Elders")
    for person in (cas, anna):
        assert browse(person).post(URL, {"study": elsewhere.pk, "answer": "yes"}).status_code == 404
    workers = Response.objects.visible_to(anna).get(rater=Rater.WORKER)
    assert browse(cas).post(URL, {"response": workers.pk, "answer": "yes"}).status_code == 404
    assert browse(anna).post(URL, {"response": own_response(cas).pk, "answer": "yes"}).status_code == 404
    assert not ItemConsent.objects.exists()
    assert not StudyConsent.objects.exists()


def test_a_bad_answer_writes_nothing(browse: Any, cas: User, study: Study) -> None:
    assert browse(cas).post(URL, {"study": study.pk, "answer": "maybe"}).status_code == 200
    assert not StudyConsent.objects.exists()


def test_others_have_no_choices_here(browse: Any, bram: User, evi: User, admin: User, vera: User) -> None:
    for person in (bram, evi, admin, vera):
        assert browse(person).get(URL).status_code == 403


def test_reading_is_recorded_as_ones_own(browse: Any, cas: User, anna: User) -> None:
    browse(cas).get(URL)
    assert Event.objects.filter(what="own choices", purpose="own").count() == 1
    browse(anna).get(URL)
    assert Event.objects.filter(what="own choices").count() == 1


def test_the_number_of_queries_does_not_grow(browse: Any, cas: User, evi: User, intake: Measurement) -> None:
    def asked() -> int:
        browser = browse(cas)
        browser.get(URL)
        with CaptureQueriesContext(connection) as queries:
            browser.get(URL)
        return len(queries)

    reveal(intake)
    open_study(evi)
    few = asked()
    for number in range(4):
        open_study(evi, f"Studie {number}")
    assert asked() == few <= 14
