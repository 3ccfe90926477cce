"""No matching by hand, ending a match, and leaving."""

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
def elsewhere(midden: Any) -> Volunteer:
    return VolunteerFactory(account=UserFactory(role=Role.VOLUNTEER, organisation=midden))


def test_nobody_is_matched_without_being_proposed(volunteer: Volunteer, pair: Pair, dewi: User, browse: Any) -> None:
    browser = browse(dewi)
    assert "/volunteers/requests/" in browser.get(f"/volunteers/{volunteer.pk}/").content.decode()
    typed = {"supervision": pair.supervision.client.number, "task": "Samen sporten", "starts_on": "2026-11-23"}
    assert browser.post(f"/volunteers/{volunteer.pk}/match/", typed).status_code == 404
    assert not Match.objects.exists()


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
        assert browser.get(f"/volunteers/{pk}/").status_code == 404
        assert browser.post(f"/volunteers/{pk}/leave/").status_code == 404
    assert browser.post(f"/volunteers/match/{match.pk}/end/").status_code == 404
    match.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (match.ends_on, elsewhere.left_on) == (None, None)
