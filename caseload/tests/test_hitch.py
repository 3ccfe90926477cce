"""Recording a hitch, and that it was resolved."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.models import Action, Event
from caseload import actions
from caseload.models import Hitch, HitchKind
from caseload.tests.factories import start_pair
from conftest import TODAY


@pytest.fixture
def url(pair):
    return reverse("caseload:hitch", args=[pair.pk])


@pytest.fixture
def kind(noord):
    actions.add_default_hitch_kinds(organisation=noord)
    return HitchKind.objects.get(name="Niet bereikbaar")


@pytest.fixture
def hitch(pair, kind, anna):
    return actions.record_hitch(pair=pair, kind=kind, on=TODAY - dt.timedelta(days=3), note="Telefoon kwijt", by=anna)


def test_is_recorded_and_shown_as_open(browse, anna, pair, url, kind):
    response = browse(anna).post(url, {"kind": str(kind.pk), "on": "20-11-2026", "note": "Telefoon kwijt"})
    assert response.url == reverse("portal:pair", args=[pair.pk])
    made = Hitch.objects.get()
    assert (made.kind, made.on, made.note, made.recorded_by) == (kind, dt.date(2026, 11, 20), "Telefoon kwijt", anna)
    assert Event.objects.filter(action=Action.CREATED, what="hitch", object_id=made.pk).count() == 1
    assert "Telefoon kwijt" in browse(anna).get(url).content.decode()


def test_offers_the_organisations_own_active_kinds(browse, anna, midden, url, kind):
    HitchKind.objects.filter(name="Waarschuwing").update(is_active=False)
    other = HitchKind.objects.create(organisation=midden, name="Iets van Midden")
    page = browse(anna).get(url).content.decode()
    assert "Niet bereikbaar" in page
    assert ">Waarschuwing<" not in page
    assert "Iets van Midden" not in page
    assert browse(anna).post(url, {"kind": str(other.pk), "on": "20-11-2026"}).status_code == 200
    assert not Hitch.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("on", "24-11-2026", "Deze dag moet nog komen."),
        ("on", "0-0-0", "Vul een dag in zoals 23-11-2026."),
        ("on", "01-01-1900", "Klopt het jaar?"),
        ("kind", "", "Wat haperde er?"),
        ("kind", "abc", "Wat haperde er?"),
        ("note", "x" * 501, "Toelichting"),
    ],
)
def test_a_bad_hitch_says_why_keeps_the_rest_and_writes_nothing(browse, anna, url, kind, field, value, says):
    data = {"kind": str(kind.pk), "on": "20-11-2026", "note": "Blijft staan"} | {field: value}
    response = browse(anna).post(url, data)
    page = response.content.decode()
    assert response.status_code == 200
    assert says in page
    assert 'class="error-summary"' in page
    assert data["note"] in page
    assert not Hitch.objects.exists()


def test_is_resolved_today_once(browse, anna, pair, hitch):
    resolve = reverse("caseload:resolve_hitch", args=[pair.pk, hitch.pk])
    assert browse(anna).get(resolve).status_code == 405
    for _twice in range(2):
        assert browse(anna).post(resolve).url == reverse("portal:pair", args=[pair.pk])
    hitch.refresh_from_db()
    assert hitch.resolved_on == TODAY
    assert Event.objects.filter(action=Action.CHANGED, what="hitch").count() == 1


def test_of_another_pair_cannot_be_resolved(browse, anna, hitch):
    other = start_pair(worker=anna)
    assert browse(anna).post(reverse("caseload:resolve_hitch", args=[other.pk, hitch.pk])).status_code == 404


@pytest.mark.parametrize("name", ["colleague", "chris", "olaf"])
def test_a_stranger_finds_nothing(browse, request, name, url, pair, hitch):
    browser = browse(request.getfixturevalue(name))
    assert browser.get(url).status_code == 404
    assert browser.post(reverse("caseload:resolve_hitch", args=[pair.pk, hitch.pk])).status_code == 404


@pytest.mark.parametrize("name", ["bram", "cas", "dewi", "vera", "evi", "pim", "admin"])
def test_other_roles_are_refused(browse, request, name, url, pair, hitch):
    browser = browse(request.getfixturevalue(name))
    assert browser.get(url).status_code == 403
    assert browser.post(reverse("caseload:resolve_hitch", args=[pair.pk, hitch.pk])).status_code == 403


def test_reading_the_form_is_recorded(browse, anna, pair, url):
    browse(anna).get(url)
    event = Event.objects.latest("id")
    assert (event.action, event.what, event.object_id) == (Action.READ, "hitch", pair.pk)
