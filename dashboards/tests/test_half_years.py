"""Figures of a half-year, counted by hand in a small world."""

import datetime as dt
import uuid

import pytest

from accounts.models import Role, Team
from accounts.tests.factories import UserFactory
from alliance import actions as alliance
from alliance.actions.instruments import short_form
from alliance.models import Measurement, MomentKind, Rater, Response
from alliance.tests.factories import answer, open_measurement, reveal
from audit import clock
from caseload import actions as caseload
from caseload.models import Hitch, HitchKind, Pair
from dashboards.models import PublishedPeriod
from dashboards.published import COURSES, MomentKey
from dashboards.tests.published_world import BEGIN, SPRING, begun, on, public, rate
from remote_contact.models import Method, Outcome
from remote_contact.tests.factories import logged
from volunteers.models import Activity, ActivityKind, Match, Tuning
from volunteers.tests.factories import VolunteerFactory

INTAKE, SIX = MomentKey("intake", 0), MomentKey("regular", 6)


@pytest.fixture
def pairs(team: Team) -> list[Pair]:
    """Six pairs of three workers that began on 2 March."""
    return begun(team)


def test_how_far_moments_came(team: Team, pairs: list[Pair]) -> None:
    with on(dt.date(2026, 3, 3)):
        measurements = [open_measurement(pair) for pair in pairs]
        for measurement in measurements[:3]:
            reveal(measurement)
        answer(measurements[3], Rater.WORKER)
        answer(measurements[4], Rater.CLIENT)
        alliance.record_talk(measurement=measurements[0], held_on=clock.today(), by=pairs[0].worker)
    [funnel] = public(SPRING, team.organisation, team).funnels
    assert funnel.moment == INTAKE
    steps = {"due": 6, "client": 4, "worker": 4, "both": 3, "talked": 1}
    assert {step: funnel.counts[step] for step in steps} == steps
    assert public(SPRING, team.organisation).funnels == (funnel,)


def test_a_window_counts_in_the_half_year_in_which_it_closed(team: Team, pairs: list[Pair]) -> None:
    with on(dt.date(2026, 3, 3)):
        for pair in pairs:
            reveal(open_measurement(pair))
    for day, period in ((dt.date(2026, 6, 30), SPRING), (dt.date(2026, 7, 1), SPRING.next())):
        Measurement.objects.filter(kind=MomentKind.INTAKE).update(closes_on=day)
        PublishedPeriod.objects.all().delete()
        found = {one: public(one, team.organisation, team) for one in (SPRING, SPRING.next())}
        assert [one for one, figures in found.items() if figures.funnels] == [period]
        assert [one for one, figures in found.items() if figures.spreads] == [period]


def test_scores_of_whole_answers_only(team: Team, pairs: list[Pair]) -> None:
    with on(dt.date(2026, 3, 3)):
        for n, pair in enumerate(pairs):
            reveal(open_measurement(pair), client=2 + n % 3, worker=3)
    figures = public(SPRING, team.organisation, team)
    assert figures.instrument == "wa-gk-demo 1.0"
    spreads = {(one.scale, one.rater): one for one in figures.spreads}
    friction = spreads["friction", "client"]
    assert (friction.moment, friction.n) == (INTAKE, 6)
    assert (friction.lower, friction.median, friction.upper) == (2.25, 3, 3.75)
    assert {one.n for one in figures.spreads} == {6}


def test_who_left_a_scale_blank_is_in_no_distribution(team: Team, pairs: list[Pair]) -> None:
    with on(dt.date(2026, 3, 3)):
        for pair in pairs:
            reveal(open_measurement(pair))
    response = Response.objects.get(measurement__pair=pairs[0], rater=Rater.CLIENT)
    response.scores.filter(scale="trust").update(score=None)
    figures = public(SPRING, team.organisation, team)
    assert {one.n for one in figures.spreads} == {5}
    assert figures.funnels[0].counts["both"] == 6


