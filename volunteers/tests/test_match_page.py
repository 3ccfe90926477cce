"""The page of a match: what each of the three and the co-ordinator reads there, and what they set down together."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit import clock
from audit.models import Event
from caseload.models import Goal, Pair
from volunteers.actions import sharing
from volunteers.actions.matches import end_match
from volunteers.actions.sharing import Agreed
from volunteers.models import Evaluation, Match, Shared, Side
from volunteers.policies import SHOWN_AFTER
from volunteers.tests.request_factories import make_request
from volunteers.tests.together import activity, matched


def page(browser: Any, match: Match, part: str = "") -> str:
    response = browser.get(f"/volunteers/match/{match.pk}/{part}")
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def test_a_volunteer_reads_first_names_what_was_agreed_and_the_safety_agreement(
    match: Match, vera: User, browse: Any
) -> None:
    text = page(browse(vera), match)
    for shown in ("Cas", "Anna", "Samen sporten", "Vaker buiten komen", "Niet bij iemand thuis."):
        assert shown in text
    client = match.supervision.client
    for hidden in (client.last_name, client.number, client.email, "cas@example.org", "anna@example.org"):
        assert hidden not in text


def test_nothing_is_logged_before_the_start_meeting_but_a_signal(
    vera: User, anna: User, pair: Pair, browse: Any
) -> None:
    match = matched(vera, pair, met=False)
    browser = browse(vera)
    assert "Startgesprek vastleggen" in page(browser, match)
    tried = browser.post(f"/volunteers/match/{match.pk}/add/", {"kind": "task", "text": "Bellen", "who": ""})
    assert "Houd eerst het startgesprek" in tried.content.decode()
    assert not Shared.objects.exists()
    signal = {"form_id": uuid.uuid4(), "text": "Ik maak me zorgen"}
    assert browser.post(f"/volunteers/match/{match.pk}/signal/", signal).status_code == 302
    assert match.signals.count() == 1


@pytest.mark.parametrize("who", ["vera", "anna"])
def test_the_start_meeting_by_either_of_the_two_once(
    who: str, vera: User, anna: User, pair: Pair, browse: Any, request: Any
) -> None:
    match = matched(vera, pair, met=False)
    typed = {"met_on": "vandaag", "goals": "- Vaker buiten\n\nEen hobby", "tasks": "Elke woensdag sporten"}
    browser = browse(request.getfixturevalue(who))
    assert browser.post(f"/volunteers/match/{match.pk}/start/", typed).status_code == 302
    match.refresh_from_db()
    assert match.met_on == clock.today()
    assert list(match.shared.values_list("kind", "text")) == [
        ("goal", "Vaker buiten"),
        ("goal", "Een hobby"),
        ("task", "Elke woensdag sporten"),
    ]
    again = browser.post(f"/volunteers/match/{match.pk}/start/", typed).content.decode()
    assert "Het startgesprek staat er al." in again
    assert match.shared.count() == 3


def test_the_worker_finds_the_goals_that_were_asked_for_and_the_volunteer_does_not(
    vera: User, anna: User, pair: Pair, browse: Any
) -> None:
    asked = make_request(pair, by=anna)
    asked.goals.add(Goal.objects.create(supervision=pair.supervision, text="Schulden aflossen", since=clock.today()))
    match = matched(vera, pair, met=False)
    Match.objects.filter(pk=match.pk).update(request=asked)
    assert "Schulden aflossen" in page(browse(anna), match, "start/")
    assert "Schulden aflossen" not in page(browse(vera), match, "start/")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"goals": ""}, "Dit veld is verplicht."),
        ({"goals": "x" * 201}, "ten hoogste 200 tekens"),
        ({"met_on": "morgenochtend"}, "Vul een dag in zoals 23 nov."),
        ({"met_on": "22-11-2026"}, "vanaf het begin van de koppeling"),
        ({"tasks": "\n".join("abcdefghijk")}, "ten hoogste 10 regels"),
    ],
)
def test_bad_input_keeps_what_was_typed_and_writes_nothing(
    change: dict[str, str], error: str, vera: User, pair: Pair, browse: Any
) -> None:
    match = matched(vera, pair, met=False)
    typed = {"met_on": "vandaag", "goals": "Een doel", "tasks": "Iets doen"} | change
    text = browse(vera).post(f"/volunteers/match/{match.pk}/start/", typed).content.decode()
    assert error in text
    assert typed["tasks"] in text
    match.refresh_from_db()
    assert match.met_on is None
    assert not Shared.objects.exists()


def test_all_three_add_tick_off_and_change_and_a_late_save_is_shown(
    match: Match, vera: User, anna: User, cas: User, browse: Any
) -> None:
    for user, text in ((vera, "Fiets zoeken"), (anna, "Formulier sturen"), (cas, "Opbellen")):
        typed = {"kind": "task", "text": text, "who": ""}
        assert browse(user).post(f"/volunteers/match/{match.pk}/add/", typed).status_code == 302
    row = Shared.objects.get(text="Fiets zoeken")
    browse(cas).post(f"/volunteers/agreed/{row.pk}/done/", {"done": "1", "version": 1})
    row.refresh_from_db()
    assert (row.done_on, row.version) == (clock.today(), 2)
    late = browse(anna).post(f"/volunteers/agreed/{row.pk}/", {"text": "Een bakfiets", "who": "", "version": 1})
    assert "Twee versies" in late.content.decode()
    row.refresh_from_db()
    assert row.text == "Fiets zoeken"
    assert Event.objects.filter(what="match task").count() == 4


def test_a_number_is_shown_only_by_whose_it_is(match: Match, vera: User, cas: User, anna: User, browse: Any) -> None:
    client = match.supervision.client
    client.mobile = "0622222222"
    client.save()
    address = f"/volunteers/match/{match.pk}/phone/"
    assert client.mobile not in page(browse(vera), match)
    assert "0611111111" not in page(browse(cas), match)
    browse(cas).post(address, {"shown": "1"})
    assert client.mobile in page(browse(vera), match)
    assert "0611111111" not in page(browse(cas), match)
    assert browse(anna).post(address, {"shown": "1"}).status_code == 403
    browse(cas).post(address, {"shown": "0"})
    assert client.mobile not in page(browse(vera), match)


def test_after_the_end_no_number_is_shown_and_the_pair_finds_how_it_went(
    match: Match, pair: Pair, vera: User, cas: User, anna: User, browse: Any
) -> None:
    browse(vera).post(f"/volunteers/match/{match.pk}/phone/", {"shown": "1"})
    assert "0611111111" in page(browse(cas), match)
    end_match(match=match, on=clock.today(), by=anna, reason="done")
    looked_back = f"/volunteers/match/{match.pk}/looked-back/"
    for user in (cas, anna):
        shown = page(browse(user), match)
        assert "0611111111" not in shown
        assert looked_back not in shown
    evaluation = {"match": match, "month": 0, "due_on": clock.today(), "satisfaction": 4, "worth": 4}
    for side in Side:
        Evaluation.objects.create(side=side, filled_at=clock.now(), **evaluation)
    for user, home in ((cas, "/"), (anna, reverse("portal:pair", args=[pair.pk]))):
        told = browse(user).get(home).content.decode()
        assert f"/volunteers/match/{match.pk}/" in told
        assert "geëindigd op" in told
        assert looked_back in page(browse(user), match)
    with clock.at(clock.now() + SHOWN_AFTER):
        assert f"/volunteers/match/{match.pk}/" not in browse(cas).get("/").content.decode()


def test_a_coordinator_reads_no_words_of_the_three(match: Match, vera: User, dewi: User, browse: Any) -> None:
    activity(match, vera, title="Naar de gemeente", note="Lang gewacht", expenses_cents=450)
    text = page(browse(dewi), match)
    for hidden in ("Naar de gemeente", "Lang gewacht", "Vaker buiten komen", match.supervision.client.last_name):
        assert hidden not in text
    for shown in ("1 activiteit, 1 uur", "€ 4,50", "Niet bij iemand thuis."):
        assert shown in text


def test_strangers_get_404_other_roles_403_and_a_read_is_recorded(
    match: Match, vera: User, bram: User, chris: User, olaf: User, dewi: User, evi: User, browse: Any
) -> None:
    address = f"/volunteers/match/{match.pk}/"
    for user in (chris, olaf):
        assert browse(user).get(address).status_code == 404
    for user in (bram, evi):
        assert browse(user).get(address).status_code == 403
    browse(vera).get(address)
    assert Event.objects.filter(what="match page", actor_id=vera.pk, object_id=match.pk).count() == 1


def test_after_the_end_a_volunteer_sees_nothing_and_is_thanked_without_a_name(
    match: Match, vera: User, anna: User, browse: Any
) -> None:
    browser, address = browse(anna), f"/volunteers/match/{match.pk}/end/"
    named = browser.post(address, {"reason": "done", "thanks": "Dank je voor Cas!"}).content.decode()
    assert "Noem de cliënt hier niet" in named
    assert "Dank je voor Cas!" in named
    assert browser.post(address, {"reason": "done", "thanks": "Je was er altijd."}).status_code == 302
    match.refresh_from_db()
    assert (match.ends_on, match.end_reason) == (clock.today(), "done")
    assert browse(vera).get(f"/volunteers/match/{match.pk}/").status_code == 404
    home = browse(vera).get("/").content.decode()
    assert "Je was er altijd." in home
    assert "Cas" not in home
    assert "Deze koppeling is geëindigd" in page(browse(anna), match)


def test_a_match_that_ended_takes_nothing_more(match: Match, anna: User, cas: User, browse: Any) -> None:
    end_match(match=match, on=clock.today(), by=anna, reason="done")
    tried = browse(anna).post(f"/volunteers/match/{match.pk}/add/", {"kind": "task", "text": "Nog iets", "who": ""})
    assert "Deze koppeling is geëindigd." in tried.content.decode()
    assert not Shared.objects.filter(text="Nog iets").exists()


def test_the_page_takes_the_same_queries_however_much_was_done(
    match: Match, vera: User, anna: User, browse: Any
) -> None:
    browser = browse(vera)
    page(browser, match)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(browser, match)
        return len(asked)

    activity(match, vera)
    few = cost()
    for n in range(12):
        activity(match, vera, title=f"Keer {n}")
        sharing.add_shared(match=match, agreed=Agreed("task", f"Taak {n}"), by=vera)
    assert cost() == few <= 22
