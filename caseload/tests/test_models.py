"""What the tables refuse although no action would ever do it: the same on both engines."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.db.models.deletion import ProtectedError

from accounts.models import Organisation, User
from caseload import actions
from caseload.models import (
    Agreement,
    Client,
    Fact,
    HitchKind,
    Pair,
    Supervision,
)

DAY = dt.date(2026, 11, 13)
BEFORE = DAY - dt.timedelta(days=1)


def second_open_pair(pair: Pair) -> None:
    Pair.objects.create(supervision=pair.supervision, worker=pair.worker, team=pair.team, starts_on=DAY, is_first=False)


def second_first_pair(pair: Pair) -> None:
    Pair.objects.create(
        supervision=pair.supervision,
        worker=pair.worker,
        team=pair.team,
        starts_on=DAY,
        ends_on=DAY,
        end_kind="handed_over",
    )


def second_open_supervision(pair: Pair) -> None:
    Supervision.objects.create(client=pair.client, starts_on=DAY)


def of_pair(**changes: object) -> Callable[[Pair], object]:
    return lambda pair: Pair.objects.filter(pk=pair.pk).update(**changes)


def of_supervision(**changes: object) -> Callable[[Pair], object]:
    return lambda pair: Supervision.objects.filter(pk=pair.supervision_id).update(**changes)


def fact(**fields: object) -> Callable[[Pair], object]:
    return lambda pair: Fact.objects.create(supervision=pair.supervision, **fields)


def same_problem_twice(pair: Pair) -> None:
    for _ in range(2):
        Fact.objects.create(supervision=pair.supervision, kind="problem_area", value="housing", since=DAY)


def agreement(**fields: object) -> Callable[[Pair], object]:
    return lambda pair: Agreement.objects.create(pair=pair, text="Bellen", who="client", made_on=DAY, **fields)


def same_number(pair: Pair) -> None:
    client = pair.client
    Client.objects.create(organisation=client.organisation, number=client.number, first_name="Sam", last_name="Bakker")


def same_hitch_kind(pair: Pair) -> None:
    for _ in range(2):
        HitchKind.objects.create(organisation=pair.client.organisation, name="Iets eigens")


REFUSED: dict[str, Callable[[Pair], object]] = {
    "two open pairs": second_open_pair,
    "two first pairs": second_first_pair,
    "pair ends before its start": of_pair(ends_on=BEFORE, end_kind="handed_over"),
    "pair ends without saying how": of_pair(ends_on=DAY, end_kind=""),
    "pair runs and says how it ended": of_pair(end_kind="handed_over"),
    "two open supervisions": second_open_supervision,
    "planned end before start": of_supervision(planned_end=BEFORE),
    "supervision ends before its start": of_supervision(ended_on=BEFORE, end_reason="completed"),
    "supervision ends without reason": of_supervision(ended_on=DAY, end_reason=""),
    "supervision runs and has a reason of ending": of_supervision(end_reason="completed"),
    "two present levels": fact(kind="level", value="3", since=DAY),
    "the same problem area twice at once": same_problem_twice,
    "fact ends before it began": fact(kind="risk", value="low", since=DAY, until=BEFORE),
    "closed agreement without a day": agreement(state="done"),
    "open agreement with a day of closing": agreement(closed_on=DAY),
    "client number twice": same_number,
    "kind of hitch twice": same_hitch_kind,
}


@pytest.mark.parametrize("attempt", REFUSED.values(), ids=REFUSED.keys())
def test_the_tables_refuse(pair: Pair, attempt: Callable[[Pair], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt(pair)


ALLOWED: dict[str, Callable[[Pair], object]] = {
    "pair ends on its first day": of_pair(ends_on=DAY, end_kind="handed_over"),
    "supervision ends on its first day": of_supervision(ended_on=DAY, end_reason="died"),
    "an earlier level": fact(kind="level", value="3", since=BEFORE, until=DAY),
    "a second problem area": lambda pair: [
        fact(kind="problem_area", value=value, since=DAY)(pair) for value in ("housing", "work")
    ],
}


@pytest.mark.parametrize("attempt", ALLOWED.values(), ids=ALLOWED.keys())
def test_the_tables_allow(pair: Pair, attempt: Callable[[Pair], object]) -> None:
    attempt(pair)


def test_the_same_number_at_another_organisation_is_another_person(pair: Pair, midden: Organisation) -> None:
    actions.enter_client(organisation=midden, by=None, number=pair.client.number, first_name="Sam", last_name="Bakker")


def test_nobody_is_deleted_from_under_a_case(pair: Pair) -> None:
    for record in (pair.client, pair.supervision, pair.worker, pair.team):
        with pytest.raises(ProtectedError):
            record.delete()


def test_open_on_a_day(pair: Pair, colleague: User) -> None:
    """On the day of a hand-over the new pair counts, and the old one no more."""
    day = DAY + dt.timedelta(days=5)
    new = actions.hand_over(pair=pair, to=colleague, on=day, by=None)
    running = {offset: list(Pair.objects.open_on(day + dt.timedelta(days=offset))) for offset in (-6, -5, -1, 0, 1)}
    assert running == {-6: [], -5: [pair], -1: [pair], 0: [new], 1: [new]}
    assert list(Pair.objects.open()) == [new]
    assert not Pair.objects.get(pk=pair.pk).is_open


def test_agreements_of_the_supervision_outlive_the_pair_and_those_without_a_day_stand_last(
    pair: Pair, colleague: User, anna: User
) -> None:
    some_day = actions.make_agreement(pair=pair, text="Ooit", who="client", by=anna)
    soon = actions.make_agreement(pair=pair, text="Snel", who="worker", by=anna, due=DAY)
    new = actions.hand_over(pair=pair, to=colleague, on=DAY, by=None)
    assert list(Agreement.objects.of_supervision_of(new).open()) == [soon, some_day]
    assert list(Agreement.objects.due_on(DAY)) == [soon]
    assert list(Agreement.objects.due_on(BEFORE)) == []


def test_a_record_says_nothing_of_the_person_by_itself(pair: Pair) -> None:
    """What lands in a log through str() is a key; only the client's own row has a name."""
    for record in (pair, pair.supervision):
        assert "Cas" not in str(record)
    assert str(pair.client) == "Cas Verhoeven"
