from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import Permission, requires
from audit.models import Action, Event, Purpose
from audit.record import record
from probation_portal.access_record import AccessFilter, event_rows

PER_PAGE = 50


@requires(Permission.SEE_ACCESS_LOG)
@require_safe
def access_log(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    record(Action.READ, by=user, what="access log", purpose=Purpose.ADMINISTRATION)
    form = AccessFilter(request.GET)
    found = form.narrow(Event.objects.of_organisation(user.organisation_id), viewer=user).order_by("-at", "-pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "portal/access_log.html", {"form": form, "page": page, "rows": event_rows(page, viewer=user)}
    )
