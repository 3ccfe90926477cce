"""Putting aside why a pair asks for its supervisor: with a reason, for a time; listed, and taken back."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, Team, User
from accounts.tests.factories import UserFactory
from audit import clock
from audit.models import Action, Event
from audit.record import subject_keys
from caseload import actions as caseload_actions
from caseload.models import AttentionAside, NeedAside, Pair
from caseload.putting_aside import put_needs_aside, take_needs_back
from caseload.tests.factories import start_pair
from dashboards.presenters.needs import needs_of
from remote_contact.models import Method
from remote_contact.tests.factories import logged

Browse = Callable[[User | None], Browser]
DAY = dt.timedelta(days=1)


@pytest.fixture
def asking(anna: User) -> Pair:
    """Not spoken to for 28 days, and a worker's agreement of twenty days ago."""
    pair = start_pair(worker=anna, starts_on=clock.today() - 90 * DAY, first_name="Natasja", last_name="Wierda")
    logged(pair, ago=28 * DAY, method=Method.OFFICE)
    due = clock.today() - 20 * DAY
    caseload_actions.make_agreement(pair=pair, text="bellen", who="worker", due=due, by=anna)
    return pair


def url(pair: Pair) -> str:
    return reverse("dashboards:put_aside", args=[pair.pk])


def causes(team: Team, user: User) -> list[str]:
    rows = needs_of(team, user, clock.today()).rows
    return [cause for row in rows for reason in row.reasons for cause in reason.causes]


def posted(team: Team, user: User, **changes: Any) -> dict[str, Any]:
    return {"what": causes(team, user), "reason": "Anna belt morgen.", "weeks": "2"} | changes


def test_the_page_names_what_asks_and_chooses_all_of_it(browse: Browse, bram: User, asking: Pair) -> None:
    html = browse(bram).get(url(asking)).content.decode()
    assert "Geen contact sinds 28 dagen." in html
    assert "Een afspraak van de werker, vóór 3 nov., is nog open." in html
    assert html.count(" checked") == 2
    assert "bellen" not in html


@pytest.mark.parametrize(("weeks", "days"), [("1", 7), ("2", 14), ("4", 28)])
def test_it_stays_away_for_the_term_and_comes_back(
    browse: Browse, bram: User, team: Team, asking: Pair, weeks: str, days: int
) -> None:
    answer = browse(bram).post(url(asking), posted(team, bram, weeks=weeks))
    assert answer["Location"] == reverse("dashboards:team", args=[team.pk]) + "#nodig"
    assert causes(team, bram) == []
    with clock.at(clock.now() + (days - 1) * DAY):
        assert causes(team, bram) == []
    with clock.at(clock.now() + days * DAY):
        assert len(causes(team, bram)) == 2


def test_only_what_was_chosen_goes_and_a_new_cause_is_back_at_once(
    browse: Browse, bram: User, anna: User, team: Team, asking: Pair
) -> None:
    silent = causes(team, bram)[0]
    assert silent.startswith("silent")
    browse(bram).post(url(asking), posted(team, bram, what=[silent]))
    [left] = causes(team, bram)
    assert left.startswith("agreement")
    # They were spoken to, and then for 28 days not again: another silence.
    logged(asking, ago=dt.timedelta(0), method=Method.OFFICE)
    with clock.at(clock.now() + 28 * DAY):
        assert len(causes(team, bram)) == 2


def test_what_is_aside_is_listed_and_taken_back(browse: Browse, bram: User, team: Team, asking: Pair) -> None:
    browse(bram).post(url(asking), posted(team, bram))
    [row] = needs_of(team, bram, clock.today()).aside
    assert (row.client, row.reason, row.by) == ("Natasja Wierda", "Anna belt morgen.", bram.full_name)
    assert row.until == "7 dec."
    assert "Geen contact sinds 28 dagen." in row.why
    answer = browse(bram).post(row.back_url)
    assert answer["Location"].endswith("#nodig")
    assert len(causes(team, bram)) == 2
    assert needs_of(team, bram, clock.today()).aside == ()
    assert NeedAside.objects.filter(taken_back_by=bram).count() == 2


