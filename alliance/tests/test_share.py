"""Sharing one's own scale scores when the window closed with one side in."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import User
from alliance.models import Measurement, Rater, Response, ScaleScore
from alliance.tests.factories import answer
from audit import clock
from audit.models import Action, Event
from conftest import NOON

CLOSED = NOON + dt.timedelta(days=60)


@pytest.fixture
def url(intake: Measurement) -> str:
    return reverse("alliance:share", args=[intake.pk])


@pytest.mark.parametrize("rater", [Rater.WORKER, Rater.CLIENT])
def test_the_side_that_is_in_may_share(
    rater: Rater,
    browse,
    anna: User,
    cas: User,
    intake: Measurement,
    url: str,  # noqa: ANN001
) -> None:
    answer(intake, rater)
    sharer, other, home = (
        (anna, cas, reverse("portal:pair", args=[intake.pair_id]))
        if rater is Rater.WORKER
        else (cas, anna, reverse("portal:home"))
    )
    assert not ScaleScore.objects.visible_to(other).exists()
    with clock.at(CLOSED):
        browser = browse(sharer)
        assert "Terugnemen kan niet" in browser.get(url).content.decode()
        assert not Response.objects.filter(shared_at__isnull=False).exists()
        assert browser.post(url).headers["Location"] == home
    assert ScaleScore.objects.visible_to(other).count() == 4
    event = Event.objects.get(action=Action.SHARED)
    assert event.actor_id == sharer.pk


@pytest.mark.parametrize("case", ["still open", "not in", "both in", "again"])
def test_nothing_else_is_shared(case: str, browse, anna: User, intake: Measurement, url: str) -> None:  # noqa: ANN001
    if case != "not in":
        answer(intake, Rater.WORKER)
    if case == "both in":
        answer(intake, Rater.CLIENT)
    with clock.at(NOON if case == "still open" else CLOSED):
        browser = browse(anna)
        assert ("Terugnemen kan niet" in browser.get(url).content.decode()) is (case == "again")
        for _ in range(2 if case == "again" else 1):
            assert browser.post(url).status_code == 302
    assert Event.objects.filter(action=Action.SHARED).count() == (1 if case == "again" else 0)


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_and_roles(  # noqa: PLR0913
    method: str,
    browse,
    url: str,
    colleague: User,
    chris: User,
    olaf: User,
    bram: User,
    dewi: User,
    evi: User,  # noqa: ANN001
) -> None:
    for stranger in (colleague, chris, olaf):
        assert getattr(browse(stranger), method)(url).status_code == 404
    for role in (bram, dewi, evi):
        assert getattr(browse(role), method)(url).status_code == 403
