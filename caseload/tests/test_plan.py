"""The plan of a supervision: what is so, from which day, and what was so before."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Action, Event
from caseload import actions
from caseload.models import Condition, Fact, Goal
from caseload.tests.factories import start_pair
from conftest import TODAY


@pytest.fixture
def url(pair):
    return reverse("caseload:plan", args=[pair.pk])


# How many facts of each kind a supervision begins with.
AT_FIRST = {"level": 1, "phase": 1, "risk": 0}


def fact(part, value, since="23-11-2026"):
    version = {f"{part}-version": AT_FIRST[part]} if part in AT_FIRST else {}
    return {"part": part, f"{part}-value": value, f"{part}-since": since} | version


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        ("level", "3", "Niveau 3"),
        ("phase", "execution", "Uitvoering"),
        ("risk", "high", "Hoog"),
        ("problem_area", "finances", "Geld"),
    ],
)
def test_a_fact_holds_from_a_day_on(browse, anna, pair, url, part, value, words):
    response = browse(anna).post(url, fact(part, value), follow=True)
    page = response.content.decode()
    assert "Bewaard." in page
    assert words in page
    new = Fact.objects.current().get(kind=part, value=value)
    assert new.since == TODAY
    changed = Event.objects.filter(action=Action.CHANGED, what="fact", actor_id=anna.pk)
    assert changed.get().object_id == new.pk


def test_what_was_so_before_stays_readable(browse, anna, url):
    page = browse(anna).post(url, fact("phase", "execution"), follow=True).content.decode()
    assert "Eerder: 1" in page
    assert "13 nov. 2026 – 23 nov. 2026" in page


def test_a_problem_area_ends_and_stays_with_what_was(browse, anna, pair, url):
    area = actions.record_fact(pair=pair, kind="problem_area", value="housing", since=TODAY, by=anna)
    end = reverse("caseload:end_area", args=[pair.pk, area.pk])
    assert end in browse(anna).get(url).content.decode()
    page = browse(anna).post(end, follow=True).content.decode()
    area.refresh_from_db()
    assert area.until == TODAY
    assert end not in page
    assert browse(anna).post(end).status_code == 404


@pytest.mark.parametrize("kind", ["general", "special"])
def test_a_condition_is_added(browse, anna, url, kind):
    data = {"part": "condition", "condition-kind": kind, "condition-text": "Meldplicht", "condition-since": "1-11-2026"}
    assert "Meldplicht" in browse(anna).post(url, data, follow=True).content.decode()
    assert (Condition.objects.get().kind, Condition.objects.get().since) == (kind, dt.date(2026, 11, 1))


def test_a_goal_is_added_and_reached(browse, anna, pair, url):
    browse(anna).post(url, {"part": "goal", "goal-text": "Werk houden", "goal-since": "20-11-2026"})
    goal = Goal.objects.get()
    page = browse(anna).post(reverse("caseload:reach_goal", args=[pair.pk, goal.pk]), follow=True).content.decode()
    goal.refresh_from_db()
    assert goal.reached_on == TODAY
    assert "1 doel bereikt" in page
    assert browse(anna).post(reverse("caseload:reach_goal", args=[pair.pk, goal.pk])).status_code == 404


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (fact("phase", "execution", "12-11-2026"), "Deze dag ligt vóór het vorige gegeven."),
        (fact("phase", "execution", "24-11-2026"), "Deze dag moet nog komen."),
        (fact("phase", "execution", "31-02-2026"), "Vul een dag in zoals 23-11-2026."),
        (fact("phase", "", "23-11-2026"), "Fase"),
        (fact("level", "9"), "Niveau"),
        (fact("risk", "extreme"), "Risico-inschatting"),
        ({"part": "goal", "goal-text": "", "goal-since": "23-11-2026"}, "Doel"),
        ({"part": "condition", "condition-text": "x" * 201, "condition-since": "23-11-2026"}, "Soort"),
        ({"part": "condition", "condition-kind": "special", "condition-text": "A", "condition-since": "x"}, "Vanaf"),
    ],
)
def test_a_bad_change_says_why_with_its_form_open_and_writes_nothing(browse, anna, pair, url, data, says):
    before = (Fact.objects.count(), Condition.objects.count(), Goal.objects.count())
    response = browse(anna).post(url, data)
    page = response.content.decode()
    assert response.status_code == 200
    assert says in page
    assert "<title>Fout:" in page
    assert page.count('<details class="more" open>') == 1
    assert (Fact.objects.count(), Condition.objects.count(), Goal.objects.count()) == before
    assert not Event.objects.filter(action=Action.CHANGED).exists()


@pytest.mark.parametrize("data", [{}, {"part": "score"}])
def test_an_unknown_part_is_a_bad_request(browse, anna, url, data):
    assert browse(anna).post(url, data).status_code == 400


def test_a_supervisor_reads_the_plan_and_changes_nothing(browse, bram, anna, pair, url):
    area = actions.record_fact(pair=pair, kind="problem_area", value="work", since=TODAY, by=anna)
    page = browse(bram).get(url).content.decode()
    assert "Werk en opleiding" in page
    assert 'name="part"' not in page
    assert browse(bram).post(url, fact("phase", "execution")).status_code == 403
    assert browse(bram).post(reverse("caseload:end_area", args=[pair.pk, area.pk])).status_code == 403


@pytest.mark.parametrize("stranger", ["colleague", "chris", "olaf"])
def test_a_stranger_finds_nothing(browse, request, stranger, url):
    browser = browse(request.getfixturevalue(stranger))
    assert browser.get(url).status_code == 404
    assert browser.post(url, fact("phase", "execution")).status_code == 404


@pytest.mark.parametrize("role", ["cas", "dewi", "vera", "evi", "pim", "admin"])
def test_other_roles_are_refused(browse, request, role, url):
    assert browse(request.getfixturevalue(role)).get(url).status_code == 403


def test_lines_of_another_supervision_cannot_be_reached(browse, anna, pair):
    other = start_pair(worker=anna)
    area = actions.record_fact(pair=other, kind="problem_area", value="work", since=TODAY, by=anna)
    goal = actions.add_goal(pair=other, text="Anders", since=TODAY, by=anna)
    browser = browse(anna)
    assert browser.post(reverse("caseload:end_area", args=[pair.pk, area.pk])).status_code == 404
    assert browser.post(reverse("caseload:reach_goal", args=[pair.pk, goal.pk])).status_code == 404


def test_reading_is_recorded_once(browse, anna, pair, url):
    before = Event.objects.count()
    browse(anna).get(url)
    event = Event.objects.latest("id")
    assert Event.objects.count() == before + 1
    assert (event.action, event.what, event.object_id) == (Action.READ, "plan", pair.pk)


def test_the_number_of_queries_does_not_grow(browse, anna, pair, url):
    def asked():
        browser = browse(anna)
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            browser.get(url)
        return len(queries)

    few = asked()
    for number in range(6):
        actions.add_goal(pair=pair, text=f"Doel {number}", since=TODAY, by=anna)
        actions.add_condition(pair=pair, kind="special", text=f"Voorwaarde {number}", since=TODAY, by=anna)
    assert asked() == few
    assert few <= 13