def test_once_the_cause_is_gone_there_is_nothing_left_to_list(bram: User, team: Team, asking: Pair) -> None:
    put_needs_aside(pair=asking, causes=["hitch:gone"], reason="x", until=clock.today() + DAY, by=bram)
    assert needs_of(team, bram, clock.today()).aside == ()
    assert len(causes(team, bram)) == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": ""}, "Schrijf in een paar woorden waarom."),
        ({"reason": "x" * 201}, "200"),
        ({"weeks": ""}, "Kies voor hoe lang."),
        ({"weeks": "52"}, "52"),
        ({"what": []}, "Kies wat je opzij legt."),
        ({"what": ["silent:1999-01-01"]}, "Er is iets veranderd sinds je deze pagina opende."),
    ],
)
def test_bad_input_shows_why_keeps_what_was_typed_and_writes_nothing(
    browse: Browse, bram: User, team: Team, asking: Pair, changes: dict[str, Any], words: str
) -> None:
    sent = posted(team, bram, **changes)
    html = browse(bram).post(url(asking), sent).content.decode()
    assert words in html
    assert str(sent["reason"]) in html
    assert not NeedAside.objects.exists()
    assert not Event.objects.filter(what="need aside").exists()


def test_what_asks_no_more_needs_no_reason(browse: Browse, bram: User, pair: Pair) -> None:
    for answer in (browse(bram).get(url(pair)), browse(bram).post(url(pair), {"reason": "x"})):
        assert answer.status_code == 302
    assert not NeedAside.objects.exists()


def test_put_aside_twice_the_first_reason_stands(bram: User, team: Team, asking: Pair) -> None:
    until = clock.today() + 7 * DAY
    found = causes(team, bram)
    put_needs_aside(pair=asking, causes=found, reason="eerst", until=until, by=bram)
    assert put_needs_aside(pair=asking, causes=found, reason="later", until=until, by=bram) == []
    assert set(NeedAside.objects.values_list("reason", flat=True)) == {"eerst"}
    assert Event.objects.filter(what="need aside").count() == 1


def test_the_record_names_who_did_it_and_about_whom(bram: User, team: Team, asking: Pair) -> None:
    until = clock.today() + 7 * DAY
    [aside, _other] = put_needs_aside(pair=asking, causes=causes(team, bram), reason="x", until=until, by=bram)
    for _time in range(2):
        take_needs_back(aside=aside, by=bram)
    events = list(Event.objects.filter(what="need aside").order_by("pk"))
    assert [event.action for event in events] == [Action.CREATED, Action.ENDED]
    client = asking.supervision.client_id
    for event in events:
        assert [each.subject_key for each in event.subjects.all()] == [subject_keys({client})[client]]


def test_a_supervisor_and_a_worker_hide_nothing_from_each_other(
    bram: User, anna: User, team: Team, asking: Pair
) -> None:
    for cause in causes(team, bram):
        caseload_actions.put_aside(pair=asking, cause=cause, reason="van de werker", by=anna)
    assert len(causes(team, bram)) == 2
    put_needs_aside(pair=asking, causes=causes(team, bram), reason="x", until=clock.today() + DAY, by=bram)
    assert AttentionAside.objects.count() == 2


def test_whoever_else_leads_the_team_sees_it_put_aside(bram: User, team: Team, asking: Pair) -> None:
    saar = UserFactory(role=Role.SUPERVISOR, organisation=bram.organisation)
    team.supervisors.add(saar)
    put_needs_aside(pair=asking, causes=causes(team, bram), reason="x", until=clock.today() + DAY, by=bram)
    assert causes(team, saar) == []
    assert [row.by for row in needs_of(team, saar, clock.today()).aside] == [bram.full_name]


def test_who_may(browse: Browse, team: Team, asking: Pair, bram: User, anna: User, other_team: Team) -> None:
    stranger = UserFactory(role=Role.SUPERVISOR, organisation=bram.organisation)
    other_team.supervisors.add(stranger)
    [aside, _other] = put_needs_aside(
        pair=asking, causes=causes(team, bram), reason="x", until=clock.today() + DAY, by=bram
    )
    back = reverse("dashboards:take_back", args=[asking.pk, aside.pk])
    for user, status in ((stranger, 404), (anna, 403)):
        assert browse(user).get(url(asking)).status_code == status
        assert browse(user).post(url(asking), {}).status_code == status
        assert browse(user).post(back).status_code == status
    assert browse(bram).get(back).status_code == 405
    other = start_pair(worker=anna)
    assert browse(bram).post(reverse("dashboards:take_back", args=[other.pk, aside.pk])).status_code == 404
    assert NeedAside.objects.filter(taken_back_at__isnull=True).count() == 2


def test_the_page_asks_few_questions_of_the_database(browse: Browse, bram: User, asking: Pair) -> None:
    browser = browse(bram)
    browser.get(url(asking))
    with CaptureQueriesContext(connection) as queries:
        browser.get(url(asking))
    assert len(queries) <= 26
