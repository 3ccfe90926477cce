"""Around the questions: alone or together, what to talk about first, whether single answers may be seen."""

import pytest
from django.urls import reverse

from accounts.models import User
from alliance.models import Draft, ItemConsent, Measurement, Response
from alliance.tests.factories import answer, fill_in
from alliance.tests.visits import BEGIN, COMPANY, QUESTIONS, REVIEW, TOPIC, all_items, come_in

JSON = {"Accept": "application/json"}


def text(response) -> str:  # noqa: ANN001
    return response.content.decode()


@pytest.mark.parametrize(("said", "kept"), [("alone", "alone"), ("together", "together"), ("rather_not", ""), ("", "")])
def test_alone_or_together_is_asked_once_before_the_first_question(said: str, kept: str, intake: Measurement) -> None:
    browser = come_in(intake, begin=False)
    assert browser.get(COMPANY).headers["Location"] == BEGIN
    assert browser.post(BEGIN).headers["Location"] == COMPANY
    page = text(browser.get(COMPANY))
    assert (page.count('type="radio"'), page.count(" checked")) == (3, 0)
    assert browser.post(COMPANY, {"company": said}).headers["Location"] == QUESTIONS
    assert [draft.company for draft in Draft.objects.all()] == ([kept] if kept else [])
    assert browser.post(BEGIN).headers["Location"] == QUESTIONS
    # Nothing was answered yet, so nothing says that it was saved.
    page = text(browser.get(QUESTIONS))
    assert "Bewaard om 1" not in page
    assert "Vraag 1 van 20" in page


def test_an_answer_about_company_that_is_none_is_said(intake: Measurement) -> None:
    browser = come_in(intake)
    page = browser.post(COMPANY, {"company": "with the dog"})
    assert "Kies een van de antwoorden" in text(page)
    assert not Draft.objects.exists()


def test_the_topic_and_the_yes_go_with_the_response(intake: Measurement) -> None:
    browser = come_in(intake)
    assert browser.post(QUESTIONS, {"at": "20"} | all_items(intake, "client")).headers["Location"] == TOPIC
    page = text(browser.get(TOPIC))
    assert "Anna leest dit pas als jullie allebei klaar zijn" in page
    assert "Mag Anna je losse antwoorden zien?" in page
    assert " checked" not in page
    assert browser.post(TOPIC, {"topic": " Werk zoeken ", "show_items": "yes"}).headers["Location"] == REVIEW
    page = text(browser.get(TOPIC))
    assert "Werk zoeken" in page
    assert page.count(" checked") == 1
    browser.post(REVIEW)
    response = Response.objects.get()
    assert response.topic == "Werk zoeken"
    assert ItemConsent.objects.get().response == response


def test_nothing_said_means_no_topic_and_no_consent(intake: Measurement) -> None:
    browser = come_in(intake)
    browser.post(QUESTIONS, {"at": "20"} | all_items(intake, "client"))
    browser.post(TOPIC, {"topic": ""})
    browser.post(REVIEW)
    assert Response.objects.get().topic == ""
    assert not ItemConsent.objects.exists()


def test_words_of_an_earlier_visit_are_kept_and_not_shown(intake: Measurement) -> None:
    first = come_in(intake)
    first.post(TOPIC, {"topic": "Schulden", "show_items": "yes"})
    second = come_in(intake)
    page = text(second.get(TOPIC))
    assert "Schulden" not in page
    assert "Je schreef hier eerder al iets" in page
    assert " checked" not in page
    second.post(TOPIC, {"topic": ""})
    draft = Draft.objects.get()
    assert (draft.topic, draft.show_items) == ("Schulden", True)
    second.post(TOPIC, {"topic": "Wonen", "show_items": "no"})
    draft.refresh_from_db()
    assert (draft.topic, draft.show_items) == ("Wonen", False)
    # Shown now, so it can be taken back too.
    second.post(TOPIC, {"topic": ""})
    draft.refresh_from_db()
    assert draft.topic == ""


def test_saved_from_the_page_only_what_was_changed(intake: Measurement) -> None:
    browser = come_in(intake)
    saved = browser.post(TOPIC, {"topic": "Werk"}, headers=JSON)
    assert (saved.json()["saved"], saved.json()["stands"]) == ("13:00", {})
    browser.post(TOPIC, {"show_items": "yes"}, headers=JSON)
    draft = Draft.objects.get()
    assert (draft.topic, draft.show_items) == ("Werk", True)
    assert set(browser.get(TOPIC, headers=JSON).json()) == {"csrf", "seconds"}


def test_too_many_words_are_said_and_kept(intake: Measurement) -> None:
    browser = come_in(intake)
    page = text(browser.post(TOPIC, {"topic": "x" * 301}))
    assert "hooguit 300 tekens" in page
    assert "x" * 301 in page
    assert not Draft.objects.exists()


def test_what_is_said_beside_the_answers_gives_no_extra_day(intake: Measurement) -> None:
    browser = come_in(intake)
    fill_in(intake, "client")
    before = Draft.objects.get().saved_at
    browser.post(TOPIC, {"topic": "Werk"})
    assert Draft.objects.get().saved_at == before


def test_the_worker_names_a_topic_and_no_consent(browse, anna: User, intake: Measurement) -> None:  # noqa: ANN001
    browser = browse(anna)
    url = reverse("alliance:respond_topic", args=[intake.pk])
    respond = reverse("alliance:respond", args=[intake.pk])
    assert browser.post(respond, {"at": "20"} | all_items(intake, "worker")).headers["Location"] == url
    page = text(browser.get(url))
    assert "Cas leest dit pas als jullie allebei klaar zijn" in page
    assert "show_items" not in page
    review = reverse("alliance:respond_review", args=[intake.pk])
    assert browser.post(url, {"topic": "Afspraken", "show_items": "yes"}).headers["Location"] == review
    draft = Draft.objects.get()
    assert (draft.topic, draft.show_items) == ("Afspraken", False)
    assert "Afspraken" in text(browser.get(url))
    browser.post(review)
    assert Response.objects.get().topic == "Afspraken"
    assert browser.get(url).headers["Location"] == reverse("portal:pair", args=[intake.pair_id])


def test_the_workers_topic_page_is_not_for_others(  # noqa: PLR0913
    browse,  # noqa: ANN001
    intake: Measurement,
    chris: User,
    bram: User,
    cas: User,
) -> None:
    url = reverse("alliance:respond_topic", args=[intake.pk])
    assert [browse(who).get(url).status_code for who in (chris, bram, cas)] == [404, 403, 403]


def test_the_pages_around_stop_when_it_was_sent(intake: Measurement) -> None:
    browser = come_in(intake)
    answer(intake, "client")
    for url in (COMPANY, TOPIC):
        assert "al verstuurd" in text(browser.get(url))
        assert "al verstuurd" in text(browser.post(url, {"topic": "x", "company": "alone"}))
