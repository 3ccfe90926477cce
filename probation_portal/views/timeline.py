"""The timeline of a pair as a page of its own, and as files of what the page found."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires, signed_in
from audit import clock
from boundary.paper import NotMade, pdf
from caseload.access import may, open_pair
from caseload.presenters import person
from probation_portal import timeline_files
from probation_portal.timeline import Lines
from probation_portal.timeline_forms import TimelineFilter
from probation_portal.views.pair import asked_page, new_line


@requires(Permission.SEE_PAIR)
@require_safe
def timeline(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    pair = open_pair(request, pair_id, needs=Permission.SEE_PAIR, what="timeline", under_cover=True)
    form = TimelineFilter(request.GET)
    asked = form.asked()
    shown = {
        "pair": pair,
        "person": person(pair),
        "form": form,
        "chips": form.chips(request.GET) if asked else [],
        "timeline": Lines(pair, user, asked).page(asked_page(request)) if asked else None,
        "too_long": timeline_files.MOST_ON_PAPER,
        "new": new_line(request),
        "may_edit": may(user, Permission.EDIT_CASE, pair),
    }
    return render(request, "portal/timeline.html", shown)


@requires(Permission.SEE_PAIR)  # type: ignore[arg-type]
@require_safe
def timeline_table(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponseBase:
    """Every line that the filters find, as CSV; a question that makes no sense goes back to the page that says so."""
    user = signed_in(request)
    pair = open_pair(request, pair_id, needs=Permission.SEE_PAIR, what="timeline file", under_cover=True)
    asked = TimelineFilter(request.GET).asked()
    if asked is None:
        return _back(request, pair_id)
    rows = timeline_files.table(Lines(pair, user, asked))
    return StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8", headers=_named("csv"))


@requires(Permission.SEE_PAIR)
@require_safe
def timeline_paper(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """The same as PDF, to print or to keep."""
    user = signed_in(request)
    pair = open_pair(request, pair_id, needs=Permission.SEE_PAIR, what="timeline file", under_cover=True)
    form = TimelineFilter(request.GET)
    asked = form.asked()
    if asked is None:
        return _back(request, pair_id)
    lines = Lines(pair, user, asked)
    try:
        if lines.total > timeline_files.MOST_ON_PAPER:
            raise NotMade("too long")
        made = pdf(timeline_files.paper(lines, form), at=clock.now())
    except NotMade:
        messages.error(request, _("Dit is te veel voor één PDF. Kies een kortere periode, of neem het CSV-bestand."))
        return _back(request, pair_id)
    return HttpResponse(made, content_type="application/pdf", headers=_named("pdf"))


def _back(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    return redirect(f"{reverse('portal:timeline', args=[pair_id])}?{request.GET.urlencode()}")


def _named(ending: str) -> dict[str, str]:
    """A name that tells nothing of whom or what."""
    return {"Content-Disposition": f'attachment; filename="overzicht-{clock.today()}.{ending}"'}
