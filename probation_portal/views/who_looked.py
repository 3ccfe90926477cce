"""Who looked at my file: for the client on their own page, and on paper for a client who asks the privacy officer."""

import uuid

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires, signed_in
from audit import clock
from audit.models import Purpose
from audit.page import note
from caseload.access import record_read
from caseload.models import Client
from probation_portal.access_record import clients_of
from probation_portal.who_looked import by_day, looks_of

PER_PAGE = 25


@requires(Permission.SEE_OWN_RESULTS)
@require_safe
def who_looked(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    client = Client.objects.visible_to(user).first()
    if client is None:
        raise Http404
    record_read(user, [client.pk], what="who looked", object_id=client.pk)
    looks = looks_of(client, today=clock.today())
    every = "all" in request.GET
    page = Paginator(looks, max(len(looks), 1) if every else PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/who_looked.html", {"page": page, "days": by_day(page), "every": every})


@requires(Permission.SEE_ACCESS_LOG)
@require_safe
def access_overview(request: HttpRequest, client_id: uuid.UUID) -> HttpResponse:
    """The same, whole, to print: without a name, because the privacy officer knows a client by number only."""
    user = signed_in(request)
    client = get_object_or_404(clients_of(user), pk=client_id)
    note(by=user, what="access overview", subjects=[client.pk], object_id=client.pk, purpose=Purpose.ACCESS_REQUEST)
    today = clock.today()
    context = {"client": client, "days": by_day(looks_of(client, today=today)), "today": today}
    return render(request, "portal/access_overview.html", context)
