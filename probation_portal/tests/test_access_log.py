"""What the privacy officer sees of who read and changed what."""

import csv
import datetime as dt
import io
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, User
from audit import clock
from audit.models import Action, Event, Purpose, SubjectKey
from audit.record import record
from caseload.models import Pair
from caseload.tests.factories import start_pair
from probation_portal.access_policy import every_route
from probation_portal.access_record import MANY_FILES
from probation_portal.audit_words import WORDS
from probation_portal.route_words import ROUTES, in_words
from probation_portal.views.access_log import ROWS_AT_ONCE

ROOT = Path(__file__).resolve().parents[2]


def rows(response: Any) -> list[Any]:
    """Without the line that opening the page itself wrote."""
    return [row for row in response.context["rows"] if row.what != "inzagelog"]


def test_who_did_what_why_and_to_how_many(pim: User, anna: User, pair: Pair, browse: Any) -> None:
    clients = [pair.supervision.client_id, uuid.uuid4()]
    record(Action.LISTED, by=anna, what="caseload list", subjects=clients)
    row = rows(browse(pim).get("/"))[0]
    assert (row.actor, row.role, row.action, row.what) == (
        "Anna de Wit",
        "reclasseringswerker",
        "in een lijst gezien",
        "caseload",
    )
    assert (row.purpose, row.people, row.key) == ("uitvoering toezicht", 2, "")


def test_one_client_stands_there_by_the_start_of_a_key_and_never_by_name(
    pim: User, anna: User, cas: User, pair: Pair, browse: Any
) -> None:
    client = pair.supervision.client
    record(Action.READ, by=anna, what="pair", subjects=[client.pk])
    record(Action.READ, by=cas, what="pair", subjects=[client.pk], purpose=Purpose.OWN)
    response = browse(pim).get("/")
    key = SubjectKey.objects.get(pk=client.pk).key
    own, workers = rows(response)[:2]
    assert (own.actor, own.role, own.key) == ("", "cliënt", key[:6])
    assert (workers.actor, workers.key) == ("Anna de Wit", key[:6])
    page = response.content.decode()
    for hidden in (client.last_name, client.first_name, client.number, client.email, key, str(client.pk)):
        assert not re.search(rf"\b{re.escape(hidden)}\b", page)


def test_the_portal_and_unknown_people_have_words(pim: User, noord: Organisation, browse: Any) -> None:
    record(Action.ENDED, by=None, what="supervision", organisation_id=noord.pk)
    record(Action.SIGN_IN_FAILED, by=None, role="unknown", what="sign-in", organisation_id=noord.pk)
    assert [(row.actor, row.role) for row in rows(browse(pim).get("/"))[:2]] == [
        ("", "onbekend"),
        ("", "het portaal zelf"),
    ]


def test_nothing_of_another_organisation(pim: User, olaf: User, browse: Any) -> None:
    record(Action.READ, by=olaf, what="pair")
    response = browse(pim).get("/?actor=olaf")
    assert response.context["rows"] == []
    assert "Olaf" not in browse(pim).get("/").content.decode()


