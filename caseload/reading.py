"""Middleware: what a page showed stands in the record before the page leaves, and so does what was refused."""

import uuid
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import Role, User
from audit import page
from audit.models import Action, Reason
from audit.record import record
from caseload.access import PURPOSE_OF_ROLE


class ReadingMiddleware:
    """Innermost, so that what fails here fails like the page itself: an error page, and nothing of the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with page.being_made() as made:
            request.page_being_made = made  # type: ignore[attr-defined]
            response = self.get_response(request)
            if 300 <= response.status_code < 400 or response.status_code >= 500:
                made.forget()
            made.write()
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """The view's own transaction was rolled back by now: a denial is written after it and stays."""
        request.page_being_made.forget()  # type: ignore[attr-defined]
        if isinstance(exception, Http404 | PermissionDenied) and request.user.is_authenticated:
            _refused(request, Reason.ROLE if isinstance(exception, PermissionDenied) else Reason.OUT_OF_REACH)


def _refused(request: HttpRequest, reason: Reason) -> None:
    """Names the address and the id that were asked for, and no person: out of reach is also what does not exist."""
    user = request.user
    match = request.resolver_match
    assert isinstance(user, User)
    assert match is not None
    asked = next((value for value in match.kwargs.values() if isinstance(value, uuid.UUID)), None)
    purpose = PURPOSE_OF_ROLE[Role(user.role)]
    record(Action.REFUSED, by=user, what=match.view_name[:60], object_id=asked, purpose=purpose, reason=reason)
