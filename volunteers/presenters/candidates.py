"""The co-ordinator's page of one request: who could, in order and with reasons in words, and who cannot and why."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role
from audit import clock
from volunteers.candidates import ranked, stops_of
from volunteers.matching import Candidate, Reason, Stop
from volunteers.matching_words import as_sentence, reason_words, stop_words
from volunteers.models import (
    STANDING_PROPOSALS,
    ActivityKind,
    Project,
    Proposal,
    ProposalState,
    Side,
    Volunteer,
    VolunteerQuerySet,
    VolunteerRequest,
)
from volunteers.presenters.requests import Facts, request_facts

# Shown of each list; the rest is counted, because nobody reads the five-hundredth.
SHOWN = 25


@dataclass(frozen=True, slots=True)
class CandidateRow:
    name: str
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A standing proposal for the co-ordinator, who sees what each of the three said, and what stops it since."""

    id: uuid.UUID
    name: str
    answers: str
    reasons: str
    stopped: str
    tag: tuple[str, str]


@dataclass(frozen=True, slots=True)
class RequestPage:
    facts: Facts
    free: list[CandidateRow]
    free_total: int
    stopped: list[CandidateRow]
    stopped_total: int
    standing: list[AnswerRow]
    closed: list[AnswerRow]
    may_propose: bool
    may_begin: bool


def request_page(
    request: VolunteerRequest, project: Project | None, volunteers: VolunteerQuerySet, *, is_open: bool
) -> RequestPage:
    today = clock.today()
    kinds = _kind_names(request)
    proposals = list(request.proposals.select_related("volunteer", "project"))
    standing = [one for one in proposals if one.state in STANDING_PROPOSALS and is_open]
    found = ranked(request, project, volunteers, today) if project and is_open else None
    proposed = {one.volunteer_id for one in standing}
    free = [one for one in found.free if one.id not in proposed] if found else []
    stopped = list(found.stopped) if found else []
    names = _names([*free[:SHOWN], *stopped[:SHOWN]])
    agreed = [one for one in standing if one.state == ProposalState.AGREED]
    # Of one project, as long as they stand.
    now_stopped = stops_of(request, standing[0].project, proposed, today) if standing else {}
    may_propose = bool(project) and is_open and len(standing) < (project.largest if project else 0)
    return RequestPage(
        facts=request_facts(request, Role.COORDINATOR),
        free=[_free(one, request, project, names, kinds, may_propose=may_propose) for one in free[:SHOWN]],
        free_total=len(free),
        stopped=[
            CandidateRow(names[one.id], as_sentence([stop_words(s) for s in one.stops])) for one in stopped[:SHOWN]
        ],
        stopped_total=len(stopped),
        standing=[_answers(one, kinds, now_stopped[one.volunteer_id]) for one in standing],
        closed=[_answers(one, kinds) for one in proposals if one not in standing],
        may_propose=may_propose,
        may_begin=bool(agreed) and len(agreed) >= agreed[0].project.smallest,
    )


def _kind_names(request: VolunteerRequest) -> dict[str, str]:
    """All of the organisation, retired ones too: a reason of an older day may name them."""
    rows = ActivityKind.objects.filter(organisation=request.supervision.client.organisation_id)
    return {str(pk): name for pk, name in rows.values_list("pk", "name")}


def _names(candidates: Iterable[Candidate]) -> dict[uuid.UUID, str]:
    return {one.pk: str(one) for one in Volunteer.objects.filter(pk__in=[c.id for c in candidates])}


def _free(
    one: Candidate,
    request: VolunteerRequest,
    project: Project | None,
    names: dict[uuid.UUID, str],
    kinds: dict[str, str],
    *,
    may_propose: bool,
) -> CandidateRow:
    words = as_sentence([reason_words(reason, kinds) for reason in one.reasons])
    url = reverse("volunteers:propose", args=[request.pk, one.id]) if may_propose else ""
    return CandidateRow(names[one.id], words, f"{url}?project={project.pk}" if url and project else "")


def reasons_of(proposal: Proposal, kinds: dict[str, str]) -> str:
    """As they stood on the day of the proposal."""
    rows = [Reason(row["about"], row["how"], tuple(row["among"]), row["count"]) for row in proposal.reasons]
    return as_sentence([reason_words(reason, kinds) for reason in rows])


def _answers(proposal: Proposal, kinds: dict[str, str], stopped: tuple[Stop, ...] = ()) -> AnswerRow:
    said = (
        (Side.CLIENT, proposal.client_says),
        (Side.WORKER, proposal.worker_says),
        (Side.VOLUNTEER, proposal.volunteer_says),
    )
    words = {None: _("nog niets"), True: _("ja"), False: _("nee")}
    looks = {ProposalState.OPEN: "open", ProposalState.AGREED: "done"}
    state = ProposalState(proposal.state)
    return AnswerRow(
        id=proposal.pk,
        name=str(proposal.volunteer),
        answers=", ".join(f"{side.label}: {words[answer]}" for side, answer in said),
        reasons=reasons_of(proposal, kinds),
        stopped=as_sentence([stop_words(stop) for stop in stopped]),
        tag=(str(state.label), looks.get(state, "")),
    )
