"""Putting aside why a pair asks for its supervisor, and taking that back."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, requires, signed_in
from audit import clock
from caseload import days
from caseload.access import open_pair
from caseload.models import NeedAside, Pair
from caseload.presenters import person
from caseload.putting_aside import put_needs_aside, take_needs_back
from dashboards.need_forms import PutNeedsAsideForm
from dashboards.presenters.needs import needs_of_pair


def _list_of(pair: Pair) -> str:
    return reverse("dashboards:team", args=[pair.team_id]) + "#nodig"


@requires(Permission.SEE_TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def put_aside(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """What asks is looked up anew; when nothing does any more there is nothing to put aside."""
    pair = open_pair(request, pair_id, needs=Permission.SEE_TEAM, what="needs")
    user = signed_in(request)
    today = clock.today()
    row = next(iter(needs_of_pair(pair, user, today).rows), None)
    if row is None:
        messages.info(request, _("Dit staat er niet meer."))
        return redirect(_list_of(pair))
    form = PutNeedsAsideForm(request.POST if request.method == "POST" else None, row=row)
    if form.is_valid():
        until = today + dt.timedelta(weeks=form.cleaned_data["weeks"])
        put_needs_aside(pair=pair, causes=form.causes, reason=form.cleaned_data["reason"], until=until, by=user)
        told = _("Tot %(day)s opzij gelegd. Bij een nieuwe aanleiding komt het eerder terug.")
        messages.success(request, told % {"day": days.near(until, today)})
        return redirect(_list_of(pair))
    return render(request, "dashboards/put_aside.html", {"form": form, "person": person(pair), "back": _list_of(pair)})


@requires(Permission.SEE_TEAM)
@require_POST
def take_back(request: HttpRequest, pair_id: uuid.UUID, aside_id: uuid.UUID) -> HttpResponse:
    pair = open_pair(request, pair_id, needs=Permission.SEE_TEAM, what="needs")
    user = signed_in(request)
    take_needs_back(aside=get_object_or_404(NeedAside.objects.filter(pair=pair), pk=aside_id), by=user)
    messages.success(request, _("Teruggezet."))
    return redirect(_list_of(pair))
