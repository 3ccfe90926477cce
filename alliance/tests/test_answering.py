"""Drafts and submitting."""

import datetime as dt
from functools import partial

import pytest
from django.db import connection

from accounts.models import User
from alliance import actions
from alliance.actions import CannotAnswer, Refusal
from alliance.models import Company, Draft, ItemConsent, Measurement, Rater, Response, ScaleScore, Way
from alliance.scoring import AnswerError
from alliance.tests.factories import answer, fill_in
from audit import clock
from audit.models import Event
from audit.tests.at_once import at_once
from caseload.actions import end_supervision
from caseload.models import Pair


def save(measurement: Measurement, answers: dict[str, int | None], credential: str = "a", rater: Rater = Rater.CLIENT):  # noqa: ANN201
    return actions.save_draft(
        measurement=measurement, rater=rater, answers=answers, credential=credential, language="nl", notice_version="1"
    )


NOW = "2026-11-23T12:00:00+00:00"


def after(**time: float):  # noqa: ANN201
    return clock.at(clock.now() + dt.timedelta(**time))


def test_a_draft_grows_and_takes_answers_back(intake: Measurement) -> None:
    save(intake, {"c01": 3})
    save(intake, {"c02": 5})
    draft = save(intake, {"c01": None})
    assert draft.answers == {"c02": [5, "a", NOW]}
    assert Draft.objects.count() == 1


def test_an_earlier_answer_keeps_the_credential_it_was_given_under(intake: Measurement) -> None:
    save(intake, {"c01": 3}, credential="old")
    draft = save(intake, {"c01": 3, "c02": 4}, credential="new")
    assert draft.answers == {"c01": [3, "old", NOW], "c02": [4, "new", NOW]}


@pytest.mark.parametrize("answers", [{"c01": 6}, {"c01": 0}, {"w01": 3}, {"nonsense": 3}])
def test_an_answer_that_is_not_the_instruments_is_refused(intake: Measurement, answers: dict[str, int | None]) -> None:
    with pytest.raises(AnswerError):
        save(intake, answers)
    assert not Draft.objects.exists()


def test_submitting_scores_every_scale_and_empties_the_draft(intake: Measurement, anna: User) -> None:
    response = answer(intake, Rater.WORKER, 4)
    assert response.submitted_by == anna
    assert not Draft.objects.exists()
    scores = {s.scale: s for s in ScaleScore.objects.filter(response=response)}
    assert set(scores) == {"trust", "direction", "bonding", "friction"}
    assert all(s.answered == 5 for s in scores.values())
    assert Event.objects.filter(action="answered", what="measurement").count() == 1


def test_too_few_answers_give_no_score_and_never_a_zero(intake: Measurement) -> None:
    assert intake.instrument is not None
    [*_, last] = intake.instrument.parsed.items_for("client", "trust")
    response = answer(intake, Rater.CLIENT, {last.key: 5})
    assert set(ScaleScore.objects.filter(response=response).values_list("score", flat=True)) == {None}


def test_an_empty_draft_is_not_submitted(intake: Measurement) -> None:
    with pytest.raises(CannotAnswer) as refused:
        actions.submit_response(measurement=intake, rater=Rater.CLIENT, way=Way.LINK, by=None)
    assert refused.value.refusal is Refusal.EMPTY


@pytest.mark.parametrize("late_by", [1, 5])
def test_submitting_twice_gives_one_response(intake: Measurement, late_by: int) -> None:
    answer(intake, Rater.CLIENT)
    for _ in range(late_by):
        with pytest.raises(CannotAnswer) as refused:
            actions.submit_response(measurement=intake, rater=Rater.CLIENT, way=Way.LINK, by=None)
        assert refused.value.refusal is Refusal.ALREADY
    assert Response.objects.count() == 1


def test_the_second_side_reveals_both(intake: Measurement) -> None:
    answer(intake, Rater.CLIENT)
    intake.refresh_from_db()
    assert intake.revealed_at is None
    answer(intake, Rater.WORKER)
    intake.refresh_from_db()
    assert intake.revealed_at == clock.now()
    assert Event.objects.filter(action="revealed").count() == 1


