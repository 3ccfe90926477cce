"""The public form: open when the co-ordinator opened it, and the same answer for everybody."""

import re
import uuid
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser

from accounts.models import User
from boundary.guesses import MOST
from messaging import delivery
from messaging.models import Message
from volunteers import actions, applications
from volunteers.models import ActivityKind, PublicForm, StageChange, Volunteer

URL = "/vrijwilliger/noord/"
# Another one for each page.
TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+')


@pytest.fixture
def door(dewi: User) -> PublicForm:
    actions.ship(organisation=dewi.organisation, by=None)
    return actions.change_public_form(version=0, by=dewi, slug="noord", is_open=True, coordinator=dewi)


def typed(**more: Any) -> dict[str, Any]:
    return {
        "first_name": "Ria",
        "last_name": "Tromp",
        "email": "ria@example.org",
        "reach": "region",
        "motivation": "Ik wil iets terugdoen.",
        "has_read": "on",
        "form_id": str(uuid.uuid4()),
    } | more


def test_the_page_is_there_only_while_the_form_is_open(door: PublicForm, dewi: User) -> None:
    browser = Browser()
    page = browser.get(URL).content.decode()
    for said in ("Wat doen we met je gegevens?", "na 4 weken", "geen alarmlijn", "dewi@example.org"):
        assert said in page
    actions.change_public_form(version=1, by=dewi, slug="noord", is_open=False, coordinator=dewi)
    assert [browser.get(URL).status_code, browser.post(URL, typed()).status_code] == [404, 404]
    assert browser.get("/vrijwilliger/nergens/").status_code == 404
    assert not Volunteer.objects.exists()


def test_an_application_becomes_a_row_and_two_mails(door: PublicForm, dewi: User) -> None:
    kind = ActivityKind.objects.filter(organisation=dewi.organisation).order_by("order")[0]
    more = {"skills": [str(kind.pk)], "languages": ["nl", "tr"], "free_at": ["evening"], "postcode": "3511"}
    response = Browser().post(URL, typed(email="RIA@example.org", **more), follow=True)
    assert "Bedankt voor je aanmelding" in response.content.decode()
    volunteer = Volunteer.objects.get()
    assert (volunteer.stage, volunteer.email, volunteer.account) == ("applied", "ria@example.org", None)
    assert (volunteer.languages, volunteer.free_at, list(volunteer.skills.all())) == (["nl", "tr"], ["evening"], [kind])
    assert StageChange.objects.filter(volunteer=volunteer, stage="applied", by=None).count() == 1
    delivery.deliver_due()
    sent = {message.to[0]: message for message in mail.outbox}
    assert set(sent) == {"dewi@example.org", "ria@example.org"}
    assert f"/volunteers/{volunteer.pk}/" in sent["dewi@example.org"].body
    for message in sent.values():
        assert "Ria" not in message.subject + message.body
        assert "reclassering" not in message.subject.lower()


def test_a_known_address_gets_the_same_answer_and_nothing_of_theirs_changes(door: PublicForm, vera: User) -> None:
    """Of a volunteer, of a colleague, twice in a row: the pages and the number of mails to the address are equal."""
    browser = Browser()
    fresh = browser.post(URL, typed(email="nieuw@example.org"), follow=True)
    known = actions.add_volunteer(
        organisation=door.organisation, first_name="Vee", last_name="Smit", email="vee@example.org", by=None
    )
    before = Volunteer.objects.filter(pk=known.pk).values().get()
    again = browser.post(URL, typed(email="Vee@example.org", first_name="Iemand"), follow=True)
    staff = browser.post(URL, typed(email=vera.email), follow=True)
    pages = {TOKEN.sub("", answer.content.decode()) for answer in (fresh, again, staff)}
    assert len(pages) == 1
    assert Volunteer.objects.filter(pk=known.pk).values().get() == before
    note = known.stages.get(by=None, note__startswith="Meldde zich opnieuw aan")
    assert note.stage == "available"
    receipts = Message.objects.filter(kind="volunteers.received")
    assert receipts.count() == 3
    browser.post(URL, typed(email="vee@example.org"))
    assert (receipts.count(), known.stages.filter(note__startswith="Meldde").count()) == (3, 1)


def test_a_second_click_is_no_second_application(door: PublicForm) -> None:
    once = typed()
    browser = Browser()
    answers = [browser.post(URL, once).status_code for _try in range(2)]
    browser.post(URL, once | {"email": "ander@example.org"})
    assert answers == [302, 302]
    assert Volunteer.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"first_name": ""}, "Dit veld is verplicht."),
        ({"email": "geen adres"}, "geldig e-mailadres"),
        ({"postcode": "35"}, "vier cijfers"),
        ({"phone": "bel maar"}, "Gebruik alleen cijfers"),
        ({"has_read": ""}, "Lees wat we met je gegevens doen"),
        ({"motivation": " "}, "Dit veld is verplicht."),
        ({"languages": ["klingon"]}, "klingon"),
    ],
)
def test_bad_input_is_mended_in_place(change: dict[str, Any], error: str, door: PublicForm) -> None:
    page = Browser().post(URL, typed(**change)).content.decode()
    assert error in page
    assert 'value="Tromp"' in page
    assert "Fout:" in page
    assert not Volunteer.objects.exists()
    assert not Message.objects.exists()


def test_whoever_sends_many_waits(door: PublicForm) -> None:
    browser = Browser()
    answers = [browser.post(URL, typed(email=f"n{n}@example.org")).status_code for n in range(MOST + 1)]
    assert answers == [302] * MOST + [429]
    last = browser.post(URL, typed(email="laatste@example.org"))
    assert (last.status_code, last.headers["Retry-After"]) == (429, "600")
    assert "nog niet verstuurd" in last.content.decode()
    assert Volunteer.objects.count() == MOST


def test_from_many_places_it_has_its_fill_too(door: PublicForm, monkeypatch: Any) -> None:
    monkeypatch.setattr(applications, "MOST_A_DAY", 1)
    browser = Browser()
    answers = [browser.post(URL, typed(email=f"n{n}@example.org")).status_code for n in range(2)]
    assert answers == [302, 429]


def test_looking_writes_nothing(door: PublicForm, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(6) as queries:
        Browser().get(URL)
    assert not [q["sql"] for q in queries.captured_queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]


def test_what_is_not_on_the_form_changes_nothing(door: PublicForm, midden: Any) -> None:
    Browser().post(URL, typed(stage="available", organisation=midden.pk, account=1, experienced="on"))
    volunteer = Volunteer.objects.get()
    assert (volunteer.stage, volunteer.organisation, volunteer.experienced) == ("applied", door.organisation, False)
