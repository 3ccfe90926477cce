"""Putting a signal at a distance aside, with the reason."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, requires, signed_in
from audit import clock
from caseload.access import open_pair
from caseload.actions import put_aside as put_point_aside
from caseload.presenters import person
from remote_contact.forms.signals import PutAsideForm
from remote_contact.presenters.signals import case_of, signals_of


@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def put_aside(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """One whose cause is gone already needs no reason any more."""
    pair = open_pair(request, pair_id, needs=Permission.LOG_CONTACT, what="attention points")
    user = signed_in(request)
    asked = request.POST if request.method == "POST" else request.GET
    standing = signals_of([case_of(pair)], today=clock.today())[pair.pk]
    signal = next((each for each in standing if each.cause == asked.get("cause")), None)
    if signal is None:
        messages.info(request, _("Dit punt staat er niet meer."))
        return redirect("portal:pair", pair.pk)
    form = PutAsideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        put_point_aside(pair=pair, cause=signal.cause, reason=form.cleaned_data["reason"], by=user)
        messages.success(request, _("Opzij gelegd. Het komt alleen terug als er een nieuwe aanleiding is."))
        return redirect("portal:home")
    context = {"form": form, "signal": signal, "cause": signal.cause, "person": person(pair)}
    return render(request, "remote_contact/put_aside.html", context)
