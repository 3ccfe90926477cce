"""A shielded file: closed to everyone but its worker and who is named; who may do what about it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from alliance.models import Measurement
from alliance.tests.factories import open_measurement, reveal
from audit import clock
from audit.models import Event
from caseload import shielding
from caseload.access import not_shielded_from
from caseload.actions import end_supervision
from caseload.models import Client, Pair, Shield, ShieldMember
from caseload.tests.factories import start_pair
from probation_portal.actions import hand_over
from probation_portal.forms import StartCaseForm
from volunteers.actions import add_volunteer, start_match
from volunteers.models import Match

TODAY = dt.date(2026, 11, 23)
# Queries of the page about a closed file: session, user, pair and its header, the shield, its list, who could be named.
PAGE = 16
Browse = Callable[[User | None], Browser]


@pytest.fixture
def second(team: Any) -> User:
    """Another supervisor of Anna's team."""
    user: User = UserFactory(first_name="Saar", role=Role.SUPERVISOR, organisation=team.organisation)
    team.supervisors.add(user)
    return user


@pytest.fixture
def shielded(pair: Pair, bram: User) -> Shield:
    return shielding.shield(pair=pair, reason="buurman van een collega", by=bram)


def test_only_the_worker_and_who_is_named_reach_it(
    pair: Pair, shielded: Shield, anna: User, bram: User, second: User, cas: User
) -> None:
    seen = {user: Pair.objects.visible_to(user).exists() for user in (anna, bram, second, cas)}
    assert seen == {anna: True, bram: True, second: False, cas: True}
    shielding.name_on_shield(pair=pair, user=second, reason="vervangt Bram", by=anna)
    assert Pair.objects.visible_to(second).exists()


def test_being_named_ends_on_its_day(pair: Pair, shielded: Shield, anna: User, second: User) -> None:
    shielding.name_on_shield(pair=pair, user=second, reason="vakantie", until=TODAY + dt.timedelta(days=1), by=anna)
    assert Pair.objects.visible_to(second).exists()
    with clock.at(clock.now() + dt.timedelta(days=1)):
        assert not Pair.objects.visible_to(second).exists()


def test_naming_gives_nothing_that_the_shield_did_not_take(
    pair: Pair, shielded: Shield, anna: User, colleague: User, chris: User, olaf: User
) -> None:
    for stranger in (chris, olaf):
        with pytest.raises(ValidationError):
            shielding.name_on_shield(pair=pair, user=stranger, reason="mee kijken", by=anna)
    shielding.name_on_shield(pair=pair, user=colleague, reason="voert papier in", by=anna)
    assert not Pair.objects.visible_to(colleague).exists()


def test_a_colleague_enters_paper_only_when_named(
    intake: Measurement, pair: Pair, shielded: Shield, anna: User, colleague: User
) -> None:
    assert not Measurement.objects.enterable_by(colleague).exists()
    assert Measurement.objects.enterable_by(anna).exists()
    shielding.name_on_shield(pair=pair, user=colleague, reason="voert papier in", by=anna)
    assert Measurement.objects.enterable_by(colleague).exists()


def test_a_coordinator_finds_neither_match_nor_number(
    pair: Pair, anna: User, bram: User, dewi: User, vera: User, browse: Browse
) -> None:
    volunteer = add_volunteer(
        organisation=anna.organisation, first_name="Iris", last_name="Bos", email="iris@example.org", by=None
    )
    supervision = pair.supervision
    start_match(volunteer=volunteer, supervision=supervision, task="wandelen", starts_on=TODAY, by=None)
    assert "Cas" in browse(dewi).get(reverse("volunteers:people")).content.decode()
    shielding.shield(pair=pair, reason="buurman", by=bram)
    page = browse(dewi).get(reverse("volunteers:people"), {"q": pair.client.number}).content.decode()
    assert "Iris" not in page
    assert "Cas" not in browse(dewi).get(reverse("volunteers:people")).content.decode()
    assert "eindigt vandaag" not in browse(dewi).get(reverse("volunteers:leave", args=[volunteer.pk])).content.decode()
    assert Match.objects.visible_to(volunteer.account).exists()


