"""A worker's home: what waits on them, their caseload, and nothing of what a client did before they did."""

import datetime as dt
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alliance import actions as alliance_actions
from alliance.models import ClientPin, HandedOverBy, Rater
from alliance.state import Step
from alliance.tests.factories import answer, open_measurement, reveal
from audit import clock
from audit.models import Action, Event
from audit.record import subject_keys
from caseload import actions, pauses
from caseload.tests.factories import start_pair
from conftest import TODAY
from messaging import actions as outbox
from messaging.models import Channel, Message, StopCause
from probation_portal import worker_list
from remote_contact.actions.survey import open_wave, take_part
from remote_contact.models import Contact
from remote_contact.survey import statements_for

HOME = reverse("portal:home")


def contact(pair: Any, days_ago: int, outcome: str = "took_place", method: str = "phone") -> Contact:
    at = clock.now() - dt.timedelta(days=days_ago)
    fields = {"method": method, "way": "remote_talk", "outcome": outcome, "took_place": outcome == "took_place"}
    return Contact.objects.create(
        pair=pair, at=at, logged_by=pair.worker, logged_at=clock.now(), form_id=uuid4(), **fields
    )


def page(browser: Any, query: str = "") -> str:
    response = browser.get(HOME + query)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def table(text: str) -> str:
    return text[text.index("<tbody") : text.index("</tbody>")] if "<tbody" in text else ""


def test_shows_own_people_with_phase_contact_and_measurement(browse, anna, intake):
    contact(intake.pair, 13)
    text = page(browse(anna))
    assert "Maandag 23 november" in text
    row = table(text)
    assert "Verhoeven, Cas" in row
    assert "Start" in row
    assert "10 nov." in row
    assert "13 dagen, telefoon" in row
    assert "Jouw kant nog invullen" in row
    assert "Nieuw koppel" in row


def test_in_a_pause_a_row_does_not_offer_to_share(anna, intake):
    answer(intake, Rater.WORKER)
    with clock.at(clock.now() + dt.timedelta(days=40)):
        [row] = worker_list.rows_of(anna, today=clock.today())
        assert row.state.step is Step.SHARE
        pauses.start_pause(pair=intake.pair, reason="illness", since=clock.today(), by=anna)
        [row] = worker_list.rows_of(anna, today=clock.today())
        assert row.state is None


def test_shows_nobody_elses_people(browse, colleague, chris, olaf, pair):
    for other in (colleague, chris, olaf):
        assert "Verhoeven" not in page(browse(other))


@pytest.mark.parametrize("role", ["cas", "bram", "dewi", "vera", "evi", "pim", "admin"])
def test_other_roles_have_another_home(browse, request, role, pair):
    response = browse(request.getfixturevalue(role)).get(HOME)
    assert b"Mijn caseload" not in response.content


def test_takes_no_posts(browse, anna):
    assert browse(anna).post(HOME).status_code == 405


@pytest.mark.parametrize(
    "clients_doing",
    [
        pytest.param(lambda m: answer(m, Rater.CLIENT, 5), id="answered"),
        pytest.param(lambda m: alliance_actions.say_not_now(measurement=m, rater=Rater.CLIENT, by=None), id="not now"),
    ],
)
@pytest.mark.parametrize("query", ["", "?measurement=fill_in", "?measurement=wait", "?measurement=talk"])
def test_does_not_tell_what_the_client_did_before_the_worker_did(browse, anna, intake, clients_doing, query):
    start_pair(worker=anna, first_name="Noor", last_name="Aalders", starts_on=TODAY - dt.timedelta(days=10))
    browser = browse(anna)

    def seen() -> str:
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page(browser, query))

    before = seen()
    clients_doing(intake)
    assert seen() == before


def test_a_pair_waits_on_the_client_only_once_the_worker_is_in(browse, anna, intake):
    answer(intake, Rater.WORKER)
    text = page(browse(anna))
    assert "Wacht op de cliënt" in table(text)
    assert "jouw kant invullen" not in text
    reveal_after = page(browse(anna), "?measurement=talk")
    assert "Verhoeven" not in table(reveal_after)


