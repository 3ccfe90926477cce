"""Planning, moving, calling off and settling, through the actions."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from audit import clock
from audit.models import Action, Event
from caseload.actions import hand_over
from caseload.models import Pair
from caseload.versions import StaleRecord
from messaging.working_time import ZONE
from remote_contact.actions.appointments import settle, unsettle, withdraw_planned
from remote_contact.models import AbsenceReason, Appointment, AppointmentState, AskedBy, Method, Outcome
from remote_contact.recurrence import Repeat
from remote_contact.tests.factories import logged
from remote_contact.tests.planning import NEXT_MONDAY, called_off, moved, planned, series

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)


def wall(appointments: list[Appointment]) -> list[str]:
    return [f"{one.starts_at.astimezone(ZONE):%d-%m %H:%M}" for one in appointments]


def test_an_appointment_is_kept_with_who_planned_it_and_an_event(pair: Pair, anna: User) -> None:
    made = planned(pair, place="Stationsweg 4")
    assert (made.state, made.place, made.made_by, made.series) == (
        AppointmentState.PLANNED,
        "Stationsweg 4",
        anna,
        None,
    )
    event = Event.objects.get(what="appointment")
    assert (event.action, event.object_id, event.actor_id) == (Action.CREATED, made.pk, anna.pk)


def test_the_same_form_plans_once(pair: Pair) -> None:
    form_id = uuid.uuid4()
    first = series(pair, form_id=form_id, repeat=Repeat(1, times=3))
    again = series(pair, form_id=form_id, repeat=Repeat(1, times=3))
    assert [one.pk for one in again] == [one.pk for one in first]
    assert Appointment.objects.count() == 3


def test_a_series_holds_the_clock_on_the_wall(pair: Pair) -> None:
    made = series(pair, dt.date(2027, 3, 22), repeat=Repeat(1, times=3))
    assert wall(made) == ["22-03 10:00", "29-03 10:00", "05-04 10:00"]
    assert len({one.series for one in made}) == 1
    assert len({one.calendar_id for one in made}) == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": dt.date(2026, 11, 23), "time": dt.time(9)}, "day"),
        ({"day": dt.date(2029, 1, 1)}, "day"),
        ({"method": "pigeon"}, "method"),
        ({"repeat": Repeat(1, until=dt.date(2026, 11, 24))}, "until"),
        ({"place": "x" * 121}, "place"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(pair: Pair, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as error:
        series(pair, **changes)
    assert list(error.value.message_dict) == [field]
    assert not Appointment.objects.exists()
    assert not Event.objects.filter(what="appointment").exists()


def test_of_a_pair_that_ended_nothing_is_planned(pair: Pair, colleague: User) -> None:
    hand_over(pair=pair, to=colleague, on=clock.today(), by=None)
    pair.refresh_from_db()
    with pytest.raises(ValidationError):
        planned(pair)


def test_moving_makes_a_new_one_and_keeps_the_old(pair: Pair) -> None:
    old = planned(pair)
    new = moved(old, NEXT_MONDAY + DAY, asked_by=AskedBy.CLIENT, reason=AbsenceReason.WORK)
    old.refresh_from_db()
    assert (old.state, old.asked_by, old.reason) == (AppointmentState.MOVED, AskedBy.CLIENT, AbsenceReason.WORK)
    assert (new.instead_of, new.calendar_id, new.sequence) == (old, old.calendar_id, 1)
    assert list(Appointment.objects.planned()) == [new]


def test_a_second_click_on_move_moves_once(pair: Pair) -> None:
    old, form_id = planned(pair), uuid.uuid4()
    first = moved(old, NEXT_MONDAY + DAY, form_id=form_id)
    assert moved(old, NEXT_MONDAY + DAY, form_id=form_id) == first
    assert Appointment.objects.count() == 2


def test_two_people_who_change_one_appointment(pair: Pair) -> None:
    old = planned(pair)
    moved(old, NEXT_MONDAY + DAY)
    with pytest.raises(StaleRecord):
        called_off(old, version=1)
    with pytest.raises(StaleRecord):
        moved(old, NEXT_MONDAY + 2 * DAY, version=1)
    assert Appointment.objects.planned().count() == 1


def test_the_rest_of_a_series_moves_along(pair: Pair) -> None:
    first, second, third = series(pair, repeat=Repeat(1, times=3))
    moved(second, NEXT_MONDAY + WEEK + DAY, dt.time(11), rest_of_series=True)
    assert wall(list(Appointment.objects.planned())) == ["30-11 10:00", "08-12 11:00", "15-12 11:00"]
    third.refresh_from_db()
    assert third.state == AppointmentState.MOVED
    assert {one.series for one in Appointment.objects.planned()} == {first.series}


def test_one_of_a_series_moves_alone(pair: Pair) -> None:
    _first, second, _third = series(pair, repeat=Repeat(1, times=3))
    moved(second, NEXT_MONDAY + WEEK + DAY)
    assert wall(list(Appointment.objects.planned())) == ["30-11 10:00", "08-12 10:00", "14-12 10:00"]


@pytest.mark.parametrize(("rest", "count", "left"), [(False, 1, 2), (True, 2, 1)])
def test_calling_off_one_or_the_rest(pair: Pair, rest: bool, count: int, left: int) -> None:
    _first, second, _third = series(pair, repeat=Repeat(1, times=3))
    assert called_off(second, rest_of_series=rest) == count
    assert Appointment.objects.planned().count() == left
    second.refresh_from_db()
    assert (second.state, second.asked_by, second.sequence) == (AppointmentState.CANCELLED, AskedBy.WORKER, 1)


def test_who_asked_must_be_said(pair: Pair) -> None:
    with pytest.raises(ValidationError):
        called_off(planned(pair), asked_by="")
    with pytest.raises(ValidationError):
        moved(planned(pair), NEXT_MONDAY + DAY, asked_by="")
    assert Appointment.objects.planned().count() == 2


def test_the_next_worker_moves_what_the_last_one_planned(pair: Pair, colleague: User) -> None:
    old = planned(pair)
    later = hand_over(pair=pair, to=colleague, on=clock.today(), by=None)
    assert moved(old, NEXT_MONDAY + DAY, pair=later).pair == later


@pytest.mark.parametrize("outcome", [Outcome.TOOK_PLACE, Outcome.NO_SHOW])
def test_a_contact_settles_its_appointment_whatever_came_of_it(pair: Pair, anna: User, outcome: str) -> None:
    made = planned(pair)
    with clock.at(made.ends_at):
        contact = logged(pair, outcome=outcome)
        assert settle(appointment=made, contact=contact, by=anna)
        assert not settle(appointment=made, contact=contact, by=anna)
        assert not Appointment.objects.planned().exists()
        made.refresh_from_db()
        assert (made.state, made.contact) == (AppointmentState.DONE, contact)
        unsettle(contact=contact, by=anna)
    made.refresh_from_db()
    assert (made.state, made.contact) == (AppointmentState.PLANNED, None)


def test_a_contact_of_another_case_settles_nothing(pair: Pair, chris: User, anna: User) -> None:
    from caseload.tests.factories import start_pair

    stranger = start_pair(worker=chris, starts_on=clock.today() - DAY)
    assert not settle(appointment=planned(pair), contact=logged(stranger), by=anna)


def test_a_method_that_the_organisation_retired_may_stay_and_not_begin(pair: Pair) -> None:
    from remote_contact.models import ListEntry, ListKind, Way

    for code, retired in (("bench", None), ("boat", clock.now())):
        ListEntry.objects.create(
            organisation=pair.team.organisation,
            kind=ListKind.METHOD,
            code=code,
            label=code,
            way=Way.FACE_TO_FACE,
            retired_at=retired,
        )
    with pytest.raises(ValidationError):
        planned(pair, method="boat")
    old = planned(pair, method="bench")
    ListEntry.objects.filter(code="bench").update(retired_at=clock.now())
    assert moved(old, NEXT_MONDAY + DAY).method == "bench"
    with pytest.raises(ValidationError):
        moved(planned(pair, method=Method.OFFICE), NEXT_MONDAY + DAY, method="boat")


def test_what_was_planned_with_a_contact_that_is_taken_back_stands_nowhere(pair: Pair, anna: User) -> None:
    made = planned(pair)
    withdraw_planned(form_id=made.form_id, by=anna)
    made.refresh_from_db()
    assert made.state == AppointmentState.WITHDRAWN
    assert not Appointment.objects.standing().exists()
