"""Answers that are kept as they are given: late, from two pages, after coming in anew, and until when."""

import datetime as dt

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from alliance.models import Draft, Measurement, Rater
from alliance.policies import finish_by
from alliance.tests.factories import open_measurement
from alliance.tests.visits import BEGIN, QUESTIONS, REVIEW, come_in, link_to, new_pin
from audit import clock
from caseload.tests.factories import start_pair
from conftest import NOON, TODAY

JSON = {"Accept": "application/json"}


def kept() -> dict[str, int]:
    return {item: value for item, (value, *_when) in Draft.objects.get(rater="client").answers.items()}


def save(browser: Browser, **fields: str) -> dict[str, object]:
    answer = browser.post(QUESTIONS, {"at": "1"} | fields, headers=JSON)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_late_answer_gives_way_to_a_newer_one_and_the_page_is_told(intake: Measurement) -> None:
    browser = come_in(intake)
    with clock.at(NOON + dt.timedelta(minutes=5)):
        assert save(browser, item_c01="4")["stands"] == {}
    with clock.at(NOON + dt.timedelta(minutes=8)):
        # Given six minutes ago, on a page that had no network until now; its other answer is the only one.
        told = save(browser, item_c01="2", item_c02="3", ages="c01:360 c02:360")
    assert kept() == {"c01": 4, "c02": 3}
    assert told["stands"] == {"item_c01": 4}


def test_a_late_answer_that_is_the_newest_is_kept(intake: Measurement) -> None:
    browser = come_in(intake)
    save(browser, item_c01="4")
    with clock.at(NOON + dt.timedelta(minutes=8)):
        assert save(browser, item_c01="2", ages="c01:60")["stands"] == {}
    assert kept() == {"c01": 2}


def test_an_old_page_without_script_undoes_nothing(intake: Measurement) -> None:
    browser = come_in(intake)
    browser.post(QUESTIONS, {"at": "1", "item_c01": "2"})
    old = browser.get(QUESTIONS).content.decode()
    assert 'name="shown" value="c01:2"' in old
    browser.post(QUESTIONS, {"at": "1", "item_c01": "5", "shown": "c01:2"})
    browser.post(QUESTIONS, {"at": "2", "item_c01": "2", "item_c02": "3", "shown": "c01:2"})
    assert kept() == {"c01": 5, "c02": 3}
    # What that page did change is taken.
    browser.post(QUESTIONS, {"at": "2", "item_c01": "1", "shown": "c01:2"})
    assert kept()["c01"] == 1


@pytest.mark.parametrize(
    "ages", ["", "c01", "c01:", "c01:-5", "c01:²", "c01:1.5", "c01:99999999999", ":3", "x:1 " * 300]
)
def test_an_age_that_is_none_counts_as_now(ages: str, intake: Measurement) -> None:
    save(come_in(intake), item_c01="4", ages=ages)
    assert kept() == {"c01": 4}


def test_a_page_of_another_link_saves_nothing_in_this_one(intake: Measurement, anna: User) -> None:
    """A page stays open, and in the same browser somebody else opens their own link."""
    browser = come_in(intake)
    page = browser.get(QUESTIONS).content.decode()
    mark = page.split('name="sheet" value="')[1].split('"')[0]
    other = open_measurement(start_pair(worker=anna, starts_on=TODAY - dt.timedelta(days=10), email="p@example.org"))
    come_in(other, browser=browser)
    answer = browser.post(QUESTIONS, {"at": "1", "item_c01": "5", "sheet": mark}, headers=JSON)
    assert (answer.status_code, answer.json()) == (409, {"stopped": "other"})
    for url in (QUESTIONS, BEGIN, REVIEW, reverse("alliance:topic"), reverse("alliance:not_now")):
        assert "hoort bij iemand anders" in browser.post(url, {"item_c01": "5", "sheet": mark}).content.decode()
    assert not Draft.objects.exists()


def test_answers_of_an_open_page_land_after_coming_in_anew(intake: Measurement) -> None:
    browser = Browser(enforce_csrf_checks=True)
    url, pin = link_to(intake), new_pin(intake)

    def enter() -> str:
        page = browser.get(url).content.decode()
        key = page.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
        assert browser.post(url, {"pin": pin, "csrfmiddlewaretoken": key}).headers["Location"] == BEGIN
        return browser.get(BEGIN).content.decode().split('csrfmiddlewaretoken" value="')[1].split('"')[0]

    old_key = enter()
    with clock.at(NOON + dt.timedelta(minutes=30)):
        expired = browser.post(QUESTIONS, {"item_c01": "4", "csrfmiddlewaretoken": old_key}, headers=JSON)
        assert (expired.status_code, expired.json()) == (403, {"stopped": "expired"})
        assert browser.get(QUESTIONS, headers=JSON).json() == {"stopped": "expired"}
        enter()
        # The key in the open page is refused now; it asks for a fresh one, and "Beginnen" is not needed again.
        assert (
            browser.post(QUESTIONS, {"item_c01": "4", "csrfmiddlewaretoken": old_key}, headers=JSON).status_code == 403
        )
        fresh = browser.get(QUESTIONS, headers=JSON).json()
        saved = browser.post(QUESTIONS, {"item_c01": "4", "csrfmiddlewaretoken": fresh["csrf"]}, headers=JSON)
        assert saved.json()["saved"] == "13:30"
    assert kept() == {"c01": 4}
    assert fresh["seconds"] == 20 * 60


