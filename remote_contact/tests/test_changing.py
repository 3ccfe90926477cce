"""A contact is mended with its earlier versions kept, and taken back within ten minutes."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit import clock
from audit.models import Event
from audit.tests.at_once import at_once
from caseload.actions import Closing, hand_over, make_agreement
from caseload.models import Hitch, HitchKind, Pair
from caseload.tests.factories import start_pair
from caseload.versions import StaleRecord
from remote_contact.actions.appointments import plan_appointment
from remote_contact.actions.changing import UndoneTooLate, change_contact, undo_contact
from remote_contact.actions.contacts import NextStep
from remote_contact.models import (
    Appointment,
    AppointmentState,
    Contact,
    ContactDraft,
    ContactRevision,
    FollowUp,
    ListEntry,
    ListKind,
    Outcome,
)
from remote_contact.tests.factories import logged

Browse = Callable[[User | None], Browser]


def changed(contact: Contact, version: int = 1, **fields: Any) -> Contact:
    said = {"method": contact.method, "at": contact.at, "outcome": contact.outcome, "by": contact.logged_by}
    return change_contact(contact=contact, version=version, **(said | fields))


def url(contact: Contact, name: str = "change") -> str:
    return reverse(f"remote_contact:{name}", args=[contact.pair_id, contact.pk])


def form(contact: Contact, **fields: Any) -> dict[str, Any]:
    at = timezone.localtime(contact.at)
    said = {"method": contact.method, "day": f"{at:%d-%m-%Y}", "time": f"{at:%H:%M}", "outcome": contact.outcome}
    return said | {"note": contact.note, "planned": "on", "version": contact.version} | fields


# ---------- mending ----------


def test_what_it_said_before_stays_and_is_shown(browse: Browse, pair: Pair, anna: User) -> None:
    contact = logged(pair, note="Eerst dit.", minutes=15)
    response = browse(anna).post(url(contact), form(contact, note="Nu dit.", minutes="30", worry="Let op"))
    assert response["Location"] == f"/pair/{pair.pk}/?new={contact.pk}#tijdlijn"
    contact.refresh_from_db()
    assert (contact.note, contact.minutes, contact.worry, contact.version) == ("Nu dit.", 30, "Let op", 2)
    revision = ContactRevision.objects.get()
    assert (revision.of_version, revision.before["note"], revision.changed_by) == (1, "Eerst dit.", anna)
    html = browse(anna).get(url(contact)).content.decode()
    assert "Eerst dit." in html
    assert "Tot ma 23 nov. 13:00, toen Anna de Wit het wijzigde" in html
    event = Event.objects.get(what="contact", action="changed")
    assert (event.object_id, event.actor_id) == (contact.pk, anna.pk)


def test_said_the_same_nothing_is_written(browse: Browse, pair: Pair, anna: User) -> None:
    contact = logged(pair, note="Zo was het.", minutes=25)
    html = browse(anna).get(url(contact)).content.decode()
    assert 'name="minutes" value="25"' in html
    assert browse(anna).post(url(contact), form(contact, minutes="25")).status_code == 302
    contact.refresh_from_db()
    assert (contact.version, ContactRevision.objects.count()) == (1, 0)


def test_once_sensitive_always_sensitive(browse: Browse, pair: Pair, anna: User) -> None:
    contact = logged(pair, sensitive=True)
    with pytest.raises(ValidationError) as error:
        changed(contact, sensitive=False)
    assert list(error.value.message_dict) == ["sensitive"]
    html = browse(anna).get(url(contact)).content.decode()
    assert 'name="sensitive"' not in html
    assert "Dit contact is gevoelig. Dat blijft zo." in html
    browse(anna).post(url(contact), form(contact, note="Anders", sensitive=""))
    contact.refresh_from_db()
    assert (contact.note, contact.sensitive) == ("Anders", True)
    assert "gevoelig" in browse(anna).get(f"/pair/{pair.pk}/").content.decode()


def test_a_stale_save_shows_both_versions(browse: Browse, pair: Pair, anna: User) -> None:
    contact = logged(pair, note="Eerst.")
    changed(contact, note="Van een ander tabblad.")
    html = browse(anna).post(url(contact), form(contact, note="Van mij.")).content.decode()
    assert "Twee versies" in html
    assert "Van een ander tabblad." in html
    assert "Van mij." in html
    assert Contact.objects.get().note == "Van een ander tabblad."
    with pytest.raises(StaleRecord):
        changed(contact, note="Weer anders")


def test_bad_input_keeps_what_was_typed(browse: Browse, pair: Pair, anna: User) -> None:
    contact = logged(pair, note="Eerst.")
    html = browse(anna).post(url(contact), form(contact, note="Getypt", day="ooit")).content.decode()
    assert "Dag: Vul een dag in zoals 23 nov." in html
    assert "Getypt" in html
    contact.refresh_from_db()
    assert (contact.note, ContactRevision.objects.exists()) == ("Eerst.", False)


def test_a_word_that_was_retired_may_stay_and_keeps_what_it_meant(pair: Pair) -> None:
    organisation = pair.team.organisation
    fields = {"kind": ListKind.OUTCOME, "organisation": organisation, "label": "Woord"}
    ListEntry.objects.create(code="old", took_place=True, **fields)
    ListEntry.objects.create(code="new", took_place=False, **fields)
    contact = logged(pair, outcome="old")
    ListEntry.objects.filter(code="old").update(retired_at=clock.now(), took_place=False)
    assert changed(contact, note="Anders").took_place
    other = changed(contact, version=2, outcome="new")
    assert not other.took_place
    with pytest.raises(ValidationError):
        changed(contact, version=3, outcome="old")


def test_the_next_worker_mends_it_and_the_last_one_does_not(
    browse: Browse, pair: Pair, anna: User, colleague: User
) -> None:
    contact = logged(pair)
    later = hand_over(pair=pair, to=colleague, on=clock.today(), by=None)
    assert browse(anna).get(url(contact)).status_code == 404
    address = reverse("remote_contact:change", args=[later.pk, contact.pk])
    assert browse(colleague).post(address, form(contact, note="Aangevuld")).status_code == 302
    contact.refresh_from_db()
    assert (contact.note, contact.pair, contact.logged_by) == ("Aangevuld", pair, anna)


def test_strangers_and_other_roles(browse: Browse, pair: Pair, anna: User, chris: User, bram: User, cas: User) -> None:
    contact, other = logged(pair), logged(start_pair(worker=anna))
    crossed = reverse("remote_contact:change", args=[pair.pk, other.pk])
    assert browse(anna).get(crossed).status_code == 404
    for name in ("change", "undo"):
        assert browse(chris).post(url(contact, name), form(contact)).status_code == 404
        assert browse(bram).post(url(contact, name), form(contact)).status_code == 403
        assert browse(cas).post(url(contact, name), form(contact)).status_code == 403
    assert browse(anna).get(url(contact, "undo")).status_code == 405
    contact.refresh_from_db()
    assert (contact.version, contact.undone_at) == (1, None)


def test_the_number_of_queries_does_not_grow_with_the_changes(browse: Browse, pair: Pair, anna: User) -> None:
    contact, browser = logged(pair, note="0"), browse(anna)
    for number in range(1, 3):
        contact = changed(contact, version=number, note=str(number))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(url(contact))
        return len(captured)

    queries()
    few = queries()
    for number in range(3, 12):
        contact = changed(contact, version=number, note=str(number))
    assert queries() == few <= 14


# ---------- taking back ----------


def everything(pair: Pair, anna: User) -> tuple[Contact, Appointment]:
    agreement = make_agreement(pair=pair, text="Rooster sturen", who="client", by=anna)
    kind = HitchKind.objects.create(organisation=pair.team.organisation, name="Niet verschenen")
    at = clock.now() + dt.timedelta(minutes=1)
    planned = plan_appointment(pair=pair, starts_at=at, minutes=30, method="phone", by=anna, form_id=uuid.uuid4())
    contact = logged(
        pair,
        outcome=Outcome.NO_SHOW,
        note="Kwam niet.",
        closings=[Closing(agreement.pk, "done", 1)],
        next_step=NextStep("Bellen", clock.today() + dt.timedelta(days=3), kind),
        next_in_weeks=2,
        appointment=planned[0],
    )
    return contact, planned[0]


def test_taking_back_undoes_all_that_came_of_saving(browse: Browse, pair: Pair, anna: User) -> None:
    contact, settled = everything(pair, anna)
    page = browse(anna).get(f"/pair/{pair.pk}/?new={contact.pk}").content.decode()
    assert "Terugnemen kan tot 13:10." in page
    response = browse(anna).post(url(contact, "undo"))
    assert response["Location"] == f"/pair/{pair.pk}/"
    assert not Contact.objects.standing().exists()
    assert Contact.objects.get().note == "Kwam niet."
    agreement = pair.agreements.get()  # type: ignore[attr-defined]
    assert (agreement.state, agreement.closed_on) == ("open", None)
    settled.refresh_from_db()
    assert (settled.state, settled.contact) == (AppointmentState.PLANNED, None)
    assert Appointment.objects.get(form_id=contact.form_id).state == AppointmentState.WITHDRAWN
    assert list(Appointment.objects.of_supervision_of(pair)) == [settled]
    assert not FollowUp.objects.visible_to(anna).exists()
    assert not Hitch.objects.exists()
    assert Event.objects.get(what="contact", action="ended").object_id == contact.pk
    page = browse(anna).get(response["Location"]).content.decode()
    assert "Kwam niet." not in page
    assert "Hapering" not in page.split('id="tijdlijn"')[1]


def test_what_was_typed_can_be_gone_on_with(browse: Browse, pair: Pair, anna: User) -> None:
    contact = logged(pair, note="Bijna goed.", impression="low", planned=False)
    browse(anna).post(url(contact, "undo"))
    draft = ContactDraft.objects.get()
    assert draft.form_id != contact.form_id
    html = browse(anna).get(reverse("remote_contact:log", args=[pair.pk])).content.decode()
    assert "Bijna goed.</textarea>" in html
    # A reload of the form that made it, later on, brings nothing back and loses nothing.
    data = form(contact, form_id=str(contact.form_id), page=str(uuid.uuid4()), note="Nog een poging")
    browse(anna).post(reverse("remote_contact:log", args=[pair.pk]), data)
    assert not Contact.objects.standing().exists()
    assert {d.typed["note"] for d in ContactDraft.objects.all()} == {"Bijna goed.", "Nog een poging"}


def test_only_by_whom_it_was_logged_within_ten_minutes_and_once(
    browse: Browse, pair: Pair, anna: User, colleague: User
) -> None:
    contact = logged(pair)
    with pytest.raises(UndoneTooLate):
        undo_contact(contact=contact, by=colleague, typed={})
    with clock.at(clock.now() + dt.timedelta(minutes=10)):
        assert "Terugnemen kan" not in browse(anna).get(f"/pair/{pair.pk}/?new={contact.pk}").content.decode()
        late = browse(anna).post(url(contact, "undo"), follow=True)
        assert "binnen tien minuten" in late.content.decode()
        assert Contact.objects.standing().exists()
    with clock.at(clock.now() + dt.timedelta(minutes=9, seconds=59)):
        browse(anna).post(url(contact, "undo"))
    assert not Contact.objects.standing().exists()
    assert browse(anna).post(url(contact, "undo")).status_code == 404
    assert browse(anna).get(url(contact)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_changed_and_taken_back_at_once_one_of_them_holds(pair: Pair, anna: User) -> None:
    contact = logged(pair, note="Eerst.")
    results = at_once(
        lambda: changed(contact, note="Anders."),
        lambda: undo_contact(contact=contact, by=anna, typed={}),
        lambda: undo_contact(contact=contact, by=anna, typed={}),
        may_raise=(StaleRecord, UndoneTooLate, Contact.DoesNotExist),
    )
    failed = [one for one in results if isinstance(one, Exception)]
    contact.refresh_from_db()
    assert len(failed) == 2
    assert (contact.note == "Anders.") == (contact.undone_at is None)
    assert contact.version == 2
