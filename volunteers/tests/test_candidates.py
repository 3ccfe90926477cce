"""From the tables to the candidates: each field arrives, and a thousand volunteers take no more queries than ten."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, User
from audit import clock
from caseload.models import Pair
from volunteers.candidates import offered, ranked, stops_now
from volunteers.matching import Stop
from volunteers.models import Paper, Project, Stage, StageChange, Volunteer, VolunteerRequest
from volunteers.tests.factories import VolunteerFactory, start_match
from volunteers.tests.request_factories import make_request

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def request_(pair: Pair, anna: User, project: Project) -> VolunteerRequest:
    return make_request(pair, by=anna, project=project)


@pytest.fixture
def volunteer(vera: User, project: Project) -> Volunteer:
    volunteer: Volunteer = VolunteerFactory(account=vera)
    volunteer.projects.add(project)
    return volunteer


def many(noord: Organisation, project: Project, how_many: int) -> None:
    people = Volunteer.objects.bulk_create(
        Volunteer(organisation=noord, first_name="Iris", last_name=f"{n}", email=f"{uuid.uuid4()}@example.org")
        for n in range(how_many)
    )
    project.volunteers.add(*people)


def test_a_thousand_take_no_more_queries_than_ten(
    request_: VolunteerRequest, project: Project, noord: Organisation, dewi: User
) -> None:
    counts = []
    for more in (10, 990):
        many(noord, project, more)
        with CaptureQueriesContext(connection) as queries:
            found = ranked(request_, project, Volunteer.objects.visible_to(dewi), TODAY)
        counts.append(len(queries))
    assert len(found.free) == 1000
    assert counts[0] == counts[1] <= 12


def test_who_does_not_take_part_is_not_listed(
    request_: VolunteerRequest, project: Project, volunteer: Volunteer, dewi: User
) -> None:
    VolunteerFactory(organisation=volunteer.organisation)
    found = ranked(request_, project, Volunteer.objects.visible_to(dewi), TODAY)
    assert [one.id for one in found.free] == [volunteer.pk]
    volunteer.projects.clear()
    assert stops_now(request_, project, volunteer, TODAY) == (Stop.NOT_IN_PROJECT,)


def paper(volunteer: Volunteer, by: User, **fields: Any) -> None:
    Paper.objects.create(volunteer=volunteer, recorded_by=by, recorded_at=clock.now(), **fields)


def test_a_paper_counts_as_long_as_it_is_good(
    request_: VolunteerRequest, project: Project, volunteer: Volunteer, dewi: User
) -> None:
    project.needs_vog, project.vog_months = True, 12
    assert stops_now(request_, project, volunteer, TODAY) == (Stop.VOG,)
    paper(volunteer, dewi, kind="vog", on=dt.date(2025, 11, 23))
    assert stops_now(request_, project, volunteer, TODAY) == ()
    assert stops_now(request_, project, volunteer, TODAY + dt.timedelta(days=1)) == (Stop.VOG,)


def test_a_match_fills_and_is_counted_over_all_clients(
    request_: VolunteerRequest, project: Project, volunteer: Volunteer, pair: Pair, colleague: User
) -> None:
    from caseload.tests.factories import start_pair

    start_match(volunteer, start_pair(worker=colleague))
    assert stops_now(request_, project, volunteer, TODAY) == (Stop.FULL,)
    project.matches_at_once = 3
    start_match(volunteer, pair)
    assert stops_now(request_, project, volunteer, TODAY) == (Stop.WITH_CLIENT,)


def test_waiting_counts_from_the_last_match_else_from_being_available(
    request_: VolunteerRequest, project: Project, volunteer: Volunteer
) -> None:
    def since() -> dt.date:
        everybody = Volunteer.objects.filter(pk=volunteer.pk)
        return offered(everybody, request_.supervision, project, TODAY)[0].waiting_since

    assert since() == dt.date(2000, 1, 1)
    Volunteer.objects.filter(pk=volunteer.pk).update(applied_at=clock.now() - dt.timedelta(days=100))
    assert since() == dt.date(2026, 8, 15)
    StageChange.objects.create(volunteer=volunteer, stage=Stage.AVAILABLE, on=dt.date(2026, 10, 1))
    assert since() == dt.date(2026, 10, 1)
