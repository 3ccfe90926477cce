"""When the pair's worker changes what is asked when: an extra moment, a later window, why a side stayed away.

What these pages allow and say depends on the moment and on the worker's own side, never on what the client did.
"""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, requires, signed_in
from alliance import actions, policies, window_lines
from alliance.actions.instruments import instrument_for, short_form
from alliance.models import Measurement, Rater, Response
from alliance.moment_forms import LONG, ExtraForm, LateForm, NonResponseForm, PostponeForm
from alliance.moments import measurements_of, open_measurement
from audit import clock
from caseload import days, presenters
from caseload.access import open_pair, record_read, refuse_stand_in
from caseload.forms import attempt


def _measurement(request: HttpRequest, measurement_id: uuid.UUID) -> Measurement:
    user = signed_in(request)
    found = Measurement.objects.within_reach_of(user).with_people().filter(pk=measurement_id).first()
    if found is None:
        raise Http404
    refuse_stand_in(user, found.pair)
    record_read(user, [found.pair.supervision.client_id], what="measurement", object_id=found.pk)
    return found


def _page(measurement: Measurement) -> dict[str, Any]:
    pair = measurement.pair
    today = clock.today()
    return {
        "person": presenters.person(pair),
        "pair": pair,
        "measurement": measurement,
        "dates": window_lines.span(measurement, today),
        "today": today,
    }


def _own_in(request: HttpRequest, measurement: Measurement) -> bool:
    own = Response.objects.visible_to(signed_in(request)).standing()
    return own.filter(measurement=measurement, rater=Rater.WORKER).exists()


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CASE)
def extra(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """An extra moment from today on, with the usual questions or the short ones."""
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="extra moment")
    form = ExtraForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        long = form.cleaned_data["form"] == LONG
        instrument = instrument_for(pair.team.organisation) if long else short_form()
        if made := attempt(form, actions.plan_extra, pair=pair, instrument=instrument, by=signed_in(request)):
            last_day = {"day": days.day_long(made.last_day)}
            messages.success(request, _("Het extra moment is open, t/m %(day)s.") % last_day)
            return redirect("portal:pair", pair.pk)
    running = open_measurement(measurements_of(pair), clock.today())
    page = {"person": presenters.person(pair), "pair": pair, "form": form, "running": running}
    return render(request, "alliance/extra.html", page)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CASE)
def postpone(request: HttpRequest, measurement_id: uuid.UUID) -> HttpResponse:
    measurement = _measurement(request, measurement_id)
    moves = {"version": measurement.window_changes.count()}
    form = PostponeForm(request.POST if request.method == "POST" else None, initial=moves)
    if form.is_valid():
        moved = attempt(form, actions.postpone, measurement=measurement, by=signed_in(request), **form.cleaned_data)
        if moved:
            messages.success(request, _("Uitgesteld: %(dates)s.") % {"dates": window_lines.span(moved, clock.today())})
            return redirect("portal:pair", measurement.pair_id)
    return render(request, "alliance/postpone.html", _page(measurement) | {"form": form})


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CASE)
def allow_late(request: HttpRequest, measurement_id: uuid.UUID) -> HttpResponse:
    measurement = _measurement(request, measurement_id)
    form = LateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        moved = attempt(form, actions.allow_late, measurement=measurement, by=signed_in(request), **form.cleaned_data)
        if moved:
            last_day = {"day": days.day_long(moved.last_day)}
            messages.success(request, _("Invullen kan weer, t/m %(day)s.") % last_day)
            return redirect("portal:pair", measurement.pair_id)
    return render(request, "alliance/allow_late.html", _page(measurement) | {"form": form})


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CASE)
def non_response(request: HttpRequest, measurement_id: uuid.UUID) -> HttpResponse:
    """Why a side stayed away: the worker's own, or the client's once the worker's own is in."""
    measurement = _measurement(request, measurement_id)
    rater = policies.side_without_answer(measurement, own_in=_own_in(request, measurement), today=clock.today())
    if rater is None:
        messages.info(request, _("Een reden noteren kan pas als de meting gesloten is en niet compleet."))
        return redirect("portal:pair", measurement.pair_id)
    given = measurement.non_responses.filter(rater=rater).first()
    stands = {"version": given.version, "reason": given.reason} if given else {"version": 0}
    form = NonResponseForm(request.POST if request.method == "POST" else None, initial=stands)
    if form.is_valid():
        values = {"measurement": measurement, "rater": rater, "by": signed_in(request)}
        if attempt(form, actions.record_non_response, **values, **form.cleaned_data):
            messages.success(request, _("De reden is genoteerd. Ze telt alleen mee in de cijfers."))
            return redirect("portal:pair", measurement.pair_id)
    page = _page(measurement) | {"form": form, "of_client": rater is Rater.CLIENT}
    return render(request, "alliance/non_response.html", page)
