"""An access request of a client: its sensitive contacts one by one, and the file that answers it."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, requires, signed_in
from audit import clock
from boundary.paper import NotMade, pdf
from caseload.access import open_pair
from caseload.forms import attempt
from caseload.models import Pair
from caseload.presenters import person
from remote_contact.actions.access_requests import AlreadyClosed, close_request, decide, open_request
from remote_contact.forms.access_requests import DecideForm, OpenRequestForm
from remote_contact.lists import lists_of
from remote_contact.models import SensitiveDecision, SubjectAccessRequest
from remote_contact.presenters import access_requests as presenters


@requires(Permission.EDIT_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def access_requests(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """The requests of this client so far, and a new one."""
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="access request")
    form = OpenRequestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        found = attempt(form, open_request, pair=pair, by=signed_in(request), **form.cleaned_data)
        if found is not None:
            return redirect("remote_contact:access_request", pair.pk, found.pk)
    context = {"form": form, "rows": presenters.request_rows(pair), "person": person(pair)}
    return render(request, "remote_contact/access_requests.html", context)


@requires(Permission.EDIT_CASE)
@require_safe
def access_request(request: HttpRequest, pair_id: uuid.UUID, request_id: uuid.UUID) -> HttpResponse:
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="access request")
    return _page(request, pair, _one(pair, request_id), forms.Form())


@requires(Permission.EDIT_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def decide_sensitive(
    request: HttpRequest, pair_id: uuid.UUID, request_id: uuid.UUID, contact_id: uuid.UUID
) -> HttpResponse:
    """The contact whole, as the client would get it, and the question whether they do."""
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="sensitive decision")
    one = _one(pair, request_id)
    contact = get_object_or_404(one.contacts().filter(sensitive=True), pk=contact_id)
    decision = SensitiveDecision.objects.filter(request=one, contact=contact).first()
    if one.closed_at is not None:
        return _closed(request, pair, one)
    form = DecideForm(request.POST if request.method == "POST" else None, contact=contact, decision=decision)
    if form.is_valid():
        try:
            if attempt(form, decide, request=one, contact=contact, by=signed_in(request), **form.cleaned_data):
                messages.success(request, _("Bewaard."))
                return redirect("remote_contact:access_request", pair.pk, one.pk)
        except AlreadyClosed:
            return _closed(request, pair, one)
    shown = presenters.given_contact(contact, lists_of(pair.team.organisation_id))
    context = {"form": form, "contact": shown, "pair": pair, "one": one, "person": person(pair)}
    return render(request, "remote_contact/decide_sensitive.html", context)


@requires(Permission.EDIT_CASE)
@require_POST
def close_access_request(request: HttpRequest, pair_id: uuid.UUID, request_id: uuid.UUID) -> HttpResponse:
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="access request")
    one = _one(pair, request_id)
    form = forms.Form(request.POST)
    try:
        if not (form.is_valid() and attempt(form, close_request, request=one, by=signed_in(request))):
            return _page(request, pair, one, form)
    except AlreadyClosed:
        return _closed(request, pair, one)
    messages.success(request, _("Afgerond. Je kunt het bestand nu maken."))
    return redirect("remote_contact:access_request", pair.pk, one.pk)


@requires(Permission.EDIT_CASE)
@require_safe
def access_request_file(request: HttpRequest, pair_id: uuid.UUID, request_id: uuid.UUID) -> HttpResponse:
    """PDF for the client; of a request that is closed, as long as every sensitive contact in it is decided on."""
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="access request file")
    one = _one(pair, request_id)
    if one.closed_at is None or one.undecided().exists():
        messages.error(request, _("Er is nog niet over elk gevoelig contact beslist. Er is geen bestand gemaakt."))
        return redirect("remote_contact:access_request", pair.pk, one.pk)
    try:
        made = pdf(presenters.file_of(one, pair, signed_in(request)), at=clock.now())
    except NotMade:
        messages.error(request, _("Het bestand kon niet worden gemaakt. Probeer het nog eens."))
        return redirect("remote_contact:access_request", pair.pk, one.pk)
    headers = {"Content-Disposition": f'attachment; filename="overzicht-{clock.today()}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _page(request: HttpRequest, pair: Pair, one: SubjectAccessRequest, form: forms.Form) -> HttpResponse:
    rows = presenters.sensitive_rows(one, pair)
    context = {
        "form": form,
        "one": one,
        "rows": rows,
        "total": one.contacts().count(),
        "waiting": one.undecided().count(),
        "pair": pair,
        "person": person(pair),
    }
    return render(request, "remote_contact/access_request.html", context)


def _closed(request: HttpRequest, pair: Pair, one: SubjectAccessRequest) -> HttpResponse:
    messages.info(request, _("Dit verzoek is al afgerond. Er is niets gewijzigd."))
    return redirect("remote_contact:access_request", pair.pk, one.pk)


def _one(pair: Pair, request_id: uuid.UUID) -> SubjectAccessRequest:
    found = SubjectAccessRequest.objects.of_supervision_of(pair).select_related("pair__supervision")
    return get_object_or_404(found, pk=request_id)
