"""Appointments and what waits about contacts, on the worker's home, the pair's page and the client's home."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Event
from caseload.actions import hand_over
from caseload.models import PauseReason
from caseload.pauses import start_pause
from caseload.tests.factories import start_pair
from probation_portal.todo import Todo, waiting
from remote_contact.actions.appointments import settle
from remote_contact.actions.follow_ups import plan_follow_up
from remote_contact.models import Method, Outcome
from remote_contact.recurrence import Repeat, at
from remote_contact.tests.factories import logged
from remote_contact.tests.planning import NEXT_MONDAY, called_off, planned, series

HOME = reverse("portal:home")
MONDAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)


def page(browser: Any, url: str = HOME) -> str:
    response = browser.get(url)
    assert response.status_code == 200
    return response.content.decode()


def pair_url(pair: Any) -> str:
    return reverse("portal:pair", args=[pair.pk])


def over(pair: Any, ago: dt.timedelta) -> Any:
    """An appointment that began so long ago."""
    with clock.at(clock.now() - ago - DAY):
        moment = clock.now() + DAY
        return planned(pair, moment.date(), dt.time(10))


def tried(pair: Any, times: int = 3) -> list[Any]:
    methods = {"method": Method.PHONE, "outcome": Outcome.NOT_REACHED}
    return [logged(pair, ago=dt.timedelta(days=n), **methods) for n in range(1, times + 1)]


def test_today_and_the_coming_week(browse, anna, pair):
    planned(pair, MONDAY, dt.time(15), place="Stationsweg 4")
    planned(pair, MONDAY + 2 * DAY, dt.time(9))
    planned(pair, MONDAY + 7 * DAY, dt.time(9, 45))
    text = page(browse(anna))
    assert "Eén afspraak vandaag." in text
    assert "<strong>15:00</strong>" in text
    assert "Op kantoor, 30 minuten. Stationsweg 4" in text
    assert "Nog één in de komende week" in text
    assert "<strong>Woensdag 25 november, 9:00</strong>" in text
    assert "9:45" not in text


def test_the_caseload_names_the_next_one(browse, anna, pair):
    planned(pair, MONDAY + 20 * DAY)
    assert "zo 13 dec. 10:00" in page(browse(anna))


def test_whoever_stands_in_the_agenda_stands_in_the_record(browse, anna, pair):
    for n in range(26):
        start_pair(worker=anna, starts_on=MONDAY, first_name="A", last_name=f"Aa{n:02}")
    planned(pair, MONDAY, dt.time(15))
    page(browse(anna))
    event = Event.objects.get(what="caseload list")
    assert event.subjects.count() >= 26


def test_what_is_over_waits_until_it_is_recorded(browse, anna, pair):
    made = over(pair, dt.timedelta(days=3))
    text = page(browse(anna))
    log = f"{reverse('remote_contact:log', args=[pair.pk])}?appointment={made.pk}"
    assert "Afspraak van vrijdag 20 november, 10:00: ging het door?" in text
    assert "Vul in of het doorging" in text
    assert log in text
    assert "3 dagen te laat" in text
    assert log in page(browse(anna), pair_url(pair))
    settle(appointment=made, contact=logged(pair, outcome=Outcome.NO_SHOW), by=anna)
    assert "ging het door?" not in page(browse(anna))


def test_what_is_urgent_waits_above_what_is_old():
    old = Todo(None, "A", "/", "oud", "Doen", "/", "", "late", MONDAY - 30 * DAY)
    urgent = replace(old, name="B", why="dringend", since=MONDAY, urgent=True)
    assert [one.why for one in waiting([], [], [], today=MONDAY, contacts=[old, urgent])] == ["dringend", "oud"]


def test_a_next_step_waits_by_its_day(browse, anna, pair):
    missed = logged(pair, outcome=Outcome.NO_SHOW, method=Method.OFFICE)
    plan_follow_up(contact=missed, what="Brief sturen", due=MONDAY - 2 * DAY, by=anna)
    text = page(browse(anna))
    assert "Volgende stap: Brief sturen" in text
    assert "2 dagen te laat" in text
    assert reverse("remote_contact:follow_up", args=[pair.pk, missed.pk]) in text


def test_three_attempts_in_vain_wait_and_stand_on_the_pairs_page(browse, anna, bram, pair):
    attempts = tried(pair)
    url = reverse("remote_contact:follow_up", args=[pair.pk, attempts[0].pk])
    for text in (page(browse(anna)), page(browse(anna), pair_url(pair))):
        assert "3 keer geprobeerd, niet bereikt" in text
        assert url in text
    of_supervisor = page(browse(bram), pair_url(pair))
    assert "3 keer geprobeerd, niet bereikt" in of_supervisor
    assert url not in of_supervisor
    plan_follow_up(contact=attempts[0], what="Langsgaan", due=MONDAY + DAY, by=anna)
    text = page(browse(anna))
    assert "3 keer geprobeerd" not in text
    assert "Volgende stap: Langsgaan" in text
    assert "Volgende stap: Langsgaan." in page(browse(anna), pair_url(pair))


def test_two_attempts_are_no_state_and_in_a_pause_nobody_is_tried(browse, anna, pair):
    tried(pair, 2)
    assert "geprobeerd" not in page(browse(anna))
    tried(pair)
    start_pause(pair=pair, reason=PauseReason.ILLNESS, since=MONDAY, by=anna)
    assert "geprobeerd" not in page(browse(anna))
    assert "geprobeerd" not in page(browse(anna), pair_url(pair))


def test_the_next_worker_takes_over_what_was_planned(browse, anna, colleague, pair):
    planned(pair, MONDAY, dt.time(15))
    later = hand_over(pair=pair, to=colleague, on=MONDAY, by=None)
    assert "15:00" not in page(browse(anna))
    assert "<strong>15:00</strong>" in page(browse(colleague))
    assert "Maandag 23 november, 15:00" in page(browse(colleague), pair_url(later))


def test_the_pairs_page_shows_the_next_three_with_what_can_be_done(browse, anna, bram, pair):
    series(pair, repeat=Repeat(1, times=5))
    text = page(browse(anna), pair_url(pair))
    assert "Maandag 30 november, 10:00" in text
    assert "Maandag 14 december, 10:00" in text
    assert "Maandag 21 december, 10:00" not in text
    assert "Verzetten" in text
    assert reverse("remote_contact:plan", args=[pair.pk]) in text
    of_supervisor = page(browse(bram), pair_url(pair))
    assert "Maandag 30 november, 10:00" in of_supervisor
    assert "Verzetten" not in of_supervisor


def test_a_client_reads_their_own_and_may_take_it_along(browse, anna, cas, pair):
    made = planned(pair, place="Stationsweg 4")
    called_off(planned(pair, NEXT_MONDAY + DAY))
    text = page(browse(cas))
    assert "Maandag 30 november, 10:00" in text
    assert "Stationsweg 4" in text
    assert reverse("remote_contact:own_appointment_file", args=[made.pk]) in text
    assert "dinsdag 1 december" not in text.lower()
    with clock.at(at(NEXT_MONDAY, dt.time(10, 30))):
        assert "Er staat nu geen afspraak." in page(browse(cas))


def test_a_new_year_is_named(browse, cas, pair):
    planned(pair, dt.date(2027, 1, 4))
    assert "Maandag 4 januari 2027, 10:00" in page(browse(cas))


@pytest.mark.parametrize("who", ["worker", "client", "pair"])
def test_the_pages_ask_the_same_number_of_queries(browse, anna, cas, pair, who, django_assert_max_num_queries):
    def fill(count: int) -> None:
        pairs = [start_pair(worker=anna, starts_on=MONDAY - 40 * DAY) for _n in range(count)]
        for one in (pair, *pairs):
            series(one, MONDAY + DAY, repeat=Repeat(1, times=10))
            tried(one)
            over(one, dt.timedelta(days=2))
        plan_follow_up(contact=logged(pair, outcome=Outcome.NO_SHOW), what="x", due=MONDAY, by=anna)

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser, url = browse(cas if who == "client" else anna), pair_url(pair) if who == "pair" else HOME
    fill(1)
    page(browser, url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(browser, url)
    fill(6)
    with django_assert_max_num_queries(len(few)):
        page(browser, url)
