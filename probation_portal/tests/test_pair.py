"""The page of a pair: what stands there for its worker, and what does not for anybody else."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from alliance import actions as alliance_actions
from alliance.models import HandedOverBy, Measurement, Rater
from alliance.tests.factories import answer, reveal
from audit import clock
from audit.models import Event
from caseload import actions
from caseload.models import HitchKind, Pair
from probation_portal.actions import hand_over
from probation_portal.pair_page import NEWEST
from remote_contact.tests.factories import logged
from volunteers.tests.factories import VolunteerFactory, start_match

Browse = Callable[[User | None], Browser]

NOTE = "Cas belde zelf, zat rustig. " * 20


def url(pair: Pair) -> str:
    return reverse("portal:pair", args=[pair.pk])


def html(browser: Browser, pair: Pair, query: str = "") -> str:
    response = browser.get(url(pair) + query)
    assert response.status_code == 200
    return response.content.decode()


def links(page: str, pair: Pair) -> set[str]:
    names = (
        "remote_contact:log",
        "caseload:hitch",
        "caseload:agreement",
        "caseload:plan",
        "portal:contact_details",
        "alliance:give_pin",
        "portal:hand_over",
        "portal:end_supervision",
    )
    return {name for name in names if f'href="{reverse(name, args=[pair.pk])}"' in page}


@pytest.fixture
def kind(anna: User) -> HitchKind:
    actions.add_default_hitch_kinds(organisation=anna.organisation)
    found = HitchKind.objects.filter(organisation=anna.organisation, name="Niet bereikbaar").first()
    assert found is not None
    return found


# ---------- who sees it ----------


def test_strangers_find_nothing(browse: Browse, pair: Pair, colleague: User, chris: User, olaf: User) -> None:
    for stranger in (colleague, chris, olaf):
        assert browse(stranger).get(url(pair)).status_code == 404


def test_other_roles_may_not(
    browse: Browse, pair: Pair, cas: User, dewi: User, vera: User, evi: User, pim: User, admin: User
) -> None:
    for user in (cas, dewi, vera, evi, pim, admin):
        assert browse(user).get(url(pair)).status_code == 403
    assert browse(None).get(url(pair)).status_code == 302


def test_it_is_for_reading(browse: Browse, pair: Pair, anna: User) -> None:
    assert browse(anna).post(url(pair)).status_code == 405


def test_the_read_is_recorded(browse: Browse, pair: Pair, anna: User) -> None:
    html(browse(anna), pair)
    event = Event.objects.get(what="pair", action="read")
    assert (event.object_id, event.actor_id) == (pair.pk, anna.pk)


def test_the_worker_gets_every_link(browse: Browse, intake: Measurement, pair: Pair, anna: User) -> None:
    page = html(browse(anna), pair)
    assert len(links(page, pair)) == 8
    assert f"/alliance/{intake.pk}/office/" in page


def test_the_supervisor_gets_only_what_they_may_do(
    browse: Browse, intake: Measurement, pair: Pair, anna: User, bram: User, kind: HitchKind
) -> None:
    actions.make_agreement(pair=pair, text="Rooster sturen", who="client", by=anna)
    actions.record_hitch(pair=pair, kind=kind, on=clock.today(), by=anna)
    page = html(browse(bram), pair)
    assert links(page, pair) == {"caseload:plan", "portal:hand_over", "portal:end_supervision"}
    assert "Plan bekijken" in page
    assert "Rooster sturen" in page
    assert 'method="post"' not in page.partition("<main")[2].partition("</main>")[0]


# ---------- the monitor ----------


def test_before_the_worker_is_in_the_page_is_the_same_whatever_the_client_did(
    browse: Browse, intake: Measurement, pair: Pair, anna: User, bram: User
) -> None:
    def page(user: User) -> str:
        # Without what changes with every request.
        return "".join(
            part.partition('"')[2] for part in html(browse(user), pair).split('csrfmiddlewaretoken" value="')
        )

    before = page(anna), page(bram)
    assert "Jouw kant nog invullen" in html(browse(anna), pair)
    answer(intake, Rater.CLIENT)
    assert (page(anna), page(bram)) == before


def test_the_worker_who_is_in_waits(browse: Browse, intake: Measurement, pair: Pair, anna: User) -> None:
    answer(intake, Rater.WORKER)
    page = html(browse(anna), pair)
    assert "Jij bent klaar; wacht op de cliënt" in page
    assert "Nog geen scores" in page
    assert "profile-trust" not in page


def test_the_reveal_shows_both_sides_to_the_worker_alone(
    browse: Browse, intake: Measurement, pair: Pair, anna: User, bram: User
) -> None:
    reveal(intake)
    page = html(browse(anna), pair)
    for words in ("Klaar om te bespreken", "Demonstratievragen, niet de WA-GK", "profile-trust", "Verschil"):
        assert words in page
    assert "Beide kanten van de meting zijn binnen" in page
    supervisor = html(browse(bram), pair)
    assert "profile-" not in supervisor
    assert 'role="img"' not in supervisor
    assert "beide kanten binnen op 23 nov." in supervisor
    assert "Klaar om te bespreken" not in supervisor


def test_a_client_without_a_pin_needs_one_and_a_frozen_one_is_told(
    browse: Browse, pair: Pair, anna: User, bram: User
) -> None:
    assert "Geef de cliënt een pincode" in html(browse(anna), pair)
    assert "pincode" not in html(browse(bram), pair).lower()
    alliance_actions.give_pin(pair=pair, handed_over_by=HandedOverBy.FACE_TO_FACE, by=anna)
    assert "Geef de cliënt een pincode" not in html(browse(anna), pair)
    pair.client.pin.frozen_at = clock.now()
    pair.client.pin.save()
    assert "De pincode is geblokkeerd" in html(browse(anna), pair)


def test_a_half_done_moment_that_closed_may_be_shared(
    browse: Browse, intake: Measurement, pair: Pair, anna: User, bram: User
) -> None:
    answer(intake, Rater.WORKER)
    with clock.at(dt.datetime(2027, 1, 4, 12, 0, tzinfo=dt.UTC)):
        assert f'action="/alliance/{intake.pk}/share/"' in html(browse(anna), pair)
        assert "/share/" not in html(browse(bram), pair)


def test_after_a_hand_over_the_case_goes_on_and_the_scores_stay_behind(
    browse: Browse, intake: Measurement, pair: Pair, anna: User, colleague: User, kind: HitchKind
) -> None:
    reveal(intake)
    logged(pair, note="Werk loopt.")
    actions.record_hitch(pair=pair, kind=kind, on=clock.today(), by=anna)
    actions.make_agreement(pair=pair, text="Rooster sturen", who="client", by=anna)
    later = hand_over(pair=pair, to=colleague, on=clock.today(), by=None)
    assert browse(anna).get(url(pair)).status_code == 404
    assert browse(colleague).get(url(pair)).status_code == 404
    page = html(browse(colleague), later)
    for words in ("Werk loopt.", "Niet bereikbaar", "Rooster sturen", "Van Anna de Wit aan Yusuf de Wit."):
        assert words in page
    assert "profile-" not in page
    assert "Beide kanten van de meting" not in page
    assert "Na overdracht" in page
    assert "Intake" not in page


# ---------- the rest of the page ----------


def test_everything_of_the_case_is_there(browse: Browse, pair: Pair, anna: User, kind: HitchKind) -> None:
    pair.client.reach_note = "Alleen sms"
    pair.client.save()
    actions.make_agreement(pair=pair, text="Rooster sturen", who="client", due=dt.date(2026, 11, 20), by=anna)
    actions.record_hitch(pair=pair, kind=kind, on=dt.date(2026, 11, 16), note="Telefoon uit", by=anna)
    actions.add_goal(pair=pair, text="Werk houden", since=clock.today(), by=anna)
    actions.add_condition(pair=pair, kind="special", text="Locatieverbod", since=clock.today(), by=anna)
    page = html(browse(anna), pair)
    for words in ("Alleen sms", "3 dagen te laat", "Telefoon uit", "Werk houden", "Locatieverbod", "Toezicht begonnen"):
        assert words in page


def test_a_matched_volunteer_is_there_by_first_name(browse: Browse, pair: Pair, anna: User, vera: User) -> None:
    start_match(VolunteerFactory(account=vera, last_name="Zonderling"), pair, task="Samen sporten")
    page = html(browse(anna), pair)
    assert "Vrijwilliger Vera begint" in page
    assert "Samen sporten" in page
    assert "Zonderling" not in page


def test_a_long_note_is_shortened_and_folded_away(browse: Browse, pair: Pair, anna: User) -> None:
    logged(pair, note=NOTE)
    page = html(browse(anna), pair)
    assert "Hele notitie" in page
    assert page.count("Cas belde zelf") > 20


def test_the_row_that_was_just_saved_is_marked(browse: Browse, pair: Pair, anna: User) -> None:
    contact = logged(pair)
    assert html(browse(anna), pair).count("timeline__item--new") == 0
    assert html(browse(anna), pair, f"?new={contact.pk}").count("timeline__item--new") == 1
    assert html(browse(anna), pair, "?new=kaas").count("timeline__item--new") == 0


def test_the_newest_lines_are_there_with_the_way_to_all_of_them(browse: Browse, pair: Pair, anna: User) -> None:
    for number in range(NEWEST + 3):
        logged(pair, ago=dt.timedelta(hours=number + 1), note=f"nummer {number}.")
    page = html(browse(anna), pair)
    assert page.count("timeline__item ") + page.count('timeline__item"') == NEWEST
    assert "nummer 0." in page
    assert f"nummer {NEWEST}." not in page
    assert page.count(f'href="{reverse("portal:timeline", args=[pair.pk])}"') == 3
    assert f"Alles, {NEWEST + 4} regels" in page


def test_the_query_count_does_not_grow(
    browse: Browse, intake: Measurement, pair: Pair, anna: User, bram: User, kind: HitchKind
) -> None:
    reveal(intake)
    html(browse(anna), pair)  # the client's audit key is made once

    def fill(times: int) -> None:
        for number in range(times):
            logged(pair, ago=dt.timedelta(hours=number + 1), note=NOTE)
            agreement = actions.make_agreement(pair=pair, text=str(number), who="client", by=anna)
            actions.make_agreement(pair=pair, text=str(number), who="worker", by=anna)
            actions.close_agreement(agreement=agreement, state="done", version=1, by=anna)
            actions.record_hitch(pair=pair, kind=kind, on=clock.today(), by=anna)
            actions.add_goal(pair=pair, text=str(number), since=clock.today(), by=anna)

    def queries(user: User) -> int:
        browser = browse(user)
        with CaptureQueriesContext(connection) as captured:
            html(browser, pair)
        return len(captured)

    fill(1)
    few = queries(anna), queries(bram)
    fill(12)
    # Of a table of which no line is among the newest, nothing is read.
    assert all(now <= before for now, before in zip((queries(anna), queries(bram)), few, strict=True))
    # Three for pauses, windows and attention points, one for the words of contacts, one for a shielded file, and of the
    # timeline one for the keys of its newest lines, one for those that close an agreement.
    # Three for what is planned and attempts; four for the signals; the rest of what grew for talks, the mix and a
    # volunteer.
    assert few[0] <= 46
