"""Supervisions whose planned end has come."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from audit import clock
from audit.models import Event
from caseload import actions, tasks
from caseload.models import EndReason, Pair, PairEnd
from caseload.tests.factories import start_pair

TODAY = dt.date(2026, 11, 23)


def planned(pair: Pair, days: int) -> Pair:
    pair.supervision.planned_end = TODAY + dt.timedelta(days=days)
    pair.supervision.save()
    return pair


@pytest.mark.parametrize(("days", "ended"), [(1, False), (0, True), (-3, True)])
def test_the_planned_end_ends_it(pair: Pair, days: int, ended: bool) -> None:
    planned(pair, days)
    tasks.end_due_supervisions()
    pair = Pair.objects.get(pk=pair.pk)
    day = TODAY + dt.timedelta(days=days) if ended else None
    assert (pair.ends_on, pair.supervision.ended_on) == (day, day)
    if ended:
        assert (pair.end_kind, pair.supervision.end_reason) == (PairEnd.SUPERVISION_ENDED, EndReason.ORDER_ENDED)


def test_again_changes_nothing(pair: Pair) -> None:
    planned(pair, 0)
    assert actions.end_due_supervisions(today=TODAY) == 1
    events = Event.objects.count()
    assert actions.end_due_supervisions(today=TODAY) == 0
    assert Event.objects.count() == events


def test_the_portal_did_it(pair: Pair) -> None:
    planned(pair, 0)
    tasks.end_due_supervisions()
    event = Event.objects.get(action="ended")
    assert (event.actor_id, event.actor_role, event.organisation_id) == (
        None,
        "system",
        pair.client.organisation_id,
    )


def test_a_pair_that_began_after_the_planned_end_ends_on_its_first_day(pair: Pair, colleague: User) -> None:
    planned(pair, -5)
    new = actions.hand_over(pair=pair, to=colleague, on=TODAY, by=None)
    assert actions.end_due_supervisions(today=TODAY) == 1
    assert Pair.objects.get(pk=new.pk).ends_on == TODAY


def test_one_that_was_changed_meanwhile_stops_no_other(anna: User, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    planned(pair, 0)
    other = planned(start_pair(worker=anna, starts_on=clock.today()), 0)
    end = actions.end_supervision

    def end_or_refuse(*, pair: Pair, **rest: Any) -> Any:
        if pair.pk != other.pk:
            raise ValidationError("handed over a moment ago")
        return end(pair=pair, **rest)

    monkeypatch.setattr(actions, "end_supervision", end_or_refuse)
    assert actions.end_due_supervisions(today=TODAY) == 1
    assert not Pair.objects.get(pk=other.pk).is_open
