"""The log form beyond the ordinary contact: what unfolds, what goes along with it, one contact for one form."""

import datetime as dt
import re
import uuid
from collections.abc import Callable

import pytest
from django.db.models import Count
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from audit import clock
from audit.models import Action, Event
from audit.tests.at_once import at_once
from caseload.actions import hand_over
from caseload.models import Hitch, HitchKind, Pair
from caseload.tests.factories import start_pair
from remote_contact.actions import AlreadyLogged
from remote_contact.actions.appointments import plan_appointment
from remote_contact.headings import with_headings
from remote_contact.models import Appointment, AppointmentState, Contact, FollowUp, Method, Outcome, Way
from remote_contact.tests.factories import logged
from remote_contact.tests.test_log import filled, url

Browse = Callable[[User | None], Browser]
HEADINGS = ["Agenda", "Hoe gaat het", "Wat deden we", "Afspraken"]


def test_what_only_matters_at_times_is_marked_for_the_page(browse: Browse, pair: Pair, anna: User) -> None:
    html = browse(anna).get(url(pair)).content.decode()
    marked = dict(re.findall(r'name="(?:method|outcome)" value="(\w+)"[^>]* data-is="(\w+)"', html))
    assert (marked["phone"], marked["walk"], marked["email"]) == ("talk", "talk", "written")
    assert (marked["took_place"], marked["no_show"]) == ("held", "missed")
    assert html.count("<details") >= 2
    assert "<details open" not in html


def test_the_worker_reads_who_sees_how_the_client_seemed(browse: Browse, pair: Pair, anna: User) -> None:
    assert "Cas ziet dit ook. Niet bij een gevoelig contact." in browse(anna).get(url(pair)).content.decode()


def test_everything_that_was_said_is_kept(browse: Browse, pair: Pair, anna: User) -> None:
    said = {"initiative": "client", "impression": "could_not_judge", "worry": "Slaapt slecht", "sensitive": "on"}
    browse(anna).post(url(pair), filled(**said))
    contact = Contact.objects.get()
    assert (contact.initiative, contact.impression, contact.worry) == ("client", "could_not_judge", "Slaapt slecht")
    assert (contact.sensitive, contact.planned, contact.reason) == (True, False, "")


def test_what_does_not_fit_the_outcome_is_left_out(browse: Browse, pair: Pair, anna: User) -> None:
    data = {"reason": "health", "impression": "tense", "worry": "Klonk somber"}
    browse(anna).post(url(pair), filled(outcome=Outcome.NO_SHOW_REASON, **data))
    missed = Contact.objects.get()
    assert (missed.reason, missed.impression, missed.worry, missed.minutes) == ("health", "", "Klonk somber", None)
    assert logged(pair, reason="health", impression="tense").reason == ""
    written = logged(pair, method=Method.EMAIL, impression="tense")
    assert (written.way, written.impression) == (Way.WRITTEN, "")


def test_an_absence_is_followed_up_and_is_a_hitch_only_when_the_worker_says_so(
    browse: Browse, pair: Pair, anna: User
) -> None:
    kind = HitchKind.objects.create(organisation=pair.team.organisation, name="Niet verschenen zonder bericht")
    step = {"follow-what": "Bellen", "follow-due": "vr", "follow-hitch_kind": str(kind.pk)}
    browse(anna).post(url(pair), filled(outcome=Outcome.NO_SHOW, **step))
    found = FollowUp.objects.get()
    assert (found.what, found.due, found.contact.outcome) == ("Bellen", dt.date(2026, 11, 27), "no_show")
    assert Hitch.objects.get().kind == kind
    browse(anna).post(url(pair), filled(outcome=Outcome.NOT_REACHED, **{"follow-due": "over 1 week"}))
    # Held after all: what was typed for an absence does not count.
    browse(anna).post(url(pair), filled(outcome=Outcome.TOOK_PLACE, **step))
    assert (Contact.objects.count(), FollowUp.objects.count(), Hitch.objects.count()) == (3, 1, 1)


def test_a_step_that_is_wrong_keeps_the_page(browse: Browse, pair: Pair, anna: User) -> None:
    wrong = {"follow-what": "Bellen", "follow-due": "ooit"}
    html = browse(anna).post(url(pair), filled(outcome=Outcome.NO_SHOW, **wrong)).content.decode()
    assert "Vóór: Vul een dag in zoals 27 nov." in html
    assert "<title>Fout:" in html
    assert 'value="Bellen"' in html
    assert not Contact.objects.exists()


