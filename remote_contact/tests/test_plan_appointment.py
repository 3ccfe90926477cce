"""The pages of appointments: planning, clashes that warn once, moving, calling off, the list."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from audit.models import Action, Event
from caseload.models import Pair, PauseReason
from caseload.pauses import start_pause
from caseload.tests.factories import start_pair
from messaging.working_time import ZONE
from remote_contact.models import Appointment, AppointmentState, AskedBy
from remote_contact.recurrence import Repeat
from remote_contact.tests.planning import NEXT_MONDAY, called_off, moved, planned, series

Browse = Callable[[User | None], Browser]


@pytest.fixture
def url(pair: Pair) -> str:
    return reverse("remote_contact:plan", args=[pair.pk])


@pytest.fixture
def other(anna: User) -> Pair:
    """Another client of Anna's."""
    return start_pair(worker=anna, starts_on=dt.date(2026, 11, 1), first_name="Natasja", last_name="Wierda")


def typed(**fields: Any) -> dict[str, Any]:
    values = {"form_id": uuid.uuid4(), "method": "office", "day": "30 nov", "time": "1000", "minutes": 30}
    return values | {"place": "Stationsweg 4", "every": "", "until": ""} | fields


def walls() -> list[str]:
    return [f"{one.starts_at.astimezone(ZONE):%d-%m-%y %H:%M}" for one in Appointment.objects.planned()]


def seen_of(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0] if 'name="seen" value="' in page else ""


@pytest.mark.parametrize(
    ("day", "stands"),
    [
        ("30 nov", "30-11-26 10:00"),
        ("ma", "30-11-26 10:00"),
        ("morgen", "24-11-26 10:00"),
        ("over 2 weken", "07-12-26 10:00"),
        ("1/3", "01-03-27 10:00"),
    ],
)
def test_a_day_as_typed_lies_ahead(browse: Browse, anna: User, pair: Pair, url: str, day: str, stands: str) -> None:
    response = browse(anna).post(url, typed(day=day), follow=True)
    assert response.redirect_chain[-1][0] == reverse("portal:pair", args=[pair.pk])
    assert walls() == [stands]
    event = Event.objects.get(what="appointment", action=Action.CREATED)
    assert (event.actor_id, event.object_id) == (anna.pk, Appointment.objects.get().pk)


def test_the_page_after_it_says_when_the_client_hears(browse: Browse, anna: User, url: str) -> None:
    page = browse(anna).post(url, typed(), follow=True).content.decode()
    assert "De afspraak staat: maandag 30 november, 10:00. Cas krijgt een herinnering op vrijdag 27 november." in page


@pytest.mark.parametrize(("until", "count"), [("3", 3), ("14 dec", 3), ("over 3 weken", 3)])
def test_a_series(browse: Browse, anna: User, url: str, until: str, count: int) -> None:
    browse(anna).post(url, typed(every="1", until=until))
    assert len(walls()) == count
    assert len({one.series for one in Appointment.objects.all()}) == 1


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"day": "binnenkort"}, "Vul een dag in zoals 30 nov."),
        ({"day": "23-11-2026", "time": "9:00"}, "Dit moment is al geweest."),
        ({"time": "half tien"}, "Vul een tijd in zoals 11:00"),
        ({"method": ""}, "Kies hoe jullie elkaar spreken."),
        ({"every": "1", "until": ""}, "Vul in hoe vaak, zoals 6, of tot welke dag."),
        ({"every": "1", "until": "900"}, "Kies 2 tot 52 keer."),
        ({"every": "1", "until": "24 nov"}, "De laatste dag ligt vóór de eerste afspraak."),
        ({"place": "x" * 121}, "120"),
    ],
)
def test_bad_input_shows_what_is_wrong_and_keeps_what_was_typed(
    browse: Browse, anna: User, url: str, changes: dict[str, Any], problem: str
) -> None:
    response = browse(anna).post(url, typed(place="Bij de balie") | changes)
    page = response.content.decode()
    assert response.status_code == 200
    assert problem in page
    assert "Bij de balie" in page or "place" in changes
    assert not Appointment.objects.exists()


