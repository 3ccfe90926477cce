"""Trainings in talks at a distance: the organisation's list, a worker's own, a team's."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Team
from accounts.permissions import Permission, requires, signed_in
from audit import clock
from caseload.forms import attempt
from remote_contact.actions import trainings as actions
from remote_contact.forms.trainings import TrainingDoneForm, TrainingForm
from remote_contact.models import Training, TrainingDone
from remote_contact.presenters import trainings as presenters


@requires(Permission.MANAGE_TRAININGS)
@require_http_methods(["GET", "HEAD", "POST"])
def trainings(request: HttpRequest) -> HttpResponse:
    """The list, and a form to add to it."""
    user = signed_in(request)
    form = TrainingForm(request.POST if request.method == "POST" else None, initial={"version": 0})
    if form.is_valid():
        name, months = form.cleaned_data["name"], form.cleaned_data["refresh_months"]
        if attempt(form, actions.add_training, name=name, refresh_months=months, by=user):
            messages.success(request, _("De training staat op de lijst."))
            return redirect("remote_contact:trainings")
    context = {"form": form, "trainings": presenters.trainings_of(user.organisation)}
    return render(request, "remote_contact/trainings.html", context)


@requires(Permission.MANAGE_TRAININGS)
@require_http_methods(["GET", "HEAD", "POST"])
def training(request: HttpRequest, training_id: uuid.UUID) -> HttpResponse:
    """Another name, or other months."""
    user = signed_in(request)
    found = get_object_or_404(Training, pk=training_id, organisation=user.organisation)
    initial = {"name": found.name, "refresh_months": found.refresh_months, "version": found.version}
    form = TrainingForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and attempt(form, _changed, training=found, by=user, **form.cleaned_data):
        messages.success(request, _("Bewaard."))
        return redirect("remote_contact:trainings")
    return render(request, "remote_contact/training.html", {"form": form, "training": found})


def _changed(*, training: Training, **values: object) -> Training:
    actions.change_training(training=training, **values)  # type: ignore[arg-type]
    return training


@requires(Permission.MANAGE_TRAININGS)
@require_POST
def retire(request: HttpRequest, training_id: uuid.UUID) -> HttpResponse:
    """Off the list, or on it again."""
    user = signed_in(request)
    found = get_object_or_404(Training, pk=training_id, organisation=user.organisation)
    retired = request.POST.get("retired") == "1"
    actions.set_retired(training=found, retired=retired, by=user)
    told = _("%(name)s staat niet meer op de lijst.") if retired else _("%(name)s staat weer op de lijst.")
    messages.success(request, told % {"name": found.name})
    return redirect("remote_contact:trainings")


@requires(Permission.RECORD_TRAINING)
@require_http_methods(["GET", "HEAD", "POST"])
def own_trainings(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    listed = Training.objects.filter(organisation=user.organisation, retired_at__isnull=True)
    form = TrainingDoneForm(request.POST if request.method == "POST" else None, trainings=listed)
    if form.is_valid() and attempt(form, actions.record_training, by=user, **form.cleaned_data):
        messages.success(request, _("Bewaard."))
        return redirect("remote_contact:own_trainings")
    context = {"form": form, "rows": presenters.own_rows(user, today=clock.today()), "listed": listed.exists()}
    return render(request, "remote_contact/own_trainings.html", context)


@requires(Permission.RECORD_TRAINING)
@require_POST
def take_back_training(request: HttpRequest, done_id: uuid.UUID) -> HttpResponse:
    """One's own, recorded by mistake."""
    user = signed_in(request)
    actions.take_back_training(done=get_object_or_404(TrainingDone, pk=done_id, user=user), by=user)
    messages.success(request, _("Weggehaald."))
    return redirect("remote_contact:own_trainings")


@requires(Permission.SEE_TEAM)
@require_safe
def team_trainings(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    team = get_object_or_404(Team.objects.visible_to(user), pk=team_id)
    context = {"team": team, "people": presenters.team_rows(team, today=clock.today())}
    return render(request, "remote_contact/team_trainings.html", context)