@pytest.mark.parametrize(("weeks", "wall"), [("1", "2026-11-30 09:30"), ("2", "2026-12-07 09:30")])
def test_the_next_appointment_is_one_tap(browse: Browse, pair: Pair, anna: User, weeks: str, wall: str) -> None:
    response = browse(anna).post(url(pair), filled(next_in_weeks=weeks))
    planned = Appointment.objects.get()
    assert f"{planned.starts_at.astimezone(clock.now().tzinfo) + dt.timedelta(hours=1):%Y-%m-%d %H:%M}" == wall
    assert (planned.method, planned.minutes, planned.state) == ("phone", 30, "planned")
    assert "Volgende afspraak:" in browse(anna).get(response["Location"]).content.decode()


def test_what_stands_already_is_said_and_not_planned_twice(browse: Browse, pair: Pair, anna: User) -> None:
    at = dt.datetime(2026, 12, 7, 8, 30, tzinfo=dt.UTC)
    plan_appointment(pair=pair, starts_at=at, minutes=30, method="video", by=anna, form_id=uuid.uuid4())
    assert "Al gepland: maandag 7 december, 9:30." in browse(anna).get(url(pair)).content.decode()
    response = browse(anna).post(url(pair), filled(next_in_weeks="2"))
    assert Appointment.objects.get().method == "video"
    assert "Volgende afspraak: ma 7 dec. 9:30." in browse(anna).get(response["Location"]).content.decode()
    # At another moment it is one more.
    browse(anna).post(url(pair), filled(next_in_weeks="1"))
    assert Appointment.objects.count() == 2


def test_what_the_tap_clashes_with_is_said_once_and_recorded_as_read(browse: Browse, pair: Pair, anna: User) -> None:
    other = start_pair(worker=anna, first_name="Natasja", last_name="Wierda")
    at = dt.datetime(2026, 12, 7, 8, 30, tzinfo=dt.UTC)
    plan_appointment(pair=other, starts_at=at, minutes=30, method="office", by=anna, form_id=uuid.uuid4())
    response = browse(anna).post(url(pair), filled(next_in_weeks="2"))
    planned = Appointment.objects.get(pair=pair)
    html = browse(anna).get(response["Location"]).content.decode()
    assert f"Je hebt dan al een afspraak met {other.client.full_name}, van 9:30 tot 10:00." in html
    assert f"/appointments/{planned.pk}/move/" in html
    assert Event.objects.filter(what="appointments", action=Action.LISTED).count() == 1
    assert other.client.full_name not in browse(anna).get(f"/pair/{pair.pk}/").content.decode()


def test_after_a_message_the_next_appointment_is_a_talk(browse: Browse, pair: Pair, anna: User) -> None:
    logged(pair, method=Method.WALK)
    browse(anna).post(url(pair), filled(method=Method.EMAIL, next_in_weeks="2"))
    assert Appointment.objects.get().method == Method.WALK


def test_an_appointment_in_the_past_is_refused_and_nothing_is_written(browse: Browse, pair: Pair, anna: User) -> None:
    html = browse(anna).post(url(pair), filled(day="14 nov", next_in_weeks="1")).content.decode()
    assert "Volgende afspraak: Dit moment is al geweest." in html
    assert not Contact.objects.exists()
    assert not Event.objects.filter(what="contact").exists()


def test_an_appointment_is_filled_in_and_settled(browse: Browse, pair: Pair, anna: User) -> None:
    at = clock.now() + dt.timedelta(minutes=1)
    planned = plan_appointment(pair=pair, starts_at=at, minutes=45, method="video", by=anna, form_id=uuid.uuid4())[0]
    html = browse(anna).get(f"{url(pair)}?appointment={planned.pk}").content.decode()
    assert re.search(r'name="method" value="video"[^>]* checked', html)
    assert re.search(r'name="minutes" value="45"[^>]* checked', html)
    assert f'name="appointment" value="{planned.pk}"' in html
    for name in ("move_appointment", "call_off"):
        assert reverse(f"remote_contact:{name}", args=[pair.pk, planned.pk]) in html
    browse(anna).post(url(pair), filled(appointment=str(planned.pk)))
    planned.refresh_from_db()
    assert (planned.state, planned.contact) == (AppointmentState.DONE, Contact.objects.get())
    assert browse(anna).get(f"{url(pair)}?appointment=nonsense").status_code == 200


