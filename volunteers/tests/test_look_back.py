"""The pages on which the three look back."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from audit import clock
from caseload.models import Pair
from volunteers.actions import end_match
from volunteers.actions.evaluations import plan_evaluations
from volunteers.models import Evaluation, Match
from volunteers.tests.factories import VolunteerFactory, start_match

DUE = dt.date(2027, 2, 23)


@pytest.fixture
def match(vera: User, pair: Pair, cas: User) -> Match:
    match = start_match(VolunteerFactory(account=vera), pair)
    Match.objects.update(met_on=clock.today())
    return match


@pytest.fixture
def three_months_later(match: Match) -> Iterator[None]:
    with clock.at(dt.datetime.combine(DUE, dt.time(12), tzinfo=dt.UTC)):
        plan_evaluations(today=DUE)
        yield


def address(match: Match, side: str) -> str:
    return f"/volunteers/look-back/{Evaluation.objects.get(match=match, side=side).pk}/"


FILLED = {"satisfaction": "4", "worth": "5", "cooperation": "goals", "note": "Fijn gelopen."}


@pytest.mark.usefixtures("three_months_later")
def test_each_on_a_page_of_their_own_and_blind_until_all_are_in(
    match: Match, anna: User, cas: User, vera: User, browse: Any
) -> None:
    everybody = {"client": cas, "worker": anna, "volunteer": vera}
    for side, user in everybody.items():
        browser = browse(user)
        assert "Er is nog niets te zien" in browser.get(f"/volunteers/match/{match.pk}/looked-back/").content.decode()
        page = browser.get(address(match, side)).content.decode()
        assert "Deze schaal is van onszelf." in page
        assert "Bedankt." in browser.post(address(match, side), FILLED, follow=True).content.decode()
        assert browser.get(address(match, side)).status_code == 404
    for user in everybody.values():
        page = browse(user).get(f"/volunteers/match/{match.pk}/looked-back/").content.decode()
        assert page.count("Fijn gelopen.") == 3
        assert page.count("<td>Heel erg</td>") == 3


@pytest.mark.usefixtures("three_months_later")
def test_it_stands_on_each_ones_page(match: Match, pair: Pair, anna: User, cas: User, vera: User, browse: Any) -> None:
    for user, page in ((vera, "/"), (cas, "/"), (anna, f"/pair/{pair.pk}/")):
        assert "/volunteers/look-back/" in browse(user).get(page).content.decode()


@pytest.mark.usefixtures("three_months_later")
@pytest.mark.parametrize(
    ("change", "error"), [({"satisfaction": ""}, "Kies een antwoord."), ({"worth": "6"}, "Selecteer een geldige keuze")]
)
def test_bad_input_shows_the_error_and_keeps_what_was_typed(
    change: dict[str, str], error: str, match: Match, vera: User, browse: Any
) -> None:
    page = browse(vera).post(address(match, "volunteer"), FILLED | change).content.decode()
    assert error in page
    assert "Fijn gelopen." in page
    assert not Evaluation.objects.filter(filled_at__isnull=False).exists()


@pytest.mark.usefixtures("three_months_later")
def test_nobody_elses(match: Match, anna: User, chris: User, dewi: User, vera: User, browse: Any) -> None:
    for user, status in ((chris, 404), (dewi, 403), (vera, 404)):
        assert browse(user).get(address(match, "worker")).status_code == status
    for user, status in ((chris, 404), (dewi, 403)):
        assert browse(user).get(f"/volunteers/match/{match.pk}/looked-back/").status_code == status


def test_at_the_end_the_volunteer_reads_no_name(match: Match, vera: User, dewi: User, browse: Any) -> None:
    end_match(match=match, on=clock.today(), by=dewi)
    plan_evaluations(today=clock.today())
    browser = browse(vera)
    pages = [browser.get(url).content.decode() for url in ("/", address(match, "volunteer"))]
    assert all("die stopte op 23 november 2026" in page for page in pages)
    assert not any("Cas" in page for page in pages)
    assert "Bedankt." in browser.post(address(match, "volunteer"), FILLED, follow=True).content.decode()
