"""The co-ordinator's room: who volunteers, and one page for each of them."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, requires, signed_in
from audit import clock
from caseload.access import record_read
from caseload.forms import attempt
from volunteers import actions
from volunteers.figures import of_volunteer
from volunteers.forms import ChangeForm, LeaveForm, PaperForm, StageForm, VolunteerFilter, VolunteerForm
from volunteers.models import Match, Paper, Stage, Volunteer
from volunteers.presenters.people import person_page, stage_words, volunteer_rows

PER_PAGE = 25


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    asked = VolunteerFilter(request.GET)
    everybody = Volunteer.objects.visible_to(user)
    found = asked.narrow(everybody, viewer=user).with_running_matches(user).prefetch_related("papers", "projects")
    page = Paginator(found.order_by("last_name", "first_name", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    shown = [match.supervision.client_id for volunteer in page for match in volunteer.running_matches]
    record_read(user, shown, what="volunteers")
    context = {"asked": asked, "page": page, "rows": volunteer_rows(page), "nobody_yet": not everybody.exists()}
    return render(request, "volunteers/people.html", context)


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_safe
def person(request: HttpRequest, volunteer_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    found = Volunteer.objects.visible_to(user).with_running_matches(user)
    found = found.prefetch_related("papers", "projects", "skills", "stages__by")
    volunteer = get_object_or_404(found, pk=volunteer_id)
    record_read(user, [match.supervision.client_id for match in volunteer.running_matches], what="volunteers")
    shown = person_page(volunteer, of_volunteer(user, volunteer.pk, clock.today().year))
    return render(request, "volunteers/person.html", {"volunteer": volunteer, "shown": shown})


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = VolunteerForm(request.POST or None, organisation_id=user.organisation_id, initial={"stage": Stage.APPLIED})
    if request.method == "POST" and form.is_valid():
        added = attempt(form, actions.add_volunteer, organisation=user.organisation, by=user, **form.cleaned_data)
        if added is not None:
            told = _("%(name)s staat erbij.")
            if added.stage == Stage.AVAILABLE:
                told = _("%(name)s staat erbij. Er gaat een mail naar %(email)s om een wachtwoord te kiezen.")
            messages.success(request, told % {"name": added.first_name, "email": added.email})
            return redirect("volunteers:person", added.pk)
    return render(request, "volunteers/new.html", {"form": form})


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, volunteer_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    volunteer = get_object_or_404(Volunteer.objects.visible_to(user).select_related("account"), pk=volunteer_id)
    shown = {"version": volunteer.version}
    form = ChangeForm(request.POST or None, instance=volunteer, organisation_id=user.organisation_id, initial=shown)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, actions.change_volunteer, volunteer=volunteer, by=user, **form.cleaned_data)
        if saved is not None:
            messages.success(request, _("Bewaard."))
            return redirect("volunteers:person", volunteer_id)
    return render(request, "volunteers/change.html", {"form": form, "volunteer": volunteer})


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_http_methods(["GET", "POST"])
def stage(request: HttpRequest, volunteer_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    volunteer = get_object_or_404(Volunteer.objects.visible_to(user).select_related("account"), pk=volunteer_id)
    form = StageForm(request.POST or None, volunteer=volunteer)
    if request.method == "POST" and form.is_valid():
        moved = attempt(form, actions.move, volunteer=volunteer, by=user, **form.cleaned_data)
        if moved is not None:
            words = {"name": moved.first_name, "stage": stage_words(moved)}
            messages.success(request, _("%(name)s: %(stage)s.") % words)
            return redirect("volunteers:person", volunteer_id)
    context = {"form": form, "volunteer": volunteer, "stage": stage_words(volunteer)}
    return render(request, "volunteers/stage.html", context)


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, volunteer_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    volunteer = get_object_or_404(Volunteer.objects.visible_to(user), pk=volunteer_id)
    form = PaperForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, actions.record_paper, volunteer=volunteer, by=user, **form.cleaned_data)
        if saved is not None:
            messages.success(request, _("Vastgelegd."))
            return redirect("volunteers:person", volunteer_id)
    return render(request, "volunteers/paper.html", {"form": form, "volunteer": volunteer})


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_POST
def remove_paper(request: HttpRequest, volunteer_id: uuid.UUID, paper_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    theirs = Paper.objects.filter(volunteer__in=Volunteer.objects.visible_to(user), volunteer=volunteer_id)
    actions.remove_paper(paper=get_object_or_404(theirs.select_related("volunteer"), pk=paper_id), by=user)
    messages.success(request, _("Weggehaald."))
    return redirect("volunteers:person", volunteer_id)


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, volunteer_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    volunteer = get_object_or_404(Volunteer.objects.visible_to(user).present(), pk=volunteer_id)
    # An empty note is an answer too.
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.leave(volunteer=volunteer, on=clock.today(), by=user, **form.cleaned_data)
        messages.success(request, _("%(name)s is gestopt.") % {"name": volunteer.first_name})
        return redirect("volunteers:people")
    # As many as the list shows: one of a shielded file ends too, and is not told of.
    running = Match.objects.visible_to(user).running().filter(volunteer=volunteer).count()
    return render(request, "volunteers/leave.html", {"volunteer": volunteer, "running": running, "form": form})
