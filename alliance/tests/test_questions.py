"""The client's questions: who sees what first, every answer kept, one response whatever happens."""

import datetime as dt

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from alliance import notice
from alliance.answering import TICKET
from alliance.models import Draft, Measurement, Rater, Response, ScaleScore
from alliance.tests.factories import answer, fill_in
from alliance.tests.visits import BEGIN, DONE, NOT_NOW, QUESTIONS, REVIEW, TOPIC, all_items, come_in
from audit import clock
from audit.tests.at_once import at_once
from conftest import NOON

CLIENT_PAGES = [BEGIN, QUESTIONS, REVIEW]


def text(response) -> str:  # noqa: ANN001
    return response.content.decode()


def kept() -> dict[str, int]:
    return {item: value for item, (value, *_when) in Draft.objects.get(rater="client").answers.items()}


@pytest.mark.parametrize("url", [*CLIENT_PAGES, DONE])
def test_without_a_ticket_there_is_nothing_but_the_way_back(url: str, client: Browser, intake: Measurement) -> None:
    page = client.get(url)
    assert page.status_code == 403
    assert "Open je link opnieuw" in text(page)
    assert "Anna" not in text(page)
    if url != DONE:
        assert client.post(url).status_code == 403
    assert not Draft.objects.exists()


def test_first_who_sees_what_then_two_choices_of_equal_size(intake: Measurement) -> None:
    browser = come_in(intake, begin=False)
    assert browser.get(QUESTIONS).headers["Location"] == BEGIN
    assert browser.get(REVIEW).headers["Location"] == BEGIN
    page = text(browser.get(BEGIN))
    for line in notice.for_client("Anna"):
        assert line.sees in page
    buttons = [part.split(">")[0] for part in page.split("<button")[1:] if "Beginnen" in part or "Nu niet" in part]
    assert len(buttons) == 2
    assert len(set(buttons)) == 1


def test_looking_writes_nothing(intake: Measurement) -> None:
    browser = come_in(intake)
    for url in CLIENT_PAGES:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200
        assert not [q for q in queries if not q["sql"].startswith("SELECT")]


def test_a_post_keeps_all_answers_and_moves_on(intake: Measurement) -> None:
    browser = come_in(intake)
    moved = browser.post(QUESTIONS, {"at": "1", "do": "next", "item_c01": "4", "item_c02": "2"})
    # Behind the last of those just answered, for the list of a wide screen.
    assert moved.headers["Location"] == f"{QUESTIONS}?vraag=3#q_item_c03"
    assert kept() == {"c01": 4, "c02": 2}
    assert Draft.objects.get().notice_version == notice.VERSION
    page = text(browser.get(f"{QUESTIONS}?vraag=3"))
    assert "Bewaard om 13:00" in page
    assert "Vraag 3 van 20" in page
    assert page.count(" checked") == 2


@pytest.mark.parametrize(
    ("do", "at", "to"),
    [
        ("next", "5", "vraag=6"),
        ("skip", "5", "vraag=6"),
        ("previous", "5", "vraag=4"),
        ("previous", "1", "vraag=1"),
        ("next", "20", TOPIC),
        ("skip", "20", TOPIC),
        ("next", "99", "vraag=2"),
        ("no such step", "3", "vraag=4"),
    ],
)
def test_moving_answers_nothing(do: str, at: str, to: str, intake: Measurement) -> None:
    assert to in come_in(intake).post(QUESTIONS, {"at": at, "do": do}).headers["Location"]
    assert not Draft.objects.exists()


@pytest.mark.parametrize("asked", ["", "0", "21", "-1", "abc", "9" * 30, "²", "\x00"])
def test_a_number_that_is_not_there_gives_the_first_open_question(asked: str, intake: Measurement) -> None:
    browser = come_in(intake)
    browser.post(QUESTIONS, {"at": "1", "item_c01": "3"})
    assert "Vraag 2 van 20" in text(browser.get(QUESTIONS, {"vraag": asked}))


def test_an_answer_that_is_none_is_said_and_nothing_is_written(intake: Measurement) -> None:
    page = come_in(intake).post(QUESTIONS, {"at": "1", "item_c01": "9", "item_c02": "5"})
    assert page.status_code == 200
    assert "Kies een van de antwoorden" in text(page)
    assert "error-summary" in text(page)
    assert text(page).count(" checked") == 1
    assert not Draft.objects.exists()


