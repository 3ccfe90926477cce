from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires, signed_in
from audit import clock
from caseload.fewest import FEWEST
from probation_portal.instruments_in_use import instrument_rows
from research.presenters.studies import study_rows
from research.presenters.worth import worth_rows


@requires(Permission.RESEARCH)
@require_safe
def researcher_home(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    context = {
        "rows": instrument_rows(user.organisation),
        "fewest": FEWEST,
        "organisation": user.organisation,
        "worth": worth_rows(user.organisation),
        "studies": study_rows(user, today=clock.today()),
    }
    return render(request, "portal/researcher_home.html", context)
