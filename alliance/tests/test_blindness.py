"""Neither side's answers or scores exist for the other before both are in, whatever was done in whatever order."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from alliance import actions
from alliance.actions import CannotAnswer
from alliance.models import ItemConsent, Measurement, Rater, Response, ScaleScore, topics
from alliance.tests.factories import answer, fill_in, open_measurement, reveal
from audit import clock
from caseload.actions import hand_over
from caseload.models import Pair
from caseload.tests.factories import start_pair


def seen_by(user: User) -> set[str]:
    """The sides of which this person can get a score."""
    return set(ScaleScore.objects.visible_to(user).values_list("response__rater", flat=True))


def closed():  # noqa: ANN201
    return clock.at(clock.now() + dt.timedelta(days=60))


@pytest.mark.parametrize("first", list(Rater))
def test_one_side_in_shows_nothing_to_anybody(first: Rater, intake: Measurement, anna: User, cas: User) -> None:
    answer(intake, first)
    assert seen_by(anna) == seen_by(cas) == set()
    with closed():
        assert seen_by(anna) == seen_by(cas) == set()


def test_both_in_shows_both_to_both(intake: Measurement, anna: User, cas: User) -> None:
    reveal(intake)
    assert seen_by(anna) == seen_by(cas) == {"client", "worker"}


def test_single_answers_stay_with_who_gave_them(intake: Measurement, anna: User, cas: User) -> None:
    reveal(intake)
    assert [r.rater for r in Response.objects.visible_to(cas)] == ["client"]
    assert [r.rater for r in Response.objects.visible_to(anna)] == ["worker"]


def test_nobody_else_sees_a_score(
    intake: Measurement,
    bram: User,
    colleague: User,
    chris: User,
    olaf: User,
    dewi: User,
    vera: User,
    evi: User,
    pim: User,
    admin: User,
) -> None:
    reveal(intake)
    for person in (bram, colleague, chris, olaf, dewi, vera, evi, pim, admin):
        assert seen_by(person) == set(), person
        assert not Response.objects.visible_to(person).exists(), person


def test_the_scores_stay_with_the_old_pair(
    intake: Measurement, pair: Pair, anna: User, colleague: User, cas: User
) -> None:
    reveal(intake)
    hand_over(pair=pair, to=colleague, on=clock.today(), by=None)
    assert seen_by(anna) == seen_by(colleague) == set()
    assert seen_by(cas) == {"client", "worker"}


def test_a_worker_who_was_switched_off_sees_nothing(intake: Measurement, anna: User) -> None:
    reveal(intake)
    anna.is_active = False
    assert seen_by(anna) == set()


def test_the_clients_yes_shows_single_answers_to_the_worker_after_the_reveal_alone(
    intake: Measurement, pair: Pair, anna: User, colleague: User, bram: User
) -> None:
    def raters(person: User) -> set[str]:
        return set(Response.objects.visible_to(person).values_list("rater", flat=True))

    consent = ItemConsent.objects.create(response=answer(intake, Rater.CLIENT), given_at=clock.now())
    assert raters(anna) == set()
    answer(intake, Rater.WORKER)
    assert raters(anna) == {"client", "worker"}
    assert raters(bram) == raters(colleague) == set()
    consent.withdrawn_at = clock.now()
    consent.save()
    assert raters(anna) == {"worker"}
    consent.withdrawn_at = None
    consent.save()
    hand_over(pair=pair, to=colleague, on=clock.today(), by=None)
    assert raters(anna) == raters(colleague) == set()


def test_a_topic_is_of_its_side_alone_until_the_reveal(
    intake: Measurement, anna: User, cas: User, bram: User, colleague: User, evi: User
) -> None:
    answer(intake, Rater.CLIENT)
    Response.objects.update(topic="Mijn werk")
    assert topics(anna, intake) == topics(cas, intake) == {}
    answer(intake, Rater.WORKER)
    intake.refresh_from_db()
    assert topics(anna, intake) == topics(cas, intake) == {"client": "Mijn werk"}
    for person in (bram, colleague, evi):
        assert topics(person, intake) == {}


def test_a_topic_stays_with_the_old_pair(intake: Measurement, pair: Pair, anna: User, colleague: User) -> None:
    reveal(intake)
    Response.objects.update(topic="Mijn werk")
    hand_over(pair=pair, to=colleague, on=clock.today(), by=None)
    assert topics(anna, intake) == topics(colleague, intake) == {}


@pytest.mark.parametrize("side", list(Rater))
def test_sharing_shows_ones_own_scores_and_ends_the_others_late_answering(
    side: Rater, intake: Measurement, anna: User, cas: User
) -> None:
    person = anna if side is Rater.WORKER else cas
    answer(intake, side)
    with closed():
        actions.share_scores(measurement=intake, rater=side, by=person)
        assert seen_by(anna) == seen_by(cas) == {str(side)}


@pytest.mark.parametrize("side", list(Rater))
def test_a_living_draft_ends_with_the_others_sharing(side: Rater, intake: Measurement, anna: User) -> None:
    answer(intake, side)
    closing = dt.datetime.combine(intake.closes_on, dt.time(), tzinfo=dt.UTC)
    with clock.at(closing - dt.timedelta(hours=2)):
        fill_in(intake, side.other)
    with clock.at(closing + dt.timedelta(hours=1)):
        actions.share_scores(measurement=intake, rater=side, by=anna)
        with pytest.raises(CannotAnswer):
            answer(intake, side.other)


@pytest.mark.parametrize("when", ["before the window closes", "after the reveal", "without own answers"])
def test_sharing_is_refused(when: str, intake: Measurement, anna: User) -> None:
    if when != "without own answers":
        answer(intake, Rater.WORKER)
    if when == "after the reveal":
        answer(intake, Rater.CLIENT)
    days = 0 if when == "before the window closes" else 60
    with clock.at(clock.now() + dt.timedelta(days=days)), pytest.raises(CannotAnswer):
        actions.share_scores(measurement=intake, rater=Rater.WORKER, by=anna)


STEPS = [
    "draft client",
    "draft worker",
    "answer client",
    "answer worker",
    "share client",
    "share worker",
    "day",
    "month",
]


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(STEPS), max_size=10))
def test_in_any_order_of_doing(steps: list[str], anna: User, cas: User) -> None:
    """Against a model of four facts: who is in, who shared; a score is visible exactly when the model says so."""
    pair = start_pair(worker=anna)
    client = pair.supervision.client
    type(client).objects.filter(account=cas).update(account=None)
    client.account = cas
    client.save()
    measurement, days = open_measurement(pair), 0
    within: set[str] = set()
    shared: set[str] = set()
    start = clock.now()
    for step in steps:
        days += {"day": 1, "month": 31}.get(step, 0)
        what, _space, side = step.partition(" ")
        with clock.at(start + dt.timedelta(days=days)):
            try:
                if what == "draft":
                    fill_in(measurement, side)
                elif what == "answer":
                    answer(measurement, side)
                    within.add(side)
                elif what == "share":
                    actions.share_scores(measurement=measurement, rater=Rater(side), by=anna)
                    shared.add(side)
            except CannotAnswer:
                pass
            expected = {"client", "worker"} if len(within) == 2 else shared
            of_pair = ScaleScore.objects.filter(response__measurement=measurement)
            for person in (anna, cas):
                seen = ScaleScore.objects.visible_to(person).filter(pk__in=of_pair)
                assert set(seen.values_list("response__rater", flat=True)) == expected
    assert len(within) < 2 or not shared