def test_the_other_sides_items_are_no_answers(intake: Measurement) -> None:
    come_in(intake).post(QUESTIONS, {"at": "1", "item_w01": "5", "w01": "5", "rater": "worker"})
    assert not Draft.objects.exists()


def test_saving_from_the_page_answers_with_the_time(intake: Measurement) -> None:
    browser, json = come_in(intake), {"Accept": "application/json"}
    saved = browser.post(QUESTIONS, {"at": "1", "item_c01": "4"}, headers=json)
    assert (saved.status_code, saved.json()) == (200, {"saved": "13:00", "seconds": 1200, "stands": {}})
    assert kept() == {"c01": 4}
    assert browser.post(QUESTIONS, {"item_c01": "9"}, headers=json).status_code == 400
    answer(intake, Rater.CLIENT)
    assert browser.post(QUESTIONS, {"item_c01": "4"}, headers=json).status_code == 409


def test_the_questions_are_not_for_a_translating_browser(intake: Measurement) -> None:
    page = text(come_in(intake).get(QUESTIONS))
    assert page.count('translate="no" lang="nl"') == 20
    assert page.count("<fieldset") == page.count("<legend") == 20


def test_after_a_new_pin_earlier_answers_count_but_are_not_shown(intake: Measurement) -> None:
    first = come_in(intake)
    first.post(QUESTIONS, {"at": "1", "item_c01": "5", "item_c02": "5", "item_c03": "5"})
    second = come_in(intake, begin=False)
    assert "al 3 vragen" in text(second.get(BEGIN))
    second.post(BEGIN)
    page = text(second.get(QUESTIONS))
    assert "Je vulde eerder al 3 vragen in" in page
    assert "Vraag 4 van 20" in page
    assert 'id="q_item_c03"' not in page
    assert " checked" not in page
    # Nor can they be overwritten from here; the first browser is shown out.
    second.post(QUESTIONS, {"at": "4", "item_c01": "1", "item_c04": "2"})
    assert kept() == {"c01": 5, "c02": 5, "c03": 5, "c04": 2}
    out = first.get(QUESTIONS)
    assert (out.status_code, "nieuwe pincode" in text(out)) == (403, True)
    assert first.post(QUESTIONS, {"item_c05": "1"}).status_code == 403
    assert "c05" not in kept()


def test_when_all_was_answered_earlier_only_the_review_is_left(intake: Measurement) -> None:
    come_in(intake).post(QUESTIONS, {"at": "1"} | all_items(intake, "client"))
    assert come_in(intake).get(QUESTIONS).headers["Location"] == REVIEW


def test_twenty_minutes_without_a_word(intake: Measurement) -> None:
    browser = come_in(intake)
    with clock.at(NOON + dt.timedelta(minutes=19)):
        browser.post(QUESTIONS, {"at": "1", "item_c01": "4"})
    with clock.at(NOON + dt.timedelta(minutes=38)):
        assert browser.get(QUESTIONS).status_code == 200
    with clock.at(NOON + dt.timedelta(minutes=40)):
        for url in CLIENT_PAGES:
            page = browser.get(url)
            assert (page.status_code, "Open je link opnieuw" in text(page)) == (403, True)
        assert browser.post(QUESTIONS, {"item_c02": "1"}).status_code == 403
    assert kept() == {"c01": 4}


def test_stopping_keeps_everything_and_ends_the_session(intake: Measurement) -> None:
    browser = come_in(intake)
    stopped = browser.post(QUESTIONS, {"at": "1", "do": "stop", "item_c01": "4"}, follow=True)
    assert "Je antwoorden zijn bewaard" in text(stopped)
    assert "24 december 2026" in text(stopped)
    assert TICKET not in browser.session
    assert kept() == {"c01": 4}
    assert "Je antwoorden zijn bewaard" in text(browser.get(QUESTIONS))


def test_not_now_is_fine_and_the_link_goes_on(intake: Measurement) -> None:
    browser = come_in(intake, begin=False)
    page = browser.post(NOT_NOW, follow=True)
    assert "Dat is goed." in text(page)
    assert "24 december 2026" in text(page)
    intake.refresh_from_db()
    assert intake.client_not_now_at is not None
    assert come_in(intake).get(QUESTIONS).status_code == 200
    assert browser.get(NOT_NOW).status_code == 405


