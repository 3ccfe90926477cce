"""A client's own page: own answers, both sides after the reveal, agreements, what comes, who sees it."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alliance import actions as alliance_actions
from alliance.models import MomentKind, Rater
from alliance.tests.factories import answer, fill_in, open_measurement, reveal
from audit import clock
from audit.models import Action, Event, Purpose
from audit.record import subject_keys
from caseload import actions, pauses
from caseload.tests.factories import start_pair
from conftest import NOON, TODAY
from probation_portal import actions as portal_actions

HOME = reverse("portal:home")
LATER = NOON + dt.timedelta(days=60)


def page(browser):
    response = browser.get(HOME)
    assert response.status_code == 200
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return re.sub(r"\s+", " ", text)


def test_names_the_worker_and_what_comes(browse, cas, intake):
    text = page(browse(cas))
    assert "Dag Cas" in text
    assert "Jouw werker is Anna. Anna werkt bij Noord." in text
    assert "de Wit" not in text
    assert "Er staan vragen voor je klaar, t/m 24 december 2026." in text
    assert "Vanaf 13 mei 2027 krijg je weer vragen." in text
    assert "Wie ziet wat ik invul?" in text
    assert "Je hebt nog niets ingevuld." in text


@pytest.mark.parametrize(
    "workers_doing",
    [
        pytest.param(lambda m: answer(m, Rater.WORKER, 5), id="answered"),
        pytest.param(lambda m: fill_in(m, Rater.WORKER, 2), id="began"),
        pytest.param(
            lambda m: alliance_actions.say_not_now(measurement=m, rater=Rater.WORKER, by=m.pair.worker), id="not now"
        ),
    ],
)
@pytest.mark.parametrize("moment", [NOON, LATER], ids=["open", "closed"])
def test_does_not_tell_what_the_worker_did_before_the_client_did(browse, cas, intake, workers_doing, moment):
    with clock.at(moment):
        before = page(browse(cas))
    workers_doing(intake)
    with clock.at(moment):
        assert page(browse(cas)) == before


def test_own_answers_can_be_read_back_in_words(browse, cas, intake):
    answer(intake, Rater.CLIENT, 5)
    text = page(browse(cas))
    assert text.count("Klopt helemaal<") == 20
    assert "Ingevuld op 23 november 2026." in text
    assert "Anna kan nog invullen t/m 24 december 2026." in text
    assert "Er staan vragen voor je klaar" not in text
    assert 'class="profile"' not in text


def test_after_the_reveal_both_sides_stand_there_but_never_the_workers_answers(browse, cas, intake):
    reveal(intake, client=5, worker=1)
    text = page(browse(cas))
    assert "De uitkomst van jou en Anna" in text
    assert 'class="profile"' in text
    assert "Demonstratievragen, niet de WA-GK" in text
    assert "Klopt helemaal niet" not in text
    for item in intake.instrument.parsed.items_for(Rater.WORKER):
        assert item.text.get("nl") not in text


def test_when_the_worker_stayed_away_the_client_may_share(browse, cas, intake):
    answer(intake, Rater.CLIENT)
    share = reverse("alliance:share", args=[intake.pk])
    assert share not in page(browse(cas))
    with clock.at(LATER):
        text = page(browse(cas))
        assert share in text
        assert "Anna vulde niet op tijd in. Jouw uitkomst blijft dicht." in text
        browse(cas).post(share)
        text = page(browse(cas))
    assert share not in text
    assert "Jij hebt je uitkomst gedeeld." in text


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (30, "Je toezicht is gepauzeerd. Deze meting wacht tot het verdergaat."),
        (5, "Anna vulde niet op tijd in. Jouw uitkomst blijft dicht."),
    ],
    ids=["paused while open", "closed before the pause"],
)
def test_in_a_pause_nobody_is_late_with_what_waits_and_nothing_is_shared(browse, cas, anna, intake, since, words):
    answer(intake, Rater.CLIENT)
    with clock.at(LATER):
        pauses.start_pause(pair=intake.pair, reason="illness", since=clock.today() - dt.timedelta(days=since), by=anna)
        text = page(browse(cas))
    assert words in text
    assert ("niet op tijd" in text) == ("niet op tijd" in words)
    assert reverse("alliance:share", args=[intake.pk]) not in text


def test_without_own_answers_there_is_nothing_to_share(browse, cas, intake):
    answer(intake, Rater.WORKER)
    with clock.at(LATER):
        assert reverse("alliance:share", args=[intake.pk]) not in page(browse(cas))


def test_agreements_open_and_done(browse, cas, anna, pair):
    actions.make_agreement(pair=pair, text="Rooster sturen", who="client", due=TODAY, by=anna)
    actions.make_agreement(pair=pair, text="Schuldhulp bellen", who="worker", by=anna)
    done = actions.make_agreement(pair=pair, text="Kaart verlengen", who="together", by=anna)
    actions.close_agreement(agreement=done, state="done", version=1, by=anna)
    gone = actions.make_agreement(pair=pair, text="Samen wandelen", who="together", by=anna)
    actions.close_agreement(agreement=gone, state="dropped", version=1, by=anna)
    text = page(browse(cas))
    for words in (
        "Jij, vóór 23 november 2026.",
        "Anna.",
        "Samen. Gedaan op 23 november 2026.",
        "Samen. Hoeft niet meer sinds 23 november 2026.",
    ):
        assert words in text
    assert text.index("Rooster sturen") < text.index("Afspraken die klaar zijn") < text.index("Kaart verlengen")


def test_a_new_worker_starts_a_picture_of_their_own(browse, cas, anna, colleague, intake):
    reveal(intake)
    new = portal_actions.hand_over(pair=intake.pair, to=colleague, on=TODAY, by=anna)
    reveal(open_measurement(new, MomentKind.HANDOVER))
    text = page(browse(cas))
    assert "Jouw werker is Yusuf." in text
    assert text.index("De uitkomst van jou en Yusuf") < text.index("De uitkomst van jou en Anna")
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_after_the_supervision_ended_the_page_remains(browse, cas, anna, intake):
    reveal(intake)
    actions.end_supervision(pair=intake.pair, on=TODAY, reason="completed", by=anna)
    text = page(browse(cas))
    assert "Je hebt nu geen werker." in text
    assert "De uitkomst van jou en Anna" in text
    assert "Er komen nu geen vragen." in text


def test_shows_nothing_of_another_client(browse, cas, anna, intake):
    other = start_pair(worker=anna, first_name="Noor", last_name="Aalders", starts_on=TODAY - dt.timedelta(days=10))
    answer(open_measurement(other), Rater.CLIENT)
    actions.make_agreement(pair=other, text="Iets van Noor", who="client", by=anna)
    text = page(browse(cas))
    assert "Noor " not in text
    assert "Je hebt nog niets ingevuld." in text


def test_shows_nothing_that_only_staff_may_read(browse, cas, anna, pair):
    actions.add_default_hitch_kinds(organisation=anna.organisation)
    kind = anna.organisation.hitch_kinds.first()
    actions.record_hitch(pair=pair, kind=kind, on=TODAY, note="Geheim", by=anna)
    text = page(browse(cas))
    assert "Geheim" not in text
    assert kind.name not in text


def test_an_account_without_a_supervision_says_so(browse, cas, pair):
    client = pair.client
    client.account = None
    client.save()
    assert "Je hebt nu geen werker." in page(browse(cas))


def test_reading_is_recorded_as_ones_own(browse, cas, pair):
    before = Event.objects.count()
    page(browse(cas))
    event = Event.objects.latest("id")
    assert Event.objects.count() == before + 1
    assert (event.action, event.purpose, event.object_id) == (Action.READ, Purpose.OWN, pair.supervision.client_id)
    keys = subject_keys({pair.supervision.client_id})
    assert list(event.subjects.values_list("subject_key", flat=True)) == list(keys.values())


def test_takes_no_posts(browse, cas):
    assert browse(cas).post(HOME).status_code == 405


def test_the_number_of_queries_does_not_grow(browse, cas, anna, colleague, intake):
    def asked():
        browser = browse(cas)
        page(browser)
        with CaptureQueriesContext(connection) as queries:
            page(browser)
        return len(queries)

    reveal(intake)
    few = asked()
    for number in range(4):
        actions.make_agreement(pair=intake.pair, text=f"Afspraak {number}", who="worker", by=anna)
    new = portal_actions.hand_over(pair=intake.pair, to=colleague, on=TODAY, by=anna)
    reveal(open_measurement(new, MomentKind.HANDOVER))
    actions.make_agreement(pair=new, text="Nog een", who="worker", by=colleague)
    assert asked() == few
    # Two for the next appointments; the rest of what grew for moods, the mix and a volunteer.
    assert few <= 23


def test_the_next_questions_are_told_before_they_are_planned(browse, cas, intake):
    with clock.at(NOON + dt.timedelta(days=180)):
        half_year = open_measurement(intake.pair, MomentKind.REGULAR)
        reveal(half_year)
        assert "Vanaf 13 november 2027 krijg je weer vragen." in page(browse(cas))
        supervision = intake.pair.supervision
        supervision.planned_end = dt.date(2027, 11, 1)
        supervision.save()
        assert "Er komen nu geen vragen." in page(browse(cas))


def test_answers_from_paper_bear_the_day_they_were_given(browse, cas, colleague, intake):
    items = {item.key: 4 for item in intake.instrument.parsed.items_for(Rater.CLIENT)}
    alliance_actions.enter_paper(
        measurement=intake, answers=items, way="paper", filled_on=dt.date(2026, 11, 20), by=colleague
    )
    assert "Op papier of in een gesprek ingevuld op 20 november 2026." in page(browse(cas))
