"""Who needs the co-ordinator, in the order in which it cannot wait."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, User
from audit import clock
from audit.models import Action, Event, Purpose
from caseload import shielding
from caseload.models import Pair
from caseload.tests.factories import start_pair
from volunteers import actions
from volunteers.models import (
    Activity,
    ActivityKind,
    Match,
    Paper,
    Proposal,
    Signal,
    Tuning,
    Volunteer,
    VolunteerRequest,
)
from volunteers.tests.factories import ProjectFactory, VolunteerFactory, start_match

NOBODY: dict[str, Any] = {"account": None, "first_name": "Ria"}


def applicant(organisation: Organisation, name: str) -> Any:
    return VolunteerFactory(
        organisation=organisation, email=f"{name}@example.org", last_name=name, stage="applied", **NOBODY
    )


def signal(match: Match, *, urgent: bool = False) -> Signal:
    return Signal.objects.create(match=match, text="iets", urgent=urgent, at=clock.now(), form_id=uuid.uuid4())


def request_for(pair: Pair, days: int) -> VolunteerRequest:
    return VolunteerRequest.objects.create(
        supervision=pair.supervision,
        asked_by="worker",
        asked_by_user=pair.worker,
        asked_at=clock.now() - dt.timedelta(days=days),
        opened_at=clock.now() - dt.timedelta(days=days),
        state="open",
        what_for="Samen sporten",
        client_agreed_on=clock.today(),
        form_id=uuid.uuid4(),
    )


def sections(browser: Any) -> dict[str, Any]:
    return {section.key: section for section in browser.get("/").context["sections"]}


def quiet_match(pair: Pair, **values: Any) -> Match:
    volunteer = VolunteerFactory(
        organisation=pair.team.organisation, email=f"{uuid.uuid4().hex}@example.org", **NOBODY, **values
    )
    match = start_match(volunteer, pair)
    Match.objects.filter(pk=match.pk).update(starts_on=clock.today() - dt.timedelta(days=40))
    return match


def test_the_empty_page_says_what_to_do(dewi: User, browse: Any) -> None:
    page = browse(dewi).get("/").content.decode()
    assert "Nog geen vrijwilligers" in page
    assert "Er wacht niets op jou." in page


def test_every_kind_of_thing_that_waits(pair: Pair, anna: User, dewi: User, browse: Any) -> None:
    other, third = start_pair(worker=anna), start_pair(worker=anna)
    match = quiet_match(pair)
    signal(match)
    signal(match, urgent=True)
    request_for(other, 30)
    proposed = request_for(third, 3)
    project = ProjectFactory(organisation=dewi.organisation)
    match.volunteer.projects.add(project)
    Proposal.objects.create(
        request=proposed,
        volunteer=match.volunteer,
        project=project,
        made_by=dewi,
        made_at=clock.now(),
        worker_says=True,
    )
    applicant(dewi.organisation, "Nieuw")
    browser = browse(dewi)
    found = sections(browser)
    lines = {key: [(row.name, row.why, row.tag) for row in section.rows] for key, section in found.items()}
    number = other.client.number
    assert [tag for _name, _why, tag in lines["signals"]] == ["dringend", ""]
    assert lines["requests"] == [(f"{other.client.first_name} ({number})", "Samen sporten", "wacht 30 dagen")]
    assert lines["proposals"][0][1] == "Wacht op de cliënt en de vrijwilliger"
    assert lines["applications"][0][0] == "Ria Nieuw"
    assert lines["papers"] == [("Ria Smit", "VOG ontbreekt, Gesprek ontbreekt, Training ontbreekt", "ontbreekt")]
    assert lines["quiet"][0][1] == "nog geen activiteit · nog niet afgestemd"
    page = browser.get("/").content.decode()
    assert "Er wachten 7 dingen op jou." in page
    for hidden in (pair.client.last_name, other.client.last_name, "Uitvoering"):
        assert hidden not in page


def test_a_request_of_today_waits_no_number_of_days(dewi: User, pair: Pair, browse: Any) -> None:
    request_for(pair, 0)
    assert [row.tag for row in sections(browse(dewi))["requests"].rows] == ["sinds vandaag"]


def test_what_was_heard_lately_is_not_quiet(pair: Pair, anna: User, dewi: User, browse: Any) -> None:
    """An activity makes it heard; a moment to tune that passed makes it quiet again."""
    match = quiet_match(pair)
    browser = browse(dewi)
    assert sections(browser)["quiet"].total == 1
    kind = ActivityKind.objects.create(organisation=dewi.organisation, name="Wonen")
    activity = Activity.objects.create(
        match=match,
        kind=kind,
        on=clock.today() - dt.timedelta(days=3),
        minutes=60,
        title="Gewandeld",
        logged_by=dewi,
        logged_at=clock.now(),
        form_id=uuid.uuid4(),
    )
    assert sections(browser)["quiet"].total == 0
    passed = clock.today() - dt.timedelta(days=1)
    tuning, _made = Tuning.objects.update_or_create(match=match, held_on=None, defaults={"due_on": passed})
    assert "afstemmen had gemoeten op 22 nov." in sections(browser)["quiet"].rows[0].why
    Tuning.objects.filter(pk=tuning.pk).update(due_on=clock.today())
    assert sections(browser)["quiet"].total == 0
    Activity.objects.filter(pk=activity.pk).update(undone_at=clock.now())
    assert sections(browser)["quiet"].total == 1


def test_a_shielded_file_stands_in_no_section(pair: Pair, bram: User, dewi: User, browse: Any) -> None:
    match = quiet_match(pair)
    signal(match)
    request_for(pair, 3)
    browser = browse(dewi)
    assert {key for key, section in sections(browser).items() if section.total} == {"signals", "requests", "quiet"}
    shielding.shield(pair=pair, reason="een buurman", by=bram)
    assert {key for key, section in sections(browser).items() if section.total} == set()


def test_another_organisation_has_nothing_here(pair: Pair, midden: Organisation, dewi: User, browse: Any) -> None:
    applicant(midden, "Elders")
    volunteer = VolunteerFactory(organisation=midden, email="x@example.org", **NOBODY)
    volunteer.projects.add(ProjectFactory(organisation=midden))
    assert [section.total for section in sections(browse(dewi)).values()] == [0] * 6


def test_the_page_is_recorded_with_whom_it_showed(pair: Pair, dewi: User, browse: Any) -> None:
    signal(quiet_match(pair))
    browse(dewi).get("/")
    event = Event.objects.get(what="volunteers")
    assert (event.action, event.purpose, event.subjects.count()) == (Action.LISTED, Purpose.VOLUNTEERING, 1)


def test_free_volunteers_are_counted(pair: Pair, dewi: User, browse: Any) -> None:
    quiet_match(pair)
    VolunteerFactory(organisation=dewi.organisation, email="vrij@example.org", **NOBODY)
    VolunteerFactory(organisation=dewi.organisation, email="rust@example.org", stage="resting", **NOBODY)
    assert browse(dewi).get("/").context["free"] == 1


# Ten volunteers, then a thousand: the pages take what they took.
PAGES = {
    "/": 30,
    "/volunteers/": 20,
    "/volunteers/?papers=look": 24,
    "/volunteers/running/": 20,
    "/volunteers/year/": 16,
}


@pytest.mark.slow
def test_lists_take_as_many_queries_at_ten_as_at_a_thousand(anna: User, dewi: User, browse: Any) -> None:
    project = ProjectFactory(organisation=dewi.organisation)
    pairs = [start_pair(worker=anna) for _ in range(30)]
    browser, counts = browse(dewi), {}

    def grow(first: int, last: int) -> None:
        people = Volunteer.objects.bulk_create(
            Volunteer(
                organisation=dewi.organisation,
                first_name="Ria",
                last_name=f"Nr {number}",
                email=f"ria{number}@example.org",
                stage="applied" if number % 10 == 9 else "available",
            )
            for number in range(first, last)
        )
        through = Volunteer.projects.through
        through.objects.bulk_create(through(volunteer_id=one.pk, project_id=project.pk) for one in people)
        day = clock.today() - dt.timedelta(days=1085)
        fields = {"kind": "vog", "on": day, "recorded_by": dewi, "recorded_at": clock.now()}
        Paper.objects.bulk_create(Paper(volunteer=one, **fields) for one in people)
        start = clock.today() - dt.timedelta(days=40)
        Match.objects.bulk_create(
            Match(volunteer=one, supervision=pairs[n % len(pairs)].supervision, task="Sporten", starts_on=start)
            for n, one in enumerate(people)
        )

    def measure() -> dict[str, int]:
        found = {}
        for url in PAGES:
            browser.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(url).status_code == 200
            found[url] = len(queries)
        return found

    grow(0, 10)
    counts[10] = measure()
    grow(10, 1000)
    counts[1000] = measure()
    assert counts[10] == counts[1000]
    assert {url: n for url, n in counts[1000].items() if n > PAGES[url]} == {}


def test_the_reminder_of_papers_looks_at_everybody_in_a_fixed_number_of_queries(dewi: User) -> None:
    project = ProjectFactory(organisation=dewi.organisation)
    counts = []
    for number in range(3):
        volunteer = VolunteerFactory(organisation=dewi.organisation, email=f"r{number}@example.org", **NOBODY)
        volunteer.projects.add(project)
        on = clock.today() - dt.timedelta(days=100)
        actions.record_paper(volunteer=volunteer, kind="vog", on=on, by=dewi)
        with CaptureQueriesContext(connection) as queries:
            actions.queue_paper_reminders(today=clock.today())
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
