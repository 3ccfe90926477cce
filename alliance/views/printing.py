"""The client's own page on paper, for a client without a sign-in."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires, signed_in
from alliance.sheet import client_sheet
from audit import clock
from caseload.access import open_pair


@requires(Permission.SEE_SCORES)
@require_safe
def print_for_client(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    pair = open_pair(request, pair_id, needs=Permission.SEE_SCORES, what="print for client")
    return render(request, "alliance/print_for_client.html", client_sheet(user, pair, today=clock.today()))