def test_a_shielded_client_of_before_cannot_be_found_by_starting_again(
    pair: Pair, shielded: Shield, colleague: User, second: User
) -> None:
    end_supervision(pair=pair, on=TODAY, reason="completed", by=None)
    typed = {"number": pair.client.number, "last_name": pair.client.last_name}
    wrong = {"number": pair.client.number, "last_name": "Anders"}
    said = StartCaseForm(typed, by=colleague).errors
    assert "Klopt het nummer?" in str(said["number"])
    assert said == StartCaseForm(wrong, by=colleague).errors


def test_an_administrator_does_not_list_the_account(pair: Pair, cas: User, bram: User, admin: User) -> None:
    assert cas in User.objects.visible_to(admin)
    shielding.shield(pair=pair, reason="buurman", by=bram)
    assert cas not in User.objects.visible_to(admin)
    shielding.lift_shield(pair=pair, by=bram)
    assert cas in User.objects.visible_to(admin)


def test_the_team_page_neither_shows_it_nor_counts_it(
    pair: Pair, shielded: Shield, second: User, team: Any, browse: Browse
) -> None:
    """A count of more pairs than the list has would tell that there is one, and what became of its moments."""
    reveal(open_measurement(pair))
    page = browse(second).get(reverse("dashboards:team", args=[team.pk]))
    assert "Verhoeven" not in page.content.decode()
    assert page.context["size"].pairs == 0
    assert page.context["figures"].states.rows == ()


def test_it_stays_when_another_worker_comes(pair: Pair, shielded: Shield, second: User, colleague: User) -> None:
    hand_over(pair=pair, to=colleague, on=TODAY, by=None)
    assert Pair.objects.visible_to(colleague).exists()
    assert not Pair.objects.visible_to(second).exists()


def test_placed_once_lifted_once_and_each_step_recorded(pair: Pair, bram: User, second: User) -> None:
    shielding.shield(pair=pair, reason="buurman", by=bram)
    with pytest.raises(ValidationError):
        shielding.shield(pair=pair, reason="nog eens", by=bram)
    member = shielding.name_on_shield(pair=pair, user=second, reason="vervangt", by=bram)
    for _again in range(2):
        shielding.take_off_shield(member=member, by=bram)
        shielding.lift_shield(pair=pair, by=bram)
    events = Event.objects.filter(what__startswith="shield").values_list("action", "what")
    assert list(events.order_by("pk")) == [
        ("created", "shield"),
        ("created", "shield member"),
        ("created", "shield member"),
        ("ended", "shield member"),
        ("ended", "shield"),
    ]
    assert not Client.objects.filter(~Q(not_shielded_from(second, "pk"))).exists()


# ---------- the pages ----------


def test_a_supervisor_closes_names_and_opens_again(pair: Pair, bram: User, second: User, browse: Browse) -> None:
    browser, url = browse(bram), reverse("caseload:shield", args=[pair.pk])
    assert "afschermen" in browser.get(url).content.decode()
    assert browser.post(url, {"reason": "buurman van een collega"}).status_code == 302
    assert "buurman van een collega" in browser.get(url).content.decode()
    named = reverse("caseload:name_on_shield", args=[pair.pk])
    assert browser.post(named, {"user": second.pk, "reason": "vervangt mij"}).status_code == 302
    assert "vervangt mij" in browse(second).get(url).content.decode()
    member = ShieldMember.objects.get(user=second)
    assert browser.post(reverse("caseload:take_off_shield", args=[pair.pk, member.pk])).status_code == 302
    assert browse(second).get(url).status_code == 404
    assert browser.post(reverse("caseload:lift_shield", args=[pair.pk])).status_code == 302
    assert browse(second).get(url).status_code == 200


