"""A client's own home: what they filled in, both sides once both are in, what was agreed and what comes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires, signed_in
from audit import clock
from caseload.access import record_read
from caseload.models import Pair
from probation_portal import own_page
from remote_contact.presenters.survey import open_wave_for


@requires(Permission.SEE_OWN_RESULTS)
@require_safe
def client_home(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    pairs = list(Pair.objects.visible_to(user).with_people().with_cover().select_related("pass_on"))
    client_ids = {pair.supervision.client_id for pair in pairs}
    for client_id in client_ids:
        record_read(user, client_ids, what="own page", object_id=client_id)
    shown = own_page.own_page(user, pairs, today=clock.today()) | {"survey_open": open_wave_for(user) is not None}
    return render(request, "portal/client_home.html", shown)
