"""Figures of a month, counted by hand in a small world."""

import datetime as dt
import uuid

import pytest

from accounts.models import Team
from audit import clock
from caseload import pauses
from caseload.models import Pair
from dashboards.published import Counts
from dashboards.tests.published_world import BEGIN, MARCH, begun, on, public, rate
from remote_contact.models import Appointment, AppointmentState, Contact, Method, MixPlan, Outcome
from remote_contact.tests.factories import logged

APRIL = MARCH.next()
DAY = dt.date(2026, 4, 10)


@pytest.fixture
def pairs(team: Team) -> list[Pair]:
    """Eight pairs of three workers that began on 2 March."""
    return begun(team, 8)


def contacts(pairs: list[Pair], method: str, day: dt.date = DAY, outcome: str = Outcome.TOOK_PLACE) -> list[Contact]:
    with on(day):
        return [logged(pair, method=method, outcome=outcome) for pair in pairs]


def test_ways_of_contact(team: Team, pairs: list[Pair]) -> None:
    contacts(pairs, Method.OFFICE)
    contacts(pairs, Method.PHONE)
    contacts(pairs, Method.EMAIL)
    contacts(pairs, Method.PHONE, dt.date(2026, 5, 4))
    ways = public(APRIL, team.organisation, team).ways
    assert ways == Counts("ways", 24, {"face_to_face": 8, "remote_talk": 8, "written": 8})
    assert rate(public(APRIL, team.organisation, team), "remote") == (16, 24)


def test_many_contacts_of_few_pairs_are_hidden(team: Team, pairs: list[Pair]) -> None:
    for _ in range(3):
        contacts(pairs[:4], Method.EMAIL)
    contacts(pairs, Method.OFFICE)
    contacts(pairs, Method.PHONE)
    ways = public(APRIL, team.organisation, team).ways
    assert ways.n == 28
    # Twelve letters to four people, and the smallest beside them.
    assert ways.counts["written"] is None
    assert sum(count is not None for count in ways.counts.values()) == 1


def test_a_hidden_way_hides_the_remote_share_that_gives_it(team: Team, pairs: list[Pair]) -> None:
    contacts(pairs[:3], Method.OFFICE)
    contacts(pairs, Method.PHONE)
    contacts(pairs, Method.EMAIL)
    figures = public(APRIL, team.organisation, team)
    assert figures.ways.counts["face_to_face"] is None
    assert rate(figures, "remote") == (None, None)


@pytest.mark.usefixtures("nothing_is_few")
def test_a_day_at_the_edge_of_a_month_is_the_local_one(team: Team, pairs: list[Pair]) -> None:
    made = contacts(pairs, Method.OFFICE)
    # Half past midnight of 1 May in Amsterdam.
    Contact.objects.filter(pk__in=[one.pk for one in made]).update(at=dt.datetime(2026, 4, 30, 22, 30, tzinfo=dt.UTC))
    assert rate(public(APRIL, team.organisation, team), "failed") == (None, None)
    assert rate(public(APRIL.next(), team.organisation, team), "failed") == (0, 8)


@pytest.mark.usefixtures("nothing_is_few")
def test_attempts_that_failed_without_what_was_moved_or_taken_back(team: Team, pairs: list[Pair]) -> None:
    contacts(pairs, Method.PHONE)
    contacts(pairs[:2], Method.PHONE, outcome=Outcome.NOT_REACHED)
    contacts(pairs[:3], Method.PHONE, outcome=Outcome.MOVED)
    [undone] = contacts(pairs[:1], Method.PHONE, outcome=Outcome.NOT_REACHED)
    Contact.objects.filter(pk=undone.pk).update(undone_at=clock.now())
    assert rate(public(APRIL, team.organisation, team), "failed") == (2, 10)


@pytest.mark.usefixtures("nothing_is_few")
def test_appointments_that_were_missed(team: Team, pairs: list[Pair]) -> None:
    came = contacts(pairs, Method.OFFICE)
    missed = contacts(pairs[:1], Method.OFFICE, outcome=Outcome.NO_SHOW)
    for contact in (*came, *missed):
        appointment(contact.pair, state=AppointmentState.DONE, contact=contact)
    appointment(pairs[0], state=AppointmentState.PLANNED)
    appointment(pairs[0], state=AppointmentState.CANCELLED, asked_by="client")
    assert rate(public(APRIL, team.organisation, team), "missed") == (1, 10)


def appointment(pair: Pair, **fields: object) -> None:
    Appointment.objects.create(
        pair=pair,
        starts_at=dt.datetime(2026, 4, 10, 9, tzinfo=dt.UTC),
        method=Method.OFFICE,
        made_by=pair.worker,
        made_at=clock.now(),
        form_id=uuid.uuid4(),
        **fields,
    )


@pytest.mark.usefixtures("nothing_is_few")
@pytest.mark.parametrize(
    ("together", "remote", "beyond"), [(1, 1, False), (0, 1, False), (0, 2, True), (1, 2, False), (1, 4, True)]
)
def test_more_at_a_distance_than_planned(
    team: Team, pairs: list[Pair], together: int, remote: int, beyond: bool
) -> None:
    for pair in pairs:
        plan(pair, dt.date(2026, 3, 2), per_month=4, part=4)
        plan(pair, dt.date(2026, 4, 2), per_month=2, part=1)
        plan(pair, dt.date(2026, 5, 1), per_month=1, part=1)
    for number, method in ((together, Method.OFFICE), (remote, Method.PHONE)):
        for _ in range(number):
            contacts(pairs[:1], method)
    assert rate(public(APRIL, team.organisation, team), "beyond_plan") == (int(beyond), 8)


def plan(pair: Pair, since: dt.date, *, per_month: int, part: int) -> None:
    with on(since):
        MixPlan.objects.create(
            pair=pair,
            per_month=per_month,
            remote_part=part,
            since=since,
            follows_advice=True,
            decided_by=pair.worker,
            decided_at=clock.now(),
        )


@pytest.mark.usefixtures("nothing_is_few")
def test_pairs_without_contact(team: Team, pairs: list[Pair]) -> None:
    contacts(pairs[:5], Method.EMAIL)
    contacts(pairs[5:6], Method.PHONE, outcome=Outcome.NOT_REACHED)
    with on(DAY):
        pauses.start_pause(pair=pairs[7], reason="illness", since=DAY, by=pairs[7].worker)
    # Two heard nothing, one of them although it was tried; one stood still.
    assert rate(public(APRIL, team.organisation, team), "no_contact") == (2, 7)
    # In March all had a part of the month only.
    assert rate(public(MARCH, team.organisation, team), "no_contact") == (None, None)


@pytest.mark.usefixtures("nothing_is_few")
def test_stretches_without_meeting(team: Team, pairs: list[Pair]) -> None:
    contacts(pairs, Method.OFFICE, BEGIN)
    contacts(pairs[:4], Method.PHONE)
    contacts(pairs[:1], Method.OFFICE, dt.date(2026, 5, 4))
    # Met in the eight weeks before the end of April; before that of May three have only called, and four were silent.
    assert rate(public(APRIL, team.organisation, team), "remote_stretch")[1] == 8
    assert rate(public(APRIL.next(), team.organisation, team), "remote_stretch") == (3, 8)
