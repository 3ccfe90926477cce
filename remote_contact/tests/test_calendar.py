"""Calendar files of one appointment, and the private address of a worker's calendar."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from caseload.actions import hand_over
from caseload.models import Pair
from caseload.tests.factories import start_pair
from remote_contact.models import CalendarFeed
from remote_contact.recurrence import Repeat
from remote_contact.tests.planning import NEXT_MONDAY, called_off, moved, planned, series

Browse = Callable[[User | None], Browser]
TELLING = ("reclassering", "probation", "toezicht", "portaal", "portal", "verhoeven", "anna")


@pytest.fixture
def address(browse: Browse, anna: User) -> str:
    """Anna's feed, as the page showed it once."""
    page = browse(anna).post(reverse("remote_contact:calendar"), {"do": "renew"}).content.decode()
    return page.split("<code>http://testserver")[1].split("</code>")[0]


def test_the_workers_file_is_discreet(browse: Browse, anna: User, pair: Pair) -> None:
    made = planned(pair, place="Stationsweg 4")
    response = browse(anna).get(reverse("remote_contact:appointment_file", args=[pair.pk, made.pk]))
    text = response.content.decode()
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="afspraak.ics"'
    assert "SUMMARY:Afspraak\r\n" in text
    assert "LOCATION:Stationsweg 4\r\n" in text
    assert "DTSTART:20261130T090000Z\r\n" in text
    assert not [word for word in TELLING if word in text.lower()]


def test_the_client_gets_their_own_and_nobody_elses(browse: Browse, cas: User, chris: User, pair: Pair) -> None:
    made, stranger = planned(pair), planned(start_pair(worker=chris, starts_on=dt.date(2026, 11, 1)))
    response = browse(cas).get(reverse("remote_contact:own_appointment_file", args=[made.pk]))
    assert f"UID:{made.calendar_id}" in response.content.decode()
    assert Event.objects.filter(what="appointment", object_id=made.pk, actor_id=cas.pk).exists()
    assert browse(cas).get(reverse("remote_contact:own_appointment_file", args=[stranger.pk])).status_code == 404


def test_a_moved_one_replaces_itself_in_the_calendar(browse: Browse, anna: User, pair: Pair, address: str) -> None:
    old = planned(pair)
    new = moved(old, NEXT_MONDAY + dt.timedelta(days=1))
    text = browse(None).get(address).content.decode()
    assert text.count("BEGIN:VEVENT") == 1
    assert f"UID:{old.calendar_id}\r\n" in text
    assert "SEQUENCE:1\r\n" in text
    called_off(new)
    text = browse(None).get(address).content.decode()
    assert "STATUS:CANCELLED\r\n" in text
    assert "SEQUENCE:2\r\n" in text


def test_the_feed_holds_a_word_and_the_time(browse: Browse, address: str, pair: Pair, chris: User) -> None:
    planned(pair, place="Bij Cas thuis")
    planned(start_pair(worker=chris, starts_on=dt.date(2026, 11, 1)), NEXT_MONDAY + dt.timedelta(days=1))
    response = browse(None).get(address)
    text = response.content.decode()
    assert text.count("BEGIN:VEVENT") == 1
    assert "LOCATION" not in text
    assert "Cas" not in text
    assert not [word for word in TELLING if word in text.lower()]
    assert response["Cache-Control"] == "no-store"


def test_a_case_that_was_handed_over_leaves_the_feed(browse: Browse, address: str, pair: Pair, colleague: User) -> None:
    planned(pair)
    hand_over(pair=pair, to=colleague, on=dt.date(2026, 11, 23), by=None)
    assert "BEGIN:VEVENT" not in browse(None).get(address).content.decode()


def test_the_address_is_kept_hashed_and_can_be_renewed_and_stopped(browse: Browse, anna: User, address: str) -> None:
    token = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert token not in str(CalendarFeed.objects.values_list().get())
    page = browse(anna).get(reverse("remote_contact:calendar")).content.decode()
    assert token not in page
    browse(anna).post(reverse("remote_contact:calendar"), {"do": "renew"})
    assert browse(None).get(address).status_code == 404
    browse(anna).post(reverse("remote_contact:calendar"), {"do": "stop"})
    assert not CalendarFeed.objects.exists()
    assert [event.action for event in Event.objects.filter(what="calendar feed").order_by("at", "id")].count(
        "ended"
    ) == 1


def test_an_account_that_is_off_has_no_feed(browse: Browse, anna: User, address: str) -> None:
    assert browse(None).get(address).status_code == 200
    User.objects.filter(pk=anna.pk).update(is_active=False)
    assert browse(None).get(address).status_code == 404


def test_who_guesses_finds_nothing(browse: Browse, address: str) -> None:
    assert browse(None).get(reverse("remote_contact:feed", args=["x" * 43])).status_code == 404


def test_only_workers_have_one(browse: Browse, bram: User, cas: User) -> None:
    for user in (bram, cas):
        assert browse(user).get(reverse("remote_contact:calendar")).status_code == 403


def test_the_feed_asks_a_constant_number_of_queries(
    browse: Browse, address: str, pair: Pair, django_assert_max_num_queries: Any
) -> None:
    browser = browse(None)
    browser.get(address)
    series(pair, repeat=Repeat(1, times=52))
    with django_assert_max_num_queries(4):
        assert browser.get(address).content.decode().count("BEGIN:VEVENT") == 52
