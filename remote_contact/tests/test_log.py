"""Logging a contact: one form on a page of its own."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from caseload.actions import close_agreement, make_agreement
from caseload.models import Agreement, Pair
from caseload.tests.factories import start_pair
from remote_contact.actions import contacts as actions
from remote_contact.models import Contact, Method, Outcome
from remote_contact.tests.factories import logged

Browse = Callable[[User | None], Browser]


def url(pair: Pair) -> str:
    return reverse("remote_contact:log", args=[pair.pk])


def filled(**fields: Any) -> dict[str, Any]:
    return {
        "form_id": str(uuid.uuid4()),
        "method": "phone",
        "day": "vandaag, 23 nov.",
        "time": "0930",
        "minutes": "30",
        "outcome": "took_place",
        "note": "Werk loopt.",
    } | fields


def test_a_contact_is_logged_and_stands_marked_on_the_timeline(browse: Browse, pair: Pair, anna: User) -> None:
    response = browse(anna).post(url(pair), filled())
    contact = Contact.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/pair/{pair.pk}/?new={contact.pk}#tijdlijn"
    assert f"{contact.at:%Y-%m-%d %H:%M}" == "2026-11-23 08:30"  # UTC
    assert (contact.method, contact.minutes, contact.note) == ("phone", 30, "Werk loopt.")
    page = browse(anna).get(response["Location"]).content.decode()
    assert re.search(r'timeline__item--new">.*?Telefoon, 30 minuten', page, re.S)


def test_the_empty_form_is_filled_in_as_far_as_it_can_be(browse: Browse, pair: Pair, anna: User) -> None:
    html = browse(anna).get(url(pair)).content.decode()
    assert 'value="vandaag, 23 nov."' in html
    assert 'value="13:00"' in html
    # Nobody's talk took place by default, and the first contact of a pair has no usual way.
    chosen = re.findall(r'name="(\w+)" value="([^"]*)"[^>]* checked', html)
    assert chosen == [("minutes", ""), ("next_in_weeks", ""), ("impression", ""), ("initiative", "")]
    assert "Nog geen contact vastgelegd." in html


def test_the_way_used_last_stands_first_and_chosen(browse: Browse, pair: Pair, anna: User) -> None:
    logged(pair, method=Method.WALK, note="Rondje park.")
    html = browse(anna).get(url(pair)).content.decode()
    assert re.findall(r'name="method" value="(\w+)"', html)[:2] == ["walk", "office"]
    assert re.search(r'name="method" value="walk"[^>]* checked', html)
    assert "Rondje park." in html


def test_open_agreements_stand_beside_the_form(browse: Browse, pair: Pair, anna: User) -> None:
    make_agreement(pair=pair, text="Rooster sturen", who="client", by=anna)
    assert "Rooster sturen" in browse(anna).get(url(pair)).content.decode()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"time": "25:70"}, "Begin: Vul een tijd in zoals 11:00"),
        ({"time": ""}, "Begin: Vul een tijd in zoals 11:00"),
        ({"day": "ooit"}, "Dag: Vul een dag in zoals 23 nov."),
        ({"outcome": ""}, "Ging het door? Kies of het contact doorging"),
        ({"method": ""}, "Hoe? Kies hoe jullie contact hadden"),
        ({"day": "12 nov"}, "Dag: Toen was dit toezicht nog niet begonnen. Kies een latere dag."),
        ({"day": "24 nov"}, "Dag: Dit moment moet nog komen. Leg een contact vast als het geweest is."),
        ({"time": "15:00"}, "Begin: Dit moment moet nog komen. Leg een contact vast als het geweest is."),
    ],
)
def test_bad_input_says_what_to_mend_keeps_the_text_and_writes_nothing(
    browse: Browse, pair: Pair, anna: User, wrong: dict[str, str], message: str
) -> None:
    response = browse(anna).post(url(pair), filled(**wrong))
    html = response.content.decode()
    assert response.status_code == 200
    assert message in html
    assert "<title>Fout:" in html
    assert "Werk loopt." in html
    assert all(f'value="{value}"' in html for value in wrong.values() if value)
    assert not Contact.objects.exists()
    assert not Event.objects.filter(what="contact").exists()


def test_an_appointment_moved_in_time_may_lie_ahead(browse: Browse, pair: Pair, anna: User) -> None:
    browse(anna).post(url(pair), filled(day="24 nov", outcome=Outcome.MOVED, minutes=""))
    assert Contact.objects.get().outcome == Outcome.MOVED


def test_a_second_click_makes_no_second_contact(browse: Browse, pair: Pair, anna: User) -> None:
    data = filled()
    first = browse(anna).post(url(pair), data)
    second = browse(anna).post(url(pair), data, follow=True)
    assert Contact.objects.count() == 1
    assert second.redirect_chain == [(first["Location"], 302)]
    assert "Dit contact stond er al." in second.content.decode()


def test_a_form_of_somebody_else_is_refused(browse: Browse, pair: Pair, anna: User) -> None:
    other = logged(start_pair(worker=anna))
    response = browse(anna).post(url(pair), filled(form_id=str(other.form_id)))
    assert response.status_code == 200
    assert Contact.objects.count() == 1


def test_strangers_find_nothing(
    browse: Browse, pair: Pair, colleague: User, chris: User, olaf: User, django_user_model: Any
) -> None:
    for stranger in (colleague, chris, olaf):
        assert browse(stranger).get(url(pair)).status_code == 404
        assert browse(stranger).post(url(pair), filled()).status_code == 404
    assert not Contact.objects.exists()


def test_other_roles_may_not(
    browse: Browse, pair: Pair, bram: User, cas: User, dewi: User, vera: User, evi: User, pim: User, admin: User
) -> None:
    for user in (bram, cas, dewi, vera, evi, pim, admin):
        assert browse(user).get(url(pair)).status_code == 403
        assert browse(user).post(url(pair), filled()).status_code == 403
    assert browse(None).get(url(pair)).status_code == 302
    assert not Contact.objects.exists()


def test_other_methods_are_not_taken(browse: Browse, pair: Pair, anna: User) -> None:
    assert browse(anna).put(url(pair)).status_code == 405


def test_the_read_is_recorded(browse: Browse, pair: Pair, anna: User) -> None:
    browse(anna).get(url(pair))
    event = Event.objects.get(what="contact form")
    assert (event.action, event.object_id) == ("read", pair.pk)


def test_the_query_count_does_not_grow(browse: Browse, pair: Pair, anna: User) -> None:
    browser = browse(anna)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            browser.get(url(pair))
        return len(captured)

    queries()
    logged(pair)
    make_agreement(pair=pair, text="Een", who="client", by=anna)
    few = queries()
    for number in range(8):
        logged(pair, note=str(number))
        make_agreement(pair=pair, text=str(number), who="client", by=anna)
    assert queries() == few <= 17


def ticked(agreement: Agreement, version: int = 1) -> dict[str, str]:
    return {f"agreement_{agreement.pk.hex}": "on", f"version_{agreement.pk.hex}": str(version)}


def test_an_agreement_that_was_done_is_ticked_off_with_the_contact(browse: Browse, pair: Pair, anna: User) -> None:
    done = make_agreement(pair=pair, text="Rooster sturen", who="client", by=anna)
    runs = make_agreement(pair=pair, text="Bellen", who="worker", by=anna)
    assert "Afgerond? Vink aan" in browse(anna).get(url(pair)).content.decode()
    data = filled(**ticked(done))
    browse(anna).post(url(pair), data)
    assert dict(Agreement.objects.values_list("pk", "state")) == {done.pk: "done", runs.pk: "open"}
    assert Event.objects.get(what="agreement", action="changed").object_id == done.pk
    again = browse(anna).post(url(pair), data, follow=True)
    assert "Dit contact stond er al." in again.content.decode()


def test_an_agreement_that_somebody_changed_keeps_the_contact_on_the_page(
    browse: Browse, pair: Pair, anna: User
) -> None:
    agreement = make_agreement(pair=pair, text="Rooster sturen", who="client", by=anna)
    close_agreement(agreement=agreement, state="dropped", version=1, by=anna)
    response = browse(anna).post(url(pair), filled(**ticked(agreement)))
    page = response.content.decode()
    assert response.status_code == 200
    assert "Er staat nu: vervallen." in page
    assert "Werk loopt." in page
    assert not Contact.objects.exists()


def test_changed_in_the_very_moment_of_saving_nothing_is_written(
    browse: Browse, pair: Pair, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreement = make_agreement(pair=pair, text="Rooster sturen", who="client", by=anna)
    real = actions.close_agreements

    def late(**values: Any) -> None:
        close_agreement(agreement=agreement, state="dropped", version=1, by=anna)
        real(**values)

    monkeypatch.setattr(actions, "close_agreements", late)
    response = browse(anna).post(url(pair), filled(**ticked(agreement)))
    assert "heeft iemand anders intussen gewijzigd" in response.content.decode()
    assert not Contact.objects.exists()
