"""A worker's own hours. Nobody else has a page, a figure or a file of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, requires, signed_in
from audit import clock
from remote_contact.actions.own_hours import keep_own_hours
from remote_contact.forms.own_hours import OwnHoursForm
from remote_contact.presenters import own_hours as presenters


@requires(Permission.KEEP_OWN_HOURS)
@require_http_methods(["GET", "HEAD", "POST"])
def own_hours(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    hours = presenters.hours_of(user)
    form = OwnHoursForm(request.POST if request.method == "POST" else None, hours=hours)
    if form.is_valid():
        keep_own_hours(hours=form.hours(), by=user)
        messages.success(request, _("Bewaard."))
        return redirect("remote_contact:own_hours")
    months = presenters.outside_by_month(user, hours, clock.today()) if hours else []
    return render(request, "remote_contact/own_hours.html", {"form": form, "months": months})