def test_the_worker_gets_a_fresh_key_and_no_clock(browse, anna: User, intake: Measurement) -> None:  # noqa: ANN001
    answer = browse(anna).get(reverse("alliance:respond", args=[intake.pk]), headers=JSON)
    assert set(answer.json()) == {"csrf", "seconds"}
    assert answer.json()["seconds"] is None


@pytest.mark.parametrize(("hours", "may"), [(23.9, True), (24.1, False)])
def test_a_draft_may_be_finished_until_a_day_after_its_last_answer(
    hours: float, may: bool, intake: Measurement
) -> None:
    last = dt.datetime(2026, 12, 24, 22, 0, tzinfo=dt.UTC)
    with clock.at(last):
        browser = come_in(intake)
        save(browser, item_c01="4")
    url, pin = link_to(intake), new_pin(intake)
    later = Browser()
    with clock.at(last + dt.timedelta(hours=hours)):
        if not may:
            page = later.get(url)
            assert page.status_code == 404
            assert "de tijd voorbij" in page.content.decode()
            return
        later.post(url, {"pin": pin})
        page = later.get(BEGIN).content.decode()
        assert "Afmaken kan tot 25 december 2026 om 23:00." in page
        assert "Nu niet? Dat is goed. Het kan tot" not in page
        later.post(BEGIN)
        assert "Bedankt" in later.post(REVIEW, follow=True).content.decode()


def test_closed_in_the_middle_says_that_there_were_24_hours(intake: Measurement) -> None:
    last = dt.datetime(2026, 12, 24, 22, 0, tzinfo=dt.UTC)
    with clock.at(last):
        browser = come_in(intake)
        save(browser, item_c01="4")
    for minutes in range(15, 25 * 60, 15):
        # Somebody stays on the page without answering anything.
        with clock.at(last + dt.timedelta(minutes=minutes)):
            page = browser.post(reverse("alliance:stay"), headers=JSON)
            if page.status_code != 200:
                break
    assert (minutes, page.json()) == (24 * 60 + 15, {"stopped": "closed"})
    with clock.at(last + dt.timedelta(minutes=minutes)):
        assert "tot 24 uur na je laatste antwoord" in browser.get(QUESTIONS).content.decode()


def test_an_untouched_invitation_closes_with_its_window(intake: Measurement) -> None:
    url = link_to(intake)
    new_pin(intake)
    with clock.at(dt.datetime(2026, 12, 24, 22, 59, tzinfo=dt.UTC)):
        assert Browser().get(url).status_code == 200
    with clock.at(dt.datetime(2026, 12, 24, 23, 1, tzinfo=dt.UTC)):
        assert Browser().get(url).status_code == 404


def test_finish_by_is_the_later_of_both(intake: Measurement) -> None:
    window = dt.datetime(2026, 12, 24, 23, 0, tzinfo=dt.UTC)
    for saved, until in [(NOON, window), (window, window + dt.timedelta(hours=24))]:
        assert finish_by(intake, Draft(measurement=intake, rater=Rater.CLIENT, saved_at=saved)) == until


def test_the_session_is_counted_by_the_server_and_can_be_made_longer(intake: Measurement) -> None:
    browser = come_in(intake)
    with clock.at(NOON + dt.timedelta(minutes=18)):
        page = browser.get(QUESTIONS).content.decode()
        assert 'role="alertdialog"' in page
        assert 'data-stay="120"' in page
        assert "Deze pagina blijft open tot 13:20." in page
        assert browser.post(reverse("alliance:stay")).json() == {"seconds": 1200}
    with clock.at(NOON + dt.timedelta(minutes=37)):
        assert browser.get(QUESTIONS).status_code == 200
    with clock.at(NOON + dt.timedelta(minutes=39)):
        late = browser.post(reverse("alliance:stay"), headers=JSON)
        assert (late.status_code, late.json()) == (403, {"stopped": "expired"})
    assert Browser().post(reverse("alliance:stay")).status_code == 403
    assert Browser().get(reverse("alliance:stay")).status_code == 405