def test_a_name_of_another_organisation_is_not_looked_up(pim: User, olaf: User, browse: Any) -> None:
    """An event of this organisation by somebody of another: the role, no name."""
    Event.objects.create(
        at=clock.now(),
        actor_id=olaf.pk,
        actor_role="worker",
        organisation_id=pim.organisation_id,
        action=Action.READ,
        purpose=Purpose.SUPERVISION,
        what="pair",
    )
    row = rows(browse(pim).get("/"))[0]
    assert (row.actor, row.role) == ("", "reclasseringswerker")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("actor=anna", {"dossier van het koppel"}),
        ("actor=wit+bram", {"team"}),
        ("actor=niemand", set()),
        ("role=supervisor", {"team"}),
        ("role=system", {"toezicht"}),
        ("action=read", {"dossier van het koppel"}),
        ("purpose=team", {"team"}),
        ("since=2026-11-22&until=2026-11-22", {"toezicht"}),
        ("since=2026-11-23", {"dossier van het koppel", "team"}),
        ("until=2026-11-19", set()),
        ("action=read&role=supervisor", set()),
        ("what=team", {"team"}),
        ("refused=on", {"pincode geblokkeerd"}),
        ("outside_hours=on", {"toezicht", "pincode geblokkeerd"}),
    ],
)
def test_filters(query: str, found: set[str], pim: User, anna: User, bram: User, browse: Any) -> None:
    record(Action.READ, by=anna, what="pair")
    record(Action.CHANGED, by=bram, what="team", purpose=Purpose.TEAM)
    # The last minute of Sunday the 22nd in Amsterdam.
    with clock.at(dt.datetime(2026, 11, 22, 22, 59, tzinfo=dt.UTC)):
        record(Action.ENDED, by=None, what="supervision", organisation_id=pim.organisation_id)
    # A minute before seven in the morning in Amsterdam, on a Friday.
    with clock.at(dt.datetime(2026, 11, 20, 5, 59, tzinfo=dt.UTC)):
        record(Action.REFUSED, by=None, role="unknown", what="pin frozen", organisation_id=pim.organisation_id)
    shown = rows(browse(pim).get(f"/?{query}"))
    assert {row.what for row in shown} == found
    if len(found) < 3:
        assert {line["Waarvan"] for line in csv_rows(browse(pim), query)} == found


def csv_rows(browser: Any, query: str) -> list[dict[str, str]]:
    """Without the lines that opening the log and the file wrote."""
    response = browser.get(f"{reverse('portal:access_log_file')}?{query}")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="inzagelog-')
    found = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    return [line for line in found if not line["Waarvan"].startswith("inzagelog")]


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("since=2026-11-23&until=2026-11-01", "Deze dag ligt vóór de eerste dag."),
        ("since=gisteren", "Vul een dag in zoals 23-11-2026."),
        ("role=onzin", "geldige keuze"),
        ("client=X-404", "Er is geen cliënt met dit nummer in jouw organisatie."),
    ],
)
def test_a_question_that_makes_no_sense_gets_an_error_and_no_events(
    query: str, error: str, pim: User, anna: User, browse: Any
) -> None:
    record(Action.READ, by=anna, what="pair")
    response = browse(pim).get(f"/?{query}")
    assert error in response.content.decode()
    assert response.context["rows"] == []
    file = browse(pim).get(f"{reverse('portal:access_log_file')}?{query}")
    assert (file.status_code, file.headers["Location"]) == (302, f"/?{response.wsgi_request.GET.urlencode()}")


def test_newest_first_fifty_a_page_in_the_same_number_of_queries(pim: User, anna: User, browse: Any) -> None:
    browser, counts = browse(pim), []
    for more in (1, 70):
        for n in range(more):
            with clock.at(clock.now() - dt.timedelta(minutes=n + 1)):
                record(Action.READ, by=anna, what="pair", subjects=[uuid.uuid4()])
        with CaptureQueriesContext(connection) as queries:
            response = browser.get("/")
        counts.append(len(queries))
    shown = response.context["rows"]
    assert len(shown) == 50
    assert [row.at for row in shown] == sorted((row.at for row in shown), reverse=True)
    assert counts[0] == counts[1]
    assert len(browser.get("/?page=2").context["rows"]) > 0


def test_one_client_by_number(pim: User, anna: User, pair: Pair, olaf: User, browse: Any) -> None:
    """Looking somebody up is reading about them, and stands in their own overview."""
    client = pair.supervision.client
    record(Action.READ, by=anna, what="pair", subjects=[client.pk])
    record(Action.READ, by=anna, what="plan", subjects=[uuid.uuid4()])
    response = browse(pim).get(f"/?action=read&client={client.number.lower()}")
    assert [row.what for row in rows(response)] == ["dossier van het koppel"]
    assert reverse("portal:access_overview", args=[client.pk]) in response.content.decode()
    event = Event.objects.get(what="access log")
    assert event.subjects.get().subject_key == SubjectKey.objects.get(pk=client.pk).key
    elsewhere = start_pair(worker=olaf, starts_on=pair.starts_on).supervision.client
    assert "geen cliënt met dit nummer" in browse(pim).get(f"/?client={elsewhere.number}").content.decode()


