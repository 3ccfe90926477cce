"""The timeline of a pair: what is on it, how it is searched, and that a page costs the same however long it is."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from alliance.models import Measurement
from alliance.tests.factories import reveal
from audit import clock
from audit.models import Event
from caseload import actions
from caseload.lines import Asked
from caseload.models import Agreement, Hitch, HitchKind, Pair, Pause
from caseload.shielding import lift_shield, shield
from caseload.timeline import Entry, Kind
from probation_portal.timeline import PAGE_SIZE, Lines
from remote_contact.models import Appointment, AppointmentState, Contact
from remote_contact.tests.factories import logged
from volunteers.models import Activity, ActivityKind, Match
from volunteers.tests.factories import VolunteerFactory, start_match

Browse = Callable[[User | None], Browser]
TODAY = dt.date(2026, 11, 23)


def address(pair: Pair, query: str = "") -> str:
    return reverse("portal:timeline", args=[pair.pk]) + query


def html(browser: Browser, pair: Pair, query: str = "") -> str:
    response = browser.get(address(pair, query))
    assert response.status_code == 200
    return response.content.decode()


def titles(pair: Pair, **asked: object) -> list[str]:
    return [entry.title for entry in Lines(pair, pair.worker, Asked(**asked)).all()]  # type: ignore[arg-type]


def days_ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


@pytest.fixture
def kind(anna: User) -> HitchKind:
    actions.add_default_hitch_kinds(organisation=anna.organisation)
    return HitchKind.objects.get(organisation=anna.organisation, name="Niet bereikbaar")


@pytest.fixture
def old(pair: Pair) -> Pair:
    """A supervision that is five years old."""
    pair.supervision.starts_on = pair.starts_on = dt.date(2021, 11, 1)
    pair.supervision.save()
    pair.save()
    return pair


def appointment(pair: Pair, days: int, **fields: object) -> Appointment:
    values = {"method": "phone", "made_by": pair.worker, "made_at": clock.now(), "form_id": uuid.uuid4()}
    return Appointment.objects.create(pair=pair, starts_at=clock.now() + dt.timedelta(days=days), **values | fields)


@pytest.fixture
def full(intake: Measurement, old: Pair, anna: User, bram: User, vera: User, kind: HitchKind) -> Pair:
    """Something of every sort."""
    logged(old, ago=dt.timedelta(days=1), note="Werk loopt; naar de Één-loket.")
    logged(old, ago=dt.timedelta(days=2), outcome="not_reached", note="Nam niet op")
    appointment(old, 7, place="Kamer 4")
    moved = appointment(old, 3, state=AppointmentState.MOVED, asked_by="client", reason="work", changed_at=clock.now())
    appointment(old, 5, instead_of=moved)
    agreement = actions.make_agreement(pair=old, text="Rooster sturen", who="client", by=anna)
    actions.close_agreement(agreement=agreement, state="done", version=1, by=anna)
    hitch = actions.record_hitch(pair=old, kind=kind, on=days_ago(9), note="Telefoon uit", by=anna)
    actions.resolve_hitch(hitch=hitch, on=days_ago(4), by=anna)
    Pause.objects.create(supervision=old.supervision, reason="detention", since=days_ago(90), until=days_ago(60))
    match = start_match(VolunteerFactory(account=vera, last_name="Zonderling"), old, task="Samen sporten")
    sport = ActivityKind.objects.create(organisation=anna.organisation, name="Sport")
    Activity.objects.create(
        match=match, kind=sport, on=days_ago(1), minutes=60, title="Naar het bos", note="Geheim verhaal",
        is_private=True, form_id=uuid.uuid4(), logged_by=vera, logged_at=clock.now(),
    )  # fmt: skip
    shield(pair=old, reason="Bedreigd", by=bram)
    lift_shield(pair=old, by=bram)
    reveal(intake)
    return old


def test_everything_of_the_supervision_is_told_newest_first(full: Pair) -> None:
    found = [(entry.day, entry.title) for entry in Lines(full, full.worker).all()]
    assert [day for day, _title in found] == sorted((day for day, _title in found), reverse=True)
    assert {title for _day, title in found} >= {
        "Telefoon",
        "Telefoon, niet bereikt",
        "Verzet: telefoon van do 26 nov. 13:00",
        "Afspraak gemaakt",
        "Afspraak gedaan",
        "Hapering: Niet bereikbaar",
        "Hapering opgelost",
        "Toezicht gepauzeerd",
        "Toezicht loopt weer",
        "Vrijwilliger Vera begint",
        "Naar het bos",
        "Dossier afgeschermd",
        "Afscherming opgeheven",
        "Beide kanten van de meting zijn binnen",
        "Toezicht begonnen",
    }


def test_what_is_only_planned_stands_there_on_request(full: Pair) -> None:
    assert not [title for title in titles(full) if title.startswith("Gepland")]
    assert titles(full, ahead=True)[:2] == ["Gepland: Telefoon", "Gepland: Telefoon"]
    moved = next(e for e in Lines(full, full.worker).all() if e.title.startswith("Verzet"))
    assert moved.why == "Nu za 28 nov. 13:00. Gevraagd door: de cliënt. Reden: werk of opleiding."


def test_an_appointment_that_came_about_is_told_by_its_contact(old: Pair) -> None:
    contact = logged(old)
    appointment(old, 0, state=AppointmentState.DONE, contact=contact)
    appointment(old, -1)
    assert titles(old, kinds=frozenset({Kind.APPOINTMENT, Kind.CONTACT})) == ["Telefoon", "Gepland: Telefoon"]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ({Kind.VOLUNTEER}, ["Vrijwilliger Vera begint", "Naar het bos"]),
        ({Kind.HITCH}, ["Hapering opgelost", "Hapering: Niet bereikbaar"]),
        ({Kind.AGREEMENT}, ["Afspraak gemaakt", "Afspraak gedaan"]),
        ({Kind.CONTACT}, ["Telefoon", "Telefoon, niet bereikt"]),
    ],
)
def test_by_kind(full: Pair, kinds: set[Kind], expected: list[str]) -> None:
    assert sorted(titles(full, kinds=frozenset(kinds))) == sorted(expected)


def test_by_period_with_both_days_in_it(full: Pair) -> None:
    assert set(titles(full, since=days_ago(9), until=days_ago(4))) == {"Hapering opgelost", "Hapering: Niet bereikbaar"}
    assert titles(full, until=dt.date(2021, 10, 31)) == []
    late = timezone.make_aware(dt.datetime.combine(days_ago(2), dt.time(23, 59)))
    logged(full, ago=clock.now() - late, note="laat")
    assert len(titles(full, kinds=frozenset({Kind.CONTACT}), since=days_ago(2), until=days_ago(2))) == 2
    assert titles(full, kinds=frozenset({Kind.CONTACT}), until=days_ago(3)) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ROOSTER", {"Afspraak gemaakt", "Afspraak gedaan"}),
        ("één-LOKET", {"Telefoon"}),
        ("ÉÉN-loket", {"Telefoon"}),
        ("niet bereikt", {"Telefoon, niet bereikt"}),
        ("telefoon", {
            "Telefoon", "Telefoon, niet bereikt", "Hapering: Niet bereikbaar", "Verzet: telefoon van do 26 nov. 13:00",
        }),
        ("hapering uit", {"Hapering: Niet bereikbaar"}),
        ("opgelost", {"Hapering opgelost"}),
        ("gedaan", {"Afspraak gedaan"}),
        ("vervallen", set()),
        ("detentie", {"Toezicht gepauzeerd"}),
        ("vera", {"Vrijwilliger Vera begint", "Naar het bos"}),
        ("zonderling", set()),
        ("geheim", set()),
        ("beide kanten", {"Beide kanten van de meting zijn binnen"}),
        ("anna", {"Toezicht begonnen"}),
        ("100%", set()),
        ("_", set()),
    ],
)  # fmt: skip
def test_by_words_that_stand_in_the_line(full: Pair, words: str, expected: set[str]) -> None:
    assert set(titles(full, words=tuple(words.split()))) == expected


def test_pages_together_are_the_whole_in_every_order(full: Pair, intake: Measurement) -> None:
    """Lines without a table of their own fall on their place, whichever page is asked for and however it is cut."""
    for days in range(0, 40):
        logged(full, ago=dt.timedelta(days=days, hours=1), note=str(days))
    lines = Lines(full, full.worker)
    whole = list(lines.all())
    assert len(whole) == lines.total
    assert len({(entry.id, entry.title, entry.day) for entry in whole}) == lines.total
    assert [(e.day, e.order) for e in whole] == sorted(((e.day, e.order) for e in whole), reverse=True)
    for size in (1, 2, 7, 25):
        cut: list[Entry] = []
        for first in range(0, lines.total + size, size):
            cut += Lines(full, full.worker).between(first, first + size)
        assert cut == whole


def test_only_moments_of_the_alliance(full: Pair) -> None:
    lines = Lines(full, full.worker, Asked(kinds=frozenset({Kind.MEASUREMENT})))
    assert lines.total == len(lines.page(1).days[0].entries) > 0
    assert {entry.kind for entry in lines.all()} == {Kind.MEASUREMENT}


# ---------- the page ----------


def test_the_page_filters_counts_and_names_what_is_switched_on(browse: Browse, full: Pair, anna: User) -> None:
    page = html(browse(anna), full, "?q=rooster&kind=agreement&kind=hitch&since=1-1-2021&page=1")
    assert "2 regels" in page
    assert "Zoek: ‘rooster’" in page
    assert "Afspraken met elkaar <span" in page
    assert 'href="?q=rooster&amp;kind=hitch&amp;since=1-1-2021"' in page
    assert 'href="?kind=agreement&amp;kind=hitch&amp;since=1-1-2021"' in page
    assert "Telefoon uit" not in page
    assert "Niets gevonden" in html(browse(anna), full, "?q=bestaatniet")


def test_the_page_says_what_is_wrong_and_shows_nothing(browse: Browse, full: Pair, anna: User) -> None:
    page = html(browse(anna), full, "?q=rooster&since=morgen&until=1-1-2021")
    assert "Vul een dag in zoals 23-11-2026." in page
    assert 'value="morgen"' in page
    assert "timeline__item" not in page
    assert "Deze dag ligt vóór de eerste dag." in html(browse(anna), full, "?since=1-2-2021&until=1-1-2021")
    assert "timeline__item" not in html(browse(anna), full, "?kind=kaas")


def test_pages_of_twenty_five(browse: Browse, pair: Pair, anna: User) -> None:
    for number in range(PAGE_SIZE + 3):
        logged(pair, ago=dt.timedelta(hours=number + 1), note=f"nummer {number}.")
    first, second = html(browse(anna), pair, "?q=nummer"), html(browse(anna), pair, "?q=nummer&page=2")
    assert first.count('class="timeline__item"') == PAGE_SIZE
    assert ("nummer 0." in first, "nummer 27." in first) == (True, False)
    assert "?q=nummer&amp;page=2" in first
    assert "nummer 27." in second
    assert "Nieuwer" in second
    for odd in ("0", "-1", "kaas", "99999999999"):
        html(browse(anna), pair, f"?page={odd}")
    assert "Hier staan geen regels meer." in html(browse(anna), pair, "?page=900")


def test_a_long_note_is_shortened_and_folded_away(browse: Browse, pair: Pair, anna: User) -> None:
    logged(pair, note="Cas belde zelf, zat rustig. " * 20)
    assert "Hele notitie" in html(browse(anna), pair)


def test_reading_is_recorded_and_a_stranger_finds_nothing(
    browse: Browse, full: Pair, anna: User, bram: User, chris: User, cas: User, dewi: User
) -> None:
    html(browse(anna), full)
    event = Event.objects.order_by("pk").filter(what="timeline").last()
    assert event is not None
    assert (event.actor_id, event.object_id) == (anna.pk, full.pk)
    assert browse(chris).get(address(full)).status_code == 404
    assert browse(cas).get(address(full)).status_code == 403
    assert browse(dewi).get(address(full)).status_code == 403
    # A supervisor reads that a volunteer is there, and not what the volunteer wrote.
    assert "Naar het bos" in html(browse(anna), full)
    assert "Vrijwilliger Vera begint" in html(browse(bram), full)
    assert "Naar het bos" not in html(browse(bram), full)


def many(pair: Pair, anna: User, kind: HitchKind, match: Match, sport: ActivityKind, rows: int) -> None:
    """So many rows of every table, in turn, so that every page holds some of each."""
    step, now = dt.timedelta(days=1500) / rows, clock.now()
    at = [now - step * number for number in range(1, rows + 1)]
    common = {"pair": pair}
    Contact.objects.bulk_create(
        Contact(
            method="phone", way="remote_talk", at=day, outcome="took_place", took_place=True, note="lang " * 60,
            logged_by=anna, logged_at=day, form_id=uuid.uuid4(), **common,
        )
        for day in at
    )  # fmt: skip
    Appointment.objects.bulk_create(
        Appointment(
            starts_at=day, method="phone", state="cancelled", asked_by="client", changed_at=day, made_by=anna,
            made_at=day, form_id=uuid.uuid4(), **common,
        )
        for day in at
    )  # fmt: skip
    Agreement.objects.bulk_create(
        Agreement(text="iets", who="client", state="done", made_on=d.date(), closed_on=d.date(), **common) for d in at
    )
    Hitch.objects.bulk_create(
        Hitch(kind=kind, on=d.date(), resolved_on=d.date(), recorded_by=anna, **common) for d in at
    )
    Activity.objects.bulk_create(
        Activity(
            match=match,
            kind=sport,
            on=d.date(),
            minutes=30,
            title="bos",
            form_id=uuid.uuid4(),
            logged_by=anna,
            logged_at=d,
        )
        for d in at
    )


def test_a_page_takes_as_many_queries_with_a_thousand_of_each_as_with_ten(
    browse: Browse, old: Pair, anna: User, vera: User, kind: HitchKind
) -> None:
    match = start_match(VolunteerFactory(account=vera), old, starts_on=dt.date(2022, 1, 1))
    sport = ActivityKind.objects.create(organisation=anna.organisation, name="Sport")
    browser = browse(anna)
    html(browser, old)

    def queries(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            html(browser, old, query)
        return len(captured)

    many(old, anna, kind, match, sport, 10)
    asked = ("", "?page=2", "?q=bos+30", "?kind=hitch&since=1-1-2022")
    few = [queries(query) for query in asked]
    many(old, anna, kind, match, sport, 1000)
    assert [queries(query) for query in asked] == few
    # Sign-in, the gate, the header, moments, one count and one page of keys, and each table of which a line is shown.
    assert max(few) <= 26
    assert queries("?page=200") <= 26
    assert Lines(old, anna).total == 7 * 1010 + 2
