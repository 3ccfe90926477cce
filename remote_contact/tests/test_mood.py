"""The client's one tap before a talk, and both sides' words over time; a sensitive contact never reaches the client."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit import clock
from audit.models import Event
from caseload.models import Pair
from remote_contact.actions.appointments import settle
from remote_contact.actions.moods import tell_mood
from remote_contact.models import Appointment, Contact, Impression, Method, Mood
from remote_contact.mood_charts import PHONE, WIDE, Told, mood_chart
from remote_contact.tests.factories import logged
from remote_contact.tests.planning import called_off, moved, planned

Browse = Callable[[User | None], Browser]
TOMORROW = dt.date(2026, 11, 24)


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def url(appointment: Appointment) -> str:
    return reverse("remote_contact:tell_mood", args=[appointment.pk])


@pytest.fixture
def call(pair: Pair) -> Appointment:
    """By telephone, tomorrow at ten."""
    return planned(pair, TOMORROW, method=Method.PHONE)


def test_it_is_asked_from_the_day_before_until_the_talk_begins(browse: Browse, cas: User, call: Appointment) -> None:
    asked = "Je mag alvast laten weten hoe het gaat."
    for moment, shown in (
        (dt.datetime(2026, 11, 22, 22, 30, tzinfo=dt.UTC), False),
        (dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 11, 24, 8, 59, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 11, 24, 9, 1, tzinfo=dt.UTC), False),
    ):
        with clock.at(moment):
            assert (asked in text(browse(cas).get("/"))) is shown, moment


def test_the_page_says_who_sees_it_and_that_it_is_no_alarm_line(browse: Browse, cas: User, call: Appointment) -> None:
    html = text(browse(cas).get("/"))
    for words in ("Alleen jij en je werker zien dit.", "Er gebeurt niets vanzelf.", "Dit is geen alarmlijn.", "112"):
        assert words in html
    for word in ("heel goed", "goed", "gaat wel", "niet zo goed", "slecht"):
        assert f"<span>{word}</span>" in html
    # Each has a face of its own beside its word: no colour says anything.
    section = html.partition('id="gevoel"')[2].partition("</form>")[0]
    assert len({part.partition('"')[0] for part in section.split('<path d="')[1:]}) == 5


def test_one_tap_is_kept_once_and_may_be_changed(browse: Browse, cas: User, call: Appointment) -> None:
    for value in ("2", "4"):
        assert browse(cas).post(url(call), {"value": value})["Location"] == "/"
    mood = Mood.objects.get()
    assert (mood.value, mood.appointment) == ("4", call)
    assert Event.objects.filter(what="mood").count() == 2
    html = text(browse(cas).get("/"))
    assert "Je koos: goed." in html
    assert html.count('aria-pressed="true"') == 1


@pytest.mark.parametrize("value", ["", "6", "heel goed"])
def test_another_word_is_refused(browse: Browse, cas: User, call: Appointment, value: str) -> None:
    response = browse(cas).post(url(call), {"value": value}, follow=True)
    assert "Kies een van de vijf woorden." in text(response)
    assert not Mood.objects.exists()


def test_not_once_it_began_nor_when_it_is_off(browse: Browse, cas: User, call: Appointment) -> None:
    with clock.at(call.starts_at):
        assert "Dit kan nu niet meer." in text(browse(cas).post(url(call), {"value": "3"}, follow=True))
    called_off(call)
    browse(cas).post(url(call), {"value": "3"})
    assert not Mood.objects.exists()
    assert "Hoe gaat het met je?" not in text(browse(cas).get("/"))


def test_not_before_sitting_together(browse: Browse, cas: User, pair: Pair) -> None:
    office = planned(pair, TOMORROW, method=Method.OFFICE)
    assert "Hoe gaat het met je?" not in text(browse(cas).get("/"))
    assert browse(cas).post(url(office), {"value": "3"}).status_code == 404


def test_a_moved_talk_is_asked_about_by_itself(browse: Browse, cas: User, call: Appointment) -> None:
    tell_mood(appointment=call, value="2", by=cas)
    moved(call, TOMORROW, dt.time(15))
    html = text(browse(cas).get("/"))
    assert "Hoe gaat het met je?" in html
    assert 'aria-pressed="true"' not in html


def test_nobody_tells_it_for_the_client(browse: Browse, anna: User, vera: User, call: Appointment, cas: User) -> None:
    for other in (anna, vera):
        assert browse(other).post(url(call), {"value": "1"}).status_code == 403
    assert not Mood.objects.exists()


# ---------- over time ----------


def over_time(pair: Pair, cas: User) -> None:
    """A talk with both words, one in which the worker could not tell, a sensitive one, and one that was taken back."""
    call = planned(pair, TOMORROW, dt.time(9), method=Method.VIDEO)
    tell_mood(appointment=call, value="2", by=cas)
    contact = logged(pair, ago=dt.timedelta(days=3), method=Method.VIDEO, impression=Impression.TENSE)
    settle(appointment=call, contact=contact, by=pair.worker)
    logged(pair, ago=dt.timedelta(days=2), impression=Impression.COULD_NOT_JUDGE)
    logged(pair, ago=dt.timedelta(days=1), impression=Impression.LOW, sensitive=True)
    gone = logged(pair, ago=dt.timedelta(hours=5), impression=Impression.WELL)
    Contact.objects.filter(pk=gone.pk).update(undone_at=clock.now())


def rows(html: str) -> list[list[str]]:
    body = html.partition("<tbody")[2].partition("</tbody>")[0]
    return [[cell.partition(">")[2].partition("<")[0] for cell in row.split("<t")[1:]] for row in body.split("<tr")[1:]]


def test_the_worker_sees_both_sides_and_how_often_nothing_could_be_seen(
    browse: Browse, anna: User, pair: Pair, cas: User
) -> None:
    over_time(pair, cas)
    html = text(browse(anna).get(reverse("remote_contact:moods", args=[pair.pk])))
    assert rows(html) == [
        ["22 nov.", "Telefoon", "", "somber"],
        ["21 nov.", "Telefoon", "", "kon ik niet beoordelen"],
        ["20 nov.", "Beeldbellen", "niet zo goed", "gespannen"],
    ]
    assert "Kon ik niet beoordelen: 1 van de 3 keer." in html
    assert "73%" in html
    assert "KFZ-project 2020-135" in html
    assert Event.objects.filter(what="moods", action="read").exists()


def test_the_client_sees_both_sides_but_nothing_of_a_sensitive_contact(browse: Browse, cas: User, pair: Pair) -> None:
    over_time(pair, cas)
    html = text(browse(cas).get(reverse("remote_contact:own_moods")))
    assert [row[2:] for row in rows(html)] == [["", "kon ik niet beoordelen"], ["niet zo goed", "gespannen"]]
    assert "1 van de 2 keer" in html
    drawn = html.partition("<svg")[2]
    assert drawn.count('class="m-worker"') == 2  # One talk, drawn for two widths.
    assert "22 nov." not in html


def test_a_mood_before_a_contact_that_became_sensitive_stays_the_clients(browse: Browse, cas: User, pair: Pair) -> None:
    over_time(pair, cas)
    Contact.objects.update(sensitive=True)
    html = text(browse(cas).get(reverse("remote_contact:own_moods")))
    assert [row[2:] for row in rows(html)] == [["niet zo goed", ""]]


def test_without_anything_the_pages_say_so(browse: Browse, anna: User, cas: User, pair: Pair) -> None:
    assert "Nog niets" in text(browse(anna).get(reverse("remote_contact:moods", args=[pair.pk])))
    assert "Er staat nog niets." in text(browse(cas).get(reverse("remote_contact:own_moods")))


def test_who_may_not(browse: Browse, pair: Pair, chris: User, bram: User, anna: User, vera: User) -> None:
    page = reverse("remote_contact:moods", args=[pair.pk])
    assert browse(chris).get(page).status_code == 404
    assert browse(bram).get(page).status_code == 403
    for other in (anna, vera):
        assert browse(other).get(reverse("remote_contact:own_moods")).status_code == 403


def test_as_many_questions_for_thirty_talks(browse: Browse, anna: User, pair: Pair) -> None:
    def queries() -> int:
        browser = browse(anna)
        with CaptureQueriesContext(connection) as asked:
            browser.get(reverse("remote_contact:moods", args=[pair.pk]))
        return len(asked)

    logged(pair, impression=Impression.WELL)
    few = queries()
    for hours in range(2, 30):
        logged(pair, ago=dt.timedelta(hours=hours), impression=Impression.WELL)
    assert queries() == few


@pytest.mark.parametrize("layout", [WIDE, PHONE])
def test_every_mark_stands_on_its_word_and_in_its_talk(layout: Any) -> None:
    told = [Told(f"{number} nov.", number % 5, None if number % 2 else number % 4) for number in range(20)]
    chart = mood_chart(told, client=("Sam", list("abcde")), worker=("Jij", list("wxyz")), layout=layout)
    assert [column.day for column in chart.columns] == [one.day for one in told[-layout.most :]]
    xs = [column.x for column in chart.columns]
    assert xs == sorted(xs)
    assert layout.left < xs[0] < xs[-1] < layout.right
    for band, side in zip(chart.bands, ("client", "worker"), strict=True):
        places = [getattr(one, side) for one in told[-layout.most :]]
        expected = [(x, band.words[place].y) for x, place in zip(xs, places, strict=True) if place is not None]
        assert list(band.marks) == expected
    assert chart.bands[0].words[-1].y < chart.bands[1].title_y < chart.bands[1].words[0].y < chart.height