def test_waiting_things_have_a_reason_and_a_way_to_act_oldest_first(browse, anna, team):
    def started(name: str, days: int, **more: Any) -> Any:
        pair = start_pair(worker=anna, last_name=name, starts_on=TODAY - dt.timedelta(days=days))
        for key, value in more.items():
            setattr(pair.supervision, key, value)
        pair.supervision.save()
        return pair

    silent = started("Stil", 300)
    contact(silent, 37)
    contact(silent, 2, outcome="not_reached")
    ending = started("Einde", 290, planned_end=TODAY + dt.timedelta(days=10))
    contact(ending, 1)
    promised = started("Belofte", 280)
    contact(promised, 1)
    with clock.at(clock.now() - dt.timedelta(days=20)):
        due = TODAY - dt.timedelta(days=3)
        actions.make_agreement(pair=promised, text="Bellen met de schuldhulp", who="worker", due=due, by=anna)
        actions.make_agreement(pair=promised, text="Rooster sturen", who="client", due=due, by=anna)
    new = started("Nieuw", 7)
    contact(new, 7)
    open_measurement(new)
    text = page(browse(anna))
    todo = text[text.index('id="h-todo"') : text.index('id="caseload"')]
    for words in (
        "Geen contact sinds 17 okt.",
        "37 dagen",
        "Het toezicht eindigt op 3 dec. ·",
        "nog 10 dagen",
        "Afspraak: Bellen met de schuldhulp",
        "3 dagen te laat",
        "Nieuw koppel sinds 16 nov.: pincode geven en de vragen uitleggen",
        "Meting intake: jouw kant invullen",
        reverse("alliance:give_pin", args=[new.pk]),
        reverse("remote_contact:log", args=[silent.pk]),
        reverse("portal:end_supervision", args=[ending.pk]),
    ):
        assert words in todo
    assert "Rooster sturen" not in todo
    order = [todo.index(words) for words in ("eindigt op", "Geen contact", "jouw kant", "schuldhulp")]
    assert order == sorted(order)


def test_a_frozen_pin_and_a_result_to_talk_about_wait_too(browse, anna, intake):
    alliance_actions.give_pin(pair=intake.pair, handed_over_by=HandedOverBy.FACE_TO_FACE, by=anna)
    text = page(browse(anna))
    assert "pincode geven" not in text
    ClientPin.objects.update(frozen_at=clock.now())
    assert "de pincode is geblokkeerd" in page(browse(anna))
    reveal(intake)
    text = page(browse(anna))
    assert "beide kanten zijn binnen" in text
    assert "Klaar om te bespreken" in table(text)


def test_an_address_that_does_not_work_waits_until_it_is_replaced(browse, anna, pair):
    client = pair.supervision.client
    message = Message(recipient_id=client.pk, channel=Channel.EMAIL, pair=pair)
    outbox.stop_channel(message=message, address=client.email, cause=StopCause.BOUNCED)
    assert "Het e-mailadres werkt niet" in page(browse(anna))
    client.email = "cas.nieuw@example.org"
    client.save()
    assert "werkt niet" not in page(browse(anna))


def test_after_eight_the_rest_is_one_click_away(browse, anna):
    for number in range(10):
        start_pair(worker=anna, last_name=f"Mens{number}", starts_on=TODAY - dt.timedelta(days=300))
    text = page(browse(anna))
    assert "En nog 2" in text
    assert "Er wachten 10 dingen op jou." in text


def test_filters_narrow_the_list_and_can_be_taken_off(browse, anna, intake):
    other = start_pair(worker=anna, first_name="Fatima", last_name="Yıldız", number="RN-213 902")
    contact(other, 20)
    actions.record_fact(pair=other, kind="phase", value="execution", since=TODAY, by=anna)
    browser = browse(anna)
    for query in ("?q=yildiz", "?q=RN-213", "?q=213902", "?phase=execution", "?contact=14"):
        text = page(browser, query)
        assert "Yıldız, Fatima" in table(text), query
        assert "Verhoeven" not in table(text), query
        assert "1 van 2 mensen" in text
        assert 'class="chip-off" href="?#caseload"' in text
    text = page(browser, "?q=cas&phase=start&measurement=fill_in")
    assert "Verhoeven, Cas" in table(text)
    assert text.count('class="chip-off"') == 3
    assert "Niemand gevonden" in page(browser, "?q=niemand")
    assert page(browser, "?phase=nonsense&contact=x&sort=zzz&page=abc&measurement=1").count("person-link") >= 2


