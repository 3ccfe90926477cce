"""The tablet at the office: the worker is signed out of it, it opens one measurement, and it ends locked."""

import datetime as dt

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from alliance.actions import CannotAnswer, Refusal, hand_over_tablet
from alliance.models import Measurement, Rater, Response
from alliance.tests.factories import answer
from alliance.tests.visits import BEGIN, DONE, NOT_NOW, QUESTIONS, REVIEW, all_items, come_in
from audit import clock
from audit.models import Event
from caseload.models import Pair
from conftest import NOON


@pytest.fixture
def url(intake: Measurement) -> str:
    return reverse("alliance:office", args=[intake.pk])


@pytest.fixture
def tablet(browse, anna: User, intake: Measurement, url: str) -> Browser:  # noqa: ANN001
    """Anna filled in her own side and gave the tablet to Cas."""
    answer(intake, Rater.WORKER)
    browser = browse(anna)
    assert browser.post(url).headers["Location"] == BEGIN
    return browser


def text(response) -> str:  # noqa: ANN001
    return response.content.decode()


def locked(browser: Browser, pair: Pair) -> bool:
    """Nothing is left but the page that says so, and its one link: to signing in."""
    sign_in = reverse("account_login")
    own_pages = [reverse("portal:home"), reverse("portal:pair", args=[pair.pk])]
    own_pages.append(reverse("alliance:give_pin", args=[pair.pk]))
    shut = all(browser.get(page).headers["Location"].startswith(sign_in) for page in own_pages)
    pages = [text(browser.get(page)) for page in (BEGIN, QUESTIONS, REVIEW, DONE)]
    return shut and all(
        "Geef de tablet terug" in page and page.count("href=") - page.count("<link") == 2 and "Cas" not in page
        for page in pages
    )


def test_the_worker_is_signed_out_and_the_way_is_kept(tablet: Browser, intake: Measurement, pair: Pair) -> None:
    sign_in = reverse("account_login")
    assert tablet.get(reverse("portal:pair", args=[pair.pk])).headers["Location"].startswith(sign_in)
    tablet.post(BEGIN)
    tablet.post(QUESTIONS, {"at": "20"} | all_items(intake, "client"))
    assert "Geef de tablet terug" in text(tablet.post(REVIEW, follow=True))
    assert Response.objects.get(rater="client").way == "office"
    assert locked(tablet, pair)
    assert Event.objects.filter(what="tablet at the office").count() == 1


@pytest.mark.parametrize("how", ["not now", "stop"])
def test_it_locks_however_it_ends(how: str, tablet: Browser, pair: Pair) -> None:
    if how == "not now":
        tablet.post(NOT_NOW)
    else:
        tablet.post(BEGIN)
        tablet.post(QUESTIONS, {"at": "1", "do": "stop", "item_c01": "4"})
    assert locked(tablet, pair)


def test_left_alone_it_locks_too(tablet: Browser) -> None:
    with clock.at(NOON + dt.timedelta(minutes=21)):
        assert "Geef de tablet terug" in text(tablet.get(BEGIN))


def test_the_worker_who_signs_in_again_does_not_come_upon_the_questions(tablet: Browser, anna: User) -> None:
    tablet.force_login(anna)
    assert tablet.get(BEGIN).status_code == 403


def test_answers_from_the_link_are_not_shown_on_the_tablet(
    browse,
    anna: User,
    intake: Measurement,
    url: str,  # noqa: ANN001
) -> None:
    come_in(intake).post(QUESTIONS, {"at": "1", "item_c01": "5", "item_c02": "5"})
    answer(intake, Rater.WORKER)
    browser = browse(anna)
    browser.post(url)
    browser.post(BEGIN)
    page = text(browser.get(QUESTIONS))
    assert "al 2 vragen" in page
    assert 'id="q_item_c01"' not in page
    assert "Vraag 3 van 20" in page


def test_first_the_workers_own_side(browse, anna: User, intake: Measurement, url: str) -> None:  # noqa: ANN001
    """Else the tablet, which asks for no PIN, would tell a worker who has not submitted whether the client has."""
    browser = browse(anna)
    assert "Vul eerst je eigen kant in" in text(browser.get(url))
    assert browser.post(url).headers["Location"] == reverse("portal:pair", args=[intake.pair_id])
    assert browser.get(reverse("alliance:respond", args=[intake.pk])).status_code == 200
    with pytest.raises(CannotAnswer) as refused:
        hand_over_tablet(measurement=intake, by=anna)
    assert refused.value.refusal is Refusal.OWN_SIDE_FIRST
    assert not Event.objects.filter(what="tablet at the office").exists()


def test_not_when_both_are_in_or_the_window_is_over(browse, anna: User, intake: Measurement, url: str) -> None:  # noqa: ANN001
    answer(intake, Rater.WORKER)
    with clock.at(NOON + dt.timedelta(days=60)):
        browser = browse(anna)
        assert "/pair/" in browser.post(url).headers["Location"]
    answer(intake, Rater.CLIENT)
    browser = browse(anna)
    assert "/pair/" in browser.post(url).headers["Location"]


def test_looking_hands_nothing_over(browse, anna: User, intake: Measurement, url: str) -> None:  # noqa: ANN001
    answer(intake, Rater.WORKER)
    browser = browse(anna)
    assert "Je wordt op dit apparaat afgemeld" in text(browser.get(url))
    assert browser.get(url).status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_the_pairs_present_worker(  # noqa: PLR0913
    method: str,
    browse,
    url: str,
    colleague: User,
    chris: User,
    olaf: User,
    bram: User,
    cas: User,  # noqa: ANN001
) -> None:
    for stranger in (colleague, chris, olaf):
        assert getattr(browse(stranger), method)(url).status_code == 404
    for role in (bram, cas):
        assert getattr(browse(role), method)(url).status_code == 403