def test_many_files_in_one_hour(pim: User, anna: User, bram: User, browse: Any) -> None:
    """Twenty different files in one hour; not the same file twenty times, not twenty over two hours."""
    same = uuid.uuid4()
    for n in range(MANY_FILES):
        with clock.at(dt.datetime(2026, 11, 23, 9, 2 * n, tzinfo=dt.UTC)):
            record(Action.READ, by=anna, what="pair", object_id=uuid.uuid4())
            record(Action.READ, by=bram, what="pair", object_id=same)
        with clock.at(dt.datetime(2026, 11, 20, 9, 40, tzinfo=dt.UTC) + dt.timedelta(minutes=2 * n)):
            record(Action.READ, by=bram, what="plan", object_id=uuid.uuid4())
    shown = rows(browse(pim).get("/?many_files=on"))
    assert {(row.actor, row.what) for row in shown} == {(anna.full_name, "dossier van het koppel")}
    assert len(shown) == MANY_FILES


def test_the_file_is_exactly_what_was_asked_and_no_formula(pim: User, anna: User, browse: Any) -> None:
    """More than one batch; a name that a spreadsheet would carry out is text."""
    User.objects.filter(pk=anna.pk).update(first_name="=HYPERLINK(1)")
    for _n in range(ROWS_AT_ONCE + 3):
        record(Action.READ, by=anna, what="pair")
    record(Action.CHANGED, by=anna, what="plan")
    found = csv_rows(browse(pim), "action=read")
    assert len(found) == ROWS_AT_ONCE + 3
    assert {line["Wie"] for line in found} == {"'=HYPERLINK(1) de Wit"}
    assert Event.objects.filter(what="access log file", actor_id=pim.pk).count() == 1


def test_a_million_events_are_not_counted(pim: User, anna: User, browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("probation_portal.views.access_log.MOST_COUNTED", 60)
    for _n in range(62):
        record(Action.READ, by=anna, what="pair")
    response = browse(pim).get("/")
    assert "meer dan 60 gebeurtenissen" in response.content.decode()
    assert response.context["page"].paginator.num_pages == 2


def test_a_denial_says_why(pim: User, anna: User, browse: Any) -> None:
    browse(anna).get(reverse("portal:pair", args=[uuid.uuid4()]))
    row = rows(browse(pim).get("/?refused=on"))[0]
    assert (row.actor, row.action, row.what) == (anna.full_name, "geweigerd", "dossier van het koppel")
    assert row.reason == "buiten bereik, of bestaat niet"


def test_opening_the_log_stands_in_the_log(pim: User, browse: Any) -> None:
    response = browse(pim).get("/")
    event = Event.objects.get(what="access log")
    assert (event.action, event.actor_id, event.purpose) == (Action.READ, pim.pk, Purpose.ADMINISTRATION)
    assert response.context["rows"][0].what == "inzagelog"


def test_it_cannot_be_posted_to(pim: User, browse: Any) -> None:
    assert browse(pim).post("/").status_code == 405


def test_everything_the_code_records_has_words() -> None:
    """`what=` is a fixed word of the code; the officer reads it in Dutch."""
    rooms = [path.parent for path in ROOT.glob("*/apps.py")]
    sources = [p for room in rooms for p in room.rglob("*.py") if not {"tests", "migrations"} & set(p.parts)]
    used = {word for path in sources for word in re.findall(r'\bwhat="([^"]+)"', path.read_text(encoding="utf-8"))}
    assert used - WORDS.keys() == set()


def test_everything_that_can_be_refused_has_words() -> None:
    """A denial names the address; the officer reads what it is, not how it is called in the code."""
    assert ROUTES.keys() == every_route().keys()
    assert in_words("caseload:plan") == in_words("plan") == "toezichtplan"