def test_another_questionnaire_is_not_counted_in(team: Team, pairs: list[Pair]) -> None:
    with on(dt.date(2026, 3, 3)):
        for pair in pairs:
            reveal(open_measurement(pair))
            reveal(alliance.plan_extra(pair=pair, instrument=short_form(), by=pair.worker))
    assert {one.moment for one in public(SPRING, team.organisation, team).spreads} == {INTAKE}


def test_courses_from_the_first_moment_to_the_present(team: Team, pairs: list[Pair]) -> None:
    with on(dt.date(2026, 3, 3)):
        for pair in pairs:
            reveal(open_measurement(pair), client=2, worker=3)
    with on(dt.date(2026, 9, 3)):
        for pair in pairs:
            reveal(open_measurement(pair, MomentKind.REGULAR), client=5, worker=3)
    autumn = SPRING.next()
    with on(dt.date(2027, 1, 10)):
        figures = public(autumn, team.organisation, team)
        before = public(SPRING, team.organisation, team)
    assert before.courses == ()
    # Six are fewer than eight: beside the zeros of the other courses they could be told.
    assert figures.courses == ()
    assert {one.moment for one in figures.spreads} == {SIX}


def test_courses_of_enough_pairs(team: Team) -> None:
    pairs = begun(team, 16)
    with on(BEGIN):
        for pair in pairs:
            reveal(open_measurement(pair), client=2, worker=3)
    with on(dt.date(2026, 9, 3)):
        for n, pair in enumerate(pairs):
            reveal(open_measurement(pair, MomentKind.REGULAR), client=5 if n % 2 else 2, worker=3)
    with on(dt.date(2027, 1, 10)):
        figures = public(SPRING.next(), team.organisation, team)
    courses = {one.key: one for one in figures.courses}
    # Eight and eight; the two zeros stay open beside one of the eights. Of friction higher is worse.
    hidden = dict.fromkeys(COURSES)
    assert courses["trust:client"].n == 16
    assert courses["trust:client"].counts == {**hidden, "stable": 8}
    assert courses["friction:client"].counts == {**hidden, "stable": 8}
    # Sixteen that are stable, and nothing beside them that could hide the zeros.
    assert courses["trust:worker"].counts == hidden


def test_reasons_of_sides_that_stayed_away(team: Team) -> None:
    with on(BEGIN):
        measurements = [open_measurement(pair) for pair in begun(team, 12)]
    with on(dt.date(2026, 4, 25)):
        for n, measurement in enumerate(measurements):
            reason = "forgotten" if n < 6 else "not_reached"
            alliance.record_non_response(
                measurement=measurement, rater=Rater.WORKER, reason=reason, by=measurement.pair.worker
            )
    client, worker = public(SPRING, team.organisation, team).reasons
    assert (client.key, client.n, worker.key, worker.n) == ("client", None, "worker", 12)
    # Two sixes and four zeros, that stay open only with both sixes withheld beside them.
    assert set(worker.counts.values()) == {None}


@pytest.mark.usefixtures("nothing_is_few")
def test_what_befell_pairs(team: Team, pairs: list[Pair]) -> None:
    worker = pairs[0].worker
    kind = HitchKind.objects.create(organisation=team.organisation, name="Te laat")
    Hitch.objects.create(pair=pairs[0], kind=kind, on=dt.date(2026, 5, 1), recorded_by=worker)
    Hitch.objects.create(pair=pairs[1], kind=kind, on=dt.date(2026, 7, 1), recorded_by=worker)
    with on(dt.date(2026, 5, 4)):
        logged(pairs[2], method=Method.OFFICE, outcome=Outcome.NO_SHOW)
    with on(dt.date(2026, 5, 5)):
        caseload.hand_over(pair=pairs[3], to=pairs[4].worker, on=clock.today(), by=worker)
        caseload.end_supervision(pair=pairs[5], reason="negative_dropout", on=clock.today(), by=worker)
    figures = public(SPRING, team.organisation, team)
    # The new pair after the hand-over ran too.
    assert rate(figures, "hitch") == (1, 7)
    assert rate(figures, "absence") == (1, 7)
    assert rate(figures, "handed_over") == (1, 7)
    assert rate(figures, "volunteer") == (0, 7)
    assert rate(figures, "dropout") == (1, 1)


