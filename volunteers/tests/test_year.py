"""A year in figures: hours by project and month, how the three look back, who came and left; and the file."""

import csv
import datetime as dt
import io
import uuid
from typing import Any

import pytest

from accounts.models import Organisation, Role, User
from accounts.tests.factories import TeamFactory, UserFactory
from audit import clock
from audit.models import Event
from caseload import shielding
from caseload.models import Pair
from caseload.tests.factories import start_pair
from volunteers import figures
from volunteers.models import Activity, ActivityKind, Evaluation, Match, StageChange
from volunteers.tests.factories import ProjectFactory, VolunteerFactory, start_match

URL, FILE = "/volunteers/year/", "/volunteers/hours.csv"


@pytest.fixture
def match(vera: User, pair: Pair) -> Match:
    made = start_match(VolunteerFactory(account=vera, last_name="=Smit"), pair)
    made.project = ProjectFactory(organisation=vera.organisation, name="Maatjes")
    made.save()
    return made


def done(match: Match, on: dt.date, minutes: int, cents: int | None = None, **more: Any) -> Activity:
    kind, _made = ActivityKind.objects.get_or_create(organisation=match.volunteer.organisation, name="Wonen")
    values = {
        "title": "Geheim",
        "logged_by": match.volunteer.account,
        "logged_at": clock.now(),
        "form_id": uuid.uuid4(),
    }
    return Activity.objects.create(
        match=match, kind=kind, on=on, minutes=minutes, expenses_cents=cents, **values, **more
    )


def test_hours_by_project_and_month(match: Match, dewi: User, browse: Any) -> None:
    done(match, dt.date(2026, 3, 2), 90, 450)
    done(match, dt.date(2026, 3, 9), 30)
    done(match, dt.date(2026, 11, 1), 60)
    done(match, dt.date(2025, 12, 31), 600)
    done(match, dt.date(2026, 4, 1), 600, undone_at=clock.now())
    (row,) = figures.by_project(dewi, 2026)
    assert {month: (d.minutes, d.activities, d.cents) for month, d in row.months.items()} == {
        3: (120, 2, 450),
        11: (60, 1, 0),
    }
    page = browse(dewi).get(URL).content.decode()
    assert "Samen 3,0 uur en € 4,50" in page
    assert "Geheim" not in page
    assert "10,0" in browse(dewi).get(f"{URL}?year=2025").content.decode()
    assert "Cijfers van 2026" in browse(dewi).get(f"{URL}?year=onzin").content.decode()


def test_the_file_names_no_client_and_its_reading_is_recorded(match: Match, dewi: User, browse: Any) -> None:
    done(match, dt.date(2026, 3, 2), 90, 450)
    done(match, dt.date(2026, 3, 9), 30)
    response = browse(dewi).get(FILE)
    assert response.headers["Content-Disposition"] == 'attachment; filename="uren-2026.csv"'
    rows = list(csv.reader(io.StringIO(response.content.decode())))
    assert rows == [
        ["Vrijwilliger", "Project", "Maand", "Activiteiten", "Uren", "Onkosten in euro"],
        [f"{match.volunteer.first_name} =Smit", "Maatjes", "2026-03", "2", "2.00", "4.50"],
    ]
    client = match.supervision.client
    for hidden in (client.first_name, client.last_name, client.number, "Geheim"):
        assert hidden not in response.content.decode()
    event = Event.objects.get(what="hours file")
    assert (event.action, event.subjects.count()) == ("read", 1)


def test_a_shielded_file_counts_nowhere(match: Match, pair: Pair, bram: User, dewi: User, browse: Any) -> None:
    done(match, dt.date(2026, 3, 2), 90, 450)
    shielding.shield(pair=pair, reason="een buurman", by=bram)
    assert figures.by_project(dewi, 2026) == []
    assert browse(dewi).get(FILE).content.decode().count("\n") == 1


def looked_back(match: Match, at: dt.datetime, satisfaction: int, side: str = "client") -> None:
    day = {"due_on": at.date(), "filled_at": at, "month": 3}
    Evaluation.objects.update_or_create(
        match=match, side=side, month=3, defaults=day | {"satisfaction": satisfaction, "worth": 4}
    )


def test_how_people_look_back_is_of_five_clients_at_least(vera: User, anna: User, dewi: User, browse: Any) -> None:
    volunteer = VolunteerFactory(account=vera)
    at = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    matches = [start_match(volunteer, start_pair(worker=anna)) for _ in range(5)]
    for number, match in enumerate(matches[:4]):
        looked_back(match, at, number + 1)
    today = clock.today()
    assert [side.n for side in figures.looked_back(dewi, 2026, today)] == [None, None, None]
    assert "minder dan 5 cliënten" in browse(dewi).get(URL).content.decode()
    # Of a quarter that is not over nothing counts yet.
    looked_back(matches[4], dt.datetime(2026, 10, 2, 12, tzinfo=dt.UTC), 5)
    assert figures.looked_back(dewi, 2026, today)[0].n is None
    looked_back(matches[4], at, 5)
    client, worker, _volunteer = figures.looked_back(dewi, 2026, today)
    assert (client.n, client.satisfaction, client.worth, worker.n) == (5, 3.0, 4.0, None)
    assert figures.looked_back(dewi, 2025, today)[0].n is None


def test_who_came_and_who_left(dewi: User) -> None:
    nobody = {"organisation": dewi.organisation, "account": None, "first_name": "Ria"}
    came = VolunteerFactory(email="a@example.org", **nobody)
    before = VolunteerFactory(email="b@example.org", **nobody)
    VolunteerFactory(email="c@example.org", stage="left", left_on=dt.date(2026, 2, 1), **nobody)
    for volunteer, day in ((came, "2026-03-01"), (came, "2026-06-01"), (before, "2024-01-01"), (before, "2026-05-01")):
        StageChange.objects.create(volunteer=volunteer, stage="available", on=dt.date.fromisoformat(day))
    assert figures.turnover(dewi, 2026) == figures.Turnover(present=2, came=1, left=1)


def test_another_organisation_counts_nowhere(dewi: User, midden: Organisation, browse: Any) -> None:
    stranger = VolunteerFactory(account__organisation=midden, stage="available")
    StageChange.objects.create(volunteer=stranger, stage="available", on=clock.today())
    VolunteerFactory(account__organisation=midden, stage="left", left_on=clock.today())
    worker = UserFactory(role=Role.WORKER, team=TeamFactory(organisation=midden))
    at = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    for _number in range(5):
        looked_back(start_match(stranger, start_pair(worker=worker)), at, 4)
    done(Match.objects.latest("pk"), dt.date(2024, 3, 2), 90, 450)
    assert figures.turnover(dewi, 2026) == figures.Turnover(present=0, came=0, left=0)
    assert [side.n for side in figures.looked_back(dewi, 2026, clock.today())] == [None, None, None]
    assert figures.by_project(dewi, 2024) == []
    assert figures.years(dewi, clock.today()) == [2026]
    assert browse(dewi).get(f"{FILE}?year=2024").content.decode().count("\n") == 1


def test_other_roles_see_no_figures(anna: User, vera: User, browse: Any) -> None:
    for user in (anna, vera):
        assert [browse(user).get(url).status_code for url in (URL, FILE)] == [403, 403]
