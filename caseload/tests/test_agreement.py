"""Agreements with each other: making and closing them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Action, Event
from caseload import actions
from caseload.models import Agreement, AgreementState
from caseload.tests.factories import start_pair
from conftest import TODAY


@pytest.fixture
def url(pair):
    return reverse("caseload:agreement", args=[pair.pk])


@pytest.fixture
def agreement(pair, anna):
    return actions.make_agreement(pair=pair, text="Rooster sturen", who="client", by=anna)


@pytest.fixture
def close(pair, agreement):
    return reverse("caseload:close_agreement", args=[pair.pk, agreement.pk])


@pytest.mark.parametrize(("due", "kept"), [("27-11-2026", dt.date(2026, 11, 27)), ("", None)])
def test_is_made_with_or_without_a_day(browse, anna, pair, url, due, kept):
    response = browse(anna).post(url, {"text": "Bellen met de schuldhulp", "who": "worker", "due": due})
    assert response.url == reverse("portal:pair", args=[pair.pk])
    made = Agreement.objects.get()
    assert (made.text, made.who, made.due, made.made_on) == ("Bellen met de schuldhulp", "worker", kept, TODAY)
    assert Event.objects.filter(action=Action.CREATED, what="agreement", object_id=made.pk).count() == 1


def test_the_form_calls_people_by_name_and_lists_what_runs(browse, anna, url, close):
    page = browse(anna).get(url).content.decode()
    for words in (">Cas<", ">Anna<", ">Samen<", "Rooster sturen", close):
        assert words in page


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("due", "22-11-2026", "Deze dag is al geweest."),
        ("due", "30-02-2027", "Vul een dag in zoals 23-11-2026."),
        ("due", "01-01-2999", "Klopt het jaar?"),
        ("who", "nobody", "Wie doet het?"),
        ("text", "", "Wat spreken jullie af?"),
        ("text", "x" * 201, "Wat spreken jullie af?"),
    ],
)
def test_a_bad_one_says_why_keeps_the_rest_and_writes_nothing(browse, anna, url, field, value, says):
    data = {"text": "Bellen", "who": "together", "due": "27-11-2026"} | {field: value}
    response = browse(anna).post(url, data)
    page = response.content.decode()
    assert response.status_code == 200
    assert says in page
    assert 'class="error-summary"' in page
    assert data["text"] in page
    assert not Agreement.objects.exists()


@pytest.mark.parametrize("state", ["done", "dropped"])
def test_is_closed(browse, anna, agreement, close, state):
    page = browse(anna).post(close, {"state": state, "version": "1"}, follow=True).content.decode()
    assert "De afspraak is afgesloten." in page
    agreement.refresh_from_db()
    assert (agreement.state, agreement.closed_on, agreement.version) == (state, TODAY, 2)


def test_a_stale_closing_writes_nothing_and_says_what_stands(browse, anna, agreement, close):
    browser = browse(anna)
    browser.post(close, {"state": "dropped", "version": "1"})
    for version in ("1", "2"):
        page = browser.post(close, {"state": "done", "version": version}, follow=True).content.decode()
        assert "De afspraak ‘Rooster sturen’ is intussen gewijzigd: vervallen." in page
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.DROPPED
    assert Event.objects.filter(action=Action.CHANGED, what="agreement").count() == 1


@pytest.mark.parametrize("data", [{}, {"state": "open", "version": "1"}, {"state": "done", "version": "x"}])
def test_nonsense_is_a_bad_request(browse, anna, agreement, close, data):
    assert browse(anna).post(close, data).status_code == 400
    assert browse(anna).get(close).status_code == 405
    assert Agreement.objects.get().state == AgreementState.OPEN


def test_of_an_earlier_worker_is_closed_by_the_next(browse, anna, colleague, agreement):
    new = actions.hand_over(pair=agreement.pair, to=colleague, on=TODAY, by=anna)
    url = reverse("caseload:close_agreement", args=[new.pk, agreement.pk])
    assert browse(colleague).post(url, {"state": "done", "version": "1"}).status_code == 302
    assert Agreement.objects.get().state == AgreementState.DONE


def test_of_another_pair_cannot_be_closed(browse, anna, agreement):
    other = start_pair(worker=anna)
    url = reverse("caseload:close_agreement", args=[other.pk, agreement.pk])
    assert browse(anna).post(url, {"state": "done", "version": "1"}).status_code == 404


@pytest.mark.parametrize("name", ["colleague", "chris", "olaf"])
def test_a_stranger_finds_nothing(browse, request, name, url, close):
    browser = browse(request.getfixturevalue(name))
    assert browser.get(url).status_code == 404
    assert browser.post(close, {"state": "done", "version": "1"}).status_code == 404


@pytest.mark.parametrize("name", ["bram", "cas", "dewi", "vera", "evi", "pim", "admin"])
def test_other_roles_are_refused(browse, request, name, url, close):
    browser = browse(request.getfixturevalue(name))
    assert browser.get(url).status_code == 403
    assert browser.post(close, {"state": "done", "version": "1"}).status_code == 403


def test_the_number_of_queries_does_not_grow(browse, anna, pair, url):
    def asked():
        browser = browse(anna)
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            browser.get(url)
        return len(queries)

    few = asked()
    for number in range(6):
        actions.make_agreement(pair=pair, text=f"Afspraak {number}", who="together", by=anna)
    assert asked() == few
    assert few <= 11
