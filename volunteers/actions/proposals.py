"""A co-ordinator proposes a volunteer to all three, each says yes or no, and after three yeses a person begins it.

What stops somebody (`volunteers.matching.stops`) is asked with the rows of the request and the volunteer locked, both
when they are proposed and when the match begins.
"""

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from audit.models import Action
from caseload.versions import save_over
from volunteers.actions.asking import tell_all_three, tell_outcome
from volunteers.actions.matches import start_match
from volunteers.actions.stops import require_no_stop
from volunteers.actions.trail import record_volunteering
from volunteers.candidates import asked_of, offered, rules_of
from volunteers.matching import rank
from volunteers.models import (
    STANDING_PROPOSALS,
    Match,
    Project,
    Proposal,
    ProposalState,
    RequestState,
    Side,
    Volunteer,
    VolunteerRequest,
)

WHAT = "volunteer proposal"


@transaction.atomic
def propose(*, request: VolunteerRequest, volunteer: Volunteer, project: Project, by: User, note: str = "") -> Proposal:
    """Ask all three. Refused when something stops this volunteer, whatever speaks for them."""
    request = _lock_open(request)
    volunteer = Volunteer.objects.select_for_update(of=("self",)).select_related("account").get(pk=volunteer.pk)
    if not request.supervision.client.organisation_id == volunteer.organisation_id == project.organisation_id:
        raise ValidationError(_("Deze vrijwilliger hoort bij een andere organisatie."))
    if project.retired_at is not None:
        raise ValidationError(_("Dit project doet niet meer mee."))
    standing = request.proposals.filter(state__in=STANDING_PROPOSALS)
    if standing.filter(volunteer=volunteer).exists():
        raise ValidationError(_("Deze vrijwilliger is al voorgesteld."))
    if standing.exclude(project=project).exists():
        raise ValidationError(_("Er loopt al een voorstel in een ander project."))
    if standing.count() >= project.largest:
        raise ValidationError(_("Er loopt al een voorstel. Wacht op antwoord of trek het in."))
    require_no_stop(volunteer, request.supervision, request=request, project=project)
    proposal = Proposal(
        request=request,
        volunteer=volunteer,
        project=project,
        note=note,
        reasons=_reasons(request, project, volunteer),
        made_by=by,
        made_at=clock.now(),
    )
    _insert(proposal)
    _record(Action.CREATED, proposal, by)
    tell_all_three(proposal)
    return proposal


def _reasons(request: VolunteerRequest, project: Project, volunteer: Volunteer) -> list[object]:
    today = clock.today()
    people = offered(Volunteer.objects.filter(pk=volunteer.pk), request.supervision, project, today)
    ranked = rank(asked_of(request), rules_of(project), people, today)
    return [asdict(reason) for reason in ranked.free[0].reasons]


def _insert(proposal: Proposal) -> None:
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError:
        raise ValidationError(_("Deze vrijwilliger is al voorgesteld.")) from None


@transaction.atomic
def answer_proposal(*, proposal: Proposal, side: Side, says: bool, by: User) -> Proposal:
    """One of the three says yes or no; a no closes it, and may still follow a yes until the match begins. `by` is the
    one who answers, or the worker who writes down what the client said."""
    request = _lock_open(proposal.request)
    proposal = _lock_standing(proposal)
    field = f"{side}_says"
    if getattr(proposal, field) is says:
        return proposal
    setattr(proposal, field, says)
    everybody = (proposal.client_says, proposal.worker_says, proposal.volunteer_says)
    state = ProposalState.DECLINED if not says else ProposalState.AGREED if all(everybody) else ProposalState.OPEN
    changes: dict[str, Any] = {field: says, "state": state, "closed_at": None if says else clock.now()}
    save_over(Proposal.objects.all(), proposal.pk, proposal.version, what=WHAT, **changes)
    proposal.refresh_from_db(fields=[*changes, "version"])
    proposal.request = request
    _record(Action.CHANGED, proposal, by)
    if state != ProposalState.OPEN:
        tell_outcome(proposal)
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, by: User) -> None:
    """The co-ordinator takes it back; one that was closed already stays as it was."""
    request = VolunteerRequest.objects.select_for_update().get(pk=proposal.request_id)
    standing = Proposal.objects.filter(pk=proposal.pk, request=request, state__in=STANDING_PROPOSALS)
    if standing.update(state=ProposalState.WITHDRAWN, closed_at=clock.now()):
        _record(Action.ENDED, proposal, by)


@transaction.atomic
def begin_matches(*, request: VolunteerRequest, task: str, starts_on: dt.date, by: User) -> list[Match]:
    """With everybody to whom all three said yes, if they are as many as the project asks; nothing begins else."""
    request = _lock_open(request)
    agreed = list(
        request.proposals.filter(state=ProposalState.AGREED).select_related("project", "volunteer").order_by("made_at")
    )
    if not agreed or len(agreed) < (smallest := agreed[0].project.smallest):
        if agreed and smallest > 1:
            raise ValidationError(_("Er zijn er ten minste %(n)s nodig voor dit project.") % {"n": smallest})
        raise ValidationError(_("Nog niet alle drie hebben ja gezegd."))
    # In one order, so that two who begin matches with the same people never wait for each other in a ring.
    list(Volunteer.objects.select_for_update().filter(pk__in=[one.volunteer_id for one in agreed]).order_by("pk"))
    matches = [
        start_match(
            volunteer=proposal.volunteer,
            supervision=request.supervision,
            task=task,
            starts_on=starts_on,
            by=by,
            project=proposal.project,
            request=request,
            safety=request.safety,
        )
        for proposal in agreed
    ]
    changes: dict[str, Any] = {"state": RequestState.MATCHED, "ended_at": clock.now()}
    save_over(VolunteerRequest.objects.all(), request.pk, request.version, what="volunteer request", **changes)
    waiting = request.proposals.filter(state=ProposalState.OPEN)
    waiting.update(state=ProposalState.WITHDRAWN, closed_at=clock.now())
    return matches


def _lock_open(request: VolunteerRequest) -> VolunteerRequest:
    locked = VolunteerRequest.objects.select_for_update(of=("self",)).select_related("supervision__client")
    found = locked.get(pk=request.pk)
    if found.state != RequestState.OPEN or found.supervision.ended_on is not None:
        raise ValidationError(_("Deze aanvraag loopt niet meer."))
    return found


def _lock_standing(proposal: Proposal) -> Proposal:
    locked = Proposal.objects.select_for_update(of=("self",)).select_related("volunteer__account", "made_by")
    found = locked.get(pk=proposal.pk)
    if found.state not in STANDING_PROPOSALS:
        raise ValidationError(_("Dit voorstel loopt niet meer."))
    return found


def _record(action: Action, proposal: Proposal, by: User) -> None:
    client_id = proposal.request.supervision.client_id
    subjects = [client_id, proposal.volunteer_id]
    record_volunteering(action, proposal.volunteer, by=by, what=WHAT, object_id=proposal.pk, subjects=subjects)
