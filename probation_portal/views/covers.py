"""A supervisor lets a colleague stand in for an absent worker, and stops that early."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, requires, signed_in
from caseload.forms import attempt
from caseload.models import Cover
from probation_portal import actions, cover_pages


@requires(Permission.ARRANGE_COVER)
@require_http_methods(["GET", "HEAD", "POST"])
def covers(request: HttpRequest) -> HttpResponse:
    """What stands, what comes, what was; and the form for the next one."""
    user = signed_in(request)
    form = cover_pages.CoverForm(request.POST if request.method == "POST" else None, by=user)
    if form.is_valid() and (made := attempt(form, actions.arrange_cover, by=user, **form.cleaned_data)):
        words = {"colleague": made.by.full_name, "absent": made.absent.full_name, "span": cover_pages.span(made)}
        messages.success(request, _("%(colleague)s neemt van %(span)s waar voor %(absent)s.") % words)
        return redirect("portal:covers")
    return render(request, "portal/covers.html", {"form": form, "covers": cover_pages.covers_of(user)})


@requires(Permission.ARRANGE_COVER)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_cover(request: HttpRequest, cover_id: uuid.UUID) -> HttpResponse:
    """Asked once more, because everybody is told."""
    user = signed_in(request)
    found = Cover.objects.of_teams_of(user).select_related("absent", "by")
    cover = get_object_or_404(found, pk=cover_id)
    if request.method == "POST":
        if actions.stop_cover(cover=cover, by=user):
            messages.success(request, _("De vervanging is gestopt."))
        else:
            messages.info(request, _("Deze vervanging was al voorbij."))
        return redirect("portal:covers")
    return render(request, "portal/stop_cover.html", {"cover": cover, "span": cover_pages.span(cover)})
