"""How somebody wants to get messages: a client's, set together with the worker, and one's own."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Role, User
from accounts.permissions import Permission, requires, signed_in
from accounts.presenters import frame_of
from caseload import presenters
from caseload.access import open_pair, record_read
from caseload.forms import attempt
from caseload.models import Client
from messaging import preferring
from messaging.preference_forms import PreferenceForm


@requires(Permission.EDIT_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def reach(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="preference")
    client = pair.supervision.client
    form = _form(request, client)
    if _saved(request, form, client):
        return redirect("portal:contact_details", pair.pk)
    back = reverse("portal:contact_details", args=[pair.pk])
    context = _page(form, client, back, own=False) | {"frame": "base.html", "person": presenters.person(pair)}
    return render(request, "messaging/preference.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Everybody who signs in; a client's own stand with the client."""
    user = signed_in(request)
    person = Client.objects.visible_to(user).first() if user.role == Role.CLIENT else user
    if person is None:
        raise Http404
    form = _form(request, person)
    if _saved(request, form, person):
        return redirect("messaging:own")
    if isinstance(person, Client):
        record_read(user, [person.pk], what="preference", object_id=person.pk)
    is_client = isinstance(person, Client)
    back = reverse("portal:my_choices" if is_client else "accounts:security")
    context = _page(form, person, back, own=True) | {"frame": frame_of(user)}
    return render(request, "messaging/preference.html", context)


def _form(request: HttpRequest, person: Client | User) -> PreferenceForm:
    return PreferenceForm(request.POST if request.method == "POST" else None, person=person)


def _saved(request: HttpRequest, form: PreferenceForm, person: Client | User) -> bool:
    if not form.is_valid():
        return False
    if attempt(form, preferring.change_preference, person=person, by=signed_in(request), **form.cleaned_data) is None:
        return False
    messages.success(request, _("Bewaard. Het geldt meteen, ook voor wat al klaarstaat."))
    return True


def _page(form: PreferenceForm, person: Client | User, back: str, *, own: bool) -> dict[str, Any]:
    row = preferring.preference_of(person)
    lines = list(preferring.what_happens(person, row, own=own))
    return {"form": form, "lines": lines, "back": back, "own": own}
