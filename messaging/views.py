"""Where providers report what became of a message."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from messaging import reports
from messaging.models import Channel


@csrf_exempt
@login_not_required
@require_POST
def report(request: HttpRequest, channel: Channel) -> HttpResponse:
    """A provider's own signature lets it in; the answer says nothing of what is known here."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > reports.LONGEST:
        return HttpResponse(status=413)
    if not reports.is_signed(channel, request.headers.get("X-Signature", ""), request.body):
        return HttpResponse(status=403)
    try:
        reports.take(channel, request.body)
    except reports.BadReport:
        return HttpResponse(status=400)
    return HttpResponse(status=204)
