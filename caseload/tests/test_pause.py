"""A supervision that stands still: beginning and ending that, and what the worker's pages say of it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from audit import clock
from audit.models import Action, Event
from caseload import actions, pauses
from caseload.models import Pause
from conftest import TODAY

DAY = dt.timedelta(days=1)


@pytest.fixture
def url(pair):
    return reverse("caseload:pause", args=[pair.pk])


@pytest.fixture
def end_url(pair):
    return reverse("caseload:end_pause", args=[pair.pk])


@pytest.fixture
def pause(pair, anna):
    return pauses.start_pause(pair=pair, reason="detention", since=TODAY - 3 * DAY, by=anna)


def test_begins_and_is_said_on_the_pages(browse, anna, pair, url):
    response = browse(anna).post(url, {"reason": "detention", "since": "20-11-2026"})
    assert response.url == reverse("portal:pair", args=[pair.pk])
    made = Pause.objects.get()
    assert (made.supervision_id, made.reason, made.since, made.until) == (
        pair.supervision_id,
        "detention",
        dt.date(2026, 11, 20),
        None,
    )
    assert Event.objects.filter(action=Action.CREATED, what="pause", object_id=made.pk).count() == 1
    page = browse(anna).get(response.url).content.decode()
    assert "sinds 20 nov., detentie" in page
    assert "Toezicht gepauzeerd" in page
    assert "Gepauzeerd sinds 20 nov." in browse(anna).get("/").content.decode()


def test_ends_and_the_supervision_goes_on(browse, anna, pair, url, end_url, pause):
    assert "Gepauzeerd sinds 20 november 2026: detentie." in browse(anna).get(url).content.decode()
    response = browse(anna).post(end_url, {"until": "23-11-2026"})
    assert response.url == reverse("portal:pair", args=[pair.pk])
    pause.refresh_from_db()
    assert pause.until == TODAY
    assert Event.objects.filter(action=Action.ENDED, what="pause").count() == 1
    assert "Gepauzeerd sinds" not in browse(anna).get("/").content.decode()
    assert "3 dagen stilgestaan" in browse(anna).get(response.url).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("since", "24-11-2026", "Deze dag moet nog komen."),
        ("since", "12-11-2026", "Deze dag ligt vóór het begin van het toezicht."),
        ("since", "morgen", "Vul een dag in zoals 23-11-2026."),
        ("reason", "", "Kies een reden."),
        ("reason", "zin", "Waarom staat het toezicht stil?"),
    ],
)
def test_a_bad_beginning_says_why_keeps_the_rest_and_writes_nothing(browse, anna, url, field, value, says):
    response = browse(anna).post(url, {"reason": "illness", "since": "20-11-2026"} | {field: value})
    page = response.content.decode()
    assert response.status_code == 200
    assert says in page
    assert 'class="error-summary"' in page
    assert not Pause.objects.exists()


@pytest.mark.parametrize(
    ("value", "says"), [("19-11-2026", "vóór het begin van de pauze"), ("24-11-2026", "nog komen")]
)
def test_a_bad_end_says_why_and_the_pause_runs_on(browse, anna, end_url, pause, value, says):
    response = browse(anna).post(end_url, {"until": value})
    page = response.content.decode()
    assert says in page
    assert value in page
    pause.refresh_from_db()
    assert pause.until is None


def test_one_at_a_time_and_one_after_the_other(pair, anna, pause):
    with pytest.raises(ValidationError, match="al gepauzeerd"):
        pauses.start_pause(pair=pair, reason="illness", since=TODAY, by=anna)
    pauses.end_pause(pair=pair, until=TODAY, by=anna)
    with pytest.raises(ValidationError, match="niet gepauzeerd"):
        pauses.end_pause(pair=pair, until=TODAY, by=anna)
    with pytest.raises(ValidationError, match="vorige pauze"):
        pauses.start_pause(pair=pair, reason="illness", since=TODAY - DAY, by=anna)
    pauses.start_pause(pair=pair, reason="illness", since=TODAY, by=anna)


def test_ends_with_the_supervision(pair, pause):
    actions.end_supervision(pair=pair, on=TODAY, reason="completed", by=None)
    pause.refresh_from_db()
    assert pause.until == TODAY
    with pytest.raises(ValidationError, match="al beëindigd"):
        pauses.start_pause(pair=pair, reason="illness", since=TODAY, by=None)


def test_a_pause_never_ends_before_it_began(pair, anna):
    pause = pauses.start_pause(pair=pair, reason="illness", since=TODAY, by=anna)
    actions.end_supervision(pair=pair, on=TODAY - 2 * DAY, reason="completed", by=None)
    pause.refresh_from_db()
    assert pause.until == TODAY


def test_goes_over_to_the_next_worker(pair, colleague, pause):
    new = actions.hand_over(pair=pair, to=colleague, on=TODAY, by=None)
    assert pauses.running_pause(new, clock.today()) == pause


def test_nothing_of_the_monitor_waits_on_the_worker_in_a_pause(browse, anna, pair, intake):
    assert browse(anna).get("/").context["todo_total"] == 2
    pauses.start_pause(pair=pair, reason="detention", since=TODAY, by=anna)
    assert browse(anna).get("/").context["todo_total"] == 0


@pytest.mark.parametrize("name", ["colleague", "chris", "olaf"])
def test_a_stranger_finds_nothing(browse, request, name, url, end_url):
    browser = browse(request.getfixturevalue(name))
    assert browser.get(url).status_code == 404
    assert browser.post(end_url).status_code == 404


@pytest.mark.parametrize("name", ["bram", "cas", "dewi", "vera", "evi", "pim", "admin"])
def test_other_roles_are_refused(browse, request, name, url, end_url):
    browser = browse(request.getfixturevalue(name))
    assert browser.get(url).status_code == 403
    assert browser.post(url).status_code == 403
    assert browser.post(end_url).status_code == 403


def test_ending_is_posted(browse, anna, end_url):
    assert browse(anna).get(end_url).status_code == 405


def test_reading_the_form_is_recorded(browse, anna, pair, url):
    browse(anna).get(url)
    event = Event.objects.latest("id")
    assert (event.action, event.what, event.object_id) == (Action.READ, "pause", pair.pk)
