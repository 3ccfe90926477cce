"""The life of a case: start, hand-over, end, and how a client is reached."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alliance.models import Measurement, MomentKind, Rater
from alliance.tests.factories import answer, open_measurement
from audit import clock
from audit.models import Action, Event
from caseload import actions as caseload_actions
from caseload.models import Client, FormerAddress, Pair, Supervision
from conftest import TODAY
from messaging.models import Message

START = reverse("portal:start_case")


def of_pair(name: str, pair: Pair) -> str:
    return reverse(f"portal:{name}", args=[pair.pk])


PAGES = ("hand_over", "end_supervision", "contact_details")
NEW = {
    "number": "RN-213 902",
    "first_name": "Fatima",
    "last_name": "Yıldız",
    "email": "fatima@example.org",
    "mobile": "06 12345678",
    "language": "nl",
    "starts_on": "16-11-2026",
    "planned_end": "15-11-2027",
    "level": "2",
}
DETAILS = {
    "email": "nieuw@example.org",
    "mobile": "+31 6 12345678",
    "language": "nl",
    "reach_note": "Alleen sms",
    "consider_note": "",
    "version": "1",
}


# ---------- start ----------


def test_a_worker_starts_a_case_for_themself_and_what_is_due_is_open(browse, anna):
    response = browse(anna).post(START, NEW)
    pair = Pair.objects.get()
    assert response.url == of_pair("pair", pair)
    assert (pair.worker, pair.starts_on, pair.client.full_name) == (anna, dt.date(2026, 11, 16), "Fatima Yıldız")
    assert pair.supervision.planned_end == dt.date(2027, 11, 15)
    assert Measurement.objects.open_on(TODAY).get().kind == MomentKind.INTAKE
    created = set(Event.objects.filter(action=Action.CREATED, actor_id=anna.pk).values_list("what", flat=True))
    assert created == {"client", "supervision"}


def test_a_worker_cannot_start_a_case_for_another(browse, anna, colleague):
    page = browse(anna).get(START).content.decode()
    assert 'name="worker"' not in page
    browse(anna).post(START, NEW | {"worker": str(colleague.pk)})
    assert Pair.objects.get().worker == anna


def test_a_supervisor_starts_a_case_for_a_worker_of_their_teams(browse, bram, anna, chris, olaf):
    page = browse(bram).get(START).content.decode()
    assert "Anna de Wit, Noord-1" in page
    assert "Chris" not in page
    assert "Olaf" not in page
    response = browse(bram).post(START, NEW | {"worker": str(chris.pk)})
    assert response.status_code == 200
    assert not Pair.objects.exists()
    browse(bram).post(START, NEW | {"worker": str(anna.pk)})
    assert Pair.objects.get().worker == anna


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("starts_on", "31-02-2026", "Vul een dag in zoals 23-11-2026."),
        ("starts_on", "gisteren of zo", "Vul een dag in zoals 23-11-2026."),
        ("starts_on", "01-01-0001", "Deze dag ligt te ver weg."),
        ("starts_on", "31-12-9999", "Deze dag ligt te ver weg."),
        ("planned_end", "01-11-2026", "Deze dag is al geweest."),
        ("planned_end", "99999999999999999999-1-1", "Vul een dag in zoals 23-11-2026."),
        ("starts_on", "16-11-2028", "Het einde ligt vóór het begin van het toezicht."),
        ("level", "9", "Niveau"),
        ("email", "geen adres", "E-mailadres"),
        ("mobile", "bel maar", "Gebruik alleen cijfers"),
        ("first_name", "x" * 61, "Voornaam"),
        ("number", "", "Cliëntnummer"),
        ("language", "xx", "Taal"),
    ],
)
def test_a_bad_start_says_why_at_the_field_keeps_the_rest_and_writes_nothing(browse, anna, field, value, says):
    before = Event.objects.count()
    response = browse(anna).post(START, NEW | {field: value})
    page = response.content.decode()
    assert response.status_code == 200
    assert says in page
    assert 'class="error-summary"' in page
    assert "<title>Fout:" in page
    assert "Yıldız" in page
    assert not Client.objects.exists()
    assert Event.objects.count() == before


def test_a_number_in_use_is_refused_at_the_field(browse, anna, pair):
    response = browse(anna).post(START, NEW | {"number": pair.client.number})
    assert "Voor dit cliëntnummer loopt al een toezicht." in response.content.decode()
    assert Client.objects.count() == 1


def test_a_client_who_returns_gets_a_new_supervision_and_stays_one_person(browse, anna, chris, pair):
    caseload_actions.end_supervision(pair=pair, on=TODAY, reason="completed", by=anna)
    back = NEW | {
        "number": pair.client.number,
        "first_name": "Cas",
        "last_name": "verhoeven",
        "starts_on": "23-11-2026",
    }
    browse(chris).post(START, back)
    new = Pair.objects.open().get()
    assert (new.client.pk, new.client.last_name, new.worker) == (pair.client.pk, "Verhoeven", chris)
    assert (new.client.email, new.is_first) == ("fatima@example.org", True)
    assert FormerAddress.objects.get().email == "cas@example.org"


def test_a_number_of_somebody_with_another_name_is_taken_for_a_slip(browse, anna, pair):
    caseload_actions.end_supervision(pair=pair, on=TODAY, reason="completed", by=anna)
    response = browse(anna).post(START, NEW | {"number": pair.client.number})
    page = response.content.decode()
    assert "Bij dit cliëntnummer hoort een andere naam." in page
    assert "Verhoeven" not in page
    assert Supervision.objects.count() == 1


def test_a_number_in_capitals_or_not_is_one_number(browse, anna, pair):
    Client.objects.update(number="RN-200 000")
    response = browse(anna).post(START, NEW | {"number": "rn-200 000"})
    assert "Voor dit cliëntnummer loopt al een toezicht." in response.content.decode()
    with pytest.raises(ValidationError):
        caseload_actions.enter_client(
            organisation=anna.organisation, number="rn-200 000", first_name="Cas", last_name="Bos", by=anna
        )


def test_half_a_form_says_nothing_about_the_name_behind_a_number(browse, chris, anna, pair):
    caseload_actions.end_supervision(pair=pair, on=TODAY, reason="completed", by=anna)
    tried = NEW | {"number": pair.client.number, "level": "9"}
    pages = [browse(chris).post(START, tried | {"last_name": name}) for name in ("Verhoeven", "Bakker")]
    assert pages[0].context["form"].errors == pages[1].context["form"].errors
    for number in (pair.client.number, "RN-999 999"):
        browse(chris).post(START, tried | {"number": number, "level": "2"})
    events = Event.objects.about(pair.client.pk).filter(action=Action.REFUSED, actor_id=chris.pk)
    assert events.count() == 3


def test_a_client_who_returns_does_not_begin_before_the_last_supervision_ended(browse, chris, anna, pair):
    caseload_actions.end_supervision(pair=pair, on=TODAY, reason="completed", by=anna)
    back = NEW | {"number": pair.client.number, "last_name": pair.client.last_name, "starts_on": "22-11-2026"}
    assert "Het vorige toezicht liep toen nog." in browse(chris).post(START, back).content.decode()
    assert Supervision.objects.count() == 1


def test_the_same_number_in_another_organisation_is_another_person(browse, olaf, pair):
    browse(olaf).post(START, NEW | {"number": pair.client.number})
    assert Client.objects.filter(number=pair.client.number).count() == 2


def test_a_worker_without_a_team_is_told_so(browse, anna):
    anna.team = None
    anna.save()
    response = browse(anna).post(START, NEW)
    assert "Deze werker hoort nog niet bij een team." in response.content.decode()
    assert not Client.objects.exists()


@pytest.mark.parametrize("role", ["cas", "dewi", "vera", "evi", "pim", "admin"])
def test_other_roles_start_nothing(browse, request, role, pair):
    browser = browse(request.getfixturevalue(role))
    assert browser.get(START).status_code == 403
    assert browser.post(START, NEW).status_code == 403
    for name in PAGES:
        assert browser.get(of_pair(name, pair)).status_code == 403


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("stranger", ["colleague", "chris", "olaf"])
def test_a_stranger_finds_nothing(browse, request, stranger, name, pair):
    browser = browse(request.getfixturevalue(stranger))
    assert browser.get(of_pair(name, pair)).status_code == 404
    assert browser.post(of_pair(name, pair), {}).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_reading_the_form_is_recorded_and_changes_nothing(browse, anna, pair, name):
    before = Event.objects.count()
    assert browse(anna).get(of_pair(name, pair)).status_code == 200
    event = Event.objects.latest("id")
    assert Event.objects.count() == before + 1
    assert (event.action, event.object_id) == (Action.READ, pair.pk)


@pytest.mark.parametrize("name", PAGES)
def test_takes_no_other_methods(browse, anna, pair, name):
    assert browse(anna).put(of_pair(name, pair)).status_code == 405
    assert browse(anna).delete(START).status_code == 405


# ---------- hand over ----------


def test_after_a_hand_over_the_worker_loses_the_pair_and_the_new_one_gets_a_measurement(browse, anna, chris, intake):
    answer(intake, Rater.WORKER)
    browser = browse(anna)
    response = browser.post(
        of_pair("hand_over", intake.pair), {"worker": str(chris.pk), "on": "23-11-2026"}, follow=True
    )
    text = response.content.decode()
    assert response.redirect_chain[-1][0] == reverse("portal:home")
    assert "Overgedragen aan Chris de Wit, vanaf 23 november 2026." in text
    assert "Verhoeven" not in text
    old, new = Pair.objects.get(pk=intake.pair.pk), Pair.objects.open().get()
    assert (old.ends_on, new.worker, new.starts_on, new.is_first) == (TODAY, chris, TODAY, False)
    assert Measurement.objects.open_on(TODAY).get().kind == MomentKind.HANDOVER
    assert browser.get(of_pair("pair", new)).status_code == 404
    assert Event.objects.filter(action=Action.HANDED_OVER, object_id=old.pk, actor_id=anna.pk).count() == 1


def test_a_supervisor_hands_over_and_still_sees_the_pair_within_their_team(browse, bram, colleague, chris, pair):
    url = of_pair("hand_over", pair)
    page = browse(bram).get(url).content.decode()
    assert "Yusuf de Wit, Noord-1" in page
    assert "Chris de Wit, Noord-2" in page
    assert "Anna de Wit, Noord-1" not in page
    response = browse(bram).post(url, {"worker": str(colleague.pk), "on": "22-11-2026"})
    new = Pair.objects.open().get()
    assert response.url == of_pair("pair", new)
    response = browse(bram).post(of_pair("hand_over", new), {"worker": str(chris.pk), "on": "23-11-2026"})
    assert response.url == reverse("portal:home")


def test_only_active_workers_of_the_organisation_can_be_chosen(browse, anna, bram, colleague, olaf, pair):
    colleague.is_active = False
    colleague.save()
    for other in (colleague, olaf, anna, bram):
        response = browse(anna).post(of_pair("hand_over", pair), {"worker": str(other.pk), "on": "23-11-2026"})
        assert response.status_code == 200
    assert Pair.objects.get().is_open


@pytest.mark.parametrize(
    ("on", "says"),
    [
        ("24-11-2026", "Deze dag moet nog komen."),
        ("12-11-2026", "Deze dag ligt vóór het begin van het koppel."),
        ("32-11-2026", "Vul een dag in zoals 23-11-2026."),
        ("", "Vul een dag in zoals 23-11-2026."),
    ],
)
def test_a_bad_day_is_refused_at_the_field(browse, anna, chris, pair, on, says):
    response = browse(anna).post(of_pair("hand_over", pair), {"worker": str(chris.pk), "on": on})
    assert says in response.content.decode()
    assert 'id="id_on_error"' in response.content.decode()
    response = browse(anna).post(of_pair("end_supervision", pair), {"reason": "other", "on": on})
    assert says in response.content.decode()
    assert Pair.objects.get().is_open


@pytest.mark.parametrize("worker", ["", "abc", "00000000-0000-0000-0000-000000000000"])
def test_no_such_worker(browse, anna, pair, worker):
    response = browse(anna).post(of_pair("hand_over", pair), {"worker": worker, "on": "23-11-2026"})
    assert response.status_code == 200
    assert 'id="id_worker_error"' in response.content.decode()


# ---------- end ----------


def test_ending_closes_the_pair_with_its_reason(browse, anna, intake):
    pair = intake.pair
    page = browse(anna).get(of_pair("end_supervision", pair)).content.decode()
    assert "Negatieve voortijdige uitval" in page
    response = browse(anna).post(
        of_pair("end_supervision", pair), {"on": "20-11-2026", "reason": "negative_dropout"}, follow=True
    )
    assert "Het toezicht is beëindigd." in response.content.decode()
    assert "Verhoeven" not in response.content.decode()
    supervision = Supervision.objects.get()
    assert (supervision.ended_on, supervision.end_reason) == (dt.date(2026, 11, 20), "negative_dropout")
    assert not Measurement.objects.open_on(TODAY).exists()
    assert Event.objects.filter(action=Action.ENDED, actor_id=anna.pk).count() == 1


def test_ending_asks_for_a_reason(browse, bram, pair):
    response = browse(bram).post(of_pair("end_supervision", pair), {"on": "23-11-2026"})
    assert 'href="#id_reason_0"' in response.content.decode()
    assert Pair.objects.get().is_open


# ---------- contact details ----------


def test_a_replaced_address_is_told_so(browse, anna, pair):
    response = browse(anna).post(of_pair("contact_details", pair), DETAILS)
    assert response.url == of_pair("pair", pair)
    client = Client.objects.get()
    assert (client.email, client.reach_note, client.version) == ("nieuw@example.org", "Alleen sms", 2)
    former = FormerAddress.objects.get()
    assert former.email == "cas@example.org"
    assert Message.objects.filter(kind="alliance.address_changed", subject_id=former.pk).count() == 1
    assert Event.objects.filter(action=Action.CHANGED, what="client", actor_id=anna.pk).count() == 1


def test_an_address_that_an_import_replaced_is_told_nothing_later_either(browse, anna, pair):
    FormerAddress.objects.create(client=pair.client, email="vroeger@example.org", replaced_at=clock.now())
    browse(anna).post(of_pair("contact_details", pair), DETAILS | {"email": "cas@example.org"})
    assert Client.objects.get().mobile == "+31 6 12345678"
    assert not Message.objects.filter(kind="alliance.address_changed").exists()


def test_a_stale_save_is_refused_with_both_versions_and_can_then_be_chosen(browse, anna, pair):
    Client.objects.update(mobile="06 99999999", version=2)
    browser, url = browse(anna), of_pair("contact_details", pair)
    before = Event.objects.filter(action=Action.CHANGED).count()
    page = browser.post(url, DETAILS).content.decode()
    assert "Iemand anders heeft dit intussen gewijzigd." in page
    both = re.findall(r"<td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td>", page)
    assert both[:3] == [
        ("cas@example.org", "nieuw@example.org"),
        ("06 99999999", "+31 6 12345678"),
        ("Nederlands", "Nederlands"),
    ]
    assert page.count("verschilt") == 3
    assert 'value="nieuw@example.org"' in page
    assert 'name="version" value="2"' in page
    assert Client.objects.get().mobile == "06 99999999"
    assert Event.objects.filter(action=Action.CHANGED).count() == before
    assert not Message.objects.filter(kind="alliance.address_changed").exists()
    assert browser.post(url, DETAILS | {"version": "2"}).status_code == 302
    assert Client.objects.get().mobile == "+31 6 12345678"


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "geen"), ("mobile", "x"), ("language", "xx"), ("reach_note", "x" * 121), ("version", "abc")],
)
def test_bad_details_are_refused(browse, anna, pair, field, value):
    response = browse(anna).post(
        of_pair("contact_details", pair), DETAILS | {field: value, "consider_note": "Bewaar mij"}
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert 'class="error-summary"' in page
    assert "Bewaar mij" in page
    assert Client.objects.get().version == 1


def test_a_supervisor_may_not_change_contact_details(browse, bram, pair):
    assert browse(bram).get(of_pair("contact_details", pair)).status_code == 403
    assert browse(bram).post(of_pair("contact_details", pair), DETAILS).status_code == 403
    assert Client.objects.get().version == 1


# ---------- budget ----------


@pytest.mark.parametrize("name", PAGES)
def test_the_number_of_queries_does_not_grow_with_the_history(browse, anna, chris, pair, name):
    def asked() -> int:
        browser = browse(anna)
        browser.get(of_pair(name, pair))
        with CaptureQueriesContext(connection) as queries:
            browser.get(of_pair(name, pair))
        return len(queries)

    few = asked()
    open_measurement(pair)
    for number in range(5):
        extra: Any = {"email": f"{number}@example.org", "version": str(number + 1)}
        browse(anna).post(of_pair("contact_details", pair), DETAILS | extra)
    assert asked() == few
    assert few <= 12
