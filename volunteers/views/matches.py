"""Matches: the co-ordinator begins and ends them; a volunteer sees their own."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.permissions import Permission, requires
from audit import clock
from caseload.access import record_read
from caseload.forms import attempt
from volunteers import actions
from volunteers.forms import MatchForm
from volunteers.models import Match, Volunteer
from volunteers.presenters.matches import own_matches


@requires(Permission.SEE_OWN_MATCHES)
@require_safe
def volunteer_home(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    matches = list(Match.objects.visible_to(user).with_people())
    record_read(user, [match.supervision.client_id for match in matches], what="own matches")
    return render(request, "volunteers/volunteer_home.html", {"matches": own_matches(matches)})


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
            return redirect("portal:home")
    return render(request, "volunteers/match.html", {"form": form, "volunteer": volunteer})


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_POST
def end_match(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    match = get_object_or_404(Match.objects.visible_to(user).select_related("volunteer"), pk=match_id)
    actions.end_match(match=match, on=clock.today(), by=user)
    told = _("De koppeling is beëindigd. %(name)s ziet deze cliënt niet meer.")
    messages.success(request, told % {"name": match.volunteer.first_name})
    return redirect("portal:home")
