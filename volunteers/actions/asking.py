"""Who hears of a request, a proposal and its outcome: rows of the outbox, written in the transaction of the fact."""

from collections.abc import Iterator
from typing import Any

from caseload.models import Pair
from messaging import actions as outbox
from messaging.models import Message
from messaging.models import Side as To
from volunteers.models import Proposal, Side, VolunteerRequest
from volunteers.policies import waits_for

REQUEST, PROPOSAL, OUTCOME = "volunteers.request", "volunteers.proposal", "volunteers.outcome"


def tell_pair(request: VolunteerRequest) -> None:
    """The one of the two whose yes is lacking, anew for each version of the request."""
    side, pair = waits_for(request), Pair.objects.present_of(request.supervision_id)
    if side is None or pair is None:
        return
    if side == Side.CLIENT and pair.client.account is None:
        # There is no page of their own on which to say yes: the worker asks.
        return
    version = f"v{request.version}"
    outbox.queue([outbox.message(kind=REQUEST, subject_id=request.pk, side=To(side), pair=pair, moment=version)])


def tell_all_three(proposal: Proposal) -> None:
    outbox.queue(_of_proposal(proposal))


def _of_proposal(proposal: Proposal) -> Iterator[Message]:
    about: dict[str, Any] = {"kind": PROPOSAL, "subject_id": proposal.pk}
    if proposal.volunteer.account is not None:
        yield outbox.message(**about, side=To.USER, user=proposal.volunteer.account)
    pair = Pair.objects.present_of(proposal.request.supervision_id)
    if pair is not None:
        yield outbox.message(**about, side=To.WORKER, pair=pair)
        if pair.client.account is not None:
            yield outbox.message(**about, side=To.CLIENT, pair=pair)


def tell_outcome(proposal: Proposal) -> None:
    """To the co-ordinator who made it: three yeses, or a no."""
    outcome: dict[str, Any] = {"kind": OUTCOME, "subject_id": proposal.pk, "moment": proposal.state}
    outbox.queue([outbox.message(**outcome, side=To.USER, user=proposal.made_by)])
