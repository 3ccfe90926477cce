"""Calendar files for a client, and a worker's private calendar address."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, requires, signed_in
from caseload.access import record_read
from messaging.wishes import language_of
from remote_contact.actions.calendar_feed import owner_of, renew_feed, stop_feed
from remote_contact.models import Appointment, CalendarFeed
from remote_contact.presenters import appointments as presenters
from remote_contact.views.appointments import calendar_file


@requires(Permission.SEE_OWN_RESULTS)
@require_safe
def own_file(request: HttpRequest, appointment_id: uuid.UUID) -> HttpResponse:
    """One of the client's own appointments, for their own calendar."""
    user = signed_in(request)
    found = Appointment.objects.visible_to(user).select_related("pair__supervision")
    appointment = get_object_or_404(found, pk=appointment_id)
    record_read(user, [appointment.pair.supervision.client_id], what="appointment", object_id=appointment.pk)
    return calendar_file(presenters.file_of(appointment))


@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """Make, renew or stop the address from which one's own calendar reads. It is shown once."""
    user = signed_in(request)
    address = ""
    if request.method == "POST" and request.POST.get("do") == "stop":
        stop_feed(by=user)
        messages.success(request, _("Het agenda-adres werkt niet meer."))
        return redirect("remote_contact:calendar")
    if request.method == "POST":
        address = request.build_absolute_uri(reverse("remote_contact:feed", args=[renew_feed(by=user)]))
    made = CalendarFeed.objects.filter(user=user).first()
    return render(request, "remote_contact/calendar.html", {"made": made, "address": address})


@login_not_required
@require_safe
def feed(request: HttpRequest, feed_token: str) -> HttpResponse:
    """Who knows the address reads the times, and nothing else: no person, no place, no word about the work."""
    owner = owner_of(feed_token)
    if owner is None:
        raise Http404
    with translation.override(language_of(owner)):
        return calendar_file(presenters.feed_of(owner))
