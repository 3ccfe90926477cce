"""A volunteer's home page: their own matches, and what waits for their word."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires, signed_in
from audit import clock
from caseload.access import record_read
from volunteers.models import Match, Tuning
from volunteers.presenters.matches import own_matches, thanks_for
from volunteers.presenters.requests import evaluations_to_fill, proposals_for

DAY = dt.timedelta(days=1)


@requires(Permission.SEE_OWN_MATCHES)
@require_safe
def volunteer_home(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    matches = list(Match.objects.visible_to(user).with_people())
    asked = proposals_for(user)
    shown = [*(match.supervision.client_id for match in matches), *(one.client_id for one in asked)]
    record_read(user, shown, what="own matches")
    late = Tuning.objects.visible_to(user).due_on(clock.today() - DAY).values_list("match_id", flat=True)
    context = {"matches": own_matches(matches, late=set(late)), "thanks": thanks_for(user), "proposals": asked}
    context["evaluations"] = evaluations_to_fill(user)
    return render(request, "volunteers/volunteer_home.html", context)
