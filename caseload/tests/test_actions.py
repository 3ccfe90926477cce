"""Every write about a case: what it leaves behind, what it refuses, and the one event it writes."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Organisation, User
from accounts.tests.factories import OrganisationFactory, TeamFactory, UserFactory
from audit import clock
from audit.models import Event
from audit.tests.at_once import at_once
from caseload import actions
from caseload.models import (
    Client,
    Fact,
    FormerAddress,
    Pair,
    Supervision,
)
from caseload.tests.factories import start_pair
from caseload.versions import StaleRecord

TODAY = dt.date(2026, 11, 23)
START = TODAY - dt.timedelta(days=10)


def day(offset: int) -> dt.date:
    return TODAY + dt.timedelta(days=offset)


# ---- clients ----


def test_entering_a_client(noord: Organisation, anna: User) -> None:
    client = actions.enter_client(organisation=noord, by=anna, number="1", first_name="Cas", last_name="Smit")
    event = Event.objects.get()
    assert (event.action, event.what, event.object_id, event.organisation_id) == (
        "created",
        "client",
        client.pk,
        noord.pk,
    )
    assert event.subjects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"number": ""}, {"first_name": ""}, {"email": "geen adres"}, {"number": "x" * 21}, {"number": "7"}]
)
def test_a_client_that_cannot_be(
    noord: Organisation, wrong: dict[str, str], unchanged: Callable[[], tuple[Any, ...]]
) -> None:
    fields = {"number": "7", "first_name": "Cas", "last_name": "Smit"}
    actions.enter_client(organisation=noord, by=None, **fields)
    before = unchanged()
    with pytest.raises(ValidationError):
        actions.enter_client(organisation=noord, by=None, **{**fields, "number": "8", **wrong})
    assert unchanged() == before


def test_changing_a_client_keeps_the_old_address(pair: Pair, anna: User, one_event: Callable[..., None]) -> None:
    client = pair.client
    changed = actions.change_client(client=client, version=1, by=anna, email="nieuw@example.org", mobile="06")
    assert (changed.email, changed.mobile, changed.version) == ("nieuw@example.org", "06", 2)
    (former,) = FormerAddress.objects.all()
    assert (former.client, former.email, former.replaced_at) == (client, "cas@example.org", clock.now())
    one_event("changed", "client", anna, client.pk)


def test_the_same_or_a_first_address_leaves_no_former_one(pair: Pair, anna: User) -> None:
    actions.change_client(client=pair.client, version=1, by=anna, email="cas@example.org")
    other = start_pair(worker=anna).client
    actions.change_client(client=other, version=1, by=anna, email="sam@example.org")
    assert not FormerAddress.objects.exists()


def test_a_stale_client_is_refused_with_what_stands_there(
    pair: Pair, anna: User, colleague: User, unchanged: Callable[[], tuple[Any, ...]]
) -> None:
    mine = Client.objects.get(pk=pair.client.pk)
    actions.change_client(client=pair.client, version=1, by=colleague, mobile="06-1")
    before = unchanged()
    with pytest.raises(StaleRecord) as caught:
        actions.change_client(client=mine, version=1, by=anna, mobile="06-2")
    assert (caught.value.current.mobile, caught.value.current.version) == ("06-1", 2)
    assert unchanged() == before


# ---- start ----


def test_starting_a_supervision(noord: Organisation, anna: User) -> None:
    client = actions.enter_client(organisation=noord, by=anna, number="1", first_name="Cas", last_name="Smit")
    events = Event.objects.count()
    pair = actions.start_supervision(
        client=client, worker=anna, starts_on=START, level="2", by=anna, planned_end=day(365)
    )
    assert (pair.worker, pair.team, pair.starts_on, pair.is_first, pair.is_open) == (anna, anna.team, START, True, True)
    facts = pair.supervision.facts.values_list("kind", "value", "since", "until")
    assert set(facts) == {("level", "2", START, None), ("phase", "start", START, None)}
    assert Event.objects.count() == events + 1
    event = Event.objects.latest("pk")
    assert (event.action, event.what, event.object_id) == ("created", "supervision", pair.supervision_id)


def inactive(user: User) -> User:
    user.is_active = False
    user.save()
    return user


# Whom a case cannot go to: the name of a persona, or how to make one.
UNFIT: dict[str, Callable[[pytest.FixtureRequest], User]] = {
    "of another organisation": lambda request: request.getfixturevalue("olaf"),
    "a supervisor": lambda request: request.getfixturevalue("bram"),
    "a client": lambda request: request.getfixturevalue("cas"),
    "account closed": lambda request: inactive(request.getfixturevalue("colleague")),
    "without a team": lambda request: UserFactory(organisation=request.getfixturevalue("noord"), team=None),
}


@pytest.mark.parametrize("unfit", UNFIT.values(), ids=UNFIT.keys())
def test_a_case_cannot_start_with(
    request: pytest.FixtureRequest,
    pair: Pair,
    unfit: Callable[[pytest.FixtureRequest], User],
    unchanged: Callable[[], tuple[Any, ...]],
) -> None:
    worker = unfit(request)
    client = actions.enter_client(
        organisation=pair.client.organisation, by=None, number="1", first_name="A", last_name="B"
    )
    before = unchanged()
    with pytest.raises(ValidationError) as caught:
        actions.start_supervision(client=client, worker=worker, starts_on=START, level="2", by=None)
    assert set(caught.value.message_dict) == {"worker"}
    assert unchanged() == before


@pytest.mark.parametrize(
    ("changes", "field"), [({"level": "9"}, "level"), ({"planned_end": START - dt.timedelta(days=1)}, "__all__")]
)
def test_a_start_that_cannot_be(
    noord: Organisation, anna: User, changes: dict[str, Any], field: str, unchanged: Callable[[], tuple[Any, ...]]
) -> None:
    client = actions.enter_client(organisation=noord, by=None, number="1", first_name="A", last_name="B")
    before = unchanged()
    fields = {"worker": anna, "starts_on": START, "level": "2", "by": None} | changes
    with pytest.raises(ValidationError) as caught:
        actions.start_supervision(client=client, **fields)
    assert set(caught.value.message_dict) == {field}
    assert unchanged() == before


def test_no_second_supervision_while_one_runs(pair: Pair, anna: User) -> None:
    with pytest.raises(ValidationError):
        actions.start_supervision(client=pair.client, worker=anna, starts_on=TODAY, level="2", by=anna)
    actions.end_supervision(pair=pair, on=TODAY, reason="completed", by=anna)
    again = actions.start_supervision(client=pair.client, worker=anna, starts_on=TODAY, level="2", by=anna)
    assert again.is_first


def test_a_team_of_another_organisation_is_refused(pair: Pair, colleague: User) -> None:
    with pytest.raises(ValidationError):
        actions.hand_over(
            pair=pair, to=colleague, on=TODAY, by=None, team=TeamFactory(organisation=OrganisationFactory())
        )


# ---- hand over ----


@pytest.mark.parametrize("offset", [-10, -3, 0])
def test_handing_over(pair: Pair, anna: User, colleague: User, one_event: Callable[..., None], offset: int) -> None:
    """Also on the very first day: the old pair stays, with a day on which it ended."""
    new = actions.hand_over(pair=pair, to=colleague, on=day(offset), by=anna)
    old = Pair.objects.get(pk=pair.pk)
    assert (old.worker, old.starts_on, old.ends_on, old.end_kind) == (anna, START, day(offset), "handed_over")
    assert (new.worker, new.team, new.starts_on, new.is_first, new.is_open) == (
        colleague,
        colleague.team,
        day(offset),
        False,
        True,
    )
    assert new.supervision_id == old.supervision_id
    one_event("handed_over", "pair", anna, old.pk)


@pytest.mark.parametrize("unfit", UNFIT.values(), ids=UNFIT.keys())
def test_a_case_cannot_go_to(
    request: pytest.FixtureRequest,
    pair: Pair,
    unfit: Callable[[pytest.FixtureRequest], User],
    unchanged: Callable[[], tuple[Any, ...]],
) -> None:
    to = unfit(request)
    before = unchanged()
    with pytest.raises(ValidationError) as caught:
        actions.hand_over(pair=pair, to=to, on=TODAY, by=None)
    assert set(caught.value.message_dict) == {"worker"}
    assert unchanged() == before


def test_not_to_whom_has_it_not_before_it_began_and_not_when_it_is_over(
    pair: Pair, anna: User, colleague: User, chris: User, unchanged: Callable[[], tuple[Any, ...]]
) -> None:
    before = unchanged()
    with pytest.raises(ValidationError, match="begeleidt de cliënt al"):
        actions.hand_over(pair=pair, to=anna, on=TODAY, by=anna)
    with pytest.raises(ValidationError, match="vóór het begin"):
        actions.hand_over(pair=pair, to=colleague, on=day(-11), by=anna)
    assert unchanged() == before
    actions.hand_over(pair=pair, to=colleague, on=TODAY, by=anna)
    before = unchanged()
    with pytest.raises(ValidationError, match="al beëindigd"):
        actions.hand_over(pair=pair, to=chris, on=TODAY, by=anna)
    assert unchanged() == before


@pytest.mark.django_db(transaction=True)
def test_two_hand_overs_at_once_leave_one_open_pair(pair: Pair, anna: User, colleague: User, chris: User) -> None:
    results = at_once(
        lambda: actions.hand_over(pair=pair, to=colleague, on=TODAY, by=anna),
        lambda: actions.hand_over(pair=pair, to=chris, on=TODAY, by=anna),
        may_raise=(ValidationError,),
    )
    assert sorted(type(result).__name__ for result in results) == ["Pair", "ValidationError"]
    assert Pair.objects.filter(supervision=pair.supervision).open().count() == 1
    assert Event.objects.filter(action="handed_over").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_hand_over_and_an_end_at_once_do_one_of_the_two(pair: Pair, anna: User, colleague: User) -> None:
    results = at_once(
        lambda: actions.hand_over(pair=pair, to=colleague, on=TODAY, by=anna),
        lambda: actions.end_supervision(pair=pair, on=TODAY, reason="completed", by=anna),
        may_raise=(ValidationError,),
    )
    assert sum(isinstance(result, ValidationError) for result in results) == 1
    running = Pair.objects.filter(supervision=pair.supervision).open().count()
    assert (running == 0) == (Supervision.objects.get(pk=pair.supervision_id).ended_on is not None)


@pytest.mark.django_db(transaction=True)
def test_two_levels_at_once_leave_one_present_level(pair: Pair, anna: User) -> None:
    results = at_once(
        *[
            lambda value=value: actions.record_fact(pair=pair, kind="level", value=value, since=TODAY, by=anna)  # type: ignore[misc]
            for value in ("1", "3")
        ]
    )
    assert [type(result) for result in results] == [Fact, Fact]
    assert Fact.objects.current().filter(supervision=pair.supervision, kind="level").count() == 1
    assert Fact.objects.filter(supervision=pair.supervision, kind="level").count() == 3


@pytest.mark.django_db(transaction=True)
def test_an_agreement_closed_twice_at_once_is_closed_once(pair: Pair, anna: User) -> None:
    agreement = actions.make_agreement(pair=pair, text="Bellen", who="client", by=anna)
    results = at_once(
        *[
            lambda state=state: actions.close_agreement(agreement=agreement, state=state, version=1, by=anna)  # type: ignore[misc]
            for state in ("done", "dropped")
        ],
        may_raise=(StaleRecord,),
    )
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "StaleRecord"]


# ---- end ----


@pytest.mark.parametrize("reason", ["completed", "order_ended", "negative_dropout", "transferred", "died", "other"])
def test_ending(pair: Pair, anna: User, one_event: Callable[..., None], reason: str) -> None:
    actions.end_supervision(pair=pair, on=day(-1), reason=reason, by=anna)
    pair = Pair.objects.get(pk=pair.pk)
    assert (pair.ends_on, pair.end_kind) == (day(-1), "supervision_ended")
    assert (pair.supervision.ended_on, pair.supervision.end_reason) == (day(-1), reason)
    assert not pair.supervision.facts.current().exists()
    one_event("ended", "supervision", anna, pair.supervision_id)


@pytest.mark.parametrize(("on", "reason"), [(0, ""), (0, "unheard"), (-11, "completed")])
def test_an_end_that_cannot_be(
    pair: Pair, anna: User, on: int, reason: str, unchanged: Callable[[], tuple[Any, ...]]
) -> None:
    before = unchanged()
    with pytest.raises(ValidationError):
        actions.end_supervision(pair=pair, on=day(on), reason=reason, by=anna)
    assert unchanged() == before


def test_ended_once(pair: Pair, anna: User, unchanged: Callable[[], tuple[Any, ...]]) -> None:
    actions.end_supervision(pair=pair, on=TODAY, reason="completed", by=anna)
    before = unchanged()
    with pytest.raises(ValidationError, match="al beëindigd"):
        actions.end_supervision(pair=pair, on=TODAY, reason="other", by=anna)
    assert unchanged() == before
