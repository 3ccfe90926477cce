"""The worker's own side: drafts, review, submitting, and no hint of the client's side before that."""

import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from alliance import notice
from alliance.models import Draft, Measurement, Rater, Response
from alliance.tests.factories import answer, fill_in
from alliance.tests.visits import all_items
from audit import clock
from audit.models import Action, Event
from caseload.actions import hand_over
from caseload.models import Pair
from conftest import TODAY

PAGES = ["respond", "respond_review"]


def url(name: str, measurement: Measurement) -> str:
    return reverse(f"alliance:{name}", args=[measurement.pk])


@pytest.fixture
def anna_at_work(browse, anna: User) -> Browser:  # noqa: ANN001
    return browse(anna)


def text(response) -> str:  # noqa: ANN001
    return response.content.decode()


def test_first_who_sees_what_then_the_questions(anna_at_work: Browser, intake: Measurement) -> None:
    page = text(anna_at_work.get(url("respond", intake)))
    for line in notice.for_worker("Cas"):
        assert line.sees in page
    assert "Nu niet" in page
    assert "?vraag=1" in page
    questions = text(anna_at_work.get(url("respond", intake) + "?vraag=1"))
    assert "Vraag 1 van 20" in questions
    assert 'id="q_item_w01"' in questions
    assert "q_item_c01" not in questions
    assert "niet de WA-GK" in questions


def test_a_draft_is_shown_again_and_goes_on_at_the_first_open_question(
    anna_at_work: Browser, intake: Measurement
) -> None:
    moved = anna_at_work.post(url("respond", intake), {"at": "1", "do": "next", "item_w01": "4"})
    assert moved.headers["Location"] == url("respond", intake) + "?vraag=2#q_item_w02"
    page = text(anna_at_work.get(url("respond", intake)))
    assert "Vraag 2 van 20" in page
    assert page.count(" checked") == 1
    stopped = anna_at_work.post(url("respond", intake), {"at": "2", "do": "stop", "item_w02": "1"})
    assert stopped.headers["Location"] == reverse("portal:pair", args=[intake.pair_id])
    assert {key: value for key, (value, *_when) in Draft.objects.get().answers.items()} == {"w01": 4, "w02": 1}


def test_submitting_once_and_again(anna_at_work: Browser, anna: User, intake: Measurement) -> None:
    anna_at_work.post(url("respond", intake), {"at": "20"} | all_items(intake, "worker"))
    assert "alle 20 vragen" in text(anna_at_work.get(url("respond_review", intake)))
    for _ in range(2):
        sent = anna_at_work.post(url("respond_review", intake))
        assert sent.headers["Location"] == reverse("portal:pair", args=[intake.pair_id])
    response = Response.objects.get()
    assert (response.rater, response.way, response.submitted_by) == ("worker", "portal", anna)
    for name in PAGES:
        assert anna_at_work.get(url(name, intake)).status_code == 302
    assert Event.objects.filter(action=Action.ANSWERED).count() == 1


def test_nothing_answered_is_nothing_to_send(anna_at_work: Browser, intake: Measurement) -> None:
    assert "Er is nog niets om te versturen" in text(anna_at_work.post(url("respond_review", intake)))
    assert not Response.objects.exists()


def test_after_submitting_the_page_may_say_that_both_are_in(anna_at_work: Browser, intake: Measurement) -> None:
    answer(intake, Rater.CLIENT)
    fill_in(intake, Rater.WORKER)
    sent = anna_at_work.post(url("respond_review", intake))
    assert "Cas en jij zijn allebei klaar" in "".join(str(message) for message in get_messages(sent.wsgi_request))
    intake.refresh_from_db()
    assert intake.is_revealed


def visible(page: str) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page)