def test_sorts_by_name_without_particles_phase_and_contact(browse, anna):
    names = ("van Dam", "Alders", "Yılmaz", "Ünal")
    pairs = {
        name: start_pair(worker=anna, last_name=name, starts_on=TODAY - dt.timedelta(days=20 + index))
        for index, name in enumerate(names)
    }
    contact(pairs["Ünal"], 3)
    contact(pairs["Alders"], 9)
    actions.record_fact(pair=pairs["Ünal"], kind="phase", value="completion", since=TODAY, by=anna)
    browser = browse(anna)

    def order(query: str) -> list[str]:
        return re.findall(r'person-link" href="[^"]+">([^,<]+),', table(page(browser, query)))

    assert order("") == ["Alders", "van Dam", "Ünal", "Yılmaz"]
    assert order("?sort=-name") == ["Yılmaz", "Ünal", "van Dam", "Alders"]
    assert order("?sort=-phase")[0] == "Ünal"
    assert order("?sort=contact")[2:] == ["Alders", "Ünal"]


def test_turns_pages_of_25(browse, anna):
    for number in range(27):
        start_pair(worker=anna, last_name=f"Mens{number:02}")
    browser = browse(anna)
    assert table(page(browser)).count("<tr") == 25
    second = page(browser, "?page=2&sort=name")
    assert table(second).count("<tr") == 2
    assert 'aria-current="page">2' in second


def test_an_empty_caseload_says_what_will_stand_here(browse, anna):
    text = page(browse(anna))
    assert "Er wacht niets op jou." in text
    assert "Nog niemand" in text


def test_one_event_lists_everyone_shown(browse, anna, pair):
    other = start_pair(worker=anna, last_name="Ander", starts_on=TODAY - dt.timedelta(days=100))
    before = Event.objects.count()
    page(browse(anna), "?q=cas")
    assert Event.objects.count() == before + 1
    event = Event.objects.latest("id")
    assert (event.action, event.what, event.actor_id) == (Action.LISTED, "caseload list", anna.pk)
    shown = subject_keys({pair.supervision.client_id, other.supervision.client_id})
    assert set(event.subjects.values_list("subject_key", flat=True)) == set(shown.values())


def test_asks_the_database_the_same_number_of_times_however_many_people(browse, anna):
    def queries() -> int:
        browser = browse(anna)
        page(browser)
        with CaptureQueriesContext(connection) as asked:
            page(browser)
        return len(asked)

    def add(count: int) -> None:
        for _n in range(count):
            pair = start_pair(worker=anna, starts_on=TODAY - dt.timedelta(days=30))
            open_measurement(pair)
            contact(pair, 29)

    add(2)
    few = queries()
    add(20)
    assert queries() == few
    # Four for what is planned, next steps and attempts; the rest of what grew for signals, trainings, the
    # survey and standing in for a colleague.
    assert few <= 28


def test_counts_contact_days_in_the_portals_zone(browse, anna, pair):
    made = contact(pair, 0)
    made.at = timezone.make_aware(dt.datetime(2026, 11, 23, 0, 30))
    made.save()
    assert "vandaag, telefoon" in table(page(browse(anna)))


def test_an_open_round_of_the_survey_is_offered_until_one_took_part(browse, anna, admin):
    today = clock.today()
    wave = open_wave(audience="worker", name="nu", opens_on=today, closes_on=today + dt.timedelta(days=3), by=admin)
    link = f'href="{reverse("remote_contact:survey")}"'
    assert link in page(browse(anna))
    take_part(wave=wave, answers={statements_for("worker")[0].key: 3}, by=anna)
    assert link not in page(browse(anna))
