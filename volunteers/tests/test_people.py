import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from audit import clock
from audit.models import Action, Event, Purpose
from caseload.models import Pair
from caseload.tests.factories import start_pair
from volunteers.actions import record_paper
from volunteers.models import Match
from volunteers.tests.factories import ProjectFactory, VolunteerFactory, start_match

URL = "/volunteers/"


@pytest.fixture
def match(vera: User, pair: Pair) -> Match:
    return start_match(VolunteerFactory(account=vera), pair, task="Samen sporten")


def test_volunteers_with_their_matches_and_no_case(match: Match, dewi: User, browse: Any) -> None:
    page = browse(dewi).get(URL).content.decode()
    client = match.supervision.client
    for shown in ("Vera Smit", "vera@example.org", "Cas", client.number, "Anna de Wit", "Samen sporten"):
        assert shown in page
    for hidden in (client.last_name, client.email, "Uitvoering"):
        assert hidden not in page


def test_volunteers_of_another_organisation_and_those_who_left_are_not_there(
    match: Match, dewi: User, midden: Any, noord: Any, browse: Any
) -> None:
    account = UserFactory(role=Role.VOLUNTEER, organisation=midden)
    VolunteerFactory(account=account, last_name="Elders")
    gone = UserFactory(role=Role.VOLUNTEER, organisation=noord)
    VolunteerFactory(account=gone, last_name="Vertrokken", left_on=clock.today(), stage="left")
    page = browse(dewi).get(URL).content.decode()
    assert "Elders" not in page
    assert "Vertrokken" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=vera", {"Vera"}),
        ("q=vera+smit", {"Vera"}),
        ("q={number}", {"Vera"}),
        ("q=niemand", set()),
        ("matched=yes", {"Vera"}),
        ("matched=no", {"Ria"}),
        ("matched=onzin", {"Vera", "Ria"}),
    ],
)
def test_search_and_filter(query: str, found: set[str], match: Match, dewi: User, noord: Any, browse: Any) -> None:
    ria = UserFactory(role=Role.VOLUNTEER, organisation=noord, first_name="Ria", email="ria@example.org")
    VolunteerFactory(account=ria, last_name="Tromp")
    response = browse(dewi).get(URL + "?" + query.format(number=match.supervision.client.number))
    assert {row.first_name for row in response.context["rows"]} == found


def test_an_account_that_is_off_is_marked(match: Match, vera: User, dewi: User, browse: Any) -> None:
    vera.is_active = False
    vera.save()
    assert "account uit" in browse(dewi).get(URL).content.decode()


def test_the_empty_page_says_what_to_do(dewi: User, browse: Any) -> None:
    assert "Nog geen vrijwilligers" in browse(dewi).get(URL).content.decode()


def test_the_page_is_recorded_with_whom_it_showed(match: Match, dewi: User, browse: Any) -> None:
    browse(dewi).get(URL)
    event = Event.objects.get(what="volunteers")
    assert (event.action, event.purpose, event.subjects.count()) == (Action.LISTED, Purpose.VOLUNTEERING, 1)


def test_twenty_five_a_page_in_the_same_number_of_queries(match: Match, dewi: User, anna: User, browse: Any) -> None:
    browser = browse(dewi)
    counts = []
    for more in (0, 30):
        for _ in range(more):
            account = UserFactory(role=Role.VOLUNTEER, organisation=dewi.organisation)
            start_match(VolunteerFactory(account=account), start_pair(worker=anna))
        browser.get(URL)
        with CaptureQueriesContext(connection) as queries:
            response = browser.get(URL)
        counts.append(len(queries))
    assert len(response.context["rows"]) == 25
    assert counts[0] == counts[1]


@pytest.mark.parametrize("who", ["vera", "anna", "bram", "cas", "evi", "pim", "admin"])
def test_other_roles_may_not_enter_the_co_ordinators_room(who: str, match: Match, browse: Any, request: Any) -> None:
    browser = browse(request.getfixturevalue(who))
    own = f"/volunteers/{match.volunteer_id}/"
    addresses = [URL, f"{URL}new/", own, *(f"{own}{page}/" for page in ("leave", "change", "stage", "paper"))]
    assert {browser.get(address).status_code for address in addresses} == {403}


def test_by_stage_and_by_papers(match: Match, dewi: User, browse: Any) -> None:
    project = ProjectFactory(organisation=dewi.organisation, needs_interview=False, needs_training=False)
    nobody = {"organisation": dewi.organisation, "account": None, "first_name": "Ria"}
    fresh, late, soon = (VolunteerFactory(email=f"{n}@example.org", **nobody) for n in "abc")
    for volunteer, day in ((fresh, 0), (late, 1200), (soon, 1085)):
        volunteer.projects.add(project)
        on = clock.today() - dt.timedelta(days=day)
        record_paper(volunteer=volunteer, kind="vog", on=on, by=dewi)
    new = VolunteerFactory(email="d@example.org", stage="applied", **nobody)
    browser = browse(dewi)

    def found(query: str) -> set[Any]:
        return {row.id for row in browser.get(f"{URL}?{query}").context["rows"]}

    assert found("papers=look") == {late.pk, soon.pk}
    assert found("papers=soon") == {soon.pk}
    assert found("stage=applied") == {new.pk}
    assert found("stage=left") == set()
    assert "VOG verliep op" in browser.get(URL).content.decode()