def test_before_submitting_nothing_depends_on_the_client(anna_at_work: Browser, intake: Measurement) -> None:
    """Every page, and the answer to every post, is the same byte for byte whether the client is in or not."""
    urls = [url("respond", intake), url("respond", intake) + "?vraag=3", url("respond_review", intake)]
    urls += [url("office", intake), reverse("alliance:give_pin", args=[intake.pair_id])]

    def look() -> list[object]:
        seen: list[object] = []
        for address in urls:
            with CaptureQueriesContext(connection) as queries:
                page = anna_at_work.get(address)
            seen.append((page.status_code, visible(text(page)), len(queries)))
        for name in ("office", "share", "respond_not_now"):
            seen.append(anna_at_work.post(url(name, intake)).headers["Location"])
        shown = anna_at_work.get(url("respond", intake) + "?vraag=1")
        return [*seen, visible(text(shown))]

    look()
    before = look()
    fill_in(intake, Rater.CLIENT)
    half = look()
    answer(intake, Rater.CLIENT)
    assert before == half == look()


def test_not_now_stops_the_reminder_and_nothing_else(anna_at_work: Browser, intake: Measurement) -> None:
    assert anna_at_work.get(url("respond_not_now", intake)).status_code == 405
    anna_at_work.post(url("respond_not_now", intake))
    intake.refresh_from_db()
    assert intake.worker_not_now_at == clock.now()
    assert anna_at_work.get(url("respond", intake)).status_code == 200


def test_bad_input_is_said_and_nothing_is_written(anna_at_work: Browser, intake: Measurement) -> None:
    page = anna_at_work.post(url("respond", intake), {"at": "x", "item_w01": "99", "item_w02": "3"})
    assert page.status_code == 200
    assert "error-summary" in text(page)
    assert text(page).count(" checked") == 1
    assert not Draft.objects.exists()


def test_saving_from_the_page(anna_at_work: Browser, intake: Measurement) -> None:
    json = {"Accept": "application/json"}
    saved = anna_at_work.post(url("respond", intake), {"item_w01": "4"}, headers=json)
    assert saved.json() == {"saved": "13:00", "seconds": None, "stands": {}}
    # Saving is no page: the reads are those of the pages.
    assert not Event.objects.filter(action=Action.READ).exists()
    answer(intake, Rater.WORKER)
    assert anna_at_work.post(url("respond", intake), {"item_w01": "4"}, headers=json).status_code == 409


def test_a_page_is_one_read(anna_at_work: Browser, anna: User, intake: Measurement) -> None:
    anna_at_work.get(url("respond", intake))
    event = Event.objects.get(action=Action.READ)
    assert (event.actor_id, event.what, event.object_id) == (anna.pk, "measurement", intake.pk)


@pytest.mark.parametrize("name", [*PAGES, "respond_not_now"])
def test_only_the_pairs_present_worker(  # noqa: PLR0913
    name: str,
    browse,
    intake: Measurement,
    colleague: User,
    chris: User,
    olaf: User,
    bram: User,
    dewi: User,
    cas: User,  # noqa: ANN001
) -> None:
    method = "post" if name == "respond_not_now" else "get"
    for stranger in (colleague, chris, olaf):
        assert getattr(browse(stranger), method)(url(name, intake)).status_code == 404
    for role in (bram, dewi, cas):
        assert getattr(browse(role), method)(url(name, intake)).status_code == 403
    assert getattr(browse(None), method)(url(name, intake)).headers["Location"].startswith(reverse("account_login"))
    assert not Event.objects.filter(action=Action.READ).exists()


def test_after_a_hand_over_it_is_nobodys(
    anna_at_work: Browser,
    browse,
    intake: Measurement,
    pair: Pair,
    colleague: User,  # noqa: ANN001
) -> None:
    fill_in(intake, Rater.WORKER)
    hand_over(pair=pair, to=colleague, on=TODAY, by=None)
    assert anna_at_work.get(url("respond", intake)).status_code == 404
    assert browse(colleague).get(url("respond", intake)).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_answers(anna_at_work: Browser, intake: Measurement) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert anna_at_work.get(url("respond", intake) + "?vraag=1").status_code == 200
        return len(queries)

    count()
    empty = count()
    anna_at_work.post(url("respond", intake), {"at": "20"} | all_items(intake, "worker"))
    assert count() == empty <= 14
