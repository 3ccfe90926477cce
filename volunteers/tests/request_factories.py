"""Projects, requests and proposals for tests, through the real actions."""

import uuid
from typing import Any

from accounts.models import Organisation, User
from audit import clock
from caseload.models import Pair
from volunteers.actions.proposals import answer_proposal, propose
from volunteers.actions.requests import ask_for_volunteer
from volunteers.models import Project, Proposal, Side, Volunteer, VolunteerRequest
from volunteers.tests.factories import VolunteerFactory

NO_PAPERS = {"needs_vog": False, "needs_interview": False, "needs_training": False}


def make_project(organisation: Organisation, **fields: Any) -> Project:
    """One for one client at a time that asks for no papers, unless told otherwise."""
    usual = {"name": "Maatjes", "form": "buddy"} | NO_PAPERS
    return Project.objects.create(organisation=organisation, **usual | fields)


def make_volunteer(project: Project, **fields: Any) -> Volunteer:
    if "account" not in fields:
        fields["account__organisation"] = project.organisation
    volunteer: Volunteer = VolunteerFactory(**fields)
    volunteer.projects.add(project)
    return volunteer


def make_request(pair: Pair, *, by: User, agreed: bool = True, **asked: Any) -> VolunteerRequest:
    """By the worker, with the client's yes."""
    return ask_for_volunteer(
        supervision=pair.supervision,
        form_id=uuid.uuid4(),
        by=by,
        client_agreed_on=clock.today() if agreed else None,
        **{"what_for": "Samen de post doen"} | asked,
    )


def make_proposal(request: VolunteerRequest, volunteer: Volunteer, *, by: User, yes: str = "") -> Proposal:
    """With a yes of each of the sides in `yes`, written down by the same person."""
    project = volunteer.projects.get()
    proposal = propose(request=request, volunteer=volunteer, project=project, by=by)
    for side in yes.split():
        proposal = answer_proposal(proposal=proposal, side=Side(side), says=True, by=by)
    return proposal


ALL_THREE = "client worker volunteer"
