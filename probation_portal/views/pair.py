"""The page of a pair, where a worker's day passes."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires, signed_in
from caseload.access import open_pair
from probation_portal.pair_page import PairPage
from remote_contact.views.appointments import record_named

# Nobody turns so many pages back, and a longer number is no page.
LAST_PAGE = 1000


@requires(Permission.SEE_PAIR)
@require_safe
def pair(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    found = open_pair(request, pair_id, needs=Permission.SEE_PAIR, under_cover=True)
    page = PairPage(found, user, new=new_line(request))
    if page.just_logged is not None and page.just_logged.clashes is not None:
        record_named(user, page.just_logged.clashes)
    return render(request, "portal/pair.html", page.context())


def asked_page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return min(max(int(asked), 1), LAST_PAGE) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def new_line(request: HttpRequest) -> uuid.UUID | None:
    """The line that was just saved, so that the page can mark it."""
    try:
        return uuid.UUID(request.GET.get("new", ""))
    except ValueError:
        return None
