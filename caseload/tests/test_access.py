"""Whose records are within reach, and the gate: not there and not yours are one answer."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser
from django.test import RequestFactory
from django.urls import path

from accounts.models import Organisation, Role, User
from accounts.permissions import Permission
from accounts.tests.factories import TeamFactory, UserFactory
from audit import clock, page
from audit.models import Event, SubjectKey
from caseload import access, actions
from caseload.models import Agreement, Client, Pair
from caseload.tests.factories import start_pair
from probation_portal import urls as portal


def probe(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """The smallest page behind the gate."""
    pair = access.open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="probe")
    return HttpResponse(pair.client.full_name)


urlpatterns = [*portal.urlpatterns, path("probe/<uuid:pair_id>/", probe)]
pytestmark = pytest.mark.urls(__name__)

PEOPLE = ["anna", "colleague", "bram", "chris", "olaf", "dewi", "vera", "evi", "pim", "admin", "cas"]


@pytest.fixture
def cases(anna: User, colleague: User, chris: User, olaf: User, pair: Pair) -> dict[str, Pair]:
    """A pair in every relation to Anna."""
    today = clock.today()
    was_annas = start_pair(worker=anna, starts_on=today)
    ended = start_pair(worker=anna, starts_on=today)
    actions.end_supervision(pair=ended, on=today, reason="completed", by=anna)
    return {
        "own": pair,
        "same team": start_pair(worker=colleague),
        "other team": start_pair(worker=chris),
        "other organisation": start_pair(worker=olaf),
        "was own": was_annas,
        "now of another": actions.hand_over(pair=was_annas, to=colleague, on=today, by=anna),
        "ended": ended,
    }


TEAM = {"own", "same team", "now of another"}
TABLE: dict[str, set[str]] = {
    "anna": {"own"},
    "colleague": {"same team", "now of another"},
    "bram": TEAM,
    "chris": {"other team"},
    "olaf": {"other organisation"},
    "cas": {"own"},
    **{name: set() for name in ("dewi", "vera", "evi", "pim", "admin")},
}


@pytest.mark.parametrize("name", PEOPLE)
def test_reach(request: pytest.FixtureRequest, cases: dict[str, Pair], name: str) -> None:
    user: User = request.getfixturevalue(name)
    visible = set(Pair.objects.visible_to(user).values_list("pk", flat=True))
    assert {relation for relation, pair in cases.items() if pair.pk in visible} == TABLE[name]
    # The same rule for the person and for what hangs on the pair.
    clients = {cases[relation].supervision.client_id for relation in TABLE[name]}
    assert set(Client.objects.visible_to(user).values_list("pk", flat=True)) == clients
    for pair in cases.values():
        actions.make_agreement(pair=pair, text="Bellen", who="client", by=None)
    seen = set(Agreement.objects.visible_to(user).values_list("pair", flat=True))
    assert seen == {cases[relation].pk for relation in TABLE[name]}


@pytest.mark.parametrize("name", PEOPLE)
def test_a_closed_account_reaches_nobody(request: pytest.FixtureRequest, cases: dict[str, Pair], name: str) -> None:
    user: User = request.getfixturevalue(name)
    user.is_active = False
    assert not Pair.objects.visible_to(user).exists()
    assert not Client.objects.visible_to(user).exists()


def test_a_supervisor_of_two_teams_sees_a_pair_once(bram: User, chris: User, cases: dict[str, Pair]) -> None:
    assert chris.team is not None
    chris.team.supervisors.add(bram)
    visible = list(Pair.objects.visible_to(bram).values_list("pk", flat=True))
    assert len(visible) == len(set(visible)) == 4


def test_a_supervisor_entered_at_a_foreign_team_still_sees_nothing_of_it(
    bram: User, olaf: User, cases: dict[str, Pair]
) -> None:
    assert olaf.team is not None
    olaf.team.supervisors.add(bram)
    assert cases["other organisation"] not in Pair.objects.visible_to(bram)


def test_a_supervisor_without_a_team_sees_nothing(noord: Organisation, cases: dict[str, Pair]) -> None:
    user = UserFactory(role=Role.SUPERVISOR, organisation=noord, team=TeamFactory(organisation=noord))
    assert not Pair.objects.visible_to(user).exists()


def test_a_client_keeps_the_own_past(cas: User, pair: Pair, colleague: User) -> None:
    new = actions.hand_over(pair=pair, to=colleague, on=clock.today(), by=None)
    assert set(Pair.objects.visible_to(cas)) == {pair, new}


def same(response: Any, pair_id: uuid.UUID) -> bytes:
    """The answer without what is different in every answer: the key of a form, and the address one asked for."""
    body: bytes = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)
    return body.replace(str(pair_id).encode(), b"")


@pytest.mark.parametrize("relation", ["same team", "other team", "other organisation", "was own", "ended"])
def test_outside_reach_is_the_same_as_not_there(
    browse: Callable[..., Browser], anna: User, cases: dict[str, Pair], relation: str
) -> None:
    invented, outside = uuid.uuid4(), cases[relation].pk
    answers = [(pk, browse(anna).get(f"/probe/{pk}/")) for pk in (invented, outside)]
    (nothing, hidden) = ((a.status_code, same(a, pk), dict(a.headers)) for pk, a in answers)
    assert nothing[0] == 404
    assert hidden[:2] == nothing[:2]
    assert hidden[2].keys() == nothing[2].keys()
    assert Event.objects.filter(what="probe").count() == 0


def test_the_gate_opens_and_writes_one_event(browse: Callable[..., Browser], anna: User, pair: Pair) -> None:
    response = browse(anna).get(f"/probe/{pair.pk}/")
    assert (response.status_code, response.content) == (200, b"Cas Verhoeven")
    event = Event.objects.get(what="probe")
    assert (event.actor_id, event.actor_role, event.action, event.purpose, event.object_id) == (
        anna.pk,
        "worker",
        "read",
        "supervision",
        pair.pk,
    )
    (subject,) = event.subjects.all()
    assert subject.subject_key == SubjectKey.objects.get(person_id=pair.supervision.client_id).key


@pytest.mark.parametrize("name", ["bram", "cas"])
def test_within_reach_without_the_right_is_refused_and_not_recorded_as_read(
    request: pytest.FixtureRequest, browse: Callable[..., Browser], pair: Pair, name: str
) -> None:
    response = browse(request.getfixturevalue(name)).get(f"/probe/{pair.pk}/")
    assert response.status_code == 403
    assert b"Verhoeven" not in response.content
    assert Event.objects.filter(what="probe").count() == 0


def test_no_record_no_page(
    browse: Callable[..., Browser], anna: User, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(page, "record", fails)
    browser = browse(anna)
    browser.raise_request_exception = False
    response = browser.get(f"/probe/{pair.pk}/")
    assert response.status_code == 500
    assert b"Verhoeven" not in response.content


def test_the_gate_takes_a_constant_number_of_queries(anna: User, pair: Pair, django_assert_num_queries: Any) -> None:
    request = RequestFactory().get("/")
    request.user = anna
    open_it = {"needs": Permission.EDIT_CASE, "what": "probe"}
    access.open_pair(request, pair.pk, **open_it)
    # The pair with its people; savepoint, event, key, subject, release.
    with django_assert_num_queries(6):
        opened = access.open_pair(request, pair.pk, **open_it)
        assert opened.client.full_name
        assert opened.team.organisation.name


@pytest.mark.parametrize("name", PEOPLE)
def test_reading_is_recorded_under_the_purpose_of_the_role(
    request: pytest.FixtureRequest, pair: Pair, name: str
) -> None:
    user: User = request.getfixturevalue(name)
    access.record_read(user, [pair.supervision.client_id, pair.supervision.client_id], what="probe list")
    event = Event.objects.get(what="probe list")
    assert (event.action, event.purpose) == ("listed", access.PURPOSE_OF_ROLE[Role(user.role)])
    assert event.subjects.count() == 1


def test_a_page_that_showed_nobody_is_no_event(anna: User) -> None:
    access.record_read(anna, [], what="probe list")
    assert not Event.objects.filter(what="probe list").exists()


def test_every_role_has_its_purpose() -> None:
    assert set(access.PURPOSE_OF_ROLE) == set(Role)


def test_who_is_not_signed_in_does_not_reach_the_gate(pair: Pair) -> None:
    response = Browser().get(f"/probe/{pair.pk}/")
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")
