"""What is told of requests and proposals is looked up again when it leaves."""

import datetime as dt

import pytest
from django.core import mail

from accounts.models import User
from caseload.models import Pair
from caseload.shielding import shield
from messaging import kinds
from messaging.delivery import deliver_due
from messaging.models import Message
from volunteers.actions import leave
from volunteers.actions.proposals import answer_proposal, withdraw_proposal
from volunteers.actions.requests import agree_to_request, change_request, withdraw_request
from volunteers.models import Project, Proposal, Side, Volunteer, VolunteerRequest
from volunteers.tests.request_factories import make_proposal, make_request, make_volunteer

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def volunteer(vera: User, project: Project) -> Volunteer:
    return make_volunteer(project, account=vera)


@pytest.fixture
def proposal(pair: Pair, cas: User, anna: User, dewi: User, volunteer: Volunteer) -> Proposal:
    return make_proposal(make_request(pair, by=anna, what_for="Hulp bij schulden"), volunteer, by=dewi)


def recheck(side: str, kind: str = "volunteers.proposal") -> str:
    message = Message.objects.with_people().get(kind=kind, side=side)
    return kinds.get(kind).recheck(message)


def test_all_three_get_a_mail_that_says_nothing(proposal: Proposal, cas: User) -> None:
    deliver_due()
    bodies = {m.to[0]: f"{m.subject} {m.body}" for m in mail.outbox}
    assert {"cas@example.org", "anna@example.org", "vera@example.org"} <= bodies.keys()
    for text in bodies.values():
        for secret in ("Verhoeven", "schulden", "eclasser", "vrijwillig"):
            assert secret not in text


@pytest.mark.parametrize(("side", "said"), [("client", Side.CLIENT), ("worker", Side.WORKER), ("user", Side.VOLUNTEER)])
def test_who_answered_is_not_asked(proposal: Proposal, dewi: User, side: str, said: Side) -> None:
    assert recheck(side) == ""
    answer_proposal(proposal=proposal, side=said, says=True, by=dewi)
    assert recheck(side) == "answered"


def test_what_was_taken_back_is_not_asked(proposal: Proposal, dewi: User) -> None:
    withdraw_proposal(proposal=proposal, by=dewi)
    assert {recheck(side) for side in ("client", "worker", "user")} == {"nothing to tell"}


def test_a_shield_or_leaving_stops_the_volunteers(
    proposal: Proposal, pair: Pair, bram: User, volunteer: Volunteer, dewi: User
) -> None:
    shield(pair=pair, reason="bekend in de buurt", by=bram)
    assert (recheck("user"), recheck("worker")) == ("nothing to tell", "")
    leave(volunteer=volunteer, on=TODAY, by=dewi)
    assert recheck("user") == "nothing to tell"


def test_the_outcome_is_told_while_it_is_so(proposal: Proposal, dewi: User, pair: Pair, bram: User) -> None:
    for side in Side:
        proposal = answer_proposal(proposal=proposal, side=side, says=True, by=dewi)
    assert recheck("user", "volunteers.outcome") == ""
    answer_proposal(proposal=proposal, side=Side.CLIENT, says=False, by=dewi)
    said = Message.objects.with_people().filter(kind="volunteers.outcome").order_by("created_at")
    assert sorted(kinds.get(m.kind).recheck(m) for m in said) == ["", "nothing to tell"]
    shield(pair=pair, reason="bekend in de buurt", by=bram)
    assert kinds.get("volunteers.outcome").recheck(said.last()) == "nothing to tell"  # type: ignore[arg-type]


@pytest.fixture
def asked(pair: Pair, cas: User, anna: User) -> VolunteerRequest:
    return make_request(pair, by=anna, agreed=False)


def test_a_request_is_told_as_it_stands(asked: VolunteerRequest, cas: User, anna: User) -> None:
    assert recheck("client", "volunteers.request") == ""
    changed = change_request(request=asked, version=asked.version, by=anna, what_for="Iets anders")
    said = Message.objects.with_people().filter(kind="volunteers.request").order_by("created_at")
    assert sorted(kinds.get(m.kind).recheck(m) for m in said) == ["", "nothing to tell"]
    agree_to_request(request=changed, version=changed.version, by=cas)
    assert {kinds.get(m.kind).recheck(m) for m in said} == {"nothing to tell"}


def test_a_request_that_was_taken_back_is_not_told(asked: VolunteerRequest, anna: User) -> None:
    withdraw_request(request=asked, by=anna)
    assert recheck("client", "volunteers.request") == "nothing to tell"


def test_a_client_without_an_account_is_not_sent_to_a_page(pair: Pair, anna: User) -> None:
    make_request(pair, by=anna, agreed=False)
    assert not Message.objects.filter(kind="volunteers.request").exists()
