"""Matching, ending a match, and leaving."""

import uuid
from typing import Any

import pytest

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from audit import clock
from caseload.models import Pair
from caseload.tests.factories import start_pair
from volunteers.models import Match, Volunteer
from volunteers.tests.factories import VolunteerFactory, start_match


@pytest.fixture
def volunteer(vera: User) -> Volunteer:
    return VolunteerFactory(account=vera)


@pytest.fixture
def elsewhere(midden: Any) -> Volunteer:
    return VolunteerFactory(account=UserFactory(role=Role.VOLUNTEER, organisation=midden))


def typed(number: str, **change: str) -> dict[str, str]:
    return {"supervision": number, "task": "Samen sporten", "starts_on": "2026-11-23"} | change


def test_a_match_by_the_clients_number(volunteer: Volunteer, pair: Pair, dewi: User, browse: Any) -> None:
    number = pair.supervision.client.number
    response = browse(dewi).post(f"/volunteers/{volunteer.pk}/match/", typed(f" {number.lower()} "), follow=True)
    assert "Vera is gekoppeld aan Cas." in response.content.decode()
    match = Match.objects.get()
    assert (match.supervision, match.task, match.starts_on) == (pair.supervision, "Samen sporten", clock.today())


def test_unknown_numbers_and_those_of_others_get_the_same_answer(
    volunteer: Volunteer, dewi: User, olaf: User, browse: Any
) -> None:
    elsewhere = start_pair(worker=olaf, first_name="Geheim")
    browser, pages = browse(dewi), []
    for number in ("X-1", elsewhere.supervision.client.number):
        page = browser.post(f"/volunteers/{volunteer.pk}/match/", typed(number)).content.decode()
        assert "Er loopt geen toezicht met dit cliëntnummer." in page
        assert "Geheim" not in page
        pages.append(page.replace(number, ""))
    assert 'value="Samen sporten"' in pages[0]
    assert len(pages[0]) == len(pages[1])
    assert not Match.objects.exists()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"starts_on": "2026-01-01"}, "vóór het begin van het toezicht"),
        ({"starts_on": "gisteren"}, "Vul een dag in zoals 23-11-2026."),
        ({"task": ""}, "Dit veld is verplicht."),
    ],
)
def test_bad_input_shows_the_error_and_writes_nothing(
    change: dict[str, str], error: str, volunteer: Volunteer, pair: Pair, dewi: User, browse: Any
) -> None:
    number = pair.supervision.client.number
    page = browse(dewi).post(f"/volunteers/{volunteer.pk}/match/", typed(number, **change)).content.decode()
    assert error in page
    assert f'value="{number}"' in page
    assert not Match.objects.exists()


def test_the_same_two_twice_is_refused_at_the_number(volunteer: Volunteer, pair: Pair, dewi: User, browse: Any) -> None:
    start_match(volunteer, pair)
    page = browse(dewi).post(f"/volunteers/{volunteer.pk}/match/", typed(pair.supervision.client.number))
    assert "al aan deze cliënt gekoppeld" in page.content.decode()
    assert Match.objects.count() == 1


def test_ending_a_match(volunteer: Volunteer, pair: Pair, dewi: User, browse: Any) -> None:
    match = start_match(volunteer, pair)
    response = browse(dewi).post(f"/volunteers/match/{match.pk}/end/", {"reason": "planned"}, follow=True)
    assert "De koppeling is beëindigd." in response.content.decode()
    match.refresh_from_db()
    assert (match.ends_on, match.end_reason) == (clock.today(), "planned")


def test_ending_asks_for_the_reason_first(volunteer: Volunteer, pair: Pair, dewi: User, browse: Any) -> None:
    match = start_match(volunteer, pair)
    browser, address = browse(dewi), f"/volunteers/match/{match.pk}/end/"
    assert "Waarom stopt het?" in browser.get(address).content.decode()
    assert "Kies een reden." in browser.post(address, {"thanks": "Bedankt"}).content.decode()
    match.refresh_from_db()
    assert match.ends_on is None


def test_leaving_asks_first_and_then_does_it(volunteer: Volunteer, pair: Pair, dewi: User, browse: Any) -> None:
    start_match(volunteer, pair)
    browser, address = browse(dewi), f"/volunteers/{volunteer.pk}/leave/"
    assert "De lopende koppeling eindigt vandaag." in browser.get(address).content.decode()
    assert Match.objects.running().exists()
    assert "Vera is gestopt." in browser.post(address, follow=True).content.decode()
    assert not Match.objects.running().exists()
    assert browser.get(address).status_code == 404


def test_another_organisations_volunteer_is_no_more_there_than_an_invented_one(
    elsewhere: Volunteer, dewi: User, olaf: User, browse: Any
) -> None:
    match, browser = start_match(elsewhere, start_pair(worker=olaf)), browse(dewi)
    for pk in (elsewhere.pk, uuid.uuid4()):
        assert browser.get(f"/volunteers/{pk}/match/").status_code == 404
        assert browser.post(f"/volunteers/{pk}/leave/").status_code == 404
    assert browser.post(f"/volunteers/match/{match.pk}/end/").status_code == 404
    match.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (match.ends_on, elsewhere.left_on) == (None, None)
