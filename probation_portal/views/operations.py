"""The administrator's page on whether messages leave as they should."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires, signed_in
from probation_portal import operations


@requires(Permission.SEE_OPERATIONS)
@require_safe
def operations_page(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    return render(request, "portal/operations.html", operations.page(user))
