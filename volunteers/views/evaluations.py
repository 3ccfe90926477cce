"""The three look back on a match, each on a page of their own."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role
from accounts.permissions import Permission, requires, signed_in
from accounts.presenters import frame_of
from audit import clock
from caseload.access import record_read
from caseload.forms import attempt
from volunteers.actions.evaluations import fill_evaluation
from volunteers.forms.evaluations import EvaluationForm
from volunteers.gate import open_match
from volunteers.models import Evaluation, Side
from volunteers.presenters.evaluations import looked_back
from volunteers.presenters.requests import look_back_words


@requires(Permission.LOOK_BACK)
@require_http_methods(["GET", "HEAD", "POST"])
def look_back(request: HttpRequest, evaluation_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    due = Evaluation.objects.to_fill(user, clock.today())
    row = get_object_or_404(due.select_related("match__volunteer", "match__supervision__client"), pk=evaluation_id)
    if user.role != Role.VOLUNTEER or row.match.ends_on is None:
        # Else nobody is named.
        record_read(user, [row.match.supervision.client_id], what="match evaluation", object_id=row.pk)
    form = EvaluationForm(request.POST or None, side=Side(row.side))
    if form.is_valid() and attempt(form, fill_evaluation, evaluation=row, by=user, **form.cleaned_data):
        messages.success(request, _("Bedankt. De anderen zien dit pas als jullie alle drie klaar zijn."))
        return redirect("portal:home")
    context = {
        "form": form,
        "frame": frame_of(user),
        "title": look_back_words(row, user),
        "is_client": user.role == Role.CLIENT,
    }
    return render(request, "volunteers/look_back.html", context)


@requires(Permission.LOOK_BACK)
@require_safe
def looked_back_on(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """What the three said, once it may be shown."""
    user = signed_in(request)
    match = open_match(request, match_id, what="match evaluation")
    context = {"match": match, "frame": frame_of(user), "shown": looked_back(user, match)}
    return render(request, "volunteers/looked_back.html", context)