@pytest.mark.usefixtures("nothing_is_few")
def test_answers_on_paper_are_counted_apart_of_what_both_sides_completed(team: Team, pairs: list[Pair]) -> None:
    colleague = UserFactory(role=Role.WORKER, team=team)
    with on(dt.date(2026, 3, 3)):
        for n, measurement in enumerate([open_measurement(pair) for pair in pairs]):
            if n == 5:
                answer(measurement, Rater.CLIENT)
            else:
                items = {item.key: 4 for item in measurement.instrument.parsed.items_for(Rater.CLIENT)}  # type: ignore[union-attr]
                way = "interview" if n else "paper"
                alliance.enter_paper(
                    measurement=measurement, answers=items, way=way, filled_on=clock.today(), by=colleague
                )
            # That of the last but one stays half done.
            if n != 4:
                answer(measurement, Rater.WORKER)
    assert rate(public(SPRING, team.organisation, team), "on_paper") == (4, 5)


@pytest.mark.usefixtures("nothing_is_few")
def test_a_volunteer_beside_a_pair(team: Team, pairs: list[Pair]) -> None:
    volunteer = VolunteerFactory(account__organisation=team.organisation)
    days = [(dt.date(2026, 4, 1), None), (dt.date(2026, 3, 3), dt.date(2026, 3, 20)), (dt.date(2026, 7, 1), None)]
    for pair, (begin, end) in zip(pairs, days, strict=False):
        Match.objects.create(volunteer=volunteer, supervision=pair.supervision, task="x", starts_on=begin, ends_on=end)
    assert rate(public(SPRING, team.organisation, team), "volunteer") == (2, 6)
    assert rate(public(SPRING.next(), team.organisation, team), "volunteer") == (2, 6)


@pytest.mark.usefixtures("nothing_is_few")
def test_what_pairs_and_volunteers_did_together(team: Team, pairs: list[Pair]) -> None:
    volunteer = VolunteerFactory(account__organisation=team.organisation)
    kind = ActivityKind.objects.create(organisation=team.organisation, name="Wandelen")
    for pair, day in zip(pairs, ("2026-04-02", "2026-07-02", "2026-04-03"), strict=False):
        match = Match.objects.create(
            volunteer=volunteer, supervision=pair.supervision, task="x", starts_on=dt.date(2026, 4, 1)
        )
        Tuning.objects.create(match=match, due_on=dt.date(2026, 4, 9), held_on=day if pair != pairs[2] else None)
        Activity.objects.create(
            match=match,
            kind=kind,
            on=day,
            minutes=60,
            title="x",
            logged_by=volunteer.account,
            logged_at=clock.now(),
            form_id=uuid.uuid4(),
            undone_at=clock.now() if pair == pairs[2] else None,
        )
    for period in (SPRING, SPRING.next()):
        figures = public(period, team.organisation, team)
        assert (rate(figures, "activity"), rate(figures, "tuned")) == ((1, 3), (1, 3))


@pytest.mark.usefixtures("nothing_is_few")
def test_endings(team: Team) -> None:
    pairs = begun(team)
    with on(dt.date(2026, 5, 5)):
        for n, pair in enumerate(pairs):
            reason = "negative_dropout" if n < 2 else "completed"
            caseload.end_supervision(pair=pair, reason=reason, on=clock.today(), by=None)
    assert rate(public(SPRING, team.organisation, team), "dropout") == (2, 6)
