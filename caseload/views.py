"""Keeping a case: its plan, hitches and agreements."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, has_permission, requires, signed_in
from audit import clock
from caseload import actions, pauses, presenters
from caseload.access import open_pair
from caseload.forms import AgreementForm, CloseAgreementForm, EndPauseForm, HitchForm, PauseForm, attempt
from caseload.models import Agreement, AgreementState, Fact, FactKind, Goal, Hitch, Pair
from caseload.plan import plan_facts, plan_forms, plan_lines
from caseload.version_forms import saved_words
from caseload.versions import StaleRecord, last_saved


@requires(Permission.SEE_PAIR)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Level, phase, risk, problem areas, conditions and goals; whoever may edit the case changes them here."""
    posted = request.method == "POST"
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE if posted else Permission.SEE_PAIR, what="plan")
    part = request.POST.get("part", "")
    facts = plan_facts(pair)
    made = plan_forms(pair, facts, request.POST, part)
    if posted and part not in made:
        raise BadRequest("no such part of the plan")
    if posted and _add_to_plan(pair, part, made[part], by=signed_in(request)):
        messages.success(request, _("Bewaard."))
        return redirect("caseload:plan", pair.pk)
    may_edit = has_permission(signed_in(request), Permission.EDIT_CASE)
    lines = plan_lines(pair, facts, made if may_edit else None)
    return render(request, "caseload/plan.html", _page(pair) | lines | {"form": lines["posted_form"]})


def _add_to_plan(pair: Pair, part: str, form: forms.BaseForm, *, by: Any) -> bool:
    if not form.is_valid():
        return False
    if part in FactKind.values:
        return _done(form, actions.record_fact, pair=pair, by=by, kind=part)
    return _done(form, actions.add_condition if part == "condition" else actions.add_goal, pair=pair, by=by)


@requires(Permission.EDIT_CASE)
@require_POST
def end_area(request: HttpRequest, pair_id: uuid.UUID, fact_id: uuid.UUID) -> HttpResponse:
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="plan")
    areas = Fact.objects.current().filter(supervision=pair.supervision_id, kind=FactKind.PROBLEM_AREA)
    actions.end_fact(fact=get_object_or_404(areas, pk=fact_id), on=clock.today(), by=signed_in(request))
    messages.success(request, _("Het leefgebied speelt vanaf vandaag niet meer. Het blijft staan bij eerder."))
    return redirect("caseload:plan", pair.pk)


@requires(Permission.EDIT_CASE)
@require_POST
def reach_goal(request: HttpRequest, pair_id: uuid.UUID, goal_id: uuid.UUID) -> HttpResponse:
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="plan")
    goals = Goal.objects.filter(supervision=pair.supervision_id, reached_on__isnull=True)
    actions.reach_goal(goal=get_object_or_404(goals, pk=goal_id), on=clock.today(), by=signed_in(request))
    messages.success(request, _("Het doel is bereikt, vandaag."))
    return redirect("caseload:plan", pair.pk)


@requires(Permission.EDIT_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def hitch(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="hitch", under_cover=True)
    data = request.POST if request.method == "POST" else None
    form = HitchForm(data, pair=pair, initial={"on": clock.today()})
    if form.is_valid() and _done(form, actions.record_hitch, pair=pair, by=signed_in(request)):
        messages.success(request, _("De hapering is vastgelegd."))
        return redirect("portal:pair", pair.pk)
    still_open = presenters.open_hitches(presenters.hitches(pair), pair)
    return render(request, "caseload/hitch.html", _page(pair) | {"form": form, "hitches": still_open})


@requires(Permission.EDIT_CASE)
@require_POST
def resolve_hitch(request: HttpRequest, pair_id: uuid.UUID, hitch_id: uuid.UUID) -> HttpResponse:
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="hitch", under_cover=True)
    hitches = Hitch.objects.of_supervision_of(pair)
    hitch = get_object_or_404(hitches.select_related("pair__supervision"), pk=hitch_id)
    if hitch.resolved_on is None:
        actions.resolve_hitch(hitch=hitch, on=clock.today(), by=signed_in(request))
    messages.success(request, _("De hapering is opgelost."))
    return redirect("portal:pair", pair.pk)


@requires(Permission.EDIT_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="agreement", under_cover=True)
    form = AgreementForm(request.POST if request.method == "POST" else None, pair=pair)
    if form.is_valid() and _done(form, actions.make_agreement, pair=pair, by=signed_in(request)):
        messages.success(request, _("De afspraak is vastgelegd."))
        return redirect("portal:pair", pair.pk)
    still_open = presenters.open_agreements(pair)
    return render(request, "caseload/agreement.html", _page(pair) | {"form": form, "agreements": still_open})


@requires(Permission.EDIT_CASE)
@require_POST
def close_agreement(request: HttpRequest, pair_id: uuid.UUID, agreement_id: uuid.UUID) -> HttpResponse:
    """Done or dropped. Closed by someone else in between: nothing is written, and the page says what stands now."""
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="agreement", under_cover=True)
    agreements = Agreement.objects.of_supervision_of(pair).select_related("pair__supervision")
    agreement = get_object_or_404(agreements, pk=agreement_id)
    form = CloseAgreementForm(request.POST)
    if not form.is_valid():
        raise BadRequest("done or dropped, with the version that was on the screen")
    try:
        actions.close_agreement(agreement=agreement, by=signed_in(request), **form.cleaned_data)
    except StaleRecord as stale:
        stands = {"text": stale.current.text, "state": stale.current.get_state_display()}
        chosen = AgreementState(form.cleaned_data["state"]).label
        said = _("De afspraak ‘%(text)s’ is intussen gewijzigd: %(state)s.") % stands
        yours = _("Jouw keuze (%(state)s) is niet bewaard.") % {"state": chosen}
        messages.error(request, f"{said} {saved_words(last_saved(stale))} {yours}")
    else:
        messages.success(request, _("De afspraak is afgesloten."))
    return redirect("portal:pair", pair.pk)


@requires(Permission.EDIT_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Begin a pause; while one runs, the page offers its end."""
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="pause")
    form = PauseForm(request.POST if request.method == "POST" else None, initial={"since": clock.today()})
    if form.is_valid() and _done(form, pauses.start_pause, pair=pair, by=signed_in(request)):
        messages.success(request, _("Het toezicht staat stil. Er gaan geen uitnodigingen en herinneringen uit."))
        return redirect("portal:pair", pair.pk)
    return render(
        request, "caseload/pause.html", _pause_page(pair, form, EndPauseForm(initial={"until": clock.today()}))
    )


@requires(Permission.EDIT_CASE)
@require_POST
def end_pause(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="pause")
    form = EndPauseForm(request.POST)
    if form.is_valid() and _done(form, pauses.end_pause, pair=pair, by=signed_in(request)):
        messages.success(request, _("Het toezicht loopt weer. Wat nog moest komen, is opgeschoven."))
        return redirect("portal:pair", pair.pk)
    return render(request, "caseload/pause.html", _pause_page(pair, PauseForm(), form))


def _pause_page(pair: Pair, start: forms.Form, end: forms.Form) -> dict[str, Any]:
    running = pauses.running_pause(pair, clock.today())
    return _page(pair) | {"pause": running, "form": end if running else start}


def _done(form: forms.BaseForm, action: Callable[..., Any], **values: Any) -> bool:
    """Whether the action was carried out with what the form holds."""
    return attempt(form, action, **values, **form.cleaned_data) is not None


def _page(pair: Pair) -> dict[str, Any]:
    return {"pair": pair, "person": presenters.person(pair)}
