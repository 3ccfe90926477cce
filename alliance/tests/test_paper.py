"""Answers from paper: who may enter them, what is kept, and that nothing tells what the client did."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from alliance import actions
from alliance.actions import CannotAnswer, Refusal
from alliance.models import Draft, Measurement, Rater, Response, ScaleScore, Way
from alliance.scoring import AnswerError
from alliance.tests.factories import answer, fill_in, open_measurement, reveal
from alliance.tests.visits import all_items
from audit import clock
from audit.models import Action, Event
from caseload.actions import hand_over
from caseload.models import Pair
from conftest import NOON, TODAY


def url(measurement: Measurement, name: str = "enter_paper") -> str:
    return reverse(f"alliance:{name}", args=[measurement.pk])


def without_tokens(response: HttpResponse) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def paper(measurement: Measurement, value: int = 4) -> dict[str, str]:
    return {"way": "paper", "filled_on": "20-11-2026"} | all_items(measurement, "client", value)


def items(measurement: Measurement, value: int = 4) -> dict[str, int]:
    assert measurement.instrument is not None
    return {item.key: value for item in measurement.instrument.parsed.items_for("client")}


def enter(measurement: Measurement, by: User, **changed: Any) -> Response:
    values: dict[str, Any] = {"answers": items(measurement), "way": Way.PAPER, "filled_on": TODAY} | changed
    return actions.enter_paper(measurement=measurement, by=by, **values)


# ---------- who ----------


def test_the_pairs_worker_and_the_colleagues_of_the_team(
    intake: Measurement, anna: User, colleague: User, chris: User, olaf: User, bram: User, evi: User, cas: User
) -> None:
    def may(user: User) -> bool:
        return Measurement.objects.enterable_by(user).filter(pk=intake.pk).exists()

    assert may(anna)
    assert may(colleague)
    for person in (chris, olaf, bram, evi, cas):
        assert not may(person), person
    colleague.is_active = False
    assert not may(colleague)


@pytest.mark.parametrize("when", ["not open yet", "closed", "handed over"])
def test_only_while_it_is_open(when: str, intake: Measurement, pair: Pair, anna: User, colleague: User) -> None:
    if when == "handed over":
        hand_over(pair=pair, to=colleague, on=TODAY, by=None)
    days = {"not open yet": -11, "closed": 60}.get(when, 0)
    with clock.at(NOON + dt.timedelta(days=days)):
        assert not Measurement.objects.enterable_by(anna).filter(pk=intake.pk).exists()
        assert not Measurement.objects.enterable_by(colleague).filter(pk=intake.pk).exists()
        with pytest.raises(CannotAnswer):
            enter(intake, colleague)


def test_a_colleague_opens_nothing_else_of_the_case(browse: Any, intake: Measurement, colleague: User) -> None:
    browser = browse(colleague)
    assert browser.get(url(intake)).status_code == 200
    for address in (
        reverse("portal:pair", args=[intake.pair_id]),
        reverse("alliance:respond", args=[intake.pk]),
        reverse("alliance:office", args=[intake.pk]),
        reverse("alliance:print_for_client", args=[intake.pair_id]),
        reverse("alliance:correct", args=[intake.pk]),
        reverse("alliance:correct_paper", args=[intake.pk]),
    ):
        assert browser.get(address).status_code == 404, address


def test_strangers_and_other_roles(
    browse: Any, intake: Measurement, chris: User, olaf: User, bram: User, cas: User, dewi: User
) -> None:
    for stranger in (chris, olaf):
        assert browse(stranger).get(url(intake)).status_code == 404
        assert browse(stranger).post(url(intake), paper(intake)).status_code == 404
    for role in (bram, cas, dewi):
        assert browse(role).get(url(intake)).status_code == 403
    assert not Response.objects.exists()


# ---------- the page ----------


def test_a_colleague_sees_a_first_name_and_a_number_and_enters(
    browse: Any, intake: Measurement, colleague: User
) -> None:
    browser = browse(colleague)
    page = browser.get(url(intake)).content.decode()
    assert "Antwoorden van Cas invoeren" in page
    assert intake.pair.client.number in page
    assert "Verhoeven" not in page
    assert "cas@example.org" not in page
    assert browser.post(url(intake), paper(intake, 2)).headers["Location"] == "/"
    kept = Response.objects.get()
    assert (kept.rater, kept.way, kept.filled_on, kept.submitted_by) == (
        Rater.CLIENT,
        Way.PAPER,
        dt.date(2026, 11, 20),
        colleague,
    )
    assert kept.answers == items(intake, 2)
    assert ScaleScore.objects.filter(response=kept).exists()
    event = Event.objects.get(action=Action.ANSWERED)
    assert (event.actor_id, event.what, event.object_id) == (colleague.pk, "paper answers", intake.pk)
    assert Event.objects.filter(action=Action.READ, what="paper entry", actor_id=colleague.pk).exists()
    assert not ScaleScore.objects.visible_to(colleague).exists()
    assert not Response.objects.visible_to(colleague).exists()


def test_the_worker_fills_in_first(browse: Any, intake: Measurement, anna: User) -> None:
    browser = browse(anna)
    for response in (browser.get(url(intake)), browser.post(url(intake), paper(intake))):
        text = response.content.decode()
        assert "Vul eerst je eigen kant in" in text
        assert url(intake) in text
    assert not Response.objects.exists()
    with pytest.raises(CannotAnswer) as refused:
        enter(intake, anna)
    assert refused.value.refusal is Refusal.OWN_SIDE_FIRST


def test_the_worker_who_did_enters_and_both_are_in(browse: Any, intake: Measurement, anna: User) -> None:
    answer(intake, Rater.WORKER)
    fill_in(intake, Rater.CLIENT, {next(iter(items(intake))): 1})
    browser = browse(anna)
    where = browser.post(url(intake), paper(intake)).headers["Location"]
    assert where == reverse("portal:pair", args=[intake.pair_id])
    intake.refresh_from_db()
    assert intake.is_revealed
    assert not Draft.objects.exists()
    page = browser.get(where).content.decode()
    assert "Intake: door Cas op papier, op 20 nov. 2026." in page
    assert url(intake, "correct_paper") in page


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("filled_on", "24-11-2026", "Deze dag moet nog komen."),
        ("filled_on", "01-01-2026", "Deze dag ligt buiten de tijd"),
        ("filled_on", "", "Vul een dag in zoals 23-11-2026."),
        ("way", "", "Kies hoe het is ingevuld."),
        ("way", "portal", "Selecteer"),
    ],
)
def test_a_bad_one_says_why_keeps_the_rest_and_writes_nothing(
    browse: Any, intake: Measurement, colleague: User, field: str, value: str, says: str
) -> None:
    response = browse(colleague).post(url(intake), paper(intake) | {field: value})
    assert response.status_code == 200
    text = response.content.decode()
    assert says in text
    assert text.count(" checked") >= len(items(intake))
    assert not Response.objects.exists()


def test_an_empty_list_is_no_answer(browse: Any, intake: Measurement, colleague: User) -> None:
    response = browse(colleague).post(url(intake), {"way": "paper", "filled_on": "20-11-2026"})
    assert "Vul minstens één antwoord in." in response.content.decode()
    assert not Response.objects.exists()


@pytest.mark.parametrize("answers", [{"nothing": 3}, {}])
def test_the_action_keeps_what_the_instrument_asks(intake: Measurement, colleague: User, answers: Any) -> None:
    with pytest.raises((AnswerError, CannotAnswer)):
        enter(intake, colleague, answers=answers)
    with pytest.raises(ValidationError):
        enter(intake, colleague, filled_on=TODAY + dt.timedelta(days=1))
    assert not Response.objects.exists()


# ---------- blindness ----------

DOING = {
    "answered": lambda m: answer(m, Rater.CLIENT),
    "began": lambda m: fill_in(m, Rater.CLIENT),
    "not now": lambda m: actions.say_not_now(measurement=m, rater=Rater.CLIENT, by=None),
}


@pytest.mark.parametrize("doing", DOING)
@pytest.mark.parametrize("who", ["anna", "colleague"])
def test_the_page_is_the_same_whatever_the_client_did(
    browse: Any, doing: str, who: str, request: pytest.FixtureRequest, intake: Measurement
) -> None:
    browser = browse(request.getfixturevalue(who))

    def looked() -> tuple[int, str]:
        response = browser.get(url(intake))
        return response.status_code, without_tokens(response)

    before = looked()
    DOING[doing](intake)
    assert looked() == before


def test_until_their_own_side_is_in_the_worker_learns_nothing_by_posting(
    browse: Any, intake: Measurement, anna: User
) -> None:
    browser = browse(anna)
    before = browser.post(url(intake), paper(intake)).status_code
    answer(intake, Rater.CLIENT)
    assert browser.post(url(intake), paper(intake)).status_code == before == 200
    assert Response.objects.count() == 1


def test_a_colleagues_entry_tells_the_worker_nothing(
    browse: Any, intake: Measurement, anna: User, colleague: User
) -> None:
    def looked() -> list[str]:
        pages = [reverse("portal:pair", args=[intake.pair_id]), reverse("alliance:respond", args=[intake.pk])]
        return [without_tokens(browse(anna).get(page)) for page in pages]

    before = looked()
    enter(intake, colleague)
    assert looked() == before
    assert browse(anna).get(url(intake, "correct_paper")).status_code == 404


def test_a_second_entry_is_refused_in_words_that_name_no_cause(
    browse: Any, intake: Measurement, colleague: User
) -> None:
    answer(intake, Rater.CLIENT)
    browser = browse(colleague)
    assert browser.post(url(intake), paper(intake)).headers["Location"] == "/"
    assert "Voor deze meting kan nu niets worden ingevoerd." in browser.get("/").content.decode()
    assert Response.objects.count() == 1


def test_after_sharing_nothing_is_entered(intake: Measurement, anna: User, colleague: User) -> None:
    answer(intake, Rater.WORKER)
    Response.objects.update(shared_at=clock.now())
    with pytest.raises(CannotAnswer):
        enter(intake, colleague)


def test_the_number_of_queries_is_constant(browse: Any, intake: Measurement, colleague: User) -> None:
    browser = browse(colleague)
    browser.get(url(intake))
    with CaptureQueriesContext(connection) as queries:
        browser.get(url(intake))
    assert len(queries) <= 10
    assert open_measurement(intake.pair).pk == intake.pk
    reveal(intake)
