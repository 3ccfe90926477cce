"""A team's invitations start when a person switches them on, after a preview of who gets what."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Team, User
from alliance.actions import give_pin
from alliance.tests.factories import open_measurement
from audit.models import Event
from caseload.models import Pair
from messaging.models import Message

Browse = Callable[[User | None], Browser]


@pytest.fixture
def quiet_team(team: Team) -> Team:
    team.invitations_since = None
    team.save()
    return team


def url(team: Team) -> str:
    return reverse("alliance:invitations", args=[team.pk])


def test_nothing_is_sent_before_it_is_switched_on(quiet_team: Team, pair: Pair, anna: User) -> None:
    open_measurement(pair)
    give_pin(pair=pair, handed_over_by="phone", by=anna)
    assert not Message.objects.exists()


def test_preview_says_who_gets_what(browse: Browse, quiet_team: Team, bram: User, anna: User, pair: Pair) -> None:
    open_measurement(pair)
    text = browse(bram).get(url(quiet_team)).content.decode()
    assert "Cas Verhoeven" in text
    assert "geen pincode gegeven" in text
    give_pin(pair=pair, handed_over_by="phone", by=anna)
    assert "Persoonlijke link" in browse(bram).get(url(quiet_team)).content.decode()
    assert not Message.objects.exists()
    assert Event.objects.filter(what="invitations preview").count() == 2


def test_switching_on_invites_for_what_is_open_once(
    browse: Browse, quiet_team: Team, bram: User, anna: User, pair: Pair
) -> None:
    open_measurement(pair)
    give_pin(pair=pair, handed_over_by="phone", by=anna)
    for _ in range(2):
        assert browse(bram).post(url(quiet_team)).status_code == 302
    assert sorted(Message.objects.values_list("side", flat=True)) == ["client", "worker"]


def test_a_stranger_and_a_worker(browse: Browse, quiet_team: Team, other_team: Team, bram: User, anna: User) -> None:
    assert browse(bram).get(url(other_team)).status_code == 404
    assert browse(anna).post(url(quiet_team)).status_code == 403
    quiet_team.refresh_from_db()
    assert quiet_team.invitations_since is None
