"""The life of a case: its start, a hand-over, its end, and how its client is reached."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, has_permission, requires, signed_in
from alliance import actions as alliance_actions
from caseload import actions as caseload_actions
from caseload import days
from caseload.access import open_pair
from caseload.forms import attempt
from caseload.models import Pair, PassOn
from caseload.presenters import person
from probation_portal import actions
from probation_portal.forms import ContactDetailsForm, EndSupervisionForm, HandOverForm, StartCaseForm

CONTACT_FIELDS = ("email", "mobile", "language", "reach_note", "consider_note")


@requires(Permission.START_SUPERVISION)
@require_http_methods(["GET", "HEAD", "POST"])
def start_case(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = StartCaseForm(_posted(request), by=user)
    values = {"organisation": user.organisation, "by": user}
    if form.is_valid() and (pair := attempt(form, actions.start_case, **values, **form.cleaned_data)):
        messages.success(request, _("Het toezicht is gestart. Geef nu de pincode en leg de vragen uit."))
        return redirect("portal:pair", pair.pk)
    if form.known:
        # What was refused tells that somebody has this number: who tries one after the other leaves a trace.
        caseload_actions.note_number_tried(client=form.known, by=user)
    return render(request, "portal/start_case.html", {"form": form})


@requires(Permission.START_SUPERVISION)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    pair = open_pair(request, pair_id, needs=Permission.START_SUPERVISION, what="hand-over")
    form = HandOverForm(_posted(request), pair=pair)
    if form.is_valid():
        to, on = form.cleaned_data["worker"], form.cleaned_data["on"]
        if new := attempt(form, actions.hand_over, pair=pair, to=to, on=on, by=user):
            words = {"worker": to.full_name, "day": days.day_long(on)}
            messages.success(request, _("Overgedragen aan %(worker)s, vanaf %(day)s.") % words)
            stays = Pair.objects.visible_to(user).filter(pk=new.pk).exists()
            return redirect("portal:pair", new.pk) if stays else redirect("portal:home")
    written = PassOn.objects.filter(pair=pair).only("client_agreed").first()
    along = {
        "passes_on": bool(written and written.client_agreed),
        "may_write": has_permission(user, Permission.EDIT_CASE),
    }
    return render(request, "portal/hand_over.html", _page(pair) | {"form": form} | along)


@requires(Permission.START_SUPERVISION)
@require_http_methods(["GET", "HEAD", "POST"])
def end_supervision(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    pair = open_pair(request, pair_id, needs=Permission.START_SUPERVISION, what="end of supervision")
    form = EndSupervisionForm(_posted(request))
    if form.is_valid():
        values = {"pair": pair, "by": signed_in(request)} | form.cleaned_data
        if attempt(form, caseload_actions.end_supervision, **values) is not None:
            messages.success(request, _("Het toezicht is beëindigd."))
            return redirect("portal:home")
    return render(request, "portal/end_supervision.html", _page(pair) | {"form": form})


@requires(Permission.EDIT_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_details(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """A save over someone else's is refused: both versions are shown, and what was typed stays in the form."""
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="contact details")
    stands = {name: getattr(pair.client, name) for name in (*CONTACT_FIELDS, "version")}
    form = ContactDetailsForm(_posted(request), initial=stands)
    if form.is_valid():
        change = alliance_actions.change_contact_details
        if attempt(form, change, pair=pair, by=signed_in(request), **form.cleaned_data):
            messages.success(request, _("De contactgegevens zijn bewaard."))
            return redirect("portal:pair", pair.pk)
        pair.client.refresh_from_db()
    return render(request, "portal/contact_details.html", _page(pair) | {"form": form})


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(pair: Pair) -> dict[str, Any]:
    return {"pair": pair, "person": person(pair)}
