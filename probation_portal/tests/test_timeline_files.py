"""The timeline as files: the same lines as the page, and nothing that the page does not show."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from audit.models import Event
from boundary.paper import NotMade
from caseload import actions
from caseload.models import Pair
from probation_portal import timeline_files
from probation_portal.views import timeline as views
from remote_contact.tests.factories import logged

Browse = Callable[[User | None], Browser]
FILES = ("portal:timeline_table", "portal:timeline_paper")
NOTE = "Cas belde zelf: \u0142\u015f \u041f\u0440\u0438\u0432\u0435\u0442. " * 20 + "Einde van de notitie."


@pytest.fixture
def told(pair: Pair, anna: User) -> Pair:
    logged(pair, note=NOTE)
    actions.make_agreement(pair=pair, text="=HYPERLINK(1) sturen", who="client", by=anna)
    return pair


def text(browser: Browser, name: str, pair: Pair, query: str = "") -> str:
    response = browser.get(reverse(name, args=[pair.pk]) + query)
    assert response.status_code == 200
    if response.streaming:
        return b"".join(response.streaming_content).decode()  # type: ignore[arg-type]
    return " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(response.content)).pages).split())


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_what_the_page_found_and_the_whole_note(browse: Browse, told: Pair, anna: User, name: str) -> None:
    whole = text(browse(anna), name, told)
    for words in (
        "Einde van de notitie.",
        "\u0142\u015f \u041f\u0440\u0438\u0432\u0435\u0442",
        "HYPERLINK",
        "Toezicht begonnen",
    ):
        assert words in whole
    some = text(browse(anna), name, told, "?kind=agreement")
    assert "HYPERLINK" in some
    assert "Einde van de notitie." not in some


def test_the_table_carries_nothing_out(browse: Browse, told: Pair, anna: User) -> None:
    rows = list(csv.reader(io.StringIO(text(browse(anna), FILES[0], told))))
    assert rows[0] == ["Dag", "Tijd", "Soort", "Wat", "Toelichting"]
    assert rows[1][:4] == ["2026-11-23", "12:00", "Contacten", "Telefoon"]
    assert [row[4] for row in rows if row[3] == "Afspraak gemaakt"] == ["'=HYPERLINK(1) sturen. Cas"]


def test_the_paper_says_whose_it_is_what_was_asked_and_who_made_it(browse: Browse, told: Pair, anna: User) -> None:
    made = text(browse(anna), FILES[1], told, "?kind=agreement&since=1-1-2026")
    for words in (
        f"Van Cas Verhoeven, {told.client.number}",
        "Gekozen: Afspraken met elkaar, Vanaf 1 jan. 2026",
        "1 regels",
        "Gemaakt op 23 november 2026 om 13:00 door Anna de Wit",
        "Bladzijde 1 van 1",
        "Vertrouwelijk",
    ):
        assert words in made


@pytest.mark.parametrize("name", FILES)
def test_the_name_of_the_file_tells_nothing(browse: Browse, told: Pair, anna: User, name: str) -> None:
    response = browse(anna).get(reverse(name, args=[told.pk]))
    assert response["Content-Disposition"].startswith('attachment; filename="overzicht-2026-11-23.')


@pytest.mark.parametrize("name", FILES)
def test_reading_is_recorded_and_no_stranger_gets_one(
    browse: Browse, told: Pair, anna: User, chris: User, cas: User, name: str
) -> None:
    text(browse(anna), name, told)
    event = Event.objects.order_by("pk").filter(what="timeline file").last()
    assert event is not None
    assert (event.actor_id, event.object_id) == (anna.pk, told.pk)
    address = reverse(name, args=[told.pk])
    assert browse(chris).get(address).status_code == 404
    assert browse(cas).get(address).status_code == 403
    assert browse(anna).post(address).status_code == 405


@pytest.mark.parametrize("name", FILES)
def test_a_question_that_makes_no_sense_goes_back_to_the_page(
    browse: Browse, told: Pair, anna: User, name: str
) -> None:
    response = browse(anna).get(reverse(name, args=[told.pk]) + "?since=morgen")
    assert response.status_code == 302
    assert response["Location"] == reverse("portal:timeline", args=[told.pk]) + "?since=morgen"


def test_what_is_too_long_or_cannot_be_made_is_said(
    browse: Browse, told: Pair, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = reverse(FILES[1], args=[told.pk]) + "?kind=contact"

    def fails(*_args: object, **_values: object) -> bytes:
        raise NotMade

    with monkeypatch.context() as patch:
        patch.setattr(views, "pdf", fails)
        assert "te veel" in browse(anna).get(address, follow=True).content.decode()
    monkeypatch.setattr(timeline_files, "MOST_ON_PAPER", 0)
    page = browse(anna).get(address, follow=True)
    assert page.redirect_chain == [(reverse("portal:timeline", args=[told.pk]) + "?kind=contact", 302)]
    assert "Kies een kortere periode" in page.content.decode()
    assert "file.pdf" not in page.content.decode()
