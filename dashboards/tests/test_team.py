"""The supervisor's team page."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, Team, User
from accounts.tests.factories import TeamFactory, UserFactory
from alliance.models import Rater
from alliance.tests.factories import answer, open_measurement, reveal
from audit import clock
from audit.models import Event
from audit.record import subject_keys
from caseload import pauses
from caseload.models import Pair
from caseload.tests.factories import start_pair
from dashboards import figures
from remote_contact.actions.changing import undo_contact
from remote_contact.tests.factories import logged

Browse = Callable[[User | None], Browser]


def page(browse: Browse, user: User, team: Team) -> str:
    response = browse(user).get(reverse("dashboards:team", args=[team.pk]))
    assert response.status_code == 200
    return response.content.decode()


def states(response: Any) -> dict[str, dict[str, Any]]:
    """What stands under each state, by kind of moment."""
    table = response.context["figures"].states
    keys = [column.key for column in table.columns]
    return {row.key[0]: {key: table.value(row, key) for key in keys} for row in table.rows}


def revealed_pairs(team: Team, pairs: int, workers: int) -> None:
    people = [UserFactory(role=Role.WORKER, team=team) for _ in range(workers)]
    for n in range(pairs):
        pair = start_pair(worker=people[n % workers])
        reveal(open_measurement(pair), client=4, worker=3)


def test_counts_each_state(browse: Browse, bram: User, team: Team, anna: User) -> None:
    today = clock.today()
    start_pair(worker=anna, starts_on=today - dt.timedelta(days=5))
    open_measurement(Pair.objects.get())
    half = start_pair(worker=anna, starts_on=today)
    answer(open_measurement(half), Rater.WORKER)
    done = start_pair(worker=anna, starts_on=today)
    reveal(open_measurement(done))
    late = start_pair(worker=anna, starts_on=today - dt.timedelta(days=41))
    open_measurement(late)
    with clock.at(clock.now() + dt.timedelta(days=2)):
        response = browse(bram).get(reverse("dashboards:team", args=[team.pk]))
    assert states(response)["intake"] == {"soon": 0, "open": 1, "half": 1, "done": 1, "overdue": 1}


def test_in_a_pause_only_what_was_completed_counts(team: Team, anna: User, bram: User) -> None:
    today = clock.today()
    late, done = (start_pair(worker=anna, starts_on=today - dt.timedelta(days=41)) for _ in range(2))
    open_measurement(late)
    reveal(open_measurement(done))
    for pair in (late, done):
        pauses.start_pause(pair=pair, reason="illness", since=today, by=anna)
    found = figures.states_by_moment(team, bram, today + dt.timedelta(days=160))
    assert {moment.kind: states for moment, states in found.items()} == {"intake": figures.States(done=1)}
    pauses.end_pause(pair=late, until=today + dt.timedelta(days=1), by=anna)
    found = figures.states_by_moment(team, bram, today + dt.timedelta(days=160))
    assert sum(states.overdue for states in found.values()) == 1


def test_a_moment_that_opens_within_four_weeks_is_announced(browse: Browse, bram: User, team: Team, anna: User) -> None:
    open_measurement(start_pair(worker=anna, starts_on=clock.today()))
    response = browse(bram).get(reverse("dashboards:team", args=[team.pk]))
    assert list(states(response)) == ["intake"]
    with clock.at(clock.now() + dt.timedelta(days=160)):
        response = browse(bram).get(reverse("dashboards:team", args=[team.pk]))
    assert states(response)["regular"]["soon"] == 1


def test_never_a_score_beside_a_person(browse: Browse, bram: User, team: Team, pair: Pair) -> None:
    reveal(open_measurement(pair), client=5, worker=1)
    text = page(browse, bram, team)
    assert "Verhoeven" in text
    assert "5,0" not in text


def test_another_supervisors_team_does_not_exist(browse: Browse, bram: User, team: Team) -> None:
    for organisation in (team.organisation, TeamFactory().organisation):
        other = TeamFactory(organisation=organisation)
        assert browse(bram).get(reverse("dashboards:team", args=[other.pk])).status_code == 404


def test_a_worker_may_not(browse: Browse, anna: User, team: Team) -> None:
    assert browse(anna).get(reverse("dashboards:team", args=[team.pk])).status_code == 403


def test_one_event_lists_everyone_shown(browse: Browse, bram: User, team: Team, pair: Pair) -> None:
    page(browse, bram, team)
    event = Event.objects.filter(what="team page").get()
    client = pair.supervision.client_id
    assert [s.subject_key for s in event.subjects.all()] == [subject_keys({client})[client]]


def test_same_number_of_queries_at_any_size(browse: Browse, bram: User, team: Team) -> None:
    browser, address, counts = browse(bram), reverse("dashboards:team", args=[team.pk]), []
    for pairs in (3, 9):
        revealed_pairs(team, pairs=pairs, workers=3)
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 29


def test_an_empty_team_says_what_will_stand_there(browse: Browse, bram: User, team: Team) -> None:
    assert "Nog geen metingen" in page(browse, bram, team)


def test_a_supervisor_of_two_teams_chooses(browse: Browse, bram: User, team: Team, other_team: Team) -> None:
    assert browse(bram).get("/").status_code == 302
    other_team.supervisors.add(bram)
    text = browse(bram).get("/").content.decode()
    assert "Noord-1" in text
    assert "Noord-2" in text


def test_a_contact_that_was_taken_back_is_no_last_contact(browse: Browse, bram: User, team: Team, pair: Pair) -> None:
    contact = logged(pair)
    assert browse(bram).get(reverse("dashboards:team", args=[team.pk])).context["page"][0].last_contact == contact.at
    undo_contact(contact=contact, by=pair.worker, typed={})
    assert browse(bram).get(reverse("dashboards:team", args=[team.pk])).context["page"][0].last_contact is None
