"""How somebody wants to get messages: a client's with the worker, and one's own."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from caseload.models import Pair
from messaging.channels.sms import mobile
from messaging.models import Preference

Browse = Callable[[User | None], Browser]
pytestmark = pytest.mark.django_db
OWN = reverse("messaging:own")
EVENING = {"safe_from": "18:00", "safe_until": "20:00", "language": "nl", "version": 1}


@pytest.fixture
def sms(settings: Any) -> None:
    settings.SMS_URL = "https://sms.example.org/send"


def url(pair: Pair) -> str:
    return reverse("messaging:reach", args=[pair.pk])


def test_the_worker_sets_it_with_the_client(browse: Browse, anna: User, pair: Pair) -> None:
    browser, client = browse(anna), pair.supervision.client
    page = browser.get(url(pair)).content.decode()
    assert "Berichten komen per e-mail." in page
    assert "tussen 09:00 en 18:00 uur" in page
    assert "Dat is buiten de uren" not in page
    typed = EVENING | {"never_leave_message": "on", "no_questionnaires": "on", "language": "en"}
    assert browser.post(url(pair), typed).status_code == 302
    row = Preference.objects.get(client=client)
    assert (row.safe_from, row.safe_until, row.never_leave_message) == (dt.time(18), dt.time(20), True)
    assert (row.no_questionnaires, row.channel, row.version) == (True, "email", 1)
    client.refresh_from_db()
    assert client.language == "en"
    event = Event.objects.get(what="preference", action="changed")
    assert (event.actor_id, event.object_id, event.subjects.count()) == (anna.pk, client.pk, 1)
    assert "Er gaat geen enkel bericht uit." in browser.get(url(pair)).content.decode()


def test_safe_hours_outside_the_office_hold(browse: Browse, anna: User, pair: Pair) -> None:
    browser = browse(anna)
    browser.post(url(pair), EVENING | {"no_questionnaires": "on"})
    page = browser.get(url(pair)).content.decode()
    assert "tussen 18:00 en 20:00 uur" in page
    assert "Dat is buiten de uren van de organisatie." in page
    assert "Over vragenlijsten komt er niets." in page


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"safe_from": ""}, "Vul beide tijden in, of geen."),
        ({"safe_until": "17:00"}, "Kies een tijd na het begin."),
        ({"safe_until": "laat"}, "Voer een geldige tijd in"),
        ({"language": "fr"}, "Selecteer een geldige keuze"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    browse: Browse, anna: User, pair: Pair, change: dict[str, str], says: str
) -> None:
    page = browse(anna).post(url(pair), EVENING | change).content.decode()
    assert says in page
    assert "20:00" in page or "safe_until" in change
    assert not Preference.objects.exists()


@pytest.mark.usefixtures("sms")
def test_sms_needs_a_mobile_number(browse: Browse, anna: User, pair: Pair) -> None:
    browser, client, typed = browse(anna), pair.supervision.client, EVENING | {"channel": "sms"}
    for number in ("", "050 1234567"):
        type(client).objects.filter(pk=client.pk).update(mobile=number)
        assert "Voor sms is een mobiel nummer nodig." in browser.post(url(pair), typed).content.decode()
    assert not Preference.objects.exists()
    type(client).objects.filter(pk=client.pk).update(mobile="06 12345678")
    assert browser.post(url(pair), typed).status_code == 302
    assert "Berichten komen per sms." in browser.get(url(pair)).content.decode()


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("06 12 34 56 78", "+31612345678"),
        ("+31 6 12345678", "+31612345678"),
        ("0031612345678", "+31612345678"),
        ("0501234567", ""),
        ("06123", ""),
        ("+32470123456", "+32470123456"),
        ("", ""),
    ],
)
def test_a_mobile_number(number: str, found: str) -> None:
    assert mobile(number) == found


def test_two_people_at_one_choice(browse: Browse, anna: User, cas: User, pair: Pair) -> None:
    """The client chose at home while the page stood open at the office."""
    assert browse(cas).post(OWN, EVENING | {"safe_from": "10:00"}).status_code == 302
    page = browse(anna).post(url(pair), EVENING).content.decode()
    assert "Twee versies" in page
    assert "10:00" in page
    assert Preference.objects.get().safe_from == dt.time(10)


def test_a_client_sets_their_own(browse: Browse, cas: User, pair: Pair) -> None:
    browser = browse(cas)
    assert OWN in browser.get(reverse("portal:my_choices")).content.decode()
    assert browser.post(OWN, EVENING | {"never_leave_message": "on"}).status_code == 302
    assert Preference.objects.get().client_id == pair.supervision.client_id
    assert "Je krijgt geen enkel bericht" in browser.get(OWN).content.decode()
    assert Event.objects.get(what="preference", action="changed").purpose == "own"


@pytest.mark.parametrize("name", ["anna", "bram", "dewi", "vera", "evi", "pim", "admin"])
def test_staff_set_their_own(browse: Browse, name: str, request: Any) -> None:
    user = request.getfixturevalue(name)
    browser = browse(user)
    page = browser.get(OWN).content.decode()
    assert ("Geen berichten over vragenlijsten" in page) is (name == "anna")
    assert 'name="channel"' not in page
    assert browser.post(OWN, EVENING | {"version": 0, "language": "en"}).status_code == 302
    row = Preference.objects.get()
    assert (row.user, row.language) == (user, "en")


def test_only_the_pairs_worker(browse: Browse, bram: User, chris: User, olaf: User, admin: User, pair: Pair) -> None:
    expected = {chris: 404, olaf: 404, bram: 403, admin: 403}
    assert {user: browse(user).get(url(pair)).status_code for user in expected} == expected
    assert {user: browse(user).post(url(pair), EVENING).status_code for user in expected} == expected
    assert not Preference.objects.exists()


def test_the_number_of_queries(browse: Browse, anna: User, pair: Pair) -> None:
    browser = browse(anna)
    browser.get(url(pair))
    with CaptureQueriesContext(connection) as queries:
        browser.get(url(pair))
    assert len(queries) <= 26
