"""Matches: the co-ordinator begins and ends them; a volunteer sees their own."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.permissions import Permission, requires
from audit import clock
from caseload.access import record_read
from caseload.forms import attempt
from volunteers import actions
from volunteers.forms import MatchForm
from volunteers.models import Match, Tuning, Volunteer
from volunteers.presenters.matches import own_matches, thanks_for
from volunteers.presenters.requests import evaluations_to_fill, proposals_for

DAY = dt.timedelta(days=1)


@requires(Permission.SEE_OWN_MATCHES)
@require_safe
def volunteer_home(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    matches = list(Match.objects.visible_to(user).with_people())
    asked = proposals_for(user)
    shown = [*(match.supervision.client_id for match in matches), *(one.client_id for one in asked)]
    record_read(user, shown, what="own matches")
    late = Tuning.objects.visible_to(user).due_on(clock.today() - DAY).values_list("match_id", flat=True)
    context = {"matches": own_matches(matches, late=set(late)), "thanks": thanks_for(user), "proposals": asked}
    context["evaluations"] = evaluations_to_fill(user)
    return render(request, "volunteers/volunteer_home.html", context)


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_http_methods(["GET", "POST"])
def match(request: HttpRequest, volunteer_id: uuid.UUID) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    volunteer = get_object_or_404(Volunteer.objects.visible_to(user).present(), pk=volunteer_id)
    form = MatchForm(request.POST or None, by=user, initial={"starts_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, actions.start_match, volunteer=volunteer, by=user, **form.cleaned_data)
        if made is not None:
            told = _("%(volunteer)s is gekoppeld aan %(client)s.")
            names = {"volunteer": volunteer.first_name, "client": made.supervision.client.first_name}
            messages.success(request, told % names)
            return redirect("volunteers:person", volunteer_id)
    return render(request, "volunteers/match.html", {"form": form, "volunteer": volunteer})
