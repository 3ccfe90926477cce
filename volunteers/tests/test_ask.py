"""The pages on which a worker and a client ask for a volunteer."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.models import Event
from caseload.actions import add_goal
from caseload.models import Pair
from caseload.tests.factories import start_pair
from volunteers.actions.proposals import answer_proposal
from volunteers.models import ActivityKind, RequestState, Side, VolunteerRequest
from volunteers.tests.request_factories import make_project, make_proposal, make_request, make_volunteer

PAGE_QUERIES = 26


@pytest.fixture
def kind(anna: User) -> ActivityKind:
    return ActivityKind.objects.create(organisation=anna.organisation, name="Geld")


def address(pair: Pair) -> str:
    return f"/volunteers/pair/{pair.pk}/request/"


def typed(kind: ActivityKind, **change: Any) -> dict[str, Any]:
    form = {"kinds": [kind.pk], "what_for": "Samen de post doen", "languages": ["nl"], "form_id": uuid.uuid4()}
    return form | {"client_agreed_on": "23-11-2026", "postcode": "3511"} | change


def test_a_worker_asks_with_the_clients_yes(pair: Pair, anna: User, kind: ActivityKind, browse: Any) -> None:
    goal = add_goal(pair=pair, text="Schulden aflossen", since=pair.starts_on, by=anna)
    body = typed(kind, goals=[goal.pk], safety="Alleen overdag.", experienced_only="on", free_at=["weekday"])
    page = browse(anna).post(address(pair), body, follow=True).content.decode()
    assert "De coördinator zoekt een vrijwilliger." in page
    assert "we zoeken" in page
    request = VolunteerRequest.objects.get()
    assert (request.state, request.agreed_recorded_by, request.experienced_only) == (RequestState.OPEN, anna, True)
    assert list(request.goals.all()) == [goal]


def test_without_it_the_client_says_yes_on_their_own_page(
    pair: Pair, anna: User, cas: User, kind: ActivityKind, browse: Any
) -> None:
    goal = add_goal(pair=pair, text="Schulden aflossen", since=pair.starts_on, by=anna)
    body = typed(kind, client_agreed_on="", goals=[goal.pk], safety="Alleen overdag.")
    page = browse(anna).post(address(pair), body, follow=True).content.decode()
    assert "Eerst moet Cas ja zeggen." in page
    browser = browse(cas)
    page = browser.get("/").content.decode()
    for shown in ("Vind je het goed?", "Samen de post doen", "Schulden aflossen", "Alleen overdag."):
        assert shown in page
    request = VolunteerRequest.objects.get()
    said = browser.post("/volunteers/my-request/answer/", {"says": "yes", "version": request.version}, follow=True)
    assert "We zoeken iemand die bij je past." in said.content.decode()
    request.refresh_from_db()
    assert (request.state, request.agreed_recorded_by) == (RequestState.OPEN, cas)


def test_the_client_says_no(pair: Pair, anna: User, cas: User, browse: Any) -> None:
    request = make_request(pair, by=anna, agreed=False)
    browse(cas).post("/volunteers/my-request/answer/", {"says": "no", "version": 1})
    request.refresh_from_db()
    assert (request.state, request.end_reason) == (RequestState.WITHDRAWN, "")


def test_a_yes_to_what_changed_meanwhile_is_asked_again(pair: Pair, anna: User, cas: User, browse: Any) -> None:
    request = make_request(pair, by=anna, agreed=False)
    VolunteerRequest.objects.update(version=2)
    page = browse(cas).post("/volunteers/my-request/answer/", {"says": "yes", "version": 1}, follow=True)
    assert "De vraag is net veranderd." in page.content.decode()
    request.refresh_from_db()
    assert request.state == RequestState.ASKED


def test_a_client_asks_and_the_worker_completes(
    pair: Pair, anna: User, cas: User, kind: ActivityKind, browse: Any
) -> None:
    browser, body = browse(cas), {"kinds": [kind.pk], "what_for": "Hulp met mijn post", "form_id": uuid.uuid4()}
    page = browser.get("/volunteers/my-request/").content.decode()
    assert "Dit is geen alarmlijn." in page
    assert "Schrijf niets over je zaak." in page
    for _ in range(2):
        page = browser.post("/volunteers/my-request/", body, follow=True).content.decode()
    assert "Je vraag is verstuurd. Anna kijkt ernaar." in page
    assert VolunteerRequest.objects.count() == 1
    # Who asked already is not asked again.
    assert browser.get("/volunteers/my-request/").status_code == 302
    worker, request = browse(anna), VolunteerRequest.objects.get()
    assert "Aanvraag aanvullen" in worker.get(f"/pair/{pair.pk}/").content.decode()
    page = worker.get(address(pair)).content.decode()
    assert 'name="version" value="1"' in page
    assert 'value="Hulp met mijn post"' in page
    assert "Cas vroeg dit zelf." in page
    body = {"kinds": [kind.pk], "what_for": "Hulp met mijn post", "safety": "Alleen overdag.", "version": 1}
    assert "De coördinator zoekt" in worker.post(address(pair), body, follow=True).content.decode()
    request.refresh_from_db()
    assert (request.state, request.agreed_recorded_by) == (RequestState.OPEN, cas)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"kinds": []}, "Kies ten minste één soort hulp."),
        ({"what_for": ""}, "Dit veld is verplicht."),
        ({"not_from_neighbourhood": "on", "postcode": ""}, "Postcode, vier cijfers: Vul de postcode in."),
        ({"postcode": "351"}, "Vul de vier cijfers van de postcode in"),
        ({"client_agreed_on": "24-11-2026"}, "Deze dag moet nog komen."),
        ({"kinds": [uuid.uuid4()]}, "Selecteer een geldige keuze"),
    ],
)
def test_bad_input_shows_the_error_and_writes_nothing(
    change: dict[str, Any], error: str, pair: Pair, anna: User, kind: ActivityKind, browse: Any
) -> None:
    page = browse(anna).post(address(pair), typed(kind, safety="Alleen overdag.") | change).content.decode()
    assert error in page
    assert "Alleen overdag." in page
    assert not VolunteerRequest.objects.exists()


def test_anothers_goal_is_no_choice(pair: Pair, anna: User, kind: ActivityKind, browse: Any, colleague: User) -> None:
    other = start_pair(worker=colleague)
    add_goal(pair=pair, text="Eigen doel", since=pair.starts_on, by=anna)
    goal = add_goal(pair=other, text="Geheim doel", since=other.starts_on, by=colleague)
    page = browse(anna).post(address(pair), typed(kind, goals=[goal.pk])).content.decode()
    assert "Geheim doel" not in page
    assert not VolunteerRequest.objects.exists()


def test_a_late_save_shows_both(pair: Pair, anna: User, kind: ActivityKind, browse: Any) -> None:
    request = make_request(pair, by=anna, kinds=[kind])
    VolunteerRequest.objects.update(version=2, safety="Alleen op straat.")
    body = typed(kind, version=1, safety="Alleen overdag.")
    page = browse(anna).post(address(pair), body).content.decode()
    assert "Iemand anders heeft dit intussen gewijzigd." in page
    assert "Alleen op straat." in page
    assert "Alleen overdag." in page
    request.refresh_from_db()
    assert request.safety == "Alleen op straat."


def test_withdrawing_takes_a_reason(pair: Pair, anna: User, browse: Any) -> None:
    request, browser = make_request(pair, by=anna), browse(anna)
    page = browser.post(f"{address(pair)}withdraw/", {"reason": ""}).content.decode()
    assert "Schrijf op waarom." in page
    browser.post(f"{address(pair)}withdraw/", {"reason": "De cliënt verhuist."})
    request.refresh_from_db()
    assert (request.state, request.end_reason) == (RequestState.WITHDRAWN, "De cliënt verhuist.")


@pytest.mark.parametrize(("who", "status"), [("chris", 404), ("colleague", 404), ("bram", 403), ("dewi", 403)])
def test_others_do_not_come_in(who: str, status: int, pair: Pair, browse: Any, request: Any) -> None:
    assert browse(request.getfixturevalue(who)).get(address(pair)).status_code == status


def test_the_worker_answers_and_writes_down_what_the_client_said(
    pair: Pair, anna: User, dewi: User, browse: Any
) -> None:
    volunteer = make_volunteer(make_project(anna.organisation), first_name="Iris", languages=["tr"])
    proposal = make_proposal(make_request(pair, by=anna), volunteer, by=dewi)
    browser = browse(anna)
    page = browser.get(f"/pair/{pair.pk}/").content.decode()
    for shown in ("Voorstel: Iris", "Turks", "Past dit, denk je?"):
        assert shown in page
    assert volunteer.last_name not in page
    answer = f"/volunteers/proposal/{proposal.pk}/answer/"
    browser.post(answer, {"says": "yes"})
    page = browser.post(answer, {"says": "yes", "side": "client"}, follow=True).content.decode()
    assert "De cliënt zei ja." in page
    proposal.refresh_from_db()
    assert (proposal.worker_says, proposal.client_says, proposal.volunteer_says) == (True, True, None)
    event = Event.objects.filter(what="volunteer proposal", action="changed").first()
    assert event is not None
    assert event.actor_id == anna.pk


def test_the_client_sees_a_first_name_and_needs_no_reason(
    pair: Pair, anna: User, cas: User, dewi: User, kind: ActivityKind, browse: Any
) -> None:
    volunteer = make_volunteer(make_project(anna.organisation), first_name="Iris", languages=["tr"], phone="0611111111")
    volunteer.skills.add(kind)
    proposal = make_proposal(make_request(pair, by=anna), volunteer, by=dewi)
    browser = browse(cas)
    page = browser.get("/").content.decode()
    for shown in ("Past Iris bij jou?", "Geld", "Turks"):
        assert shown in page
    for hidden in (volunteer.last_name, volunteer.email, volunteer.phone):
        assert hidden not in page
    browser.post(f"/volunteers/proposal/{proposal.pk}/answer/", {"says": "no"})
    proposal.refresh_from_db()
    assert proposal.state == "declined"
    assert "Past Iris bij jou?" not in browser.get("/").content.decode()


def test_a_client_answers_for_themselves_only(pair: Pair, anna: User, cas: User, dewi: User, browse: Any) -> None:
    volunteer = make_volunteer(make_project(anna.organisation))
    proposal = make_proposal(make_request(pair, by=anna), volunteer, by=dewi)
    address = f"/volunteers/proposal/{proposal.pk}/answer/"
    for body in ({"says": "yes", "side": "worker"}, {"says": "yes", "side": "client"}, {"says": "maybe"}):
        assert browse(cas).post(address, body).status_code == 400


def test_the_volunteer_sees_what_was_written_for_them(
    pair: Pair, anna: User, vera: User, dewi: User, kind: ActivityKind, browse: Any
) -> None:
    project = make_project(anna.organisation)
    volunteer = make_volunteer(project, account=vera, postcode="3512")
    asked = {"kinds": [kind], "postcode": "3511", "safety": "Alleen overdag.", "what_for": "Geheime schulden"}
    goal = add_goal(pair=pair, text="Geheim doel", since=pair.starts_on, by=anna)
    request = make_request(pair, by=anna, goals=[goal], wishes="Geheime wens", **asked)
    proposal = make_proposal(request, volunteer, by=dewi)
    browser = browse(vera)
    page = browser.get("/").content.decode()
    for shown in ("Wil je Cas helpen?", "Geld", "in jouw regio", "Alleen overdag."):
        assert shown in page
    for hidden in ("Verhoeven", pair.client.number, "3511", "Geheim", "Anna"):
        assert hidden not in page
    assert (
        "Bewaard."
        in browser.post(f"/volunteers/proposal/{proposal.pk}/answer/", {"says": "yes"}, follow=True).content.decode()
    )
    proposal = answer_proposal(proposal=proposal, side=Side.CLIENT, says=False, by=dewi)
    assert "Cas" not in browser.get("/").content.decode()
    assert browser.post(f"/volunteers/proposal/{proposal.pk}/answer/", {"says": "yes"}).status_code == 404


def test_the_page_takes_so_many_queries(pair: Pair, anna: User, kind: ActivityKind, browse: Any) -> None:
    make_request(pair, by=anna, kinds=[kind])
    add_goal(pair=pair, text="eerste doel", since=pair.starts_on, by=anna)
    browser, counts = browse(anna), []
    for more in (0, 6):
        for n in range(more):
            add_goal(pair=pair, text=f"doel {n}", since=pair.starts_on, by=anna)
            ActivityKind.objects.create(organisation=anna.organisation, name=f"Soort {n}")
        browser.get(address(pair))
        with CaptureQueriesContext(connection) as queries:
            browser.get(address(pair))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= PAGE_QUERIES


def test_the_day_of_an_older_yes_does_not_stand_for_new_words(
    pair: Pair, anna: User, kind: ActivityKind, browse: Any
) -> None:
    request, browser = make_request(pair, by=anna, kinds=[kind]), browse(anna)
    assert 'value="23-11-2026"' not in browser.get(address(pair)).content.decode()
    browser.post(address(pair), typed(kind, what_for="Iets anders", version=1, client_agreed_on=""))
    request.refresh_from_db()
    assert (request.state, request.client_agreed_on) == (RequestState.ASKED, None)


def test_a_refused_completion_still_says_what_it_was(
    pair: Pair, anna: User, cas: User, kind: ActivityKind, browse: Any
) -> None:
    make_request(pair, by=cas, kinds=[kind])
    page = browse(anna).post(address(pair), {"version": 1, "kinds": [], "what_for": ""}).content.decode()
    assert "Kies ten minste één soort hulp." in page
    assert "Akkoord, naar de coördinator" in page
