"""Who asks for the supervisor, from what is in the database; and that no score has a part in it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, Team, User
from accounts.tests.factories import TeamFactory, UserFactory
from alliance import actions as alliance_actions
from alliance.models import Measurement, MomentKind, Rater
from alliance.tests.factories import answer, open_measurement, reveal
from audit import clock
from caseload import actions as caseload_actions
from caseload import pauses, shielding
from caseload.models import HitchKind, Pair
from caseload.passing_on import write_pass_on
from caseload.tests.factories import start_pair
from dashboards.known import limits
from dashboards.needs import Kind
from dashboards.presenters.needs import NeedRow, TeamNeeds, needs_of
from messaging.models import Channel, ChannelStop, StopCause
from messaging.reach import address_hash
from remote_contact.actions.follow_ups import plan_follow_up
from remote_contact.actions.mix import decide_mix
from remote_contact.models import Method, Outcome
from remote_contact.suitability import Lean
from remote_contact.tests.factories import logged

DAY = dt.timedelta(days=1)


def since(days: int) -> dt.date:
    return clock.today() - days * DAY


def old_pair(worker: User, days: int = 400) -> Pair:
    return start_pair(worker=worker, starts_on=since(days))


def well(worker: User, days: int = 400, **contact: Any) -> Pair:
    """Begun long ago, seen yesterday."""
    pair = old_pair(worker, days)
    logged(pair, ago=DAY, method=Method.OFFICE, **contact)
    return pair


def of_team(team: Team, user: User) -> TeamNeeds:
    return needs_of(team, user, clock.today())


def rows(team: Team, user: User) -> list[NeedRow]:
    return list(of_team(team, user).rows)


def kinds(team: Team, user: User) -> list[Kind]:
    return [reason.need.kind for row in rows(team, user) for reason in row.reasons]


def _silent(worker: User) -> None:
    logged(old_pair(worker), ago=30 * DAY, method=Method.OFFICE)


def _in_vain(worker: User) -> None:
    pair = old_pair(worker)
    logged(pair, ago=9 * DAY, method=Method.OFFICE)
    for days in (4, 3, 2):
        logged(pair, ago=days * DAY, outcome=Outcome.NOT_REACHED, planned=False)


def _follow_up(worker: User) -> None:
    pair = old_pair(worker)
    missed = logged(pair, ago=20 * DAY, method=Method.OFFICE, outcome=Outcome.NO_SHOW)
    plan_follow_up(contact=missed, what="GEHEIMPLAN", due=since(10), by=worker)
    logged(pair, ago=DAY, method=Method.OFFICE)


def _untalked(worker: User) -> None:
    pair = well(worker, days=40)
    with clock.at(clock.now() - 30 * DAY):
        reveal(open_measurement(pair))


def _closing(worker: User) -> None:
    open_measurement(well(worker, days=38))


def _closed(worker: User) -> None:
    pair = well(worker, days=60)
    with clock.at(clock.now() - 50 * DAY):
        open_measurement(pair)


def _hand_over(worker: User) -> None:
    other = UserFactory(role=Role.WORKER, team=worker.team)
    pair = well(other)
    new = caseload_actions.hand_over(pair=pair, to=worker, on=clock.today(), by=None)
    Pair.objects.filter(pk=pair.pk).update(ends_on=since(20))
    Pair.objects.filter(pk=new.pk).update(starts_on=since(20))


def _hitch(worker: User) -> None:
    pair = well(worker)
    caseload_actions.add_default_hitch_kinds(organisation=worker.organisation)
    kind = HitchKind.objects.filter(organisation=worker.organisation)[0]
    caseload_actions.record_hitch(pair=pair, kind=kind, on=since(2), note="GEHEIMENOOT", by=worker)


def _agreement(worker: User) -> None:
    pair = well(worker)
    for who in ("worker", "client"):
        caseload_actions.make_agreement(pair=pair, text="GEHEIMEAFSPRAAK", who=who, due=since(20), by=worker)


def _apart(worker: User) -> None:
    pair = old_pair(worker)
    logged(pair, ago=60 * DAY, method=Method.OFFICE)
    logged(pair, ago=DAY, method=Method.PHONE)


def _unreachable(worker: User) -> None:
    client = well(worker).client
    client.email = "weg@example.org"
    client.save()
    ChannelStop.objects.create(
        recipient_id=client.pk,
        channel=Channel.EMAIL,
        address_hash=address_hash(client.email),
        cause=StopCause.BOUNCED,
        since=clock.now() - 3 * DAY,
    )


MADE: dict[Kind, tuple[Callable[[User], None], str, int]] = {
    Kind.SILENT: (_silent, "Geen contact sinds 30 dagen.", 30),
    Kind.IN_VAIN: (_in_vain, "3 keer geprobeerd, niet bereikt; er staat nog geen volgende stap.", 2),
    Kind.FOLLOW_UP: (_follow_up, "De volgende stap na een contact dat niet doorging, vóór {day}, is nog open.", 10),
    Kind.UNTALKED: (_untalked, "Intake: beide kanten klaar sinds {day}, nog niet besproken.", 30),
    Kind.CLOSING: (_closing, "Intake: kan nog t/m", 3),
    Kind.CLOSED: (_closed, "Intake: kon t/m", 18),
    Kind.HAND_OVER: (_hand_over, "Wisseling van werker zonder overdrachtsgesprek.", 20),
    Kind.HITCH: (_hitch, "Hapering op {day}, nog niet opgelost.", 2),
    Kind.AGREEMENT: (_agreement, "Een afspraak van de werker, vóór {day}, is nog open.", 20),
    Kind.APART: (_apart, "8 weken alleen op afstand.", 60),
    Kind.UNREACHABLE: (_unreachable, "Berichten komen niet aan: het adres of nummer werkt niet.", 3),
}


@pytest.mark.parametrize("kind", list(Kind))
def test_each_reason_from_what_was_recorded(kind: Kind, team: Team, bram: User, anna: User) -> None:
    make, words, days = MADE[kind]
    make(anna)
    [row] = rows(team, bram)
    [reason] = row.reasons
    assert (reason.need.kind, reason.need.since) == (kind, since(days))
    day = f"{since(days).day} "
    before, _sep, _after = words.partition("{day}")
    assert row.why[0].startswith(before + (day if "{day}" in words else ""))
    assert "GEHEIM" not in str(row)


def test_a_team_where_all_is_well_asks_nothing(team: Team, bram: User, anna: User) -> None:
    well(anna)
    assert rows(team, bram) == []


def test_a_next_step_means_that_somebody_is_at_it(team: Team, bram: User, anna: User) -> None:
    _in_vain(anna)
    last = Pair.objects.get().contacts.filter(took_place=False).latest("at")
    plan_follow_up(contact=last, what="langsgaan", due=clock.today() + 2 * DAY, by=anna)
    assert kinds(team, bram) == []


def test_what_was_written_down_together_is_the_talk_of_a_hand_over(team: Team, bram: User, anna: User) -> None:
    _hand_over(anna)
    old = Pair.objects.get(ends_on__isnull=False)
    write_pass_on(pair=old, text="wat mee mag", client_agreed=True, version=0, by=old.worker)
    assert kinds(team, bram) == []


def test_the_plan_stands_beside_the_silence(team: Team, bram: User, anna: User) -> None:
    pair = old_pair(anna)
    logged(pair, ago=16 * DAY, method=Method.OFFICE)
    assert kinds(team, bram) == []
    plan_mix(pair, per_month=4, remote_part=2)
    [row] = rows(team, bram)
    assert row.why == ("Geen contact sinds 16 dagen; in het plan staat 4 keer per maand.",)


def plan_mix(pair: Pair, *, per_month: int, remote_part: int) -> None:
    decide_mix(
        pair=pair,
        per_month=per_month,
        remote_part=remote_part,
        why="zo afgesproken",
        lean=Lean.NO_ADVICE,
        advice=[],
        version=pair.mix_plans.count(),
        by=pair.worker,
    )


def test_what_is_at_a_distance_by_plan_is_no_reason(team: Team, bram: User, anna: User) -> None:
    _apart(anna)
    plan_mix(Pair.objects.get(), per_month=2, remote_part=1)
    assert rows(team, bram)[0].why == ("8 weken alleen op afstand; in het plan staat 1 keer per maand bij elkaar.",)
    with clock.at(clock.now() + dt.timedelta(minutes=1)):
        plan_mix(Pair.objects.get(), per_month=2, remote_part=2)
    assert kinds(team, bram) == []


def test_an_installation_sets_its_own_numbers(team: Team, bram: User, anna: User, settings: Any) -> None:
    _silent(anna)
    settings.NEED_DAYS = {"silent": "31", " hitch": "7"}
    assert (limits().silent, limits().hitch, limits().untalked) == (31, 7, 14)
    assert kinds(team, bram) == []
    settings.REMOTE_STRETCH_WEEKS = 3
    assert limits().apart == 21


@pytest.mark.parametrize("told", [{"stil": "31"}, {"silent": ""}, {"silent": "lang"}])
def test_numbers_that_are_none_are_refused_at_the_start(settings: Any, told: dict[str, str]) -> None:
    settings.NEED_DAYS = told
    with pytest.raises(ImproperlyConfigured, match="NEED_DAYS"):
        apps.get_app_config("dashboards").ready()


def test_in_a_pause_nobody_asks_and_after_it_the_days_count_anew(team: Team, bram: User, anna: User) -> None:
    _silent(anna)
    pair = Pair.objects.get()
    pauses.start_pause(pair=pair, reason="illness", since=since(25), by=anna)
    assert kinds(team, bram) == []
    pauses.end_pause(pair=pair, until=since(5), by=anna)
    assert kinds(team, bram) == []
    with clock.at(clock.now() + 23 * DAY):
        assert kinds(team, bram) == [Kind.SILENT]


def test_only_running_pairs_of_this_team_that_this_person_may_see(
    team: Team, other_team: Team, bram: User, anna: User, chris: User, olaf: User
) -> None:
    for worker in (anna, chris, olaf):
        _silent(worker)
    ended = old_pair(anna)
    caseload_actions.end_supervision(pair=ended, on=clock.today(), reason="completed", by=anna)
    hidden = old_pair(anna)
    shielding.shield(pair=hidden, reason="een buurman", by=anna)
    [row] = rows(team, bram)
    assert row.worker == anna.full_name
    assert rows(other_team, bram) == []
    assert rows(team, UserFactory(role=Role.SUPERVISOR, organisation=bram.organisation)) == []
    assert rows(TeamFactory(organisation=bram.organisation), bram) == []


def test_the_longest_standing_comes_first_whoever_the_worker_is(
    team: Team, bram: User, anna: User, colleague: User
) -> None:
    for make, worker in ((_hitch, anna), (_silent, colleague), (_agreement, anna), (_untalked, colleague)):
        make(worker)
    days = [row.reasons[0].need.since for row in rows(team, bram)]
    assert days == sorted(days)


def test_how_many_pairs_by_each_reason(team: Team, bram: User, anna: User) -> None:
    for make in (_silent, _silent, _hitch):
        make(anna)
    assert of_team(team, bram).counts == {Kind.SILENT: 2, Kind.HITCH: 1}


def _world(team: Team, *, first: int, client: int, worker: int) -> None:
    """A pair that was asked twice, and talked about neither."""
    pair = well(UserFactory(role=Role.WORKER, team=team), days=200)
    with clock.at(clock.now() - 199 * DAY):
        reveal(open_measurement(pair), client=first, worker=6 - first)
    with clock.at(clock.now() - 15 * DAY):
        reveal(open_measurement(pair, MomentKind.REGULAR), client=client, worker=worker)


def test_worlds_that_differ_only_in_scores_give_the_same_list(bram: User) -> None:
    """Falling and rising, agreeing and far apart: the same reasons, words and days."""
    told = set()
    for first, client, worker in ((1, 5, 5), (5, 1, 1), (3, 1, 5), (5, 5, 1), (3, 3, 3)):
        team = TeamFactory(organisation=bram.organisation)
        team.supervisors.add(bram)
        _world(team, first=first, client=client, worker=worker)
        told.add(tuple((row.why, row.since) for row in rows(team, bram)))
    assert told == {((("6 maanden: beide kanten klaar sinds 8 nov., nog niet besproken.",), "8 nov."),)}


@pytest.mark.parametrize("side", list(Rater))
def test_which_side_is_in_makes_no_difference(team: Team, bram: User, anna: User, side: Rater) -> None:
    for make in (_closing, _closed):
        make(anna)
    before = [(row.why, row.since) for row in rows(team, bram)]
    for measurement in Measurement.objects.filter(opened_at__isnull=False).with_people():
        with clock.at(dt.datetime.combine(measurement.opens_on + 20 * DAY, dt.time(12), tzinfo=dt.UTC)):
            answer(measurement, side)
    assert [(row.why, row.since) for row in rows(team, bram)] == before


@pytest.mark.parametrize("side", list(Rater))
def test_a_reason_of_either_side_is_a_reason(team: Team, bram: User, anna: User, side: Rater) -> None:
    """Of the client's side it can be given only by a worker whose own is in."""
    _closed(anna)
    measurement = Measurement.objects.with_people().get(opened_at__isnull=False)
    if side is Rater.CLIENT:
        with clock.at(clock.now() - 40 * DAY):
            answer(measurement, Rater.WORKER)
    alliance_actions.record_non_response(measurement=measurement, rater=side, reason="forgotten", by=anna)
    assert kinds(team, bram) == []


def test_as_many_queries_for_fifty_pairs_as_for_five(team: Team, bram: User, anna: User) -> None:
    counts = []
    for many in (5, 45):
        made = list(MADE.values())
        for n in range(many):
            made[n % len(made)][0](anna)
        with CaptureQueriesContext(connection) as queries:
            of_team(team, bram)
        counts.append(len(queries))
    assert len(rows(team, bram)) == 50
    assert counts[0] == counts[1]
    assert counts[1] <= 16
