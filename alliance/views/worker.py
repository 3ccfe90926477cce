"""The worker's own side of a measurement, and the ways in that a worker gives a client: PIN and tablet.

Before the worker's own side is in, nothing here depends on whether the client has answered: no text, count or redirect.
"""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Role
from accounts.permissions import Permission, requires, signed_in
from alliance import actions, answering, notice, policies
from alliance.actions import CannotAnswer, Refusal, own_side, set_draft_details
from alliance.actions.answering import WORKERS_OWN
from alliance.forms import GivePinForm, TopicForm
from alliance.models import ClientPin, Draft, Measurement, Rater, Response, Way
from alliance.origin import origin_sentence
from alliance.views.client import to_begin
from alliance.views.questions import Desk, fresh_token, keep, kept_details, review_context, show, wants_json
from audit import clock
from caseload import presenters
from caseload.access import open_pair, record_read, refuse_stand_in
from caseload.pauses import running_pause

MINUTES = 8
PIN_TO_SHOW = "alliance_pin_to_show"


def _measurement(request: HttpRequest, measurement_id: uuid.UUID) -> Measurement:
    """The gate for a measurement of one's own pair; an answer saved from the page is no page, so no read."""
    user = signed_in(request)
    found = Measurement.objects.within_reach_of(user).with_people().filter(pk=measurement_id).first()
    if found is None:
        raise Http404
    refuse_stand_in(user, found.pair)
    if not wants_json(request):
        client_id = found.pair.supervision.client_id
        record_read(user, [client_id], what="measurement", object_id=found.pk)
    return found


def _person(measurement: Measurement) -> dict[str, Any]:
    client = measurement.pair.client
    return {
        "person": presenters.person(measurement.pair),
        "measurement": measurement,
        "pair": measurement.pair,
        "client": client.first_name,
        "notice": notice.for_worker(client.first_name),
        "minutes": MINUTES,
        "again_words": _("Meld je in een ander tabblad opnieuw aan. Deze antwoorden blijven hier staan."),
    }


def _desk(measurement: Measurement, draft: Draft | None) -> Desk:
    return Desk(
        measurement=measurement,
        rater=Rater.WORKER,
        draft=draft,
        credential=WORKERS_OWN,
        notice_version=notice.VERSION,
        questions="alliance:respond",
        review="alliance:respond_review",
        closing="alliance:respond_topic",
        arguments=(measurement.pk,),
    )


def _refused(request: HttpRequest, measurement: Measurement, refusal: Refusal) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"stopped": refusal.value}, status=409)
    words = {
        Refusal.ALREADY: _("Je antwoorden waren al verstuurd."),
        Refusal.CLOSED: _("Deze meting is nu niet in te vullen: ze is nog niet open of al gesloten."),
        Refusal.OWN_SIDE_FIRST: _("Vul eerst je eigen kant in. Daarna kun je de tablet geven."),
    }
    messages.info(request, words[refusal])
    return redirect("portal:pair", measurement.pair_id)


@require_http_methods(["GET", "POST"])
@requires(Permission.ANSWER_AS_WORKER)
def respond(request: HttpRequest, measurement_id: uuid.UUID) -> HttpResponse:
    """First who sees what, with "Beginnen" and "Nu niet"; then the questions."""
    measurement = _measurement(request, measurement_id)
    draft, refusal = own_side(measurement=measurement, rater=Rater.WORKER)
    if refusal is not None:
        return _refused(request, measurement, refusal)
    desk, context = _desk(measurement, draft), _person(measurement)
    if request.method == "POST":
        return _keep(request, desk, context)
    if draft is None and "vraag" not in request.GET and not wants_json(request):
        return render(
            request,
            "alliance/respond.html",
            context | {"sheet": desk.sheet, "origin": origin_sentence(desk.instrument)},
        )
    return show(request, desk, "alliance/respond_questions.html", context)


def _keep(request: HttpRequest, desk: Desk, context: dict[str, Any]) -> HttpResponse:
    try:
        moved = keep(request, desk, "alliance/respond_questions.html", context)
    except CannotAnswer as error:
        return _refused(request, desk.measurement, error.refusal)
    if moved is None:
        messages.success(request, _("Je antwoorden zijn bewaard. Je gaat later verder waar je was."))
    return moved or redirect("portal:pair", desk.measurement.pair_id)


