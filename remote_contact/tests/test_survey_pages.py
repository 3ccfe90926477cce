"""The pages of the survey: a wave is opened, people take part on their own page, figures stand beside the published."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from audit import clock
from caseload.models import Pair
from remote_contact.models import Opinion, Taken, Wave
from remote_contact.survey import statements_for

Browse = Callable[[User | None], Browser]
TODAY = dt.date(2026, 11, 23)
SURVEY, RESULTS, WAVES = (reverse(f"remote_contact:{name}") for name in ("survey", "survey_results", "survey_waves"))


@pytest.fixture
def waves(admin: User) -> list[Wave]:
    week = {"opens_on": TODAY, "closes_on": TODAY + dt.timedelta(days=7)}
    return [
        Wave.objects.create(organisation=admin.organisation, audience=audience, name="nu", made_by=admin, **week)
        for audience in ("worker", "client")
    ]


def html(browser: Browser, url: str) -> str:
    response = browser.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_administrator_opens_a_wave(browse: Browse, admin: User) -> None:
    form = {"audience": "client", "name": "voorjaar", "opens_on": "23-11-2026", "closes_on": "1-12-2026"}
    assert browse(admin).post(WAVES, form)["Location"] == WAVES
    page = html(browse(admin), WAVES)
    assert "voorjaar" in page
    assert "23 nov. 2026 – 30 nov. 2026" in page
    again = browse(admin).post(WAVES, form | {"closes_on": "23-11-2026"}).content.decode()
    assert "Deze dag ligt niet na de eerste dag." in again
    assert 'value="voorjaar"' in again
    assert Wave.objects.count() == 1


def test_a_worker_takes_part_once(browse: Browse, waves: list[Wave], anna: User) -> None:
    assert f'href="{SURVEY}"' in html(browse(anna), RESULTS)
    assert "Kies bij minstens één zin" in browse(anna).post(SURVEY, {}).content.decode()
    assert not Taken.objects.exists()
    first, second, _third = (one.key for one in statements_for("worker"))
    assert browse(anna).post(SURVEY, {first: "5", second: "2"}).status_code == 302
    assert sorted(Opinion.objects.values_list("wave__audience", "value")) == [("worker", 2), ("worker", 5)]
    assert "of je hebt al meegedaan" in html(browse(anna), SURVEY)
    assert f'href="{SURVEY}"' not in html(browse(anna), RESULTS)
    browse(anna).post(SURVEY, {first: "1"})
    assert Opinion.objects.count() == 2


def test_a_client_is_asked_on_their_own_page(browse: Browse, waves: list[Wave], pair: Pair, cas: User) -> None:
    assert f'href="{SURVEY}"' in html(browse(cas), "/")
    page = html(browse(cas), SURVEY)
    assert "begrijpt mijn werker mij" in page
    assert "hoe het met de cliënt gaat" not in page
    assert browse(cas).post(SURVEY, {"agree_as_easily": "4"}).status_code == 302
    assert Taken.objects.get().client == pair.client
    assert f'href="{SURVEY}"' not in html(browse(cas), "/")


def test_before_its_first_and_from_its_last_day_there_is_nothing_to_answer(
    browse: Browse, waves: list[Wave], anna: User
) -> None:
    for days, stands in ((-1, False), (0, True), (6, True), (7, False)):
        with clock.at(clock.now() + dt.timedelta(days=days)):
            assert ("likert" in html(browse(anna), SURVEY)) is stands


def test_the_figures_stand_beside_the_published_ones(
    browse: Browse, waves: list[Wave], anna: User, bram: User, evi: User, admin: User
) -> None:
    Opinion.objects.bulk_create(Opinion(wave=waves[0], statement="judge_feeling", value=v) for v in (5, 4, 4, 1, 2))
    assert "60 %" not in html(browse(anna), RESULTS)
    with clock.at(clock.now() + dt.timedelta(days=7)):
        for user in (anna, bram, evi, admin):
            page = html(browse(user), RESULTS)
            for words in (
                "60 %",
                "23 tot 88 %",
                "73 %",
                "26, waarvan 20 eens (gereconstrueerd)",
                "te weinig antwoorden",
            ):
                assert words in page
            assert page.count("gereconstrueerd)") == 3


def test_each_page_is_for_whom_it_is(
    browse: Browse, anna: User, bram: User, cas: User, dewi: User, vera: User, pim: User, admin: User
) -> None:
    allowed = {SURVEY: {anna, cas}, RESULTS: {anna, bram, admin}, WAVES: {admin}}
    for url, users in allowed.items():
        for user in (anna, bram, cas, dewi, vera, pim, admin):
            assert browse(user).get(url).status_code == (200 if user in users else 403), (url, user)


def test_another_organisation_has_waves_of_its_own(browse: Browse, waves: list[Wave], olaf: User) -> None:
    assert "likert" not in html(browse(olaf), SURVEY)
    strange = UserFactory(role=Role.ADMINISTRATOR, organisation=olaf.organisation)
    assert ">nu<" not in html(browse(strange), WAVES)
    assert ">nu<" in html(browse(waves[0].made_by), WAVES)
    with clock.at(clock.now() + dt.timedelta(days=14)):
        assert "nu: zo weinig deelnemers" not in html(browse(strange), RESULTS)
        assert "nu: zo weinig deelnemers" in html(browse(waves[0].made_by), RESULTS)
