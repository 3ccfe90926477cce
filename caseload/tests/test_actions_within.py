"""Every write within a case: facts, conditions, goals, hitches, agreements."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Organisation, User
from audit.models import Event
from caseload import actions
from caseload.models import (
    AgreementState,
    Client,
    Fact,
    HitchKind,
    Pair,
)
from caseload.versions import StaleRecord

TODAY = dt.date(2026, 11, 23)
START = TODAY - dt.timedelta(days=10)
LATER = TODAY - dt.timedelta(days=2)


# ---- facts, conditions, goals ----


def facts(pair: Pair, kind: str) -> list[tuple[Any, ...]]:
    rows = Fact.objects.filter(supervision=pair.supervision, kind=kind).order_by("since", "value")
    return list(rows.values_list("value", "since", "until"))


def test_a_later_fact_closes_the_one_before_and_keeps_it(
    pair: Pair, anna: User, one_event: Callable[..., None]
) -> None:
    fact = actions.record_fact(pair=pair, kind="level", value="3", since=LATER, by=anna)
    assert facts(pair, "level") == [("2", START, LATER), ("3", LATER, None)]
    assert facts(pair, "phase") == [("start", START, None)]
    one_event("changed", "fact", anna, fact.pk)


def test_the_same_value_again_is_nothing_new(pair: Pair, anna: User, unchanged: Callable[[], tuple[Any, ...]]) -> None:
    before = unchanged()
    actions.record_fact(pair=pair, kind="level", value="2", since=TODAY, by=anna)
    assert unchanged() == before


def test_an_earlier_day_is_refused(pair: Pair, anna: User, unchanged: Callable[[], tuple[Any, ...]]) -> None:
    before = unchanged()
    with pytest.raises(ValidationError) as caught:
        actions.record_fact(pair=pair, kind="level", value="3", since=START - dt.timedelta(days=1), by=anna)
    assert set(caught.value.message_dict) == {"since"}
    assert unchanged() == before


def test_problem_areas_stand_side_by_side_and_end_one_by_one(
    pair: Pair, anna: User, one_event: Callable[..., None]
) -> None:
    work = actions.record_fact(pair=pair, kind="problem_area", value="work", since=START, by=None)
    housing = actions.record_fact(pair=pair, kind="problem_area", value="housing", since=START, by=None)
    assert actions.record_fact(pair=pair, kind="problem_area", value="work", since=TODAY, by=None) == work
    assert Event.objects.filter(what="fact").count() == 2
    actions.end_fact(fact=work, on=TODAY, by=anna)
    assert facts(pair, "problem_area") == [("housing", START, None), ("work", START, TODAY)]
    # It may come back.
    actions.record_fact(pair=pair, kind="problem_area", value="work", since=TODAY, by=anna)
    assert facts(pair, "problem_area")[1:] == [("work", START, TODAY), ("work", TODAY, None)]
    actions.end_fact(fact=housing, on=START - dt.timedelta(days=3), by=anna)
    assert facts(pair, "problem_area")[0] == ("housing", START, START)


def test_ending_a_problem_area_is_recorded(pair: Pair, anna: User) -> None:
    fact = actions.record_fact(pair=pair, kind="problem_area", value="work", since=START, by=None)
    before = Event.objects.count()
    actions.end_fact(fact=fact, on=TODAY, by=anna)
    assert Event.objects.count() == before + 1
    event = Event.objects.latest("pk")
    assert (event.action, event.what, event.object_id, event.subjects.count()) == ("changed", "fact", fact.pk, 1)


def test_conditions(pair: Pair, anna: User, one_event: Callable[..., None]) -> None:
    condition = actions.add_condition(pair=pair, kind="special", text="Locatieverbod", since=START, by=anna)
    assert list(pair.supervision.conditions.all()) == [condition]
    one_event("created", "condition", anna, condition.pk)


def test_goals(pair: Pair, anna: User, one_event: Callable[..., None]) -> None:
    goal = actions.add_goal(pair=pair, text="Werk vinden", since=START, by=anna)
    one_event("created", "goal", anna, goal.pk)
    actions.reach_goal(goal=goal, on=TODAY, by=anna)
    goal.refresh_from_db()
    assert goal.reached_on == TODAY
    assert Event.objects.latest("pk").action == "changed"


def test_hitches(pair: Pair, anna: User, one_event: Callable[..., None]) -> None:
    kind = HitchKind.objects.create(organisation=pair.client.organisation, name="Eigen soort")
    hitch = actions.record_hitch(pair=pair, kind=kind, on=TODAY, by=anna, note="Bus gemist")
    assert (hitch.recorded_by, hitch.resolved_on) == (anna, None)
    one_event("created", "hitch", anna, hitch.pk)
    actions.resolve_hitch(hitch=hitch, on=TODAY, by=anna)
    hitch.refresh_from_db()
    assert hitch.resolved_on == TODAY
    assert Event.objects.latest("pk").action == "changed"


def test_the_starting_list_of_hitches_is_added_once(noord: Organisation) -> None:
    for _ in range(2):
        actions.add_default_hitch_kinds(organisation=noord)
    assert sorted(noord.hitch_kinds.values_list("name", flat=True)) == sorted(actions.DEFAULT_HITCH_KINDS)


# ---- agreements ----


def test_agreements(pair: Pair, anna: User, one_event: Callable[..., None]) -> None:
    agreement = actions.make_agreement(pair=pair, text="Bellen", who="together", by=anna, due=TODAY)
    assert (agreement.state, agreement.made_on, agreement.version) == (AgreementState.OPEN, TODAY, 1)
    one_event("created", "agreement", anna, agreement.pk)


@pytest.mark.parametrize("state", [AgreementState.DONE, AgreementState.DROPPED])
def test_closing_an_agreement(pair: Pair, anna: User, state: AgreementState) -> None:
    agreement = actions.make_agreement(pair=pair, text="Bellen", who="client", by=None)
    before = Event.objects.count()
    actions.close_agreement(agreement=agreement, state=state, version=1, by=anna)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.closed_on, agreement.version) == (state, TODAY, 2)
    assert Event.objects.count() == before + 1


def test_a_stale_agreement_is_refused(pair: Pair, anna: User, unchanged: Callable[[], tuple[Any, ...]]) -> None:
    agreement = actions.make_agreement(pair=pair, text="Bellen", who="client", by=None)
    actions.close_agreement(agreement=agreement, state="done", version=1, by=anna)
    before = unchanged()
    with pytest.raises(StaleRecord) as caught:
        actions.close_agreement(agreement=agreement, state="dropped", version=1, by=anna)
    assert caught.value.current.state == AgreementState.DONE
    assert unchanged() == before


WRONG: dict[str, Callable[[Pair, User], object]] = {
    "condition without text": lambda pair, by: actions.add_condition(
        pair=pair, kind="general", text="", since=TODAY, by=by
    ),
    "condition of no kind": lambda pair, by: actions.add_condition(
        pair=pair, kind="odd", text="Iets", since=TODAY, by=by
    ),
    "goal without text": lambda pair, by: actions.add_goal(pair=pair, text="", since=TODAY, by=by),
    "agreement without text": lambda pair, by: actions.make_agreement(pair=pair, text="", who="client", by=by),
    "agreement of nobody": lambda pair, by: actions.make_agreement(pair=pair, text="Bellen", who="x", by=by),
    "agreement too long": lambda pair, by: actions.make_agreement(pair=pair, text="x" * 201, who="client", by=by),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_what_is_not_whole_is_refused(
    pair: Pair,
    anna: User,
    wrong: Callable[[Pair, User], object],
    unchanged: Callable[[], tuple[Any, ...]],
) -> None:
    before = unchanged()
    with pytest.raises(ValidationError):
        wrong(pair, anna)
    assert unchanged() == before


def test_no_record_no_write(
    pair: Pair, colleague: User, monkeypatch: pytest.MonkeyPatch, unchanged: Callable[[], tuple[Any, ...]]
) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(actions, "record", fails)
    before = unchanged()
    with pytest.raises(RuntimeError):
        actions.hand_over(pair=pair, to=colleague, on=TODAY, by=None)
    assert unchanged() == before


def test_a_number_that_was_taken_in_the_same_instant_is_refused_at_its_field(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check of two simultaneous entries sees neither: the constraint speaks, in words."""
    taken = pair.supervision.client
    monkeypatch.setattr(Client, "full_clean", lambda self: None)
    with pytest.raises(ValidationError) as refused:
        actions.enter_client(
            organisation=taken.organisation, number=taken.number, first_name="Sam", last_name="Bakker", by=None
        )
    assert set(refused.value.message_dict) == {"number"}


def test_a_clients_link_never_goes_to_a_staff_account(pair: Pair, anna: User) -> None:
    """With it, whoever gives the PIN could also open the link."""
    client = pair.supervision.client
    with pytest.raises(ValidationError) as refused:
        actions.change_client(client=client, version=client.version, by=anna, email=anna.email.upper())
    assert set(refused.value.message_dict) == {"email"}
    person = {"number": "N-1", "first_name": "Sam", "last_name": "Bakker", "email": anna.email}
    with pytest.raises(ValidationError) as refused:
        actions.enter_client(organisation=client.organisation, by=anna, **person)
    assert set(refused.value.message_dict) == {"email"}


def test_a_closed_agreement_is_not_closed_again(pair: Pair, anna: User) -> None:
    agreement = actions.make_agreement(pair=pair, text="Bellen", who="client", by=anna)
    actions.close_agreement(agreement=agreement, state="done", version=1, by=anna)
    agreement.refresh_from_db()
    with pytest.raises(StaleRecord):
        actions.close_agreement(agreement=agreement, state="dropped", version=agreement.version, by=anna)
