"""Clients who cannot be reached: a worker's by name, a supervisor's as counts of each team."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Role, User
from accounts.permissions import Permission, requires
from caseload.access import record_read
from messaging import address_lists, address_pages


@requires(Permission.SEE_ADDRESSES)
@require_safe
def addresses(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    if user.role == Role.SUPERVISOR:
        teams = address_pages.team_rows(user)
        heads = [address_pages.label(one) for one in address_pages.COUNTED]
        return render(request, "messaging/addresses_of_teams.html", {"teams": teams, "heads": heads})
    pairs = address_lists.in_scope(user).with_people().order_by("supervision__client__last_name", "pk")
    found = address_lists.problems(pairs, user)
    record_read(user, [one.pair.supervision.client_id for one in found], what="addresses")
    return render(request, "messaging/addresses.html", {"rows": address_pages.address_rows(found)})
