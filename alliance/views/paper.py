"""Entering a client's answers from paper, and corrections.

A colleague of the team may open these pages of a case that is not theirs, and nothing else of it; they show the
client's first name and number only. Until the worker's own side is in, nothing depends on what the client did.
"""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Role, User
from accounts.permissions import Permission, requires, signed_in
from accounts.presenters import frame_of
from alliance import actions, policies
from alliance.actions import CannotAnswer, Refusal
from alliance.compact import CompactForm, PaperForm
from alliance.models import Measurement, Rater, Response
from alliance.models.measurement import MeasurementQuerySet
from audit import clock
from caseload.access import record_read
from caseload.forms import attempt


def _found(request: HttpRequest, within: MeasurementQuerySet, measurement_id: uuid.UUID, what: str) -> Measurement:
    found = within.with_people().filter(pk=measurement_id).first()
    if found is None:
        raise Http404
    user = signed_in(request)
    record_read(user, [found.pair.supervision.client_id], what=what, object_id=found.pk)
    return found


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _home(user: User, measurement: Measurement) -> HttpResponse:
    own = measurement.pair.worker_id == user.pk and measurement.pair.is_open
    return redirect("portal:pair", measurement.pair_id) if own else redirect("portal:home")


def _context(request: HttpRequest, measurement: Measurement, form: CompactForm | None = None) -> dict[str, Any]:
    return {
        "measurement": measurement,
        "client": measurement.pair.client,
        "is_own": measurement.pair.worker_id == request.user.pk,
        "form": form,
        "address": request.build_absolute_uri(),
    }


@requires(Permission.ENTER_PAPER)
@require_http_methods(["GET", "POST"])
def enter_paper(request: HttpRequest, measurement_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    measurement = _found(request, Measurement.objects.enterable_by(user), measurement_id, "paper entry")
    if actions.own_side_lacks(measurement=measurement, by=user):
        return render(request, "alliance/paper_first.html", _context(request, measurement))
    form = PaperForm(_posted(request), measurement=measurement, rater=Rater.CLIENT, answers={})
    if request.method != "POST" or not form.is_valid():
        return render(request, "alliance/enter_paper.html", _context(request, measurement, form))
    values = {"way": form.cleaned_data["way"], "filled_on": form.cleaned_data["filled_on"]}
    try:
        if not attempt(form, actions.enter_paper, measurement=measurement, answers=form.answers(), by=user, **values):
            return render(request, "alliance/enter_paper.html", _context(request, measurement, form))
        messages.success(
            request, _("Bewaard. De antwoorden van %s zijn ingevoerd.") % measurement.pair.client.first_name
        )
    except CannotAnswer:
        # The same words whether it closed, was answered already, or another was quicker.
        messages.info(request, _("Niet bewaard. Voor deze meting kan nu niets worden ingevoerd."))
    return _home(user, measurement)


@requires(Permission.ENTER_PAPER)
@require_http_methods(["GET", "POST"])
def correct_paper(request: HttpRequest, measurement_id: uuid.UUID) -> HttpResponse:
    """Copy the paper anew: from an empty list, so that what was entered before is shown to nobody."""
    user = signed_in(request)
    measurement = _found(request, Measurement.objects.paper_correctable_by(user), measurement_id, "paper entry")
    entered = user.pk if actions.entered_by(measurement=measurement, by=user) else None
    if not policies.may_correct_paper(measurement, entered_by=entered, by=user.pk):
        return render(request, "alliance/paper_other.html", _context(request, measurement))
    form = CompactForm(_posted(request), measurement=measurement, rater=Rater.CLIENT, answers={})
    if request.method != "POST" or not form.is_valid():
        return render(request, "alliance/correct_paper.html", _context(request, measurement, form))
    try:
        actions.correct_paper(measurement=measurement, answers=form.answers(), by=user)
        messages.success(request, _("Verbeterd. De eerdere invoer blijft bewaard, maar telt niet meer."))
    except CannotAnswer:
        messages.info(request, _("Niet bewaard. Voor deze meting kan nu niets worden ingevoerd."))
    return _home(user, measurement)


@requires(Permission.CORRECT_OWN_ANSWERS)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, measurement_id: uuid.UUID) -> HttpResponse:
    """One's own submitted answers, worker or client, until the reveal; told apart only by what one did oneself."""
    user = signed_in(request)
    measurement = _found(request, Measurement.objects.visible_to(user), measurement_id, "measurement")
    rater = Rater.WORKER if user.role == Role.WORKER else Rater.CLIENT
    own = Response.objects.visible_to(user).standing().filter(measurement=measurement, rater=rater).first()
    if own is None or not policies.may_correct(measurement, own=own, today=clock.today()):
        return _no_correction(request, measurement)
    form = CompactForm(_posted(request), measurement=measurement, rater=rater, answers=own.answers)
    if request.method != "POST" or not form.is_valid():
        context = _context(request, measurement, form) | {"frame": frame_of(user)}
        return render(request, "alliance/correct.html", context)
    try:
        actions.correct_response(measurement=measurement, rater=rater, answers=form.answers(), by=user)
        messages.success(request, _("Je antwoorden zijn veranderd. De eerdere blijven bewaard, maar tellen niet meer."))
    except CannotAnswer as error:
        return _no_correction(request, measurement, revealed=error.refusal is Refusal.REVEALED)
    return _home(user, measurement)


def _no_correction(request: HttpRequest, measurement: Measurement, *, revealed: bool = False) -> HttpResponse:
    late = _("Jullie zijn intussen allebei klaar. Veranderen kan niet meer.")
    never = _(
        "Er is hier niets te veranderen: dat kan alleen met verstuurde antwoorden, tot jullie allebei klaar zijn."
    )
    messages.info(request, late if revealed else never)
    user = signed_in(request)
    return _home(user, measurement)
