"""What the co-ordinator decides: the projects and their rules, the kinds of activity, the public form."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, requires, signed_in
from caseload.forms import attempt
from volunteers import actions
from volunteers.forms import KindForm, ProjectForm, PublicFormForm
from volunteers.models import ActivityKind, Project, PublicForm
from volunteers.presenters.projects import project_rows


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_http_methods(["GET", "POST"])
def projects(request: HttpRequest) -> HttpResponse:
    """The list; what is posted here is a new kind of activity."""
    user = signed_in(request)
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, actions.add_kind, by=user, **form.cleaned_data)
        if saved is not None:
            messages.success(request, _("Toegevoegd."))
            return redirect(reverse("volunteers:projects") + "#soorten")
    public = PublicForm.objects.visible_to(user).select_related("coordinator").first()
    context = {
        "form": form,
        "rows": project_rows(Project.objects.visible_to(user)),
        "kinds": ActivityKind.objects.visible_to(user),
        "public": public,
        "public_url": request.build_absolute_uri(reverse("volunteer_apply", args=[public.slug])) if public else "",
    }
    return render(request, "volunteers/projects.html", context)


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_http_methods(["GET", "POST"])
def new_project(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    # The rules of the model, careful ones, to begin with.
    form = ProjectForm(request.POST or None, instance=Project(), initial={"version": 0})
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        saved = attempt(form, actions.add_project, by=user, **values)
        if saved is not None:
            messages.success(request, _("Het project staat erbij."))
            return redirect("volunteers:projects")
    return render(request, "volunteers/project.html", {"form": form, "project": None})


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_http_methods(["GET", "POST"])
def project(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    found = get_object_or_404(Project.objects.visible_to(user), pk=project_id)
    form = ProjectForm(request.POST or None, instance=found, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, actions.change_project, project=found, by=user, **form.cleaned_data)
        if saved is not None:
            messages.success(request, _("Bewaard."))
            return redirect("volunteers:projects")
    return render(request, "volunteers/project.html", {"form": form, "project": found})


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_POST
def retire_project(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    found = get_object_or_404(Project.objects.visible_to(user), pk=project_id)
    retired = request.POST.get("retired") == "1"
    actions.retire_project(project=found, retired=retired, by=user)
    told = _("%(name)s is gestopt. Wat loopt, loopt door.") if retired else _("%(name)s loopt weer.")
    messages.success(request, told % {"name": found.name})
    return redirect("volunteers:projects")


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_POST
def retire_kind(request: HttpRequest, kind_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    kind = get_object_or_404(ActivityKind.objects.visible_to(user), pk=kind_id)
    actions.retire_kind(kind=kind, retired=request.POST.get("retired") == "1", by=user)
    return redirect(reverse("volunteers:projects") + "#soorten")


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_http_methods(["GET", "POST"])
def public_form(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    found = PublicForm.objects.visible_to(user).first()
    # Off until somebody opens it; there may be none yet.
    initial = {"version": found.version} if found else {"version": 0, "coordinator": user.pk}
    form = PublicFormForm(request.POST or None, instance=found, by=user, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, actions.change_public_form, by=user, **form.cleaned_data)
        if saved is not None:
            messages.success(request, _("Bewaard."))
            return redirect("volunteers:projects")
    return render(request, "volunteers/public_form.html", {"form": form})
