"""One volunteer's page: details, papers and steps; two people at one record; words in time for what expires."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit import clock
from audit.models import Event
from caseload.models import Pair
from messaging import delivery
from messaging.models import Message
from volunteers import actions
from volunteers.models import Paper, Project, Volunteer
from volunteers.tests.factories import ProjectFactory, VolunteerFactory, start_match


@pytest.fixture
def project(dewi: User) -> Project:
    rules = {"needs_interview": False, "needs_training": False, "vog_months": 12}
    found: Project = ProjectFactory(organisation=dewi.organisation, name="Maatjes", **rules)
    return found


@pytest.fixture
def volunteer(vera: User, project: Project) -> Volunteer:
    found: Volunteer = VolunteerFactory(account=vera)
    found.projects.add(project)
    return found


def paper(volunteer: Volunteer, by: User, *, days: int) -> Paper:
    """A VOG that ends in so many days, by the rule of twelve months."""
    on = clock.today() + dt.timedelta(days=days) - dt.timedelta(days=365)
    return actions.record_paper(volunteer=volunteer, kind="vog", on=on, by=by)


def typed(volunteer: Volunteer, **more: Any) -> dict[str, Any]:
    names = ("first_name", "last_name", "email", "phone", "postcode", "reach", "wishes", "version")
    return {name: getattr(volunteer, name) for name in names} | more


def test_what_the_page_shows_and_in_how_many_queries(volunteer: Volunteer, pair: Pair, dewi: User, browse: Any) -> None:
    start_match(volunteer, pair, task="Samen sporten")
    paper(volunteer, dewi, days=20)
    browser = browse(dewi)
    url = f"/volunteers/{volunteer.pk}/"
    browser.get(url)
    with CaptureQueriesContext(connection) as queries:
        page = browser.get(url).content.decode()
    assert len(queries) <= 20
    for said in ("Vera Smit", "vera@example.org", "Samen sporten", "Maatjes: alles is er.", "verloopt", "Cas"):
        assert said in page
    for hidden in (pair.client.last_name, pair.client.email, "Uitvoering"):
        assert hidden not in page
    assert Event.objects.filter(what="volunteers", subjects__isnull=False).exists()


def test_a_change_of_name_and_address_is_one_of_the_account_too(
    volunteer: Volunteer, vera: User, dewi: User, browse: Any
) -> None:
    more = {
        "last_name": "Postma",
        "email": "Vera.Postma@example.org",
        "languages": ["nl", "pl"],
        "free_at": ["evening"],
    }
    response = browse(dewi).post(f"/volunteers/{volunteer.pk}/change/", typed(volunteer, **more))
    assert response.status_code == 302
    volunteer.refresh_from_db()
    vera.refresh_from_db()
    assert (volunteer.languages, volunteer.version) == (["nl", "pl"], 2)
    assert (vera.email, vera.last_name) == ("vera.postma@example.org", "Postma")


@pytest.mark.parametrize("address", ["anna@example.org", "ANNA@example.org"])
def test_an_address_that_signs_in_already_is_refused(
    address: str, volunteer: Volunteer, anna: User, dewi: User, browse: Any
) -> None:
    page = browse(dewi).post(f"/volunteers/{volunteer.pk}/change/", typed(volunteer, email=address)).content.decode()
    assert "al een account" in page
    volunteer.refresh_from_db()
    assert volunteer.email == "vera@example.org"


def test_two_people_at_one_volunteer(volunteer: Volunteer, project: Project, dewi: User, browse: Any) -> None:
    browser, url = browse(dewi), f"/volunteers/{volunteer.pk}/change/"
    assert 'name="version" value="1"' in browser.get(url).content.decode()
    actions.change_volunteer(volunteer=Volunteer.objects.get(), version=1, by=dewi, postcode="3511")
    late = typed(volunteer, postcode="1012", version=1, projects=[project.pk])
    page = browser.post(url, late).content.decode()
    assert "Iemand anders heeft dit intussen gewijzigd" in page
    assert "Maatjes" in page
    volunteer.refresh_from_db()
    assert volunteer.postcode == "3511"


def test_bad_details_are_mended_in_place(volunteer: Volunteer, dewi: User, browse: Any) -> None:
    page = browse(dewi).post(f"/volunteers/{volunteer.pk}/change/", typed(volunteer, postcode="0123")).content.decode()
    assert "vier cijfers" in page
    assert 'value="0123"' in page


def test_papers_are_written_down_and_taken_away(volunteer: Volunteer, dewi: User, browse: Any) -> None:
    browser, url = browse(dewi), f"/volunteers/{volunteer.pk}/paper/"
    bad = browser.post(url, {"kind": "vog", "on": "23-11-2026", "valid_until": "1-1-2026"}).content.decode()
    assert "vóór de datum van het papier" in bad
    assert "moet nog komen" in browser.post(url, {"kind": "vog", "on": "24-11-2026"}).content.decode()
    assert not Paper.objects.exists()
    browser.post(url, {"kind": "vog", "on": "1-11-2026"})
    found = Paper.objects.get()
    assert (found.volunteer, found.recorded_by) == (volunteer, dewi)
    other = VolunteerFactory(organisation=dewi.organisation, account=None, first_name="Ria", email="r@example.org")
    assert browser.post(f"/volunteers/{other.pk}/paper/{found.pk}/remove/").status_code == 404
    browser.post(f"/volunteers/{volunteer.pk}/paper/{found.pk}/remove/")
    assert not Paper.objects.exists()
    assert Event.objects.filter(what="volunteer paper").count() == 2


# ---------- words in time ----------


def sent_to() -> list[str]:
    mail.outbox.clear()
    delivery.deliver_due()
    return sorted(message.to[0] for message in mail.outbox)


def test_once_when_it_will_expire_and_once_when_it_has(volunteer: Volunteer, dewi: User) -> None:
    """To the co-ordinator and the volunteer; the days between, and a second run, tell nothing new."""
    today, both = clock.today(), ["dewi@example.org", "vera@example.org"]
    paper(volunteer, dewi, days=57)
    told = []
    for day in (0, 1, 2, 57, 58, 59):
        with clock.at(clock.now() + dt.timedelta(days=day)):
            for _run in range(2):
                actions.queue_paper_reminders(today=today + dt.timedelta(days=day))
            told.append(sent_to())
    assert told == [[], both, [], [], both, []]
    for message in mail.outbox:
        assert "Vera" not in message.subject


def test_looked_at_again_as_it_leaves(volunteer: Volunteer, dewi: User) -> None:
    paper(volunteer, dewi, days=20)
    actions.queue_paper_reminders(today=clock.today())
    assert Message.objects.count() == 2
    paper(volunteer, dewi, days=300)
    assert sent_to() == []
    assert set(Message.objects.values_list("reason", flat=True)) == {"renewed"}


def test_nothing_to_whoever_left_or_whose_account_is_off(volunteer: Volunteer, vera: User, dewi: User) -> None:
    paper(volunteer, dewi, days=20)
    actions.queue_paper_reminders(today=clock.today())
    actions.leave(volunteer=volunteer, on=clock.today(), by=dewi)
    assert sent_to() == []
    actions.queue_paper_reminders(today=clock.today())
    assert Message.objects.count() == 2
