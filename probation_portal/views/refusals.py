"""The page of a refusal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

from caseload.access import StaysWithWorker


@requires_csrf_token
def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403. Only the words that were written for whoever stands in are shown, of nothing else why."""
    words = str(exception) if isinstance(exception, StaysWithWorker) else ""
    return render(request, "403.html", {"refused": words}, status=403)
