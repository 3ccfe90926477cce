"""Clients who cannot be reached: a worker's by name, a supervisor's as counts of each team."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role
from accounts.permissions import Permission, requires, signed_in
from caseload.access import open_pair, record_read
from messaging import address_lists, address_pages
from messaging.actions import lift_stop
from messaging.reach import not_working


@requires(Permission.SEE_ADDRESSES)
@require_safe
def addresses(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if user.role == Role.SUPERVISOR:
        teams = address_pages.team_rows(user)
        heads = [address_pages.label(one) for one in address_pages.COUNTED]
        return render(request, "messaging/addresses_of_teams.html", {"teams": teams, "heads": heads})
    pairs = address_lists.in_scope(user).with_people().order_by("supervision__client__last_name", "pk")
    found = address_lists.problems(pairs, user)
    record_read(user, [one.pair.supervision.client_id for one in found], what="addresses")
    return render(request, "messaging/addresses.html", {"rows": address_pages.address_rows(found)})


@requires(Permission.EDIT_CASE)
@require_POST
def works_again(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """The client says that the address works after all; of a stop that is gone already there is nothing to lift."""
    user = signed_in(request)
    client = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="addresses").client
    for stop in not_working([client]).get(client.pk, []):
        if str(stop.pk) == request.POST.get("stop"):
            lift_stop(stop=stop, by=user)
            messages.success(request, _("Er gaan weer berichten naar dit adres."))
    return redirect("messaging:addresses")
