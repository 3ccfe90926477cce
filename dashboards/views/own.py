"""A worker's own picture. It takes no name and no id: whoever asks gets their own pairs, and nobody else may ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires, signed_in
from alliance.actions.instruments import instrument_for
from alliance.origin import origin_line
from audit import clock
from caseload.access import record_read
from dashboards.own import own_picture
from dashboards.presenters.own import own_page


@require_safe
@requires(Permission.SEE_CASELOAD)
def mine(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    instrument = instrument_for(user.organisation).parsed
    found = own_picture(user=user, instrument=instrument, today=clock.today())
    record_read(user, [one.pair.supervision.client_id for one in found.scored], what="own picture")
    context = {"pairs": len(found.pairs), "page": own_page(found, instrument), "origin": origin_line([instrument])}
    return render(request, "dashboards/mine.html", context)
