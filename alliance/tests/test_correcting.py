"""Corrections: the old response stays as it was and no longer stands; who may, and until when."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from alliance import actions
from alliance.actions import CannotAnswer, Refusal
from alliance.models import ItemConsent, Measurement, Rater, Response, ScaleScore, Way
from alliance.tests.factories import answer, reveal
from alliance.tests.test_paper import enter, items
from alliance.tests.visits import all_items
from audit import clock
from audit.models import Action, Event
from caseload.actions import hand_over
from caseload.models import Pair
from conftest import NOON, TODAY


def correct_url(measurement: Measurement) -> str:
    return reverse("alliance:correct", args=[measurement.pk])


def paper_url(measurement: Measurement) -> str:
    return reverse("alliance:correct_paper", args=[measurement.pk])


def standing(measurement: Measurement, rater: Rater) -> Response:
    return Response.objects.standing().get(measurement=measurement, rater=rater)


# ---------- one's own side ----------


@pytest.mark.parametrize("side", list(Rater))
def test_ones_own_side_is_corrected_until_the_reveal(
    browse: Any, side: Rater, intake: Measurement, anna: User, cas: User
) -> None:
    old = answer(intake, side, 2)
    old_scores = list(old.scores.values_list("scale", "score").order_by("scale"))
    browser = browse(anna if side is Rater.WORKER else cas)
    page = browser.get(correct_url(intake)).content.decode()
    assert page.count(" checked") == len(old.answers)
    browser.post(correct_url(intake), all_items(intake, side, 5))
    new = standing(intake, side)
    old.refresh_from_db()
    assert (new.corrects, old.standing) == (old, False)
    assert set(old.answers.values()) == {2}
    assert set(new.answers.values()) == {5}
    assert list(old.scores.values_list("scale", "score").order_by("scale")) == old_scores
    assert list(new.scores.values_list("scale", "score").order_by("scale")) != old_scores
    purpose = "own" if side is Rater.CLIENT else "supervision"
    assert (
        Event.objects.filter(action=Action.CHANGED, what="answers", purpose=purpose, object_id=intake.pk).count() == 1
    )
    intake.refresh_from_db()
    assert not intake.is_revealed


def test_the_corrected_scores_are_those_that_are_revealed(intake: Measurement, anna: User) -> None:
    answer(intake, Rater.WORKER, 1)
    items_of_worker = {i.key: 5 for i in intake.instrument.parsed.items_for("worker")}  # type: ignore[union-attr]
    new = actions.correct_response(measurement=intake, rater=Rater.WORKER, answers=items_of_worker, by=anna)
    answer(intake, Rater.CLIENT)
    seen = ScaleScore.objects.visible_to(anna).filter(response__rater=Rater.WORKER)
    assert {score.response_id for score in seen} == {new.pk}


@pytest.mark.parametrize("when", ["nothing sent", "revealed", "closed", "shared", "handed over"])
@pytest.mark.parametrize("side", list(Rater))
def test_refused(
    browse: Any, when: str, side: Rater, intake: Measurement, anna: User, cas: User, pair: Pair, colleague: User
) -> None:
    if when != "nothing sent":
        answer(intake, side)
    if when == "revealed":
        answer(intake, side.other)
    if when == "shared":
        Response.objects.update(shared_at=clock.now())
    if when == "handed over":
        hand_over(pair=pair, to=colleague, on=TODAY, by=None)
    person = anna if side is Rater.WORKER else cas
    before = set(Response.objects.values_list("pk", flat=True))
    with clock.at(NOON + dt.timedelta(days=60 if when == "closed" else 0)):
        answers = {i.key: 3 for i in intake.instrument.parsed.items_for(side)}  # type: ignore[union-attr]
        with pytest.raises(CannotAnswer):
            actions.correct_response(measurement=intake, rater=side, answers=answers, by=person)
        gone = side is Rater.WORKER and when == "handed over"
        assert browse(person).get(correct_url(intake)).status_code == (404 if gone else 302)
        assert browse(person).post(correct_url(intake), all_items(intake, side)).status_code == (404 if gone else 302)
    assert set(Response.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("side", list(Rater))
def test_without_own_answers_the_refusal_tells_nothing_of_the_other(
    browse: Any, side: Rater, intake: Measurement, anna: User, cas: User
) -> None:
    browser = browse(anna if side is Rater.WORKER else cas)

    def asked() -> tuple[int, str, list[str]]:
        response = browser.get(correct_url(intake), follow=True)
        return response.status_code, response.redirect_chain[0][0], [str(m) for m in response.context["messages"]]

    before = asked()
    answer(intake, side.other)
    assert asked() == before


def test_nobody_corrects_for_another(
    browse: Any, intake: Measurement, colleague: User, chris: User, olaf: User, bram: User, evi: User
) -> None:
    answer(intake, Rater.WORKER)
    for stranger in (colleague, chris, olaf):
        assert browse(stranger).get(correct_url(intake)).status_code == 404
    for role in (bram, evi):
        assert browse(role).get(correct_url(intake)).status_code == 403


def test_an_empty_correction_says_so_and_writes_nothing(browse: Any, intake: Measurement, anna: User) -> None:
    answer(intake, Rater.WORKER)
    response = browse(anna).post(correct_url(intake), {})
    assert "Vul minstens één antwoord in." in response.content.decode()
    assert Response.objects.count() == 1


# ---------- copied wrongly from paper ----------


@pytest.fixture
def entered(intake: Measurement, anna: User) -> Response:
    """Anna answered, and copied Cas's paper; so both are in."""
    answer(intake, Rater.WORKER)
    response = enter(intake, anna)
    intake.refresh_from_db()
    assert intake.is_revealed
    return response