def test_a_worker_sees_and_keeps_the_list_and_neither_closes_nor_opens(
    pair: Pair, bram: User, anna: User, second: User, browse: Browse
) -> None:
    browser, url = browse(anna), reverse("caseload:shield", args=[pair.pk])
    assert browser.post(url, {"reason": "buurman"}).status_code == 403
    shielding.shield(pair=pair, reason="buurman", by=bram)
    assert "Afscherming opheffen" not in browser.get(url).content.decode()
    assert browser.post(reverse("caseload:lift_shield", args=[pair.pk])).status_code == 403
    named = reverse("caseload:name_on_shield", args=[pair.pk])
    assert browser.post(named, {"user": second.pk, "reason": "vervangt"}).status_code == 302
    assert "Afgeschermd" in browser.get(reverse("portal:pair", args=[pair.pk])).content.decode()


def test_bad_input_keeps_what_was_typed_and_writes_nothing(
    pair: Pair, shielded: Shield, bram: User, chris: User, browse: Browse
) -> None:
    url = reverse("caseload:name_on_shield", args=[pair.pk])
    page = browse(bram).post(url, {"user": chris.pk, "reason": "mee kijken", "until": "2020-01-01"}).content.decode()
    assert "mee kijken" in page
    assert 'class="field field--error"' in page
    assert ShieldMember.objects.count() == 1
    empty = browse(bram).post(reverse("caseload:shield", args=[pair.pk]), {"reason": ""})
    assert empty.status_code == 200


def test_whoever_took_themselves_off_is_outside(
    pair: Pair, shielded: Shield, bram: User, second: User, browse: Browse
) -> None:
    member = shielded.members.get()
    shielding.name_on_shield(pair=pair, user=second, reason="vervangt", by=bram)
    response = browse(bram).post(reverse("caseload:take_off_shield", args=[pair.pk, member.pk]))
    assert response.headers["Location"] == reverse("portal:home")
    assert browse(bram).get(reverse("portal:pair", args=[pair.pk])).status_code == 404


def test_the_last_supervisor_stays_because_somebody_must_be_able_to_open_it(
    pair: Pair, shielded: Shield, bram: User, anna: User, second: User, colleague: User, browse: Browse
) -> None:
    member = shielded.members.get()
    # Neither a worker can, nor a supervisor whose account is off.
    shielding.name_on_shield(pair=pair, user=colleague, reason="voert papier in", by=anna)
    shielding.name_on_shield(pair=pair, user=second, reason="vervangt", by=anna)
    User.objects.filter(pk=second.pk).update(is_active=False)
    for user in (bram, anna):
        page = browse(user).post(reverse("caseload:take_off_shield", args=[pair.pk, member.pk])).content.decode()
        assert "Zet eerst een andere unitmanager op de lijst." in page
        assert 'class="error-summary"' in page
    assert Pair.objects.visible_to(bram).exists()
    assert not Event.objects.filter(action="ended", what="shield member").exists()


def test_closing_a_closed_file_says_so(pair: Pair, shielded: Shield, bram: User, browse: Browse) -> None:
    page = browse(bram).post(reverse("caseload:shield", args=[pair.pk]), {"reason": "nog eens"}).content.decode()
    assert "Dit dossier is al afgeschermd." in page
    assert Shield.objects.count() == 1


def test_the_page_costs_the_same_however_long_the_list(
    pair: Pair, shielded: Shield, bram: User, team: Any, browse: Browse, django_assert_max_num_queries: Any
) -> None:
    for name in ("Daan", "Emma", "Finn", "Guus", "Hugo"):
        user = UserFactory(first_name=name, role=Role.WORKER, team=team, organisation=team.organisation)
        shielding.name_on_shield(pair=pair, user=user, reason="voert papier in", by=bram)
    browser, url = browse(bram), reverse("caseload:shield", args=[pair.pk])
    with django_assert_max_num_queries(PAGE):
        assert browser.get(url).content.decode().count("voert papier in") == 5


def test_a_member_of_another_clients_list_is_not_found(
    pair: Pair, shielded: Shield, bram: User, colleague: User, browse: Browse
) -> None:
    other = start_pair(worker=colleague, starts_on=TODAY)
    member = shielding.shield(pair=other, reason="anders", by=bram).members.get()
    assert browse(bram).post(reverse("caseload:take_off_shield", args=[pair.pk, member.pk])).status_code == 404