def test_a_clash_warns_once_and_never_blocks(browse: Browse, anna: User, other: Pair, url: str) -> None:
    planned(other, time=dt.time(10, 15))
    form = typed()
    page = browse(anna).post(url, form).content.decode()
    assert "Je hebt dan al een afspraak met Natasja Wierda, van 10:15 tot 10:45." in page
    assert "Toch plannen" in page
    assert Appointment.objects.count() == 1
    assert Event.objects.filter(what="appointments", action=Action.LISTED).exists()
    browse(anna).post(url, form | {"seen": seen_of(page)})
    assert Appointment.objects.count() == 2


def test_another_clash_than_the_one_that_was_seen_warns_again(
    browse: Browse, anna: User, other: Pair, url: str
) -> None:
    planned(other, time=dt.time(10, 15))
    planned(other, NEXT_MONDAY + dt.timedelta(days=1))
    page = browse(anna).post(url, typed()).content.decode()
    again = browse(anna).post(url, typed(day="1 dec", seen=seen_of(page))).content.decode()
    assert "Je hebt dan al een afspraak met Natasja Wierda, van 10:00 tot 10:30." in again
    assert Appointment.objects.count() == 2


def test_a_closed_day_and_a_pause_warn(browse: Browse, anna: User, pair: Pair, url: str) -> None:
    start_pause(pair=pair, reason=PauseReason.DETENTION, since=dt.date(2026, 11, 20), by=anna)
    page = browse(anna).post(url, typed(day="28 nov")).content.decode()
    assert "Op zaterdag 28 november wordt er niet gewerkt." in page
    assert "Het toezicht van Cas staat stil." in page
    browse(anna).post(url, typed(day="28 nov", seen=seen_of(page)))
    assert walls() == ["28-11-26 10:00"]


def test_an_appointment_of_a_colleague_is_no_clash(browse: Browse, anna: User, colleague: User, url: str) -> None:
    planned(start_pair(worker=colleague, starts_on=dt.date(2026, 11, 1)))
    browse(anna).post(url, typed())
    assert Appointment.objects.count() == 2


def test_a_reload_plans_once(browse: Browse, anna: User, url: str) -> None:
    form = typed()
    browse(anna).post(url, form)
    assert browse(anna).post(url, form).status_code == 302
    assert Appointment.objects.count() == 1


def change_url(name: str, appointment: Appointment) -> str:
    return reverse(f"remote_contact:{name}", args=[appointment.pair_id, appointment.pk])


def why(appointment: Appointment, **fields: Any) -> dict[str, Any]:
    return {"version": appointment.version, "asked_by": AskedBy.CLIENT, "reason": "work"} | fields


def test_moving_by_the_page(browse: Browse, anna: User, pair: Pair) -> None:
    old = planned(pair)
    page = browse(anna).get(change_url("move_appointment", old)).content.decode()
    assert 'value="30 nov. 2026"' in page
    browse(anna).post(change_url("move_appointment", old), typed(day="1 dec", time="11") | why(old))
    old.refresh_from_db()
    assert (old.state, old.asked_by, old.reason) == (AppointmentState.MOVED, "client", "work")
    assert walls() == ["01-12-26 11:00"]


def test_an_appointment_is_not_in_its_own_way(browse: Browse, anna: User, pair: Pair) -> None:
    old = planned(pair)
    browse(anna).post(change_url("move_appointment", old), typed(time="10:15") | why(old))
    assert walls() == ["30-11-26 10:15"]


def test_moving_the_rest_of_a_series_asks_after_the_clashes_of_all(
    browse: Browse, anna: User, pair: Pair, other: Pair
) -> None:
    first, _second = series(pair, repeat=Repeat(1, times=2))
    planned(other, NEXT_MONDAY + dt.timedelta(days=8))
    form = typed(day="1 dec") | why(first, rest_of_series="on")
    page = browse(anna).post(change_url("move_appointment", first), form).content.decode()
    assert "Dinsdag 8 december: Je hebt dan al een afspraak met Natasja Wierda" in page
    browse(anna).post(change_url("move_appointment", first), form | {"seen": seen_of(page)})
    assert walls().count("08-12-26 10:00") == 2


