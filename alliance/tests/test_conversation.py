"""The page of the talk: for the pair's worker once both sides are in, and for nobody else."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from alliance import actions
from alliance.models import Measurement, Rater, Response, Talk
from alliance.talk_page import next_words
from alliance.tests.factories import answer, reveal
from audit import clock
from audit.models import Event
from caseload.actions import make_agreement
from caseload.models import Agreement, Pair
from caseload.tests.factories import start_pair

Browse = Callable[[User | None], Browser]
TODAY = dt.date(2026, 11, 23)


def url(measurement: Measurement, name: str = "conversation") -> str:
    return reverse(f"alliance:{name}", args=[measurement.pk])


def filled(**fields: str) -> dict[str, str]:
    lines = {"line-TOTAL_FORMS": "4", "line-INITIAL_FORMS": "0", "held_on": "23-11-2026"}
    for number in range(4):
        lines |= {f"line-{number}-text": "", f"line-{number}-who": "", f"line-{number}-due": ""}
    return lines | {name.replace("__", "-"): value for name, value in fields.items()}


def html(browser: Browser, measurement: Measurement) -> str:
    response = browser.get(url(measurement))
    assert response.status_code == 200
    return response.content.decode()


def test_both_sides_stand_on_the_page_without_a_figure_before_the_fold(
    browse: Browse, intake: Measurement, anna: User
) -> None:
    reveal(intake, client=5, worker=1)
    page = html(browse(anna), intake)
    assert "Cas en Anna · maandag 23 november 2026 · intake" in page
    before, _details, after = page.partition('<details class="table-as no-print">')
    figures, _end, after = after.partition("</details>")
    assert not re.search(r"\d,\d", re.sub(r"<[^>]*>", "", before + after))
    assert re.search(r">\d,\d<", figures)
    assert "een stuk" in after
    assert "Zeg het gewoon" in after
    assert "Demonstratievragen, niet de WA-GK" in before


def test_the_clients_topic_comes_first(browse: Browse, intake: Measurement, anna: User) -> None:
    reveal(intake)
    assert "Cas schreef niets op. Vraag het nu." in html(browse(anna), intake)
    Response.objects.filter(rater=Rater.CLIENT).update(topic="Mijn werk")
    Response.objects.filter(rater=Rater.WORKER).update(topic="De meldplicht")
    page = html(browse(anna), intake)
    assert page.index("‘Mijn werk’") < page.index("‘De meldplicht’") < page.index("Zo zien we het nu")


@pytest.mark.parametrize("sides", [(), (Rater.CLIENT,), (Rater.WORKER,)])
def test_before_the_reveal_there_is_no_page(
    sides: tuple[Rater, ...], browse: Browse, intake: Measurement, anna: User
) -> None:
    for side in sides:
        answer(intake, side)
    assert browse(anna).get(url(intake)).status_code == 404
    assert browse(anna).post(url(intake, "record_talk"), filled()).status_code == 404
    assert browse(anna).post(url(intake, "worth"), {"talking": "4"}).status_code == 404
    assert not Talk.objects.exists()


def test_a_side_that_was_shared_alone_makes_no_talk(browse: Browse, intake: Measurement, anna: User) -> None:
    answer(intake, Rater.WORKER)
    with clock.at(clock.now() + dt.timedelta(days=60)):
        actions.share_scores(measurement=intake, rater=Rater.WORKER, by=anna)
        assert browse(anna).get(url(intake)).status_code == 404


def test_strangers_find_nothing_and_other_roles_may_not(
    browse: Browse, intake: Measurement, colleague: User, chris: User, olaf: User, bram: User, cas: User, dewi: User,
    vera: User, evi: User, pim: User, admin: User,
) -> None:  # fmt: skip
    reveal(intake)
    for user, status in [(u, 404) for u in (colleague, chris, olaf)] + [
        (u, 403) for u in (bram, cas, dewi, vera, evi, pim, admin)
    ]:
        assert browse(user).get(url(intake)).status_code == status
        assert browse(user).post(url(intake, "record_talk"), filled()).status_code == status
    assert not Talk.objects.exists()


def test_the_talk_is_dated_and_what_was_agreed_is_written_down(
    browse: Browse, intake: Measurement, pair: Pair, anna: User
) -> None:
    reveal(intake)
    done = make_agreement(pair=pair, text="Bellen", who="worker", by=anna)
    runs = make_agreement(pair=pair, text="Rooster", who="client", by=anna)
    dropped = make_agreement(pair=pair, text="Brief", who="client", by=anna)
    states = {f"agreement_{done.pk.hex}": "done", f"agreement_{runs.pk.hex}": "open"}
    states |= {f"agreement_{dropped.pk.hex}": "dropped"}
    states |= {f"version_{each.pk.hex}": "1" for each in (done, runs, dropped)}
    lines = filled(line__0__text="Op papier zetten", line__0__who="together", line__0__due="30-11-2026")
    lines |= {"line-2-text": "Sturen", "line-2-who": "client"}
    response = browse(anna).post(url(intake, "record_talk"), lines | states, follow=True)
    assert response.redirect_chain == [(url(intake), 302)]
    talk = Talk.objects.get()
    assert (talk.measurement, talk.held_on, talk.recorded_by) == (intake, TODAY, anna)
    made = set(Agreement.objects.values_list("text", "who", "state", "due"))
    assert ("Op papier zetten", "together", "open", dt.date(2026, 11, 30)) in made
    assert ("Sturen", "client", "open", None) in made
    assert {("Bellen", "done"), ("Rooster", "open"), ("Brief", "dropped")} <= {(t, s) for t, _w, s, _d in made}
    assert Event.objects.get(what="talk").action == "created"
    page = response.content.decode()
    assert "Besproken op 23 november 2026" in page
    assert "Gesprek afronden" not in page
    assert "De volgende vragen:" in page


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"line-0-text": "Bellen"}, "Wie: Kies wie het doet."),
        ({"line-0-who": "client"}, "Wat: Schrijf op wat jullie afspreken."),
        ({"line-0-text": "Bellen", "line-0-who": "client", "line-0-due": "22-11-2026"}, "Deze dag is al geweest."),
        ({"held_on": "24-11-2026"}, "Besproken op: Deze dag moet nog komen."),
        ({"held_on": "22-11-2026"}, "Besproken op: Kies een dag vanaf het moment dat beide kanten binnen waren"),
        ({"held_on": ""}, "Besproken op: Vul een dag in zoals 23-11-2026."),
    ],
)
def test_bad_input_says_what_to_mend_keeps_the_text_and_writes_nothing(
    wrong: dict[str, str], message: str, browse: Browse, intake: Measurement, anna: User
) -> None:
    reveal(intake)
    data = filled() | {"line-1-text": "Blijft staan", "line-1-who": "worker"} | wrong
    response = browse(anna).post(url(intake, "record_talk"), data)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<title>Fout:" in page
    assert message in page
    assert 'value="Blijft staan"' in page
    assert not Talk.objects.exists()
    assert not Agreement.objects.exists()


def test_a_second_click_writes_nothing_twice(browse: Browse, intake: Measurement, anna: User) -> None:
    reveal(intake)
    data = filled(line__0__text="Een", line__0__who="client")
    browse(anna).post(url(intake, "record_talk"), data)
    again = browse(anna).post(url(intake, "record_talk"), data, follow=True)
    assert "Dit gesprek stond al vast." in again.content.decode()
    assert (Talk.objects.count(), Agreement.objects.count()) == (1, 1)


def test_the_read_is_recorded(browse: Browse, intake: Measurement, anna: User) -> None:
    reveal(intake)
    html(browse(anna), intake)
    assert Event.objects.get(what="conversation").object_id == intake.pk


def test_the_talk_ends_what_was_ready_to_talk_about_and_stands_on_the_workers_timeline_alone(
    browse: Browse, intake: Measurement, pair: Pair, anna: User, bram: User, cas: User
) -> None:
    reveal(intake)
    pair_url = reverse("portal:pair", args=[pair.pk])
    assert "Klaar om te bespreken" in browse(anna).get("/").content.decode()
    assert url(intake) in browse(anna).get(pair_url).content.decode()
    actions.record_talk(measurement=intake, held_on=TODAY, by=anna)
    home, page = browse(anna).get("/").content.decode(), browse(anna).get(pair_url).content.decode()
    assert "Samen bespreken" not in home
    assert '<div class="banner banner--notice">' not in page
    assert "Samen de meting besproken" in page
    assert "Samen de meting besproken" not in browse(bram).get(pair_url).content.decode()
    assert "Besproken op 23 november 2026." in browse(cas).get("/").content.decode()


def test_the_query_count_does_not_grow(browse: Browse, intake: Measurement, pair: Pair, anna: User) -> None:
    reveal(intake)
    browser = browse(anna)
    html(browser, intake)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            html(browser, intake)
        return len(captured)

    make_agreement(pair=pair, text="0", who="client", by=anna)
    few = queries()
    for number in range(6):
        make_agreement(pair=pair, text=str(number), who="client", by=anna)
        start_pair(worker=anna)
    assert queries() == few <= 14


def test_when_the_next_questions_come_ends_in_no_full_stop_of_its_own() -> None:
    assert next_words([("12 maanden", "vanaf 14 dec.")]) == "12 maanden, vanaf 14 dec"
