import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit import clock
from audit.models import Action, Event, Purpose
from caseload.models import Pair
from caseload.tests.factories import start_pair
from volunteers.actions import end_match, leave
from volunteers.models import Match, Volunteer
from volunteers.tests.factories import start_match


@pytest.fixture
def match(volunteer: Volunteer, pair: Pair) -> Match:
    return start_match(volunteer, pair, task="Samen sporten")


def test_first_names_the_task_and_the_day(match: Match, vera: User, browse: Any) -> None:
    page = browse(vera).get("/").content.decode()
    for shown in ("Cas", "Samen sporten", "sinds 23 nov. 2026", "Anna"):
        assert shown in page
    client = match.supervision.client
    for hidden in (client.last_name, client.email, client.number, "Anna de Wit", "anna@example.org"):
        assert hidden not in page


def test_a_match_that_is_yet_to_begin_says_so(volunteer: Volunteer, pair: Pair, vera: User, browse: Any) -> None:
    start_match(volunteer, pair, starts_on=clock.today() + dt.timedelta(days=8))
    assert "begint op 1 dec. 2026" in browse(vera).get("/").content.decode()


def test_nothing_after_the_end(match: Match, vera: User, dewi: User, browse: Any) -> None:
    end_match(match=match, on=clock.today(), by=dewi)
    page = browse(vera).get("/").content.decode()
    assert "Cas" not in page
    assert "Je bent nu aan niemand gekoppeld" in page


def test_who_left_is_shown_out_at_the_next_request(match: Match, vera: User, dewi: User, browse: Any) -> None:
    browser = browse(vera)
    assert browser.get("/").status_code == 200
    leave(volunteer=match.volunteer, on=clock.today(), by=dewi)
    assert browser.get("/").headers["Location"].startswith("/account/login/")


def test_an_account_of_a_volunteer_who_is_not_recorded_yet_sees_nobody(vera: User, browse: Any) -> None:
    assert "aan niemand gekoppeld" in browse(vera).get("/").content.decode()
    assert not Event.objects.filter(what="own matches").exists()


def test_the_page_is_recorded_with_whom_it_showed(match: Match, vera: User, browse: Any) -> None:
    browse(vera).get("/")
    event = Event.objects.get(what="own matches")
    assert (event.action, event.purpose, event.subjects.count()) == (Action.LISTED, Purpose.VOLUNTEERING, 1)


def test_the_same_number_of_queries_for_one_and_for_five(
    match: Match, volunteer: Volunteer, vera: User, anna: User, browse: Any
) -> None:
    browser = browse(vera)
    browser.get("/")
    counts = []
    for more in (0, 4):
        for _ in range(more):
            start_match(volunteer, start_pair(worker=anna))
        browser.get("/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get("/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
