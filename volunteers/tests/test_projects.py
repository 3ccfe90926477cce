"""Projects and their rules, kinds of activity, and who decides whether the public form stands open."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from caseload.versions import StaleRecord
from volunteers import actions, shipped
from volunteers.models import ActivityKind, Project, PublicForm
from volunteers.tests.factories import ProjectFactory

URL = "/volunteers/projects/"
RULES = {
    "name": "Samen koken",
    "form": "own",
    "run_by": "partner",
    "partner": "Buurthuis",
    "smallest": "1",
    "largest": "2",
    "matches_at_once": "1",
    "needs_vog": "on",
    "vog_months": "24",
    "training_months": "0",
    "tuning_weeks": "3",
    "evaluation_months": "3",
}


@pytest.fixture
def project(dewi: User) -> Project:
    found: Project = ProjectFactory(organisation=dewi.organisation, name="Maatjes")
    return found


def test_every_organisation_begins_with_the_same_ones_once(noord: Any, midden: Any) -> None:
    assert [actions.ship_to_all(), actions.ship_to_all()] == [2, 0]
    for organisation in (noord, midden):
        names = set(Project.objects.filter(organisation=organisation).values_list("name", flat=True))
        assert names == {"COSA één op één", "COSA-cirkel", "Maatjesproject"}
        kinds = ActivityKind.objects.filter(organisation=organisation).values_list("name", flat=True)
        assert tuple(kinds) == shipped.KINDS
    for project in Project.objects.all():
        project.full_clean()
    circle = Project.objects.filter(form="cosa_circle").first()
    assert circle is not None
    assert (circle.smallest, circle.largest, circle.evaluation_months) == (3, 5, 3)


def test_what_an_organisation_changed_stays(noord: Any, dewi: User) -> None:
    actions.ship(organisation=noord, by=None)
    project = Project.objects.get(organisation=noord, name="COSA-cirkel")
    actions.change_project(project=project, version=1, by=dewi, tuning_weeks=2)
    actions.ship(organisation=noord, by=None)
    project.refresh_from_db()
    assert (project.tuning_weeks, Project.objects.filter(organisation=noord).count()) == (2, 3)


def test_a_project_is_added_and_its_rules_stand_in_words(dewi: User, browse: Any) -> None:
    page = browse(dewi).post(f"{URL}new/", RULES | {"version": 0}, follow=True).content.decode()
    project = Project.objects.get(name="Samen koken")
    assert (project.needs_vog, project.needs_training, project.partner) == (True, False, "Buurthuis")
    for said in ("VOG (24 maanden geldig)", "afstemmen om de 3 weken", "1 tot 2 vrijwilligers", "Buurthuis"):
        assert said in page


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"name": ""}, "Dit veld is verplicht."),
        ({"largest": "1", "smallest": "3"}, "minder dan ten minste"),
        ({"partner": ""}, "welke partner"),
        ({"tuning_weeks": "0"}, "minstens 1 is"),
        ({"name": "MAATJES"}, "al een project met deze naam"),
    ],
)
def test_rules_that_cannot_be(change: dict[str, str], error: str, project: Project, dewi: User, browse: Any) -> None:
    page = browse(dewi).post(f"{URL}new/", RULES | {"version": 0} | change).content.decode()
    assert error in page
    assert Project.objects.count() == 1


def test_two_people_at_one_project(project: Project, dewi: User, browse: Any) -> None:
    url = f"{URL}{project.pk}/"
    browser = browse(dewi)
    assert 'name="version" value="1"' in browser.get(url).content.decode()
    actions.change_project(project=Project.objects.get(), version=1, by=dewi, tuning_weeks=9)
    page = browser.post(url, RULES | {"version": 1}).content.decode()
    assert "Iemand anders heeft dit intussen gewijzigd" in page
    project.refresh_from_db()
    assert (project.name, project.tuning_weeks) == ("Maatjes", 9)
    assert browser.post(url, RULES | {"version": 2}).status_code == 302
    with pytest.raises(StaleRecord):
        actions.change_project(project=Project.objects.get(), version=1, by=dewi, tuning_weeks=1)


def test_a_retired_project_stays_to_be_read_and_comes_back(project: Project, dewi: User, browse: Any) -> None:
    browser = browse(dewi)
    browser.post(f"{URL}{project.pk}/retire/", {"retired": "1"})
    project.refresh_from_db()
    assert project.retired_at is not None
    assert "gestopt" in browser.get(URL).content.decode()
    browser.post(f"{URL}{project.pk}/retire/", {"retired": "0"})
    project.refresh_from_db()
    assert project.retired_at is None


def test_kinds_of_activity(dewi: User, browse: Any) -> None:
    browser = browse(dewi)
    browser.post(URL, {"name": "Koken"})
    kind = ActivityKind.objects.get()
    assert "Deze soort staat er al." in browser.post(URL, {"name": "koken"}).content.decode()
    browser.post(f"/volunteers/kinds/{kind.pk}/retire/", {"retired": "1"})
    browser.post(URL, {"name": "koken"})
    kind.refresh_from_db()
    assert (kind.retired_at, ActivityKind.objects.count()) == (None, 1)


def test_of_another_organisation_nothing_is_there(dewi: User, midden: Any, browse: Any) -> None:
    actions.ship(organisation=midden, by=None)
    project, kind = Project.objects.all()[0], ActivityKind.objects.all()[0]
    browser = browse(dewi)
    assert project.name not in browser.get(URL).content.decode()
    assert browser.get(f"{URL}{project.pk}/").status_code == 404
    assert browser.post(f"{URL}{project.pk}/retire/", {"retired": "1"}).status_code == 404
    assert browser.post(f"/volunteers/kinds/{kind.pk}/retire/", {"retired": "1"}).status_code == 404


def test_the_form_is_closed_until_somebody_opens_it(dewi: User, browse: Any) -> None:
    browser = browse(dewi)
    assert "Het formulier is dicht" in browser.get(URL).content.decode()
    typed = {"slug": "Noord-Holland", "is_open": "on", "coordinator": dewi.pk, "version": 0}
    page = browser.post("/volunteers/form/", typed, follow=True).content.decode()
    assert "/vrijwilliger/noord-holland/" in page
    assert PublicForm.objects.get().is_open
    page = browser.post("/volunteers/form/", typed).content.decode()
    assert "Iemand anders heeft dit intussen gewijzigd" in page


def test_an_address_of_another_organisation_is_taken(dewi: User, midden: Any, browse: Any) -> None:
    PublicForm.objects.create(organisation=midden, slug="samen", is_open=False)
    page = browse(dewi).post("/volunteers/form/", {"slug": "samen", "version": 0}).content.decode()
    assert "Dit adres is al in gebruik" in page
    with pytest.raises(ValidationError, match="al in gebruik"):
        actions.change_public_form(version=0, by=dewi, slug="samen", is_open=True, coordinator=None)
