"""A request: whose yes is lacking, what a change does to it, and who sees it when."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from audit import clock
from audit.models import Action, Event
from caseload import actions as caseload_actions
from caseload.models import EndReason, Pair
from caseload.shielding import shield
from caseload.versions import StaleRecord
from messaging.models import Message
from volunteers.actions import requests as actions
from volunteers.models import ActivityKind, Proposal, RequestState, Side, VolunteerRequest
from volunteers.policies import waits_for
from volunteers.tests.request_factories import make_project, make_proposal, make_request, make_volunteer

TODAY = dt.date(2026, 11, 23)


def seen_by(user: User) -> list[VolunteerRequest]:
    return list(VolunteerRequest.objects.visible_to(user))


def told() -> list[tuple[str, str]]:
    return [(m.kind, m.side) for m in Message.objects.filter(kind__startswith="volunteers.").order_by("created_at")]


def test_by_the_worker_with_the_clients_yes_it_is_open_at_once(pair: Pair, anna: User, dewi: User) -> None:
    request = make_request(pair, by=anna)
    assert (request.state, request.client_agreed_on, request.agreed_recorded_by) == (RequestState.OPEN, TODAY, anna)
    assert seen_by(dewi) == [request]
    event = Event.objects.get(what="volunteer request")
    assert (event.action, event.actor_id, event.object_id) == (Action.CREATED, anna.pk, request.pk)


def test_without_a_yes_nobody_else_sees_it_and_the_client_is_asked(
    pair: Pair, anna: User, dewi: User, cas: User, vera: User
) -> None:
    request = make_request(pair, by=anna, agreed=False)
    assert (request.state, waits_for(request)) == (RequestState.ASKED, Side.CLIENT)
    assert (seen_by(dewi), seen_by(vera), seen_by(cas)) == ([], [], [request])
    assert told() == [("volunteers.request", "client")]
    agreed = actions.agree_to_request(request=request, version=request.version, by=cas)
    assert (agreed.state, agreed.client_agreed_on, agreed.agreed_recorded_by) == (RequestState.OPEN, TODAY, cas)
    assert seen_by(dewi) == [agreed]


def test_by_the_client_it_waits_for_the_worker_who_completes_it(pair: Pair, anna: User, cas: User, dewi: User) -> None:
    request = make_request(pair, by=cas)
    assert (request.asked_by, request.state, waits_for(request)) == (Side.CLIENT, RequestState.ASKED, Side.WORKER)
    assert seen_by(dewi) == []
    assert told() == [("volunteers.request", "worker")]
    # The client has said all they have to say.
    assert actions.agree_to_request(request=request, version=request.version, by=cas).state == RequestState.ASKED
    done = actions.change_request(
        request=request, version=request.version, by=anna, safety="Alleen overdag.", experienced_only=True
    )
    assert (done.state, done.agreed_recorded_by, done.safety) == (RequestState.OPEN, cas, "Alleen overdag.")


@pytest.mark.parametrize("change", [{"what_for": "Iets anders"}, {"wishes": "Een man"}, {"free_at": ["evening"]}])
def test_other_words_ask_the_clients_yes_anew(pair: Pair, anna: User, cas: User, change: dict[str, Any]) -> None:
    request = make_request(pair, by=cas)
    done = actions.change_request(request=request, version=request.version, by=anna, **change)
    assert (done.state, waits_for(done), done.client_agreed_on) == (RequestState.ASKED, Side.CLIENT, None)


def test_another_kind_asks_it_anew_unless_it_is_written_down_again(pair: Pair, anna: User) -> None:
    kind = ActivityKind.objects.create(organisation=anna.organisation, name="Wonen")
    request = make_request(pair, by=anna, kinds=[kind])
    with clock.at(clock.now() + dt.timedelta(days=2)):
        agreed = TODAY + dt.timedelta(days=1)
        kept = actions.change_request(
            request=request, version=request.version, by=anna, kinds=[], client_agreed_on=agreed
        )
        assert (kept.state, kept.client_agreed_on) == (RequestState.OPEN, agreed)
        asked = actions.change_request(request=kept, version=kept.version, by=anna, kinds=[kind])
    assert (asked.state, asked.opened_at) == (RequestState.ASKED, None)


def test_a_late_save_is_refused(pair: Pair, anna: User) -> None:
    request = make_request(pair, by=anna)
    actions.change_request(request=request, version=request.version, by=anna, safety="Alleen overdag.")
    with pytest.raises(StaleRecord):
        actions.change_request(request=request, version=request.version, by=anna, safety="Iets anders")


def test_one_at_a_time_and_the_same_form_once(pair: Pair, anna: User, cas: User) -> None:
    form_id = uuid.uuid4()
    asked = {"supervision": pair.supervision, "what_for": "Samen koken", "by": cas, "form_id": form_id}
    first = actions.ask_for_volunteer(**asked)
    assert actions.ask_for_volunteer(**asked) == first
    with pytest.raises(ValidationError, match="Er loopt al een aanvraag"):
        make_request(pair, by=anna)


def test_a_change_takes_back_what_was_proposed(pair: Pair, anna: User, dewi: User) -> None:
    request = make_request(pair, by=anna)
    proposal = make_proposal(request, make_volunteer(make_project(anna.organisation)), by=dewi, yes="client worker")
    actions.change_request(request=request, version=request.version, by=anna, not_alone=True)
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"


def test_withdrawing_ends_it_once(pair: Pair, anna: User, cas: User, dewi: User) -> None:
    request = make_request(pair, by=anna)
    make_proposal(request, make_volunteer(make_project(anna.organisation)), by=dewi)
    actions.withdraw_request(request=request, by=anna, reason="De cliënt verhuist.")
    actions.withdraw_request(request=request, by=cas)
    request.refresh_from_db()
    assert (request.state, request.end_reason) == (RequestState.WITHDRAWN, "De cliënt verhuist.")
    assert list(Proposal.objects.values_list("state", flat=True)) == ["withdrawn"]
    assert Event.objects.filter(what="volunteer request", action=Action.ENDED).count() == 1
    with pytest.raises(ValidationError, match="loopt niet meer"):
        actions.change_request(request=request, version=request.version, by=anna)
    assert make_request(pair, by=anna).state == RequestState.OPEN


def test_an_ended_supervision_ends_its_request(pair: Pair, anna: User, dewi: User) -> None:
    request = make_request(pair, by=anna)
    caseload_actions.end_supervision(pair=pair, on=TODAY, reason=EndReason.COMPLETED, by=anna)
    assert not VolunteerRequest.objects.waiting().exists()
    with pytest.raises(ValidationError, match="loopt niet meer"):
        make_proposal(request, make_volunteer(make_project(anna.organisation)), by=dewi)
    assert (actions.end_orphaned_requests(by=None), actions.end_orphaned_requests(by=None)) == (1, 0)


def test_a_shield_closes_it_to_coordinator_and_volunteer(
    pair: Pair, anna: User, bram: User, dewi: User, vera: User
) -> None:
    request = make_request(pair, by=anna)
    make_proposal(request, make_volunteer(make_project(anna.organisation), account=vera), by=dewi)
    assert Proposal.objects.visible_to(vera).exists()
    shield(pair=pair, reason="bekend in de buurt", by=bram)
    assert seen_by(dewi) == []
    assert not Proposal.objects.visible_to(vera).exists()
    assert seen_by(anna) == [request]


def test_another_worker_sees_nothing_of_it(pair: Pair, anna: User, chris: User, olaf: User, colleague: User) -> None:
    make_request(pair, by=anna)
    assert [seen_by(user) for user in (chris, olaf, colleague)] == [[], [], []]
