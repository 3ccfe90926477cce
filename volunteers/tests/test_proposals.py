"""A proposal to all three, and that no order of doing things gets round a hard stop."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Organisation, User
from audit import clock
from audit.models import Event
from caseload.models import Pair
from messaging.models import Message
from volunteers.actions import end_match, leave
from volunteers.actions.proposals import answer_proposal, begin_matches, propose, withdraw_proposal
from volunteers.actions.requests import change_request, withdraw_request
from volunteers.candidates import stops_now
from volunteers.models import Match, Paper, Project, Proposal, RequestState, Side, Volunteer, VolunteerRequest
from volunteers.tests.request_factories import ALL_THREE, make_project, make_proposal, make_request, make_volunteer

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def request_(pair: Pair, anna: User) -> VolunteerRequest:
    return make_request(pair, by=anna, safety="Alleen overdag.")


@pytest.fixture
def volunteer(vera: User, project: Project) -> Volunteer:
    return make_volunteer(project, account=vera)


def begin(request: VolunteerRequest, by: User) -> list[Match]:
    return begin_matches(request=request, task="Samen de post doen", starts_on=clock.today(), by=by)


def test_it_goes_to_all_three(request_: VolunteerRequest, volunteer: Volunteer, cas: User, dewi: User) -> None:
    proposal = make_proposal(request_, volunteer, by=dewi)
    told = Message.objects.filter(kind="volunteers.proposal").values_list("side", flat=True)
    assert sorted(told) == ["client", "user", "worker"]
    assert proposal.reasons[-1]["how"] == "free"
    event = Event.objects.get(what="volunteer proposal")
    assert (event.actor_id, event.subjects.count()) == (dewi.pk, 2)


def test_three_yeses_and_then_a_person_begins_it(
    request_: VolunteerRequest, volunteer: Volunteer, project: Project, dewi: User
) -> None:
    proposal = make_proposal(request_, volunteer, by=dewi, yes="client worker")
    with pytest.raises(ValidationError, match="Nog niet alle drie"):
        begin(request_, dewi)
    proposal = answer_proposal(proposal=proposal, side=Side.VOLUNTEER, says=True, by=dewi)
    assert proposal.state == "agreed"
    assert not Match.objects.exists()
    (match,) = begin(request_, dewi)
    assert (match.volunteer, match.project, match.request, match.safety) == (
        volunteer,
        project,
        request_,
        "Alleen overdag.",
    )
    request_.refresh_from_db()
    assert request_.state == RequestState.MATCHED
    with pytest.raises(ValidationError, match="loopt niet meer"):
        begin(request_, dewi)
    outcomes = Message.objects.filter(kind="volunteers.outcome").values_list("moment", "user")
    assert list(outcomes) == [("agreed", dewi.pk)]


def test_a_paper_that_expires_before_the_first_day_stops_it(
    request_: VolunteerRequest, volunteer: Volunteer, project: Project, dewi: User
) -> None:
    make_proposal(request_, volunteer, by=dewi, yes=ALL_THREE)
    Project.objects.filter(pk=project.pk).update(needs_vog=True)
    until = {"on": TODAY, "valid_until": TODAY + dt.timedelta(days=3)}
    Paper.objects.create(volunteer=volunteer, kind="vog", recorded_by=dewi, recorded_at=clock.now(), **until)
    later = {"request": request_, "task": "Samen de post doen", "by": dewi}
    with pytest.raises(ValidationError, match="VOG"):
        begin_matches(starts_on=TODAY + dt.timedelta(days=4), **later)
    assert not Match.objects.exists()
    assert len(begin_matches(starts_on=TODAY + dt.timedelta(days=3), **later)) == 1


def test_who_leaves_is_asked_nothing_more(
    request_: VolunteerRequest, volunteer: Volunteer, dewi: User, cas: User
) -> None:
    proposal = make_proposal(request_, volunteer, by=dewi)
    leave(volunteer=volunteer, on=TODAY, by=dewi)
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"
    assert not Proposal.objects.visible_to(cas).standing().exists()


@pytest.mark.parametrize("side", list(Side))
def test_one_no_closes_it(request_: VolunteerRequest, volunteer: Volunteer, dewi: User, side: Side) -> None:
    proposal = make_proposal(request_, volunteer, by=dewi, yes=ALL_THREE)
    # A yes may be taken back until the match begins.
    proposal = answer_proposal(proposal=proposal, side=side, says=False, by=dewi)
    assert (proposal.state, proposal.closed_at) == ("declined", clock.now())
    with pytest.raises(ValidationError):
        begin(request_, dewi)
    with pytest.raises(ValidationError, match="loopt niet meer"):
        answer_proposal(proposal=proposal, side=side, says=True, by=dewi)


def test_one_at_a_time_and_never_the_same_twice(
    request_: VolunteerRequest, volunteer: Volunteer, project: Project, dewi: User
) -> None:
    proposal = make_proposal(request_, volunteer, by=dewi)
    with pytest.raises(ValidationError, match="al voorgesteld"):
        make_proposal(request_, volunteer, by=dewi)
    other = make_volunteer(project)
    with pytest.raises(ValidationError, match="Er loopt al een voorstel"):
        make_proposal(request_, other, by=dewi)
    withdraw_proposal(proposal=proposal, by=dewi)
    assert make_proposal(request_, other, by=dewi).state == "open"


def test_a_circle_begins_when_enough_agreed(pair: Pair, anna: User, dewi: User, noord: Organisation) -> None:
    circle = make_project(noord, name="Cirkel", form="cosa_circle", smallest=2, largest=3)
    request = make_request(pair, by=anna, not_alone=True)
    people = [make_volunteer(circle) for _ in range(4)]
    make_proposal(request, people[0], by=dewi, yes=ALL_THREE)
    with pytest.raises(ValidationError, match="ten minste 2"):
        begin(request, dewi)
    make_proposal(request, people[1], by=dewi, yes=ALL_THREE)
    waiting = make_proposal(request, people[2], by=dewi, yes="client")
    with pytest.raises(ValidationError, match="Er loopt al een voorstel"):
        make_proposal(request, people[3], by=dewi)
    matches = begin(request, dewi)
    assert {match.volunteer for match in matches} == set(people[:2])
    assert len({match.circle_id for match in matches}) == 1
    assert matches[0].circle_id is not None
    waiting.refresh_from_db()
    assert waiting.state == "withdrawn"


def test_if_one_of_a_circle_is_stopped_none_begins(pair: Pair, anna: User, dewi: User, noord: Organisation) -> None:
    circle = make_project(noord, name="Cirkel", form="cosa_circle", smallest=2, largest=3)
    request = make_request(pair, by=anna)
    people = [make_volunteer(circle) for _ in range(2)]
    for one in people:
        make_proposal(request, one, by=dewi, yes=ALL_THREE)
    Volunteer.objects.filter(pk=people[1].pk).update(stage="resting")
    with pytest.raises(ValidationError, match="rust even uit"):
        begin(request, dewi)
    assert not Match.objects.exists()


def test_another_organisations_volunteer_is_refused(
    request_: VolunteerRequest, midden: Organisation, dewi: User
) -> None:
    elsewhere = make_project(midden)
    stranger = make_volunteer(elsewhere)
    with pytest.raises(ValidationError, match="andere organisatie"):
        propose(request=request_, volunteer=stranger, project=elsewhere, by=dewi)


# ---------- no order of doing things gets round a stop ----------


class Place:
    """One request and two volunteers; each operation may be refused, and none may propose or match who is stopped."""

    def __init__(self, pair: Pair, anna: User, dewi: User) -> None:
        self.anna, self.dewi, self.day = anna, dewi, TODAY
        organisation = anna.organisation
        self.project = make_project(organisation, name=f"P{uuid.uuid4()}", needs_vog=True, largest=2)
        self.people = [make_volunteer(self.project, postcode="3511", languages=["nl"]) for _ in range(2)]
        for one in self.people:
            self.vog(one, days=30)
        self.request = make_request(pair, by=anna, postcode="3511", languages=["nl"])

    def vog(self, one: Volunteer, days: int) -> None:
        until = self.day + dt.timedelta(days=days)
        fields = {"recorded_by": self.dewi, "recorded_at": clock.now()}
        Paper.objects.create(volunteer=one, kind="vog", on=min(until, TODAY), valid_until=until, **fields)

    def do(self, operation: str, who: int) -> None:
        getattr(self, operation)(Volunteer.objects.get(pk=self.people[who].pk))

    # What may happen to a volunteer.
    def expire(self, one: Volunteer) -> None:
        one.papers.update(valid_until=TODAY, on=TODAY)
        self.day += dt.timedelta(days=1)

    def renew(self, one: Volunteer) -> None:
        self.vog(one, days=60)

    def rest(self, one: Volunteer) -> None:
        Volunteer.objects.filter(pk=one.pk, left_on=None).update(stage="resting")

    def come_back(self, one: Volunteer) -> None:
        Volunteer.objects.filter(pk=one.pk, left_on=None).update(stage="available")

    def leave(self, one: Volunteer) -> None:
        leave(volunteer=one, on=self.day, by=self.dewi)

    def end(self, one: Volunteer) -> None:
        for match in one.matches.running():
            end_match(match=match, on=self.day, by=self.dewi)

    # What may happen to the request.
    def exclude(self, one: Volunteer) -> None:
        self.change(not_these=[one])

    def not_near(self, _one: Volunteer) -> None:
        self.change(not_from_neighbourhood=True)

    def anybody(self, _one: Volunteer) -> None:
        self.change(not_these=[], not_from_neighbourhood=False)

    def change(self, **asked: Any) -> None:
        self.request.refresh_from_db()
        change_request(request=self.request, version=self.request.version, by=self.anna, **asked)

    # What a person does with it.
    def propose(self, one: Volunteer) -> None:
        self.request.refresh_from_db()
        stopped = stops_now(self.request, self.project, one, clock.today())
        propose(request=self.request, volunteer=one, project=self.project, by=self.dewi)
        assert not stopped, stopped

    def say_yes(self, one: Volunteer) -> None:
        for proposal in Proposal.objects.filter(volunteer=one, state="open"):
            for side in Side:
                answer_proposal(proposal=proposal, side=side, says=True, by=self.dewi)

    def say_no(self, one: Volunteer) -> None:
        for proposal in Proposal.objects.filter(volunteer=one, state__in=["open", "agreed"]):
            answer_proposal(proposal=proposal, side=Side.CLIENT, says=False, by=self.dewi)

    def begin(self, _one: Volunteer) -> None:
        self.request.refresh_from_db()
        before = {one.pk: stops_now(self.request, self.project, one, clock.today()) for one in self.people}
        said = set(Proposal.objects.filter(state="agreed").values_list("volunteer", flat=True))
        for match in begin(self.request, self.dewi):
            assert not before[match.volunteer_id], before
            assert match.volunteer_id in said

    def ask_again(self, _one: Volunteer) -> None:
        withdraw_request(request=self.request, by=self.anna)
        self.request = make_request(
            self.request.supervision.pairs.get(), by=self.anna, postcode="3511", languages=["nl"]
        )


TO_THEM = ["expire", "renew", "rest", "come_back", "leave", "end", "exclude", "not_near", "anybody", "ask_again"]
WITH_IT = ["propose", "say_yes", "say_no", "begin"]
STEPS = st.lists(
    st.tuples(st.sampled_from(WITH_IT) | st.sampled_from(WITH_IT) | st.sampled_from(TO_THEM), st.integers(0, 1)),
    min_size=3,
    max_size=14,
)


# The rules are the same on both engines; the second only looks whether its queries say so too.
@settings(
    max_examples=60 if connection.vendor == "sqlite" else 15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_no_order_of_doing_things_gets_round_a_stop(
    pair: Pair, anna: User, dewi: User, steps: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        place = Place(pair, anna, dewi)
        for operation, who in steps:
            with clock.at(dt.datetime.combine(place.day, dt.time(12), tzinfo=dt.UTC)):
                _attempt(lambda o=operation, w=who: place.do(o, w))
        transaction.set_rollback(True)


def _attempt(step: Callable[[], None]) -> None:
    try:
        with transaction.atomic():
            step()
    except ValidationError:
        # Refused: nothing was written.
        pass


def test_the_steps_reach_a_match(pair: Pair, anna: User, dewi: User) -> None:
    """The walk above is a real one: a straight way through it begins a match, a paper in between holds it up."""
    place = Place(pair, anna, dewi)
    for operation in ("propose", "say_yes", "expire"):
        place.do(operation, 0)
    with clock.at(dt.datetime.combine(place.day, dt.time(12), tzinfo=dt.UTC)):
        with pytest.raises(ValidationError, match="geen geldige VOG"):
            place.do("begin", 0)
        place.do("renew", 0)
        place.do("begin", 0)
    assert Match.objects.get().volunteer == place.people[0]
