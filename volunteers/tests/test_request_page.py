"""The co-ordinator's pages: who waits, who could, proposing and beginning."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, User
from audit import clock
from audit.models import Event
from caseload.actions import add_goal
from caseload.models import Pair
from caseload.shielding import shield
from caseload.tests.factories import start_pair
from volunteers.models import ActivityKind, Match, Project, Proposal, Volunteer, VolunteerRequest
from volunteers.tests.request_factories import ALL_THREE, make_proposal, make_request, make_volunteer

PAGE_QUERIES, LIST_QUERIES = 34, 16


@pytest.fixture
def asked(pair: Pair, anna: User, noord: Organisation) -> VolunteerRequest:
    kind = ActivityKind.objects.create(organisation=noord, name="Geld")
    goal = add_goal(pair=pair, text="Geheim doel", since=pair.starts_on, by=anna)
    return make_request(pair, by=anna, kinds=[kind], goals=[goal], languages=["nl", "tr"], safety="Alleen overdag.")


@pytest.fixture
def iris(project: Project) -> Volunteer:
    return make_volunteer(project, first_name="Iris", languages=["tr"])


def address(asked: VolunteerRequest, rest: str = "") -> str:
    return f"/volunteers/requests/{asked.pk}/{rest}"


def test_the_list_and_what_it_tells_of_nobody(asked: VolunteerRequest, dewi: User, browse: Any) -> None:
    page = browse(dewi).get("/volunteers/requests/").content.decode()
    for shown in ("Cas", asked.supervision.client.number, "Geld", "0 dagen"):
        assert shown in page
    for hidden in ("Verhoeven", "Geheim doel", "Samen de post doen"):
        assert hidden not in page
    assert Event.objects.filter(what="volunteer requests", actor_id=dewi.pk).exists()


def test_nobody_waits(dewi: User, browse: Any) -> None:
    assert "Niemand wacht" in browse(dewi).get("/volunteers/requests/").content.decode()


def test_candidates_with_their_reasons_and_those_who_cannot(
    asked: VolunteerRequest, iris: Volunteer, project: Project, dewi: User, browse: Any
) -> None:
    make_volunteer(project, first_name="Rust", languages=["nl"], stage="resting")
    page = browse(dewi).get(address(asked)).content.decode()
    for shown in (
        "Iris Smit",
        "Spreekt Turks.",
        "Heeft nu geen koppeling.",
        "Rust Smit",
        "Rust even uit.",
        "Alleen overdag.",
    ):
        assert shown in page
    for hidden in ("Verhoeven", "Geheim doel", "Anna"):
        assert hidden not in page
    free, stopped = page.split("Wie nu niet kan")
    assert "Iris Smit" in free
    assert "Rust Smit" in stopped
    assert "Rust Smit" not in free


def test_proposing(asked: VolunteerRequest, iris: Volunteer, project: Project, dewi: User, browse: Any) -> None:
    browser, where = browse(dewi), address(asked, f"propose/{iris.pk}/")
    page = browser.get(f"{where}?project={project.pk}").content.decode()
    assert "Iris Smit voorstellen aan Cas" in page
    page = browser.post(
        where, {"project": project.pk, "note": "Iris werkte bij een bank."}, follow=True
    ).content.decode()
    assert "Alle drie krijgen bericht." in page
    assert "cliënt: nog niets" in page
    assert Proposal.objects.get().note == "Iris werkte bij een bank."


def test_whoever_is_stopped_is_refused_whatever_is_posted(
    asked: VolunteerRequest, iris: Volunteer, project: Project, dewi: User, browse: Any
) -> None:
    asked.not_these.add(iris)
    page = browse(dewi).post(address(asked, f"propose/{iris.pk}/"), {"project": project.pk, "note": "toch"})
    assert "sluiten deze vrijwilliger uit" in page.content.decode()
    assert "toch" in page.content.decode()
    assert not Proposal.objects.exists()


def test_beginning_after_three_yeses(asked: VolunteerRequest, iris: Volunteer, dewi: User, browse: Any) -> None:
    make_proposal(asked, iris, by=dewi, yes=ALL_THREE)
    browser = browse(dewi)
    assert "Koppeling beginnen" in browser.get(address(asked)).content.decode()
    body = {"task": "Samen de post doen", "starts_on": clock.today().isoformat()}
    assert "Dit veld is verplicht." in browser.post(address(asked, "begin/"), body | {"task": ""}).content.decode()
    page = browser.post(address(asked, "begin/"), body, follow=True).content.decode()
    assert "Iris kan beginnen met Cas." in page
    assert Match.objects.get().volunteer == iris


def test_beginning_too_early_or_with_somebody_stopped(
    asked: VolunteerRequest, iris: Volunteer, dewi: User, browse: Any
) -> None:
    browser, body = browse(dewi), {"task": "Post", "starts_on": clock.today().isoformat()}
    make_proposal(asked, iris, by=dewi, yes="client worker")
    assert "Nog niet alle drie" in browser.post(address(asked, "begin/"), body).content.decode()
    Proposal.objects.update(state="agreed", volunteer_says=True)
    Volunteer.objects.update(stage="resting")
    assert "rust even uit" in browser.post(address(asked, "begin/"), body).content.decode()
    assert "Kan nu niet beginnen:" in browser.get(address(asked)).content.decode()
    assert not Match.objects.exists()


def test_taking_a_proposal_back(asked: VolunteerRequest, iris: Volunteer, dewi: User, browse: Any) -> None:
    proposal = make_proposal(asked, iris, by=dewi)
    page = browse(dewi).post(f"/volunteers/proposal/{proposal.pk}/withdraw/", follow=True).content.decode()
    assert "Eerder voorgesteld" in page


def test_without_a_project_it_says_what_to_do(asked: VolunteerRequest, dewi: User, browse: Any) -> None:
    assert "Er is nog geen project" in browse(dewi).get(address(asked)).content.decode()


def test_what_is_not_agreed_on_shielded_or_elsewhere_is_not_there(
    pair: Pair, asked: VolunteerRequest, anna: User, olaf: User, bram: User, dewi: User, browse: Any
) -> None:
    waiting = make_request(start_pair(worker=anna), by=anna, agreed=False)
    elsewhere = make_request(start_pair(worker=olaf), by=olaf)
    shield(pair=pair, reason="bekend in de buurt", by=bram)
    browser = browse(dewi)
    for pk in (waiting.pk, elsewhere.pk, asked.pk, uuid.uuid4()):
        assert browser.get(f"/volunteers/requests/{pk}/").status_code == 404
        assert browser.post(f"/volunteers/requests/{pk}/begin/").status_code == 404


@pytest.mark.parametrize("who", ["anna", "bram", "vera", "cas", "admin"])
def test_other_roles_may_not(who: str, asked: VolunteerRequest, browse: Any, request: Any) -> None:
    browser = browse(request.getfixturevalue(who))
    assert browser.get(address(asked)).status_code == 403
    assert browser.get("/volunteers/requests/").status_code == 403


def many(project: Project, how_many: int) -> None:
    people = Volunteer.objects.bulk_create(
        Volunteer(organisation=project.organisation, first_name="Vol", last_name="Unteer", email=f"{uuid.uuid4()}@x.nl")
        for _ in range(how_many)
    )
    project.volunteers.add(*people)


def test_a_thousand_volunteers_take_no_more_queries_than_ten(
    asked: VolunteerRequest, project: Project, dewi: User, browse: Any
) -> None:
    browser, counts = browse(dewi), []
    VolunteerRequest.objects.update(languages=[])
    for more in (10, 990):
        many(project, more)
        browser.get(address(asked))
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(address(asked)).content.decode()
        counts.append(len(queries))
    assert "1000 vrijwilligers" in page
    assert counts[0] == counts[1] <= PAGE_QUERIES


def test_the_list_takes_no_more_queries_for_more(
    asked: VolunteerRequest, anna: User, dewi: User, iris: Volunteer, browse: Any
) -> None:
    browser, counts = browse(dewi), []
    for more in (0, 4):
        for _ in range(more):
            make_request(start_pair(worker=anna), by=anna)
        browser.get("/volunteers/requests/")
        with CaptureQueriesContext(connection) as queries:
            browser.get("/volunteers/requests/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= LIST_QUERIES