@require_http_methods(["GET", "POST"])
@requires(Permission.ANSWER_AS_WORKER)
def respond_topic(request: HttpRequest, measurement_id: uuid.UUID) -> HttpResponse:
    """What the worker wants to talk about first."""
    measurement = _measurement(request, measurement_id)
    draft, refusal = own_side(measurement=measurement, rater=Rater.WORKER)
    if refusal is not None:
        return _refused(request, measurement, refusal)
    desk, user = _desk(measurement, draft), signed_in(request)
    if request.method != "POST" and wants_json(request):
        return fresh_token(request, desk)
    form = TopicForm(request.POST or None, client=measurement.pair.client.first_name, shown=draft)
    if request.method == "POST" and form.is_valid():
        try:
            set_draft_details(
                measurement=measurement,
                rater=Rater.WORKER,
                details=form.details(),
                language=desk.language,
                notice_version=notice.VERSION,
                by=user,
            )
        except CannotAnswer as error:
            return _refused(request, measurement, error.refusal)
        return kept_details(request, desk)
    context = _person(measurement) | {"form": form, "questions_url": desk.questions_url, "sheet_mark": desk.mark}
    return render(request, "alliance/respond_topic.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.ANSWER_AS_WORKER)
def respond_review(request: HttpRequest, measurement_id: uuid.UUID) -> HttpResponse:
    """What is answered and what is left open; POST submits."""
    measurement = _measurement(request, measurement_id)
    draft, refusal = own_side(measurement=measurement, rater=Rater.WORKER)
    if refusal is not None:
        return _refused(request, measurement, refusal)
    context = review_context(_desk(measurement, draft)) | _person(measurement)
    if request.method != "POST":
        return render(request, "alliance/respond_review.html", context)
    user = signed_in(request)
    try:
        actions.submit_response(measurement=measurement, rater=Rater.WORKER, way=Way.PORTAL, by=user)
    except CannotAnswer as error:
        if error.refusal is Refusal.EMPTY:
            return render(request, "alliance/respond_review.html", context | {"has_errors": True})
        return _refused(request, measurement, error.refusal)
    messages.success(request, _after_submitting(measurement))
    return redirect("portal:pair", measurement.pair_id)


def _after_submitting(measurement: Measurement) -> str:
    measurement.refresh_from_db(fields=["revealed_at"])
    client = {"client": measurement.pair.client.first_name}
    if measurement.is_revealed:
        return _("Verstuurd. %(client)s en jij zijn allebei klaar: de uitkomst staat hieronder.") % client
    return _("Verstuurd. Je ziet de uitkomst zodra %(client)s ook klaar is.") % client


@require_POST
@requires(Permission.ANSWER_AS_WORKER)
def respond_not_now(request: HttpRequest, measurement_id: uuid.UUID) -> HttpResponse:
    measurement = _measurement(request, measurement_id)
    user = signed_in(request)
    try:
        actions.say_not_now(measurement=measurement, rater=Rater.WORKER, by=user)
    except CannotAnswer as error:
        return _refused(request, measurement, error.refusal)
    messages.success(request, _("Goed. Je krijgt hierover geen herinnering meer. Invullen kan nog tot de laatste dag."))
    return redirect("portal:pair", measurement.pair_id)


@require_http_methods(["GET", "POST"])
@requires(Permission.GIVE_ACCESS)
def give_pin(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Make the client's PIN and show it once: shown, it is taken out of the session, so a reload loses it."""
    pair = open_pair(request, pair_id, needs=Permission.GIVE_ACCESS, what="pin")
    user = signed_in(request)
    context = {"person": presenters.person(pair), "pair": pair, "client": pair.client}
    form = GivePinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        pin = actions.give_pin(pair=pair, handed_over_by=form.cleaned_data["handed_over_by"], by=user)
        request.session[PIN_TO_SHOW] = {"pair": str(pair.pk), "pin": pin}
        return redirect("alliance:give_pin", pair.pk)
    shown = request.session.pop(PIN_TO_SHOW, None) if PIN_TO_SHOW in request.session else None
    if shown and shown["pair"] == str(pair.pk):
        return render(request, "alliance/pin_given.html", context | {"pin": f"{shown['pin'][:3]} {shown['pin'][3:]}"})
    before = ClientPin.objects.filter(client=pair.client).first()
    return render(request, "alliance/give_pin.html", context | {"form": form, "before": before})


@require_http_methods(["GET", "POST"])
@requires(Permission.GIVE_ACCESS)
def office(request: HttpRequest, measurement_id: uuid.UUID) -> HttpResponse:
    """Give the client this very browser: the worker is signed out of it, and it opens nothing but this measurement.

    Only after the worker's own side is in (`hand_over_tablet` says why); until then the page is the same whatever the
    client did.
    """
    measurement = _measurement(request, measurement_id)
    _draft, own = own_side(measurement=measurement, rater=Rater.WORKER)
    user = signed_in(request)
    if request.method != "POST":
        return render(request, "alliance/office.html", _person(measurement) | {"ready": own is Refusal.ALREADY})
    try:
        credential = actions.hand_over_tablet(measurement=measurement, by=user)
    except CannotAnswer as error:
        if error.refusal is Refusal.OWN_SIDE_FIRST:
            return _refused(request, measurement, error.refusal)
        messages.info(request, _("De tablet geven kan niet: de meting is al klaar of gesloten."))
        return redirect("portal:pair", measurement.pair_id)
    answering.let_in(request, measurement=measurement, credential=credential, way=Way.OFFICE)
    return to_begin(request, measurement)


@require_http_methods(["GET", "POST"])
@requires(Permission.SHARE_OWN_SCORES)
def share(request: HttpRequest, measurement_id: uuid.UUID) -> HttpResponse:
    """The window closed with one side in: that side, worker or client, may show its scale scores to the other."""
    measurement = _measurement(request, measurement_id)
    user = signed_in(request)
    rater = Rater.WORKER if user.role == Role.WORKER else Rater.CLIENT
    if request.method != "POST":
        pair = measurement.pair
        other = pair.client.first_name if rater is Rater.WORKER else pair.worker.first_name
        own = Response.objects.visible_to(user).standing().filter(measurement=measurement, rater=rater).first()
        today = clock.today()
        may = policies.may_share(measurement, own=own, today=today) and running_pause(pair, today) is None
        return render(request, "alliance/share.html", {"measurement": measurement, "other": other, "may_share": may})
    try:
        actions.share_scores(measurement=measurement, rater=rater, by=user)
        messages.success(request, _("Gedeeld. De ander kan je uitkomst nu zien."))
    except CannotAnswer:
        messages.info(request, _("Delen kan hier niet: alleen als de meting gesloten is en alleen jij hebt ingevuld."))
    return redirect("portal:pair", measurement.pair_id) if rater is Rater.WORKER else redirect("portal:home")