def test_what_the_worker_before_planned_is_filled_in_and_settled_by_the_next(
    browse: Browse, pair: Pair, anna: User, colleague: User
) -> None:
    (made,) = plan_appointment(
        pair=pair,
        starts_at=clock.now() + dt.timedelta(days=1),
        minutes=30,
        method="video",
        by=anna,
        form_id=uuid.uuid4(),
    )
    with clock.at(made.starts_at + dt.timedelta(hours=2)):
        later = hand_over(pair=pair, to=colleague, on=clock.today(), by=None)
        address = f"{url(later)}?appointment={made.pk}"
        fields = {"form_id": uuid.uuid4(), "page": uuid.uuid4(), "outcome": "took_place"}
        html = browse(colleague).get(address).content.decode()
        for name in ("appointment", "day", "time"):
            fields[name] = re.search(rf'name="{name}" value="([^"]*)"', html)[1]  # type: ignore[index]
        assert browse(colleague).post(url(later), fields | {"method": "video"}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.contact) == (AppointmentState.DONE, Contact.objects.get(pair=later))


def test_headings_come_in_without_script_and_nothing_is_lost(browse: Browse, pair: Pair, anna: User) -> None:
    html = browse(anna).post(url(pair), filled(do="headings", time="25:70", sensitive="on")).content.decode()
    assert "Werk loopt.\n\nAgenda:\n\nHoe gaat het:\n\nWat deden we:\n\nAfspraken:\n" in html
    assert 'value="25:70"' in html
    assert "Fout:" not in html
    assert re.search(r'name="sensitive"[^>]* checked', html)
    assert not re.search(r'name="planned"[^>]* checked', html)
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("", "Agenda:\n\nHoe gaat het:\n\nWat deden we:\n\nAfspraken:\n"),
        ("AGENDA:\nwerk", "AGENDA:\nwerk\n\nHoe gaat het:\n\nWat deden we:\n\nAfspraken:\n"),
        ("Agenda\nHoe gaat het\nWat deden we\nAfspraken:", "Agenda\nHoe gaat het\nWat deden we\nAfspraken:"),
    ],
)
def test_headings_are_added_once(note: str, expected: str) -> None:
    once = with_headings(note, HEADINGS)
    assert once == expected
    assert with_headings(once, HEADINGS) == once


def test_a_note_is_whole_or_refused(browse: Browse, pair: Pair, anna: User) -> None:
    """The browser's own limit would cut off what is pasted without a word."""
    page = browse(anna).get(url(pair)).content.decode()
    assert not re.search(r"<textarea[^>]*maxlength", page)
    html = browse(anna).post(url(pair), filled(note="é" * 12_001)).content.decode()
    assert "Te lang: 12001 tekens, en er passen er 12000. Er is niets afgekapt." in html
    assert "é" * 12_001 in html
    assert not Contact.objects.exists()
    response = browse(anna).post(url(pair), filled(note="é" * 12_000))
    assert len(Contact.objects.get().note) == 12_000
    shown = browse(anna).get(response["Location"]).content.decode()
    assert "é" * 12_000 in shown
    assert "Einde van de notitie, 12000 tekens" in shown


def test_saved_before_with_other_words_shows_both(browse: Browse, pair: Pair, anna: User) -> None:
    data = filled()
    browse(anna).post(url(pair), data)
    html = browse(anna).post(url(pair), data | {"note": "Iets heel anders."}).content.decode()
    assert "Twee versies" in html
    assert "Werk loopt." in html
    assert "Iets heel anders." in html
    assert Contact.objects.get().note == "Werk loopt."
    contact = Contact.objects.get()
    change = reverse("remote_contact:change", args=[pair.pk, contact.pk])
    assert f'action="{change}"' in html
    browse(anna).post(change, data | {"note": "Iets heel anders.", "version": "1"})
    assert Contact.objects.get().note == "Iets heel anders."


def test_a_contact_never_stands_on_a_page_of_the_client(browse: Browse, pair: Pair, cas: User) -> None:
    logged(pair, note="Zegenootje", worry="Zorgenootje", sensitive=True)
    logged(pair, note="Gewoontje")
    page = browse(cas).get("/").content.decode()
    assert not any(word in page for word in ("Zegenootje", "Zorgenootje", "Gewoontje"))


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_eight_times_at_once_makes_one_contact(pair: Pair) -> None:
    form_id = uuid.uuid4()
    calls = [lambda: logged(pair, form_id=form_id, next_in_weeks=2) for _ in range(8)]
    results = at_once(*calls, may_raise=(AlreadyLogged,))
    made = [one for one in results if isinstance(one, Contact)]
    assert len(made) == 1
    assert all(one.contact == made[0] for one in results if isinstance(one, AlreadyLogged))
    assert Contact.objects.count() == Appointment.objects.count() == 1
    assert Event.objects.filter(what="contact").values("object_id").annotate(n=Count("pk")).get()["n"] == 1
