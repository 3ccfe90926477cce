"""The administrator's page on whether messages leave as they should."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import Permission, requires
from probation_portal import operations


@requires(Permission.SEE_OPERATIONS)
@require_safe
def operations_page(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    return render(request, "portal/operations.html", operations.page(user))
