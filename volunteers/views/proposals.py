"""The co-ordinator looks for somebody and proposes; each of the three answers."""

import uuid

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Role, User
from accounts.permissions import Permission, requires, signed_in
from caseload.access import record_read
from caseload.forms import attempt
from volunteers.actions import proposals as actions
from volunteers.forms.projects import projects_in_use
from volunteers.forms.requests import AnswerForm, BeginForm, ProposeForm
from volunteers.models import Project, Proposal, RequestState, Side, Volunteer, VolunteerRequest
from volunteers.presenters.candidates import request_page
from volunteers.presenters.requests import request_facts, waiting_rows

WHAT = "volunteer request"
PER_PAGE = 25
SIDE_OF = {Role.CLIENT: Side.CLIENT, Role.WORKER: Side.WORKER, Role.VOLUNTEER: Side.VOLUNTEER}


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """All that are open, who waits longest first."""
    user = signed_in(request)
    found = VolunteerRequest.objects.visible_to(user).waiting().select_related("supervision__client")
    standing = Prefetch("proposals", Proposal.objects.standing(), to_attr="standing_proposals")
    waiting = found.prefetch_related("kinds", standing).order_by("opened_at", "pk")
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    record_read(user, [one.supervision.client_id for one in page], what="volunteer requests")
    return render(request, "volunteers/requests.html", {"page": page, "rows": waiting_rows(list(page))})


def _open(request: HttpRequest, request_id: uuid.UUID) -> VolunteerRequest:
    """One that this co-ordinator may see, noted as read."""
    user = signed_in(request)
    wanted = VolunteerRequest.objects.visible_to(user).select_related(
        "supervision__client", "project", "agreed_recorded_by"
    )
    found = get_object_or_404(wanted, pk=request_id)
    record_read(user, [found.supervision.client_id], what=WHAT, object_id=found.pk)
    return found


def _is_open(asked: VolunteerRequest) -> bool:
    return asked.state == RequestState.OPEN and asked.supervision.ended_on is None


def _project(request: HttpRequest, asked: VolunteerRequest, projects: list[Project]) -> Project | None:
    """The one that was asked for or is being looked at, else the first."""
    wanted = request.GET.get("project") or str(asked.project_id)
    return next((one for one in projects if str(one.pk) == wanted), projects[0] if projects else None)


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_safe
def request_(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    asked = _open(request, request_id)
    projects = list(projects_in_use(user.organisation_id))
    project = _project(request, asked, projects)
    page = request_page(asked, project, Volunteer.objects.visible_to(user), is_open=_is_open(asked))
    context = {"asked": asked, "client": asked.supervision.client, "is_open": _is_open(asked)}
    return render(
        request, "volunteers/request.html", context | {"found": page, "projects": projects, "project": project}
    )


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, request_id: uuid.UUID, volunteer_id: uuid.UUID) -> HttpResponse:
    """What each of the three will see, and then the proposal."""
    user = signed_in(request)
    asked = _open(request, request_id)
    volunteer = get_object_or_404(Volunteer.objects.visible_to(user).present(), pk=volunteer_id)
    first = {"project": request.GET.get("project") or asked.project_id}
    form = ProposeForm(request.POST or None, organisation_id=user.organisation_id, initial=first)
    if form.is_valid() and attempt(
        form, actions.propose, request=asked, volunteer=volunteer, by=user, **form.cleaned_data
    ):
        messages.success(request, _("Voorgesteld. Alle drie krijgen bericht."))
        return redirect("volunteers:request", asked.pk)
    context = {"asked": asked, "client": asked.supervision.client, "volunteer": volunteer, "form": form}
    facts = request_facts(asked, Role.COORDINATOR)
    return render(request, "volunteers/propose.html", context | {"facts": facts})


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_POST
def withdraw_proposal(request: HttpRequest, proposal_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    wanted = Proposal.objects.visible_to(user).select_related("volunteer", "request__supervision")
    proposal = get_object_or_404(wanted, pk=proposal_id)
    actions.withdraw_proposal(proposal=proposal, by=user)
    messages.success(request, _("Het voorstel is ingetrokken."))
    return redirect("volunteers:request", proposal.request_id)


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """After three yeses: the match begins, for a circle with everybody who agreed."""
    user = signed_in(request)
    asked = _open(request, request_id)
    form = BeginForm(request.POST or None, initial={"task": asked.what_for[:200]})
    if form.is_valid() and _begin(request, asked, form, by=user):
        return redirect("volunteers:request", asked.pk)
    agreed = asked.proposals.filter(state="agreed").select_related("volunteer")
    context = {"asked": asked, "client": asked.supervision.client, "form": form}
    return render(request, "volunteers/begin.html", context | {"names": [str(one.volunteer) for one in agreed]})


def _begin(request: HttpRequest, asked: VolunteerRequest, form: BeginForm, *, by: User) -> bool:
    try:
        made = actions.begin_matches(request=asked, by=by, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    names = _(" en ").join(match.volunteer.first_name for match in made)
    told = _("%(names)s kan beginnen met %(client)s. Eerst is er een startgesprek met z'n drieën.")
    messages.success(request, told % {"names": names, "client": asked.supervision.client.first_name})
    return True


# ---------- each of the three ----------


@requires(Permission.ANSWER_PROPOSAL)
@require_POST
def answer(request: HttpRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """One's own yes or no; a worker may also write down what the client said."""
    user = signed_in(request)
    wanted = Proposal.objects.visible_to(user).standing().select_related("volunteer", "request__supervision__client")
    proposal = get_object_or_404(wanted, pk=proposal_id)
    record_read(user, [proposal.request.supervision.client_id], what="volunteer proposal", object_id=proposal.pk)
    form = AnswerForm(request.POST)
    side = SIDE_OF[Role(user.role)]
    if not form.is_valid() or (form.cleaned_data["side"] and side != Side.WORKER):
        raise BadRequest("yes or no, for oneself")
    side = Side(form.cleaned_data["side"] or side)
    try:
        actions.answer_proposal(proposal=proposal, side=side, says=form.cleaned_data["says"] == "yes", by=user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Bewaard. Dank je wel."))
    pair = proposal.request.supervision.pairs.filter(ends_on__isnull=True).first()
    return redirect("portal:pair", pair.pk) if user.role == Role.WORKER and pair else redirect("portal:home")
