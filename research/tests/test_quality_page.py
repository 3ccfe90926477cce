"""The figures about the questionnaire: nothing of few, nothing to reckon back from two months, one query to read."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Role, Team, User
from accounts.tests.factories import UserFactory
from alliance.actions import answer_worth, record_talk
from alliance.actions.instruments import instrument_for
from alliance.models import Rater
from alliance.tests.factories import open_measurement, reveal
from audit import clock
from caseload.tests.factories import start_pair
from conftest import NOON
from research.actions.quality import publish, publish_due
from research.models import QualityFigures
from research.presenters.quality import quality_page
from research.presenters.worth import worth_rows

URL = reverse("research:quality")


@pytest.fixture
def workers(team: Team, anna: User, colleague: User) -> list[User]:
    return [anna, colleague, UserFactory(team=team)]


def measured(workers: list[User], n: int) -> None:
    for k in range(n):
        reveal(open_measurement(start_pair(worker=workers[k % len(workers)])), client=1 + k % 5, worker=3 + k % 2)


def published(user: User) -> dict[str, Any]:
    organisation = user.organisation
    return publish(organisation=organisation, instrument=instrument_for(organisation)).figures


def n_of(figures: dict[str, Any], kind: str) -> set[int]:
    return {cell["pairs"] for cell in figures[kind]}


def test_of_fewer_than_five_pairs_or_three_workers_nothing_stands(evi: User, workers: list[User]) -> None:
    measured(workers, 4)
    assert all(cells == [] for cells in published(evi).values())
    measured(workers[:2], 1)
    assert n_of(published(evi), "scales") == {5}


def test_of_two_workers_nothing_stands(evi: User, workers: list[User]) -> None:
    measured(workers[:2], 8)
    assert all(cells == [] for cells in published(evi).values())


def test_another_organisation_has_figures_of_its_own(evi: User, olaf: User, workers: list[User]) -> None:
    strange = UserFactory(role=Role.RESEARCHER, organisation=olaf.organisation)
    measured(workers, 6)
    assert published(evi)["scales"] != []
    assert quality_page(strange.organisation)["sides"] == []
    assert all(cells == [] for cells in published(strange).values())
    # Theirs stand now too, and ours stay as they were.
    assert {row.n for row in quality_page(evi.organisation)["sides"]} == {6}


def test_a_cell_stays_until_five_more_came(evi: User, workers: list[User]) -> None:
    measured(workers, 6)
    first = published(evi)
    measured(workers, 4)
    assert published(evi) == first
    measured(workers, 1)
    assert n_of(published(evi), "scales") == {11}


def said(workers: list[User], n: int, value: int) -> None:
    for k in range(n):
        worker = workers[k % len(workers)]
        measurement = open_measurement(start_pair(worker=worker))
        reveal(measurement)
        record_talk(measurement=measurement, held_on=clock.today(), by=worker)
        answer_worth(measurement=measurement, rater=Rater.CLIENT, filling_in=None, talking=value, by=worker)


def test_what_it_was_worth_is_made_public_too_and_stays_until_five_more_came(evi: User, workers: list[User]) -> None:
    """Of a mean of six and one of seven, the seventh's answer could be reckoned."""

    def shown() -> list[tuple[int | None, str]]:
        return [(row.n, str(row.mean)) for row in worth_rows(evi.organisation) if row.n is not None]

    said(workers, 6, 4)
    assert shown() == []
    published(evi)
    assert shown() == [(6, "4.0")]
    said(workers, 1, 1)
    published(evi)
    assert shown() == [(6, "4.0")]
    said(workers, 4, 1)
    assert shown() == [(6, "4.0")]
    published(evi)
    assert shown() == [(11, "2.6")]


def test_once_a_month(evi: User, workers: list[User]) -> None:
    publish_due()
    with clock.at(NOON + dt.timedelta(days=2)):
        publish_due()
    assert QualityFigures.objects.get(organisation=evi.organisation).made_on == clock.today()
    with clock.at(NOON + dt.timedelta(days=9)):
        publish_due()
        assert QualityFigures.objects.get(organisation=evi.organisation).made_on == clock.today()


def test_the_page_shows_them_and_nobody(
    browse: Any, evi: User, workers: list[User], django_assert_max_num_queries: Any
) -> None:
    assert "Nog te weinig metingen" in browse(evi).get(URL).content.decode()
    measured(workers, 6)
    published(evi)
    browser = browse(evi)
    with django_assert_max_num_queries(10):
        page = browser.get(URL).content.decode()
    assert "Vertrouwen" in page
    # And what both sides said it was worth, hidden while few did.
    assert "Wat had je aan het gesprek?" in page
    assert "te weinig antwoorden" in page
    assert "Bakker" not in page
    assert "tot" in page


def test_moments_stand_as_they_follow_each_other(evi: User, workers: list[User]) -> None:
    moments = ("handover", "intake", "m12", "m6")
    QualityFigures.objects.create(
        organisation=evi.organisation,
        instrument=instrument_for(evi.organisation),
        made_on=clock.today(),
        figures={
            "scales": [],
            "sides": [{"moment": one, "rater": Rater.CLIENT, "n": 9, "straight": 0} for one in moments],
            "agreements": [],
        },
    )
    shown = [row.moment for row in quality_page(evi.organisation)["sides"]]
    assert shown == ["Intake", "Na overdracht", "6 maanden", "12 maanden"]


def test_only_researchers(browse: Any, anna: User, bram: User, admin: User) -> None:
    assert {browse(person).get(URL).status_code for person in (anna, bram, admin)} == {403}