def test_a_second_person_copies_it_anew(browse: Any, intake: Measurement, entered: Response, colleague: User) -> None:
    browser = browse(colleague)
    page = browser.get(paper_url(intake)).content.decode()
    # An empty list: what was entered is shown to nobody.
    assert " checked" not in page
    assert "Verhoeven" not in page
    assert browser.post(paper_url(intake), all_items(intake, "client", 1)).headers["Location"] == "/"
    new = standing(intake, Rater.CLIENT)
    entered.refresh_from_db()
    assert (new.corrects, entered.standing, new.submitted_by) == (entered, False, colleague)
    assert (new.way, new.filled_on) == (Way.PAPER, entered.filled_on)
    assert entered.answers == items(intake, 4)
    assert new.answers == items(intake, 1)
    assert Event.objects.filter(action=Action.CHANGED, what="answers", actor_id=colleague.pk).count() == 1


def test_both_see_the_new_scores_only(
    intake: Measurement, entered: Response, colleague: User, anna: User, cas: User
) -> None:
    new = actions.correct_paper(measurement=intake, answers=items(intake, 1), by=colleague)
    for person in (anna, cas):
        seen = ScaleScore.objects.visible_to(person).filter(response__rater=Rater.CLIENT)
        assert {score.response_id for score in seen} == {new.pk}


def test_who_entered_it_asks_somebody_else(browse: Any, intake: Measurement, entered: Response, anna: User) -> None:
    for response in (
        browse(anna).get(paper_url(intake)),
        browse(anna).post(paper_url(intake), all_items(intake, "client")),
    ):
        assert "Een ander verbetert dit" in response.content.decode()
    with pytest.raises(CannotAnswer) as refused:
        actions.correct_paper(measurement=intake, answers=items(intake), by=anna)
    assert refused.value.refusal is Refusal.SECOND_PERSON
    assert Response.objects.count() == 2


def test_the_yes_to_single_answers_goes_along(
    intake: Measurement, entered: Response, colleague: User, cas: User, anna: User
) -> None:
    actions.allow_items(response=entered, allowed=True, by=cas)
    new = actions.correct_paper(measurement=intake, answers=items(intake, 2), by=colleague)
    assert list(Response.objects.visible_to(anna).filter(rater=Rater.CLIENT)) == [new]
    actions.allow_items(response=new, allowed=False, by=cas)
    assert not Response.objects.visible_to(anna).filter(rater=Rater.CLIENT).exists()
    assert ItemConsent.objects.count() == 2


def test_answers_given_by_the_client_are_never_corrected_so(
    browse: Any, intake: Measurement, colleague: User, anna: User
) -> None:
    reveal(intake)
    for person in (colleague, anna):
        assert browse(person).get(paper_url(intake)).status_code == 404
        with pytest.raises(CannotAnswer):
            actions.correct_paper(measurement=intake, answers=items(intake), by=person)


def test_before_the_reveal_only_who_entered_it(
    browse: Any, intake: Measurement, colleague: User, anna: User, chris: User
) -> None:
    enter(intake, colleague)
    assert browse(colleague).get(paper_url(intake)).status_code == 200
    for person in (anna, chris):
        assert browse(person).get(paper_url(intake)).status_code == 404
    browse(colleague).post(paper_url(intake), all_items(intake, "client", 1))
    assert standing(intake, Rater.CLIENT).answers == items(intake, 1)
    intake.refresh_from_db()
    assert not intake.is_revealed