@pytest.mark.parametrize(("hours", "may"), [(23.9, True), (24, True), (24.1, False)])
def test_a_draft_may_be_finished_until_a_day_after_its_last_answer(
    intake: Measurement, hours: float, may: bool
) -> None:
    closing = dt.datetime.combine(intake.closes_on, dt.time(), tzinfo=dt.UTC)
    with clock.at(closing - dt.timedelta(hours=2)):
        fill_in(intake, Rater.CLIENT)
        with after(hours=hours):
            if may:
                actions.submit_response(measurement=intake, rater=Rater.CLIENT, way=Way.LINK, by=None)
            else:
                with pytest.raises(CannotAnswer):
                    actions.submit_response(measurement=intake, rater=Rater.CLIENT, way=Way.LINK, by=None)


def test_nothing_begins_after_the_window(intake: Measurement) -> None:
    with after(days=60), pytest.raises(CannotAnswer) as refused:
        save(intake, {"c01": 3})
    assert refused.value.refusal is Refusal.CLOSED


def test_nothing_is_answered_after_the_end(intake: Measurement, pair: Pair) -> None:
    fill_in(intake, Rater.CLIENT)
    end_supervision(pair=pair, on=clock.today(), reason="completed", by=None)
    with pytest.raises(CannotAnswer):
        actions.submit_response(measurement=intake, rater=Rater.CLIENT, way=Way.LINK, by=None)


def test_not_now_is_no_refusal(intake: Measurement) -> None:
    actions.say_not_now(measurement=intake, rater=Rater.CLIENT, by=None)
    intake.refresh_from_db()
    assert intake.client_not_now_at is not None
    assert intake.worker_not_now_at is None
    event = Event.objects.get(what="not now")
    assert (event.actor_role, event.purpose, event.object_id) == ("client", "own", intake.pk)
    answer(intake, Rater.CLIENT)
    assert Response.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("times", range(5))
def test_eight_at_once_give_one_response(times: int, intake: Measurement) -> None:
    fill_in(intake, Rater.CLIENT)

    def press() -> str:
        try:
            actions.submit_response(measurement=intake, rater=Rater.CLIENT, way=Way.LINK, by=None)
        except CannotAnswer as refused:
            return str(refused.refusal.value)
        return "in"

    outcomes = at_once(*[press] * 8)
    assert sorted(outcomes) == ["already"] * 7 + ["in"]
    assert Response.objects.count() == 1
    assert connection.vendor in ("sqlite", "postgresql")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("times", range(5))
def test_both_sides_at_once_reveal(times: int, intake: Measurement, anna: User) -> None:
    fill_in(intake, Rater.CLIENT)
    fill_in(intake, Rater.WORKER)
    send = partial(actions.submit_response, measurement=intake, way=Way.PORTAL)
    at_once(partial(send, rater=Rater.CLIENT, by=None), partial(send, rater=Rater.WORKER, by=anna))
    intake.refresh_from_db()
    assert intake.revealed_at is not None
    assert Event.objects.filter(action="revealed").count() == 1


@pytest.mark.parametrize("rater", list(Rater))
@pytest.mark.parametrize("show", [True, False])
def test_what_was_said_beside_the_answers_goes_into_the_response(intake: Measurement, rater: Rater, show: bool) -> None:  # noqa: FBT001
    fill_in(intake, rater)
    Draft.objects.update(company=Company.TOGETHER, topic="Het briefadres", show_items=show)
    by = intake.pair.worker if rater is Rater.WORKER else None
    response = actions.submit_response(measurement=intake, rater=rater, way=Way.LINK, by=by)
    assert (response.company, response.topic) == (Company.TOGETHER, "Het briefadres")
    # Only a client has single answers to allow; default no.
    assert ItemConsent.objects.filter(response=response, withdrawn_at=None).exists() == (show and rater is Rater.CLIENT)
