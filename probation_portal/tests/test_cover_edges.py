"""Cover at its edges: what a stand-in must not come across by the way, and what is said when it stops."""

import uuid
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Team, User
from audit import clock
from audit.models import Event, Purpose
from caseload import shielding
from caseload.models import Pair
from caseload.tests.factories import start_pair
from messaging.delivery import deliver_due
from probation_portal import actions
from probation_portal.tasks import tell_of_cover
from probation_portal.tests.covering import DAY, on, said, stands
from remote_contact.actions.appointments import plan_appointment
from remote_contact.models import Contact

Browse = Callable[..., Browser]


def test_a_clash_names_nobody_whom_the_stand_in_does_not_reach(
    browse: Browse, pair: Pair, anna: User, chris: User, bram: User, other_team: Team
) -> None:
    """A pair of the absent worker that stayed behind in another team is not this supervisor's to open."""
    stands(anna, chris, bram)
    behind = start_pair(worker=anna, first_name="Achter", last_name="Geblevene")
    at = clock.now().replace(hour=10, minute=0) + 9 * DAY
    plan_appointment(pair=behind, starts_at=at, minutes=30, method="phone", by=anna, form_id=uuid.uuid4())
    plan = reverse("remote_contact:plan", args=[pair.pk])
    typed = {"day": f"{at:%d-%m-%Y}", "time": "11:00", "minutes": 30, "method": "office", "form_id": uuid.uuid4()}
    text = browse(chris).post(plan, typed).content.decode()
    assert "Anna heeft een afspraak met Achter Geblevene, van 11:00 tot 11:30." in text
    Pair.objects.filter(pk=behind.pk).update(team=other_team)
    assert "Geblevene" in browse(anna).post(plan, typed).content.decode()
    assert browse(chris).post(plan, typed).status_code == 302


def test_a_stand_in_has_an_agenda_of_their_own_as_well(
    browse: Browse, pair: Pair, anna: User, chris: User, bram: User
) -> None:
    stands(anna, chris, bram)
    own = start_pair(worker=chris, first_name="Eigen", last_name="Mens")
    at = clock.now().replace(hour=10, minute=0) + 9 * DAY
    plan_appointment(pair=own, starts_at=at, minutes=30, method="phone", by=chris, form_id=uuid.uuid4())
    typed = {"day": f"{at:%d-%m-%Y}", "time": "11:00", "minutes": 30, "method": "office", "form_id": uuid.uuid4()}
    text = browse(chris).post(reverse("remote_contact:plan", args=[pair.pk]), typed).content.decode()
    assert "Je hebt dan al een afspraak met Eigen Mens, van 11:00 tot 11:30." in text
    # Each is recorded as what it was: one's own work, and cover.
    read = Event.objects.filter(actor_id=chris.pk).reads().values_list("what", "purpose")
    assert set(read) == {("appointments", Purpose.SUPERVISION), ("appointment", Purpose.COVER)}


def told() -> list[str]:
    mail.outbox.clear()
    deliver_due()
    return [one.to[0] for one in mail.outbox]


def test_a_client_whom_the_stand_in_comes_to_see_later_is_told_then(
    pair: Pair, anna: User, chris: User, bram: User
) -> None:
    shielding.shield(pair=pair, reason="een buurman", by=bram)
    stands(anna, chris, bram)
    assert set(told()) == {anna.email, chris.email}
    tell_of_cover()
    assert told() == []
    shielding.name_on_shield(pair=pair, user=chris, reason="neemt waar", by=bram)
    tell_of_cover()
    tell_of_cover()
    assert told() == [pair.client.email]
    with on(12):
        start_pair(worker=anna, email="later@example.org")
        tell_of_cover()
        assert told() == []


@pytest.fixture
def annas(browse: Browse, pair: Pair, anna: User, chris: User, bram: User) -> Contact:
    """What the absent worker logged just before the colleague stands in."""
    browse(anna).post(reverse("remote_contact:log", args=[pair.pk]), said(note="van Anna"))
    stands(anna, chris, bram)
    return Contact.objects.get()


def test_the_workers_own_note_is_not_offered_to_mend(browse: Browse, pair: Pair, annas: Contact, chris: User) -> None:
    text = browse(chris).get(reverse("portal:pair", args=[pair.pk]), {"new": str(annas.pk)}).content.decode()
    assert reverse("remote_contact:change", args=[pair.pk, annas.pk]) not in text


def test_nor_taken_back(browse: Browse, pair: Pair, annas: Contact, chris: User) -> None:
    response = browse(chris).post(reverse("remote_contact:undo", args=[pair.pk, annas.pk]))
    assert response.status_code == 403
    assert Contact.objects.standing().get() == annas


def test_nor_shown_by_sending_its_form_again(browse: Browse, pair: Pair, annas: Contact, chris: User) -> None:
    again = said(form_id=annas.form_id, note="iets anders")
    response = browse(chris).post(reverse("remote_contact:log", args=[pair.pk]), again)
    assert response.status_code == 403
    assert "van Anna" not in response.content.decode()


def test_who_stops_is_not_said_to_be_followed_by_the_worker(
    pair: Pair, anna: User, chris: User, colleague: User, bram: User
) -> None:
    """Stopped early does not mean that the worker is back: here another colleague goes on."""
    cover = stands(anna, chris, bram)
    stands(anna, colleague, bram)
    deliver_due()
    mail.outbox.clear()
    actions.stop_cover(cover=cover, by=bram)
    deliver_due()
    (told,) = [one for one in mail.outbox if one.to == [pair.client.email]]
    assert "Chris vervangt Anna niet meer." in told.body
    for text in (told.subject, str(told.body)):
        assert "weer" not in text
