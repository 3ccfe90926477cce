"""From application to leaving and coming back: every step a row, and an account only for who may begin."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Session, User
from accounts.tests.factories import UserFactory
from audit import clock
from audit.models import Event
from caseload.models import Pair
from volunteers import actions, stages
from volunteers.models import Match, Project, Stage, StageChange, Volunteer
from volunteers.tests.factories import ProjectFactory, VolunteerFactory, start_match


@pytest.fixture
def project(dewi: User) -> Project:
    found: Project = ProjectFactory(organisation=dewi.organisation, needs_interview=False, needs_training=False)
    return found


@pytest.fixture
def applicant(dewi: User) -> Volunteer:
    return actions.add_volunteer(
        organisation=dewi.organisation,
        first_name="Ria",
        last_name="Tromp",
        email="Ria@example.org",
        by=dewi,
        stage=Stage.APPLIED,
    )


@pytest.fixture
def ready(applicant: Volunteer, project: Project, dewi: User) -> Volunteer:
    """With a project and the papers it asks."""
    applicant.projects.add(project)
    actions.record_paper(volunteer=applicant, kind="vog", on=clock.today(), by=dewi)
    return applicant


def step(volunteer: Volunteer, stage: str, by: User, **more: Any) -> Volunteer:
    return actions.move(volunteer=volunteer, stage=stage, by=by, **more)


def test_who_applied_has_no_account_and_gets_one_when_they_may_begin(ready: Volunteer, dewi: User) -> None:
    assert ready.account is None
    moved = step(ready, Stage.AVAILABLE, dewi, note="Prettig gesprek")
    assert moved.account is not None
    assert (moved.account.email, moved.account.is_active) == ("ria@example.org", True)
    rows = list(ready.stages.order_by("on", "stage").values_list("stage", "note", "by__email"))
    assert sorted(rows) == [("applied", "", "dewi@example.org"), ("available", "Prettig gesprek", "dewi@example.org")]


def test_without_a_project_or_its_papers_nobody_begins(applicant: Volunteer, project: Project, dewi: User) -> None:
    with pytest.raises(ValidationError, match="voor welk project"):
        step(applicant, Stage.AVAILABLE, dewi)
    applicant.projects.add(project)
    with pytest.raises(ValidationError, match="nog niet compleet"):
        step(applicant, Stage.AVAILABLE, dewi)
    on = clock.today() - dt.timedelta(days=1200)
    actions.record_paper(volunteer=applicant, kind="vog", on=on, by=dewi)
    with pytest.raises(ValidationError, match="nog niet compleet"):
        step(applicant, Stage.AVAILABLE, dewi)
    assert not User.objects.filter(email="ria@example.org").exists()
    assert applicant.stages.count() == 1


def test_an_address_that_signs_in_already_is_told_and_nothing_changes(ready: Volunteer, dewi: User) -> None:
    UserFactory(email="ria@example.org", organisation=dewi.organisation)
    with pytest.raises(ValidationError, match="al een account"):
        step(ready, Stage.AVAILABLE, dewi)
    ready.refresh_from_db()
    assert (ready.stage, ready.account) == ("applied", None)


def test_resting_ends_by_itself_on_its_day(ready: Volunteer, dewi: User) -> None:
    volunteer, today = step(ready, Stage.AVAILABLE, dewi), clock.today()
    until = today + dt.timedelta(days=10)
    for wrong in (None, today):
        with pytest.raises(ValidationError, match="vanaf welke dag"):
            step(volunteer, Stage.RESTING, dewi, resting_until=wrong)
    step(volunteer, Stage.RESTING, dewi, resting_until=until)
    assert actions.end_rests(today=until - dt.timedelta(days=1)) == 0
    assert [actions.end_rests(today=until), actions.end_rests(today=until)] == [1, 0]
    volunteer.refresh_from_db()
    assert (volunteer.stage, volunteer.resting_until) == ("available", None)
    assert StageChange.objects.filter(volunteer=volunteer, stage="available", by=None, on=until).exists()


def test_who_left_sees_nothing_from_that_moment_and_may_come_back(
    ready: Volunteer, pair: Pair, dewi: User, browse: Any
) -> None:
    """The match stays over; the account goes on again, and only with papers that are good that day."""
    volunteer = step(ready, Stage.AVAILABLE, dewi)
    start_match(volunteer, pair)
    account = volunteer.account
    assert account is not None
    browser = browse(account)
    assert "Cas" in browser.get("/").content.decode()
    actions.leave(volunteer=volunteer, on=clock.today(), by=dewi, note="Verhuist")
    assert browser.get("/").status_code == 302
    assert not Session.objects.filter(user=account).exists()
    assert not Match.objects.visible_to(account).exists()
    volunteer.papers.all().delete()
    with pytest.raises(ValidationError, match="nog niet compleet"):
        step(volunteer, Stage.AVAILABLE, dewi)
    step(volunteer, Stage.SCREENING, dewi)
    account.refresh_from_db()
    assert not account.is_active
    actions.record_paper(volunteer=volunteer, kind="vog", on=clock.today(), by=dewi)
    back = step(volunteer, Stage.AVAILABLE, dewi)
    account.refresh_from_db()
    assert (back.left_on, account.is_active, back.matches.running().count()) == (None, True, 0)
    assert [change.stage for change in volunteer.stages.order_by("pk")].count("left") == 1


def test_of_whoever_was_turned_down_nothing_stays_after_four_weeks(applicant: Volunteer, dewi: User) -> None:
    step(applicant, Stage.TURNED_DOWN, dewi, note="Zoekt betaald werk")
    day = clock.today() + dt.timedelta(days=28)
    assert actions.erase_turned_down(today=day - dt.timedelta(days=1)) == 0
    assert [actions.erase_turned_down(today=day), actions.erase_turned_down(today=day)] == [1, 0]
    assert not Volunteer.objects.exists()
    assert not StageChange.objects.exists()
    assert Event.objects.filter(what="application", action="ended", object_id=applicant.pk).exists()


def test_who_is_taken_up_again_in_time_is_not_erased(applicant: Volunteer, dewi: User) -> None:
    step(applicant, Stage.TURNED_DOWN, dewi)
    step(applicant, Stage.INTERVIEW, dewi)
    assert actions.erase_turned_down(today=clock.today() + dt.timedelta(days=100)) == 0


def test_who_took_part_before_stops_and_is_not_turned_down(ready: Volunteer, dewi: User) -> None:
    volunteer = step(ready, Stage.AVAILABLE, dewi)
    actions.leave(volunteer=volunteer, on=clock.today(), by=dewi)
    step(volunteer, Stage.SCREENING, dewi)
    with pytest.raises(ValidationError, match="kan niet meer"):
        step(volunteer, Stage.TURNED_DOWN, dewi)


@given(stage=st.sampled_from(list(Stage.values)), been=st.booleans())
def test_the_ways(stage: str, been: bool) -> None:
    """Every step leads somewhere else that exists; nobody is turned down who took part, nobody rests who did not."""
    found = stages.next_stages(stage, has_been_available=been)
    assert stage not in found
    assert set(found) <= set(Stage.values) - {"left", "applied"}
    assert found
    if been:
        assert "turned_down" not in found
    assert ("resting" in found) == (stage == "available")


def test_the_page_takes_the_step(ready: Volunteer, dewi: User, browse: Any) -> None:
    url = f"/volunteers/{ready.pk}/stage/"
    browser = browse(dewi)
    page = browser.post(url, {"stage": "left"}).content.decode()
    assert "Selecteer een geldige keuze" in page or "geldige" in page
    page = browser.post(url, {"stage": "screening", "note": "VOG is aangevraagd"}, follow=True).content.decode()
    assert "VOG is aangevraagd" in page
    ready.refresh_from_db()
    assert ready.stage == "screening"
    Volunteer.objects.filter(pk=ready.pk).update(stage="available")
    page = browser.post(url, {"stage": "resting", "resting_until": "1-1-2020"}).content.decode()
    assert "Deze dag is al geweest" in page


def test_another_organisations_volunteer_is_not_there(dewi: User, midden: Any, browse: Any) -> None:
    stranger = VolunteerFactory(organisation=midden, account=None, first_name="Ria", email="x@example.org")
    own = f"/volunteers/{stranger.pk}/"
    pages = [own, *(f"{own}{page}/" for page in ("stage", "change", "paper", "leave", "match"))]
    assert {browse(dewi).get(page).status_code for page in pages} == {404}
