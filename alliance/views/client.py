"""The client's own pages: a personal link and a PIN, no account. Whoever comes without a ticket sees nothing of anyone.

A GET writes nothing here, the session included; the twenty minutes begin again at every POST.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliance import answering, notice
from alliance.actions import CannotAnswer, PinOutcome, Refusal, live_measurement, say_not_now, submit_response, try_pin
from alliance.answering import Stopped, Ticket, Why
from alliance.endings import ending
from alliance.forms import PinForm
from alliance.models import Measurement, Rater, Way
from alliance.origin import origin_sentence
from alliance.views.questions import Desk, keep, review_context, show, wants_json

MINUTES = 10


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    # The frame's own name would tell whoever looks over a shoulder what this is about.
    return render(request, template, {"product_name": _("Hoe werken we samen?")} | context, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Asks for the PIN. Mail scanners open links, so looking uses nothing up; dead links have one page between them."""
    form = PinForm(request.POST or None)
    if live_measurement(token) is None:
        return _dead(request)
    if request.method != "POST" or not form.is_valid():
        return _ask_pin(request, form)
    result = try_pin(token=token, pin=form.cleaned_data["pin"])
    if result.outcome is PinOutcome.IN and result.measurement and result.credential:
        answering.let_in(request, measurement=result.measurement, credential=result.credential, way=Way.LINK)
        return to_begin(request, result.measurement)
    if result.outcome is PinOutcome.DEAD:
        return _dead(request)
    if result.outcome is PinOutcome.FROZEN:
        return _page(request, "alliance/link_frozen.html", {"product_name": _("Persoonlijke pagina")})
    form.add_error("pin", _tries_left(result.tries_left))
    return _ask_pin(request, form)


def _ask_pin(request: HttpRequest, form: PinForm) -> HttpResponse:
    return _page(request, "alliance/link.html", {"form": form, "product_name": _("Persoonlijke pagina")})


def _dead(request: HttpRequest) -> HttpResponse:
    return _page(request, "alliance/link_dead.html", {"product_name": _("Persoonlijke pagina")}, status=404)


def _tries_left(left: int) -> str:
    if left == 1:
        return _("Deze pincode klopt niet. Je kunt het nog één keer proberen.")
    return _("Deze pincode klopt niet. Je kunt het nog %(left)s keer proberen.") % {"left": left}


def to_begin(request: HttpRequest, measurement: Measurement) -> HttpResponse:
    """On to the first page, in the client's language: on their own device unless they chose one there already."""
    response = redirect("alliance:begin")
    name, language = settings.LANGUAGE_COOKIE_NAME, measurement.pair.supervision.client.language
    chosen = name in request.COOKIES and not request.user.is_authenticated
    if language in dict(settings.LANGUAGES) and not chosen:
        response.set_cookie(name, language, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


def with_ticket(view: Callable[[HttpRequest, Ticket], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Hand the view a ticket that still holds, and give everyone else the page that says what now."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        found = answering.entry(request)
        if isinstance(found, Stopped):
            return _stopped(request, found)
        if request.method == "POST":
            answering.stay(request)
        try:
            return view(request, found)
        except CannotAnswer as error:
            # It closed, or was submitted in another tab, between the look and the write.
            return _stopped(request, answering.refused(error.refusal, found.way))

    return guarded


def _stopped(request: HttpRequest, stopped: Stopped, *, again: bool = True) -> HttpResponse:
    if again and stopped.why is Why.DONE:
        stopped = Stopped(Why.ALREADY, stopped.way)
    shut_out = stopped.why in (Why.EXPIRED, Why.RENEWED)
    if wants_json(request):
        return JsonResponse({"stopped": str(stopped.why)}, status=403 if shut_out else 409)
    template = "alliance/locked.html" if stopped.on_tablet else "alliance/done.html"
    return _page(request, template, {"ending": ending(stopped)}, status=403 if shut_out else 200)


def _finish(request: HttpRequest, ticket: Ticket, why: Why) -> HttpResponse:
    answering.stop(request, ticket, why)
    return redirect("alliance:done")


def _desk(ticket: Ticket) -> Desk:
    return Desk(
        measurement=ticket.measurement,
        rater=Rater.CLIENT,
        draft=ticket.draft,
        credential=ticket.credential,
        notice_version=ticket.notice_version,
        questions="alliance:questions",
        review="alliance:review",
    )


def _context(ticket: Ticket) -> dict[str, Any]:
    return {"worker": ticket.worker, "notice": notice.for_client(ticket.worker)}


@login_not_required
@require_http_methods(["GET", "POST"])
@with_ticket
def begin(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Who sees what, before the first question; then "Beginnen" or "Nu niet"."""
    if request.method == "POST":
        answering.has_read(request, notice.VERSION)
        return redirect("alliance:questions")
    desk = _desk(ticket)
    context = _context(ticket) | {"sheet": desk.sheet, "minutes": MINUTES, "last_day": ticket.measurement.last_day}
    return _page(request, "alliance/begin.html", context | {"origin": origin_sentence(desk.instrument)})


@login_not_required
@require_http_methods(["GET", "POST"])
@with_ticket
def questions(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    if not ticket.notice_version:
        return redirect("alliance:begin")
    context = {"product_name": _("Hoe werken we samen?")} | _context(ticket)
    if request.method != "POST":
        return show(request, _desk(ticket), "alliance/questions.html", context)
    moved = keep(request, _desk(ticket), "alliance/questions.html", context)
    return moved or _finish(request, ticket, Why.LATER)


@login_not_required
@require_http_methods(["GET", "POST"])
@with_ticket
def review(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """What is answered and what is left open; POST submits."""
    if not ticket.notice_version:
        return redirect("alliance:begin")
    context = review_context(_desk(ticket)) | _context(ticket)
    if request.method == "POST":
        try:
            submit_response(measurement=ticket.measurement, rater=Rater.CLIENT, way=ticket.way, by=None)
        except CannotAnswer as error:
            if error.refusal is not Refusal.EMPTY:
                raise
            return _page(request, "alliance/review.html", context | {"has_errors": True})
        return _finish(request, ticket, Why.DONE)
    return _page(request, "alliance/review.html", context)


@login_not_required
@require_POST
@with_ticket
def not_now(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    say_not_now(measurement=ticket.measurement, rater=Rater.CLIENT, by=None)
    return _finish(request, ticket, Why.NOT_NOW)


@login_not_required
@require_http_methods(["GET"])
def done(request: HttpRequest) -> HttpResponse:
    """How it ended; nothing of the answers. With a ticket that still holds there is something to do first."""
    found = answering.entry(request)
    if isinstance(found, Ticket):
        return redirect("alliance:begin")
    return _stopped(request, found, again=False)
