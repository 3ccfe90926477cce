"""The co-ordinator's room: who volunteers."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.permissions import Permission, requires
from audit import clock
from caseload.access import record_read
from volunteers import actions
from volunteers.forms import VolunteerFilter, VolunteerForm
from volunteers.models import Match, Volunteer
from volunteers.presenters.people import volunteer_rows

PER_PAGE = 25


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_safe
def coordinator_home(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    asked = VolunteerFilter(request.GET)
    present = Volunteer.objects.visible_to(user).present()
    found = asked.narrow(present, viewer=user).with_running_matches(user).order_by("last_name", "first_name", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = [match.supervision.client_id for volunteer in page for match in volunteer.running_matches]
    record_read(user, shown, what="volunteers")
    context = {"asked": asked, "page": page, "rows": volunteer_rows(page), "nobody_yet": not present.exists()}
    return render(request, "volunteers/coordinator_home.html", context)


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    form = VolunteerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        volunteer = actions.add_volunteer(organisation=user.organisation, by=user, **form.cleaned_data)
        told = _("%(name)s staat erbij. Er gaat een mail naar %(email)s om een wachtwoord te kiezen.")
        messages.success(request, told % {"name": volunteer.first_name, "email": volunteer.email})
        return redirect("portal:home")
    return render(request, "volunteers/new.html", {"form": form})


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, volunteer_id: uuid.UUID) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    volunteer = get_object_or_404(Volunteer.objects.visible_to(user).present(), pk=volunteer_id)
    if request.method == "POST":
        actions.leave(volunteer=volunteer, on=clock.today(), by=user)
        messages.success(request, _("%(name)s is gestopt.") % {"name": volunteer.first_name})
        return redirect("portal:home")
    # As many as the list shows: one of a shielded file ends too, and is not told of.
    running = Match.objects.visible_to(user).running().filter(volunteer=volunteer).count()
    return render(request, "volunteers/leave.html", {"volunteer": volunteer, "running": running})
