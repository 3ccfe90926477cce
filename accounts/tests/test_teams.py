"""The administrator's page of teams: in which region each works."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, Team, User
from accounts.regions import set_regions
from accounts.tests.factories import TeamFactory
from audit.models import Event

Browse = Callable[[User | None], Browser]
URL = "/accounts/teams/"


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def test_regions_are_kept_and_recorded(browse: Browse, admin: User, team: Team, other_team: Team) -> None:
    data = {f"team_{team.pk}": " Noordoost ", f"team_{other_team.pk}": ""}
    assert browse(admin).post(URL, data).status_code == 302
    team.refresh_from_db()
    assert team.region == "Noordoost"
    events = Event.objects.filter(what="team region")
    assert {event.object_id for event in events} == {team.pk}
    # Saved again as it was, nothing happened.
    browse(admin).post(URL, data)
    assert events.count() == 1
    page = text(browse(admin).get(URL))
    assert 'value="Noordoost"' in page
    assert '<option value="Noordoost"></option>' in page


def test_a_team_that_was_not_on_the_page_keeps_its_own(
    browse: Browse, admin: User, team: Team, other_team: Team
) -> None:
    Team.objects.filter(pk=team.pk).update(region="Noord")
    assert browse(admin).post(URL, {f"team_{other_team.pk}": "Zuid"}).status_code == 302
    assert {one.name: one.region for one in Team.objects.all()} == {team.name: "Noord", other_team.name: "Zuid"}


def test_what_is_too_long_is_refused_and_stays_typed(browse: Browse, admin: User, team: Team) -> None:
    html = text(browse(admin).post(URL, {f"team_{team.pk}": "x" * 61}))
    assert team.name in html.partition("error-summary")[2].partition("</div>")[0]
    assert f'value="{"x" * 61}"' in html
    team.refresh_from_db()
    assert (team.region, Event.objects.filter(what="team region").count()) == ("", 0)


def test_not_a_team_of_another_organisation(browse: Browse, admin: User, olaf: User) -> None:
    assert olaf.team is not None
    browse(admin).post(URL, {f"team_{olaf.team.pk}": "Noord"})
    olaf.team.refresh_from_db()
    assert olaf.team.region == ""
    assert olaf.team.name not in text(browse(admin).get(URL))
    with pytest.raises(ValueError, match="another organisation"):
        set_regions(organisation=admin.organisation, regions={olaf.team: "Noord"}, by=admin)


def test_without_a_team_the_page_says_so(browse: Browse, admin: User) -> None:
    assert "Er is nog geen team" in text(browse(admin).get(URL))


def test_same_number_of_queries_at_any_size(browse: Browse, admin: User, noord: Organisation) -> None:
    browser, counts = browse(admin), []
    for n in (1, 6):
        for _ in range(n):
            TeamFactory(organisation=noord)
        browser.get(URL)
        with CaptureQueriesContext(connection) as queries:
            browser.get(URL)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_only_an_administrator(browse: Browse, anna: User, bram: User) -> None:
    for other in (anna, bram):
        assert browse(other).get(URL).status_code == 403
