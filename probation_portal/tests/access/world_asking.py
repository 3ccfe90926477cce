"""Requests for a volunteer, whom they are proposed to, and looking back: each field that is typed a canary."""

import uuid
from typing import TYPE_CHECKING

from accounts.models import Organisation
from audit import clock
from caseload.models import Goal
from volunteers.actions.proposals import answer_proposal, propose
from volunteers.actions.requests import ask_for_volunteer
from volunteers.models import ActivityKind, Evaluation, Match, Project, Side, Volunteer, VolunteerRequest

if TYPE_CHECKING:
    from probation_portal.tests.access.world import World

# Whose client asks, and whom they are proposed to.
ASKING = {
    "own": "nel",
    "waiting": "vera",
    "same_team": "wim",
    "other_team": "nel",
    "other_org": "",
    "shielded": "vera",
    "named": "wim",
}
# Pages on which a client stands who has no volunteer yet.
_COORDINATORS = ("requests", "request", "propose", "begin", "withdraw_proposal")
NOT_MATCHED_YET = {
    **{(f"volunteers:{page}", "coordinator"): {"waiting"} for page in _COORDINATORS},
    ("portal:home", "coordinator"): {"waiting"},
    ("portal:home", "volunteer"): {"waiting"},
    ("volunteers:answer", "volunteer"): {"waiting"},
}
LOOKING_BACK = ("own", "other_team", "other_org", "shielded", "named")


def asking(world: "World") -> None:
    # To which the client has not said yes yet: not the co-ordinator's to know of.
    world.asking["request"] = {"quiet": _request(world, "quiet", agreed=False).pk}
    for name, volunteer in ASKING.items():
        request = _request(world, name)
        world.asking["request"][name] = request.pk
        if volunteer:
            world.asking.setdefault("proposal", {})[name] = _proposal(world, name, request, world.volunteers[volunteer])
    for name in LOOKING_BACK:
        match = world.matches[name]
        world.asking.setdefault("evaluation", {})[name] = _looking_back(world, name, match)


def _request(world: "World", name: str, *, agreed: bool = True) -> VolunteerRequest:
    pair, word = world.cases[name].pair, world.canaries.word
    kind, _made = ActivityKind.objects.get_or_create(organisation=pair.team.organisation, name="Vrije tijd")
    return ask_for_volunteer(
        supervision=pair.supervision,
        form_id=uuid.uuid4(),
        by=pair.worker,
        client_agreed_on=clock.today() if agreed else None,
        kinds=[kind],
        goals=Goal.objects.filter(supervision=pair.supervision),
        what_for=word(name, "request_what"),
        wishes=word(name, "request_wishes"),
        safety=word(name, "request_safety"),
    )


def _proposal(world: "World", name: str, request: VolunteerRequest, volunteer: Volunteer) -> uuid.UUID:
    project = _project(volunteer.organisation)
    volunteer.projects.add(project)
    by, note = world.people["coordinator"], world.canaries.word(name, "proposal_note")
    proposal = propose(request=request, volunteer=volunteer, project=project, note=note, by=by)
    if name == "own":
        for side in Side:
            proposal = answer_proposal(proposal=proposal, side=side, says=True, by=by)
    return proposal.pk


def _project(organisation: Organisation) -> Project:
    no_papers = {"needs_vog": False, "needs_interview": False, "needs_training": False}
    found, _made = Project.objects.get_or_create(
        organisation=organisation, name="Maatjes", defaults={"form": "buddy", "matches_at_once": 9, **no_papers}
    )
    return found


def _looking_back(world: "World", name: str, match: Match) -> uuid.UUID:
    """At six months all three are in; at nine the worker is asked."""
    filled = {"satisfaction": 4, "worth": 4, "filled_at": clock.now(), "due_on": clock.today()}
    note = world.canaries.word(name, "evaluation_note")
    for side in Side:
        Evaluation.objects.create(match=match, side=side, month=6, note=note, **filled)
    return Evaluation.objects.create(match=match, side=Side.WORKER, month=9, due_on=clock.today()).pk