@pytest.mark.parametrize("missing", ["asked_by", "reason"])
def test_who_asked_and_why_must_be_said(browse: Browse, anna: User, pair: Pair, missing: str) -> None:
    old = planned(pair)
    for name in ("move_appointment", "call_off"):
        form = typed(day="1 dec") | why(old, **{missing: ""})
        response = browse(anna).post(change_url(name, old), form)
        assert response.status_code == 200
        assert "<title>Fout:" in response.content.decode()
    assert walls() == ["30-11-26 10:00"]


def test_what_is_wrong_stands_in_one_summary(browse: Browse, anna: User, pair: Pair) -> None:
    old = planned(pair)
    form = typed(day="onzin") | why(old, asked_by="", reason="")
    page = browse(anna).post(change_url("move_appointment", old), form).content.decode()
    assert page.count("data-error-summary") == 1
    assert "Nog 3 dingen aanpassen" in page


def test_calling_off_by_the_page(browse: Browse, anna: User, pair: Pair) -> None:
    old = planned(pair)
    page = browse(anna).post(change_url("call_off", old), why(old), follow=True).content.decode()
    assert "De afspraak is afgezegd." in page
    assert walls() == []


def test_who_comes_second_reads_what_stands_now(browse: Browse, anna: User, pair: Pair) -> None:
    old = planned(pair)
    moved(old, NEXT_MONDAY + dt.timedelta(days=1))
    page = browse(anna).post(change_url("call_off", old), why(old, version=1), follow=True).content.decode()
    assert "is intussen gewijzigd: verzet." in page
    assert "Wat jij koos is niet bewaard." in page
    assert walls() == ["01-12-26 10:00"]
    assert "staat niet meer open: verzet" in browse(anna).get(change_url("call_off", old)).content.decode()


def test_of_another_case_nothing_is_found(browse: Browse, anna: User, chris: User, pair: Pair) -> None:
    stranger = planned(start_pair(worker=chris, starts_on=dt.date(2026, 11, 1)))
    for name in ("move_appointment", "call_off", "appointment_file"):
        crossed = reverse(f"remote_contact:{name}", args=[pair.pk, stranger.pk])
        assert browse(anna).get(crossed).status_code == 404
        assert browse(anna).get(change_url(name, stranger)).status_code == 404
        assert browse(chris).get(reverse(f"remote_contact:{name}", args=[pair.pk, planned(pair).pk])).status_code == 404


def test_a_supervisor_sees_the_list_and_changes_nothing(browse: Browse, bram: User, pair: Pair, url: str) -> None:
    made = planned(pair)
    page = browse(bram).get(reverse("remote_contact:appointments", args=[pair.pk])).content.decode()
    assert "Maandag 30 november, 10:00" in page
    assert "Verzetten" not in page
    assert browse(bram).get(url).status_code == 403
    assert browse(bram).post(change_url("call_off", made), why(made)).status_code == 403


def test_the_list_shows_what_is_planned(browse: Browse, anna: User, pair: Pair) -> None:
    planned(pair, place="Stationsweg 4")
    called_off(planned(pair, NEXT_MONDAY + dt.timedelta(days=3)))
    page = browse(anna).get(reverse("remote_contact:appointments", args=[pair.pk])).content.decode()
    assert "Stationsweg 4" in page
    assert "Donderdag 3 december" not in page


def test_the_pages_ask_a_constant_number_of_queries(
    browse: Browse, anna: User, pair: Pair, other: Pair, django_assert_max_num_queries: Any
) -> None:
    series(pair, repeat=Repeat(1, times=50))
    series(other, dt.date(2026, 12, 1), repeat=Repeat(1, times=50))
    browser = browse(anna)
    with django_assert_max_num_queries(16):
        browser.get(reverse("remote_contact:appointments", args=[pair.pk]))
    with django_assert_max_num_queries(26):
        browser.post(reverse("remote_contact:plan", args=[pair.pk]), typed(day="1 dec", every="1", until="40"))