def test_review_leads_back_to_what_is_open_and_submits(intake: Measurement) -> None:
    browser = come_in(intake)
    answers = all_items(intake, "client")
    del answers["item_c07"]
    browser.post(QUESTIONS, {"at": "20"} | answers)
    page = text(browser.get(REVIEW))
    assert "19 van de 20" in page
    assert f"{QUESTIONS}?vraag=7#q_item_c07" in page
    assert page.count("?vraag=7#") == 1
    done = browser.post(REVIEW, follow=True)
    assert "Bedankt" in text(done)
    assert "allebei klaar" in text(done)
    response = Response.objects.get()
    assert (response.rater, response.way, response.notice_version) == ("client", "link", notice.VERSION)
    assert response.submitted_by is None
    assert "al verstuurd" in text(browser.get(QUESTIONS))


def test_nothing_answered_is_nothing_to_send(intake: Measurement) -> None:
    page = come_in(intake).post(REVIEW)
    assert "Er is nog niets om te versturen" in text(page)
    assert not Response.objects.exists()


def test_a_second_tab_and_a_second_device_are_told_friendly(intake: Measurement) -> None:
    browser = come_in(intake)
    browser.post(QUESTIONS, {"at": "20"} | all_items(intake, "client"))
    answer(intake, Rater.CLIENT)
    for send in (browser.post(REVIEW, follow=True), browser.post(QUESTIONS, {"item_c01": "1"}, follow=True)):
        assert send.status_code == 200
        assert "Je antwoorden waren al verstuurd" in text(send)
    assert Response.objects.count() == 1


LAST_MINUTES = dt.datetime(2026, 12, 24, 22, 50, tzinfo=dt.UTC)
JUST_CLOSED = dt.datetime(2026, 12, 24, 23, 5, tzinfo=dt.UTC)


def test_a_draft_may_still_be_finished_when_the_window_closes_meanwhile(intake: Measurement) -> None:
    with clock.at(LAST_MINUTES):
        browser = come_in(intake)
        browser.post(QUESTIONS, {"at": "1", "item_c01": "4"})
    with clock.at(JUST_CLOSED):
        assert browser.get(QUESTIONS).status_code == 200
        assert "Bedankt" in text(browser.post(REVIEW, follow=True))


def test_closed_without_a_draft_is_a_friendly_page(intake: Measurement) -> None:
    with clock.at(LAST_MINUTES):
        browser = come_in(intake)
    with clock.at(JUST_CLOSED):
        page = browser.post(QUESTIONS, {"at": "1", "item_c02": "4"})
    assert (page.status_code, "Invullen kan nu niet meer" in text(page)) == (200, True)
    assert not Draft.objects.exists()


def test_the_other_sides_answers_are_in_no_page(intake: Measurement) -> None:
    fill_in(intake, Rater.WORKER)
    before = come_in(intake)
    unknowing = [len(before.get(url).content) for url in CLIENT_PAGES]
    answer(intake, Rater.WORKER)
    assert [len(before.get(url).content) for url in CLIENT_PAGES] == unknowing


def test_who_signs_in_has_no_ticket(intake: Measurement, anna: User) -> None:
    browser = come_in(intake)
    browser.force_login(anna)
    assert browser.get(QUESTIONS).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_answers(intake: Measurement) -> None:
    def count(browser: Browser) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(QUESTIONS).status_code == 200
        return len(queries)

    browser = come_in(intake)
    empty = count(browser)
    browser.post(QUESTIONS, {"at": "1"} | all_items(intake, "client"))
    assert count(browser) == empty <= 5


@pytest.mark.django_db(transaction=True)
def test_eight_tabs_that_send_at_once(intake: Measurement) -> None:
    """On PostgreSQL they meet at the lock, on SQLite at the file; either way there is one response and eight pages."""
    browser = come_in(intake)
    browser.post(QUESTIONS, {"at": "20"} | all_items(intake, "client"))
    cookie = browser.cookies["sessionid"].value

    def send() -> HttpResponse:
        tab = Browser()
        tab.cookies["sessionid"] = cookie
        return tab.post(REVIEW, follow=True)

    with clock.at(NOON):
        pages = at_once(*[send] * 8)
    assert sum("Bedankt" in text(page) for page in pages) == 1
    assert sum("Je antwoorden waren al verstuurd" in text(page) for page in pages) == 7
    assert Response.objects.count() == 1
    assert ScaleScore.objects.count() == 4
