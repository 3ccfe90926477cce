"""The client's own pages: a personal link and a PIN, no account. Whoever comes without a ticket sees nothing of anyone.

A GET writes nothing here, the session included; the twenty minutes begin again at every POST.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliance import answering, notice, policies, tongues
from alliance.actions import CannotAnswer, PinOutcome, Refusal, live_measurement, say_not_now, submit_response, try_pin
from alliance.answering import Stopped, Ticket, Why
from alliance.endings import ending
from alliance.forms import PinForm
from alliance.models import Measurement, Rater, Way
from alliance.origin import origin_sentence
from alliance.views.questions import Desk, is_other, keep, review_context, show, wants_json
from boundary import guesses

MINUTES = 10


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    # The frame's own name would tell whoever looks over a shoulder what this is about.
    return render(request, template, {"product_name": _("Hoe werken we samen?")} | context, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Asks for the PIN. Mail scanners open links, so looking uses nothing up; dead links have one page between them."""
    form = PinForm(request.POST or None)
    if live_measurement(token) is None:
        return dead(request)
    if request.method != "POST" or not form.is_valid():
        return _ask_pin(request, form, token)
    result = try_pin(token=token, pin=form.cleaned_data["pin"])
    if result.outcome is PinOutcome.IN and result.measurement and result.credential:
        answering.let_in(request, measurement=result.measurement, credential=result.credential, way=Way.LINK)
        return to_begin(request, result.measurement)
    if result.outcome is PinOutcome.DEAD:
        return dead(request)
    if result.outcome is PinOutcome.FROZEN:
        return page(request, "alliance/link_frozen.html", {"product_name": _("Persoonlijke pagina")})
    form.add_error("pin", _tries_left(result.tries_left))
    return _ask_pin(request, form, token)


def _ask_pin(request: HttpRequest, form: PinForm, token: str) -> HttpResponse:
    return page(
        request,
        "alliance/link.html",
        {
            "form": form,
            "not_me_url": reverse("alliance:not_me_link", args=[token]),
            "product_name": _("Persoonlijke pagina"),
        },
    )


def dead(request: HttpRequest) -> HttpResponse:
    """The one page of every link that opens nothing; who tries many of them waits."""
    name = {"product_name": _("Persoonlijke pagina")}
    if guesses.too_many(request):
        return guesses.wait(page(request, "alliance/link_wait.html", name))
    return page(request, "alliance/link_dead.html", name, status=404)


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
            found = replace(found, open_until=answering.stay(request))
            if is_other(request, desk_of(found)):
                return _stopped(request, Stopped(Why.OTHER, found.way))
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
        # On the tablet nothing may stay in the page: it is the worker's next.
        why = "locked" if stopped.on_tablet else str(stopped.why)
        return JsonResponse({"stopped": why}, status=403 if shut_out else 409)
    return show_ending(request, stopped, status=403 if shut_out else 200)


def show_ending(request: HttpRequest, stopped: Stopped, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"ending": ending(stopped)}
    if stopped.why in (Why.LEFT, Why.NOT_ME):
        context["product_name"] = _("Persoonlijke pagina")
    template = "alliance/locked.html" if stopped.on_tablet else "alliance/done.html"
    return page(request, template, context, status=status)


def finish(request: HttpRequest, ticket: Ticket, why: Why) -> HttpResponse:
    answering.stop(request, ticket, why)
    return redirect("alliance:done")


def desk_of(ticket: Ticket) -> Desk:
    spoken = ticket.measurement.pair.supervision.client.language
    foreign = spoken if spoken not in dict(settings.LANGUAGES) else ""
    return Desk(
        measurement=ticket.measurement,
        rater=Rater.CLIENT,
        draft=ticket.draft,
        credential=ticket.credential,
        notice_version=ticket.notice_version or notice.VERSION,
        questions="alliance:questions",
        review="alliance:review",
        closing="alliance:topic",
        wanted=ticket.language or foreign,
        seconds=ticket.seconds,
    )


def context_of(ticket: Ticket) -> dict[str, Any]:
    """What every page within the session shows: whose it is, in which languages, and until when it is open."""
    desk = desk_of(ticket)
    return {
        "worker": ticket.worker,
        "notice": notice.for_client(ticket.worker),
        "tongues": [(code, tongues.own_name(code)) for code in desk.instrument.languages if code != desk.language],
        "sheet_mark": desk.mark,
        "session": ticket,
        "again_words": _(
            "Open je link opnieuw in een ander tabblad en vul je pincode in. Deze antwoorden blijven hier staan."
        ),
        "questions_url": desk.questions_url,
        # On the tablet "snel weg" goes no further than the locked page.
        "leave_url": "" if ticket.way == Way.OFFICE else settings.LEAVE_URL,
    }


def needs_notice(ticket: Ticket, request: HttpRequest) -> bool:
    """Before "Beginnen" there are no questions; an answer from a page that stayed open was begun long ago."""
    return not ticket.notice_version and not wants_json(request)


@login_not_required
@require_http_methods(["GET", "POST"])
@with_ticket
def begin(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Who sees what, before the first question; then "Beginnen" or "Nu niet"."""
    if request.method == "POST":
        answering.note(request, notice=notice.VERSION)
        said = ticket.asked or (ticket.draft is not None and bool(ticket.draft.answers or ticket.draft.company))
        return redirect("alliance:questions" if said else "alliance:company")
    desk = desk_of(ticket)
    context = context_of(ticket) | {"sheet": desk.sheet, "minutes": MINUTES, "last_day": ticket.measurement.last_day}
    if desk.sheet.answered and ticket.draft:
        context["finish_by"] = policies.finish_by(ticket.measurement, ticket.draft)
    return page(request, "alliance/begin.html", context | {"origin": origin_sentence(desk.instrument)})


@login_not_required
@require_http_methods(["GET", "POST"])
@with_ticket
def questions(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    if needs_notice(ticket, request):
        return redirect("alliance:begin")
    context = {"product_name": _("Hoe werken we samen?")} | context_of(ticket)
    if request.method != "POST":
        return show(request, desk_of(ticket), "alliance/questions.html", context)
    moved = keep(request, desk_of(ticket), "alliance/questions.html", context)
    return moved or finish(request, ticket, Why.LATER)


@login_not_required
@require_http_methods(["GET", "POST"])
@with_ticket
def review(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """What is answered and what is left open; POST submits."""
    if not ticket.notice_version:
        return redirect("alliance:begin")
    context = context_of(ticket) | review_context(desk_of(ticket))
    if request.method == "POST":
        try:
            submit_response(measurement=ticket.measurement, rater=Rater.CLIENT, way=ticket.way, by=None)
        except CannotAnswer as error:
            if error.refusal is not Refusal.EMPTY:
                raise
            return page(request, "alliance/review.html", context | {"has_errors": True})
        return finish(request, ticket, Why.DONE)
    return page(request, "alliance/review.html", context)


@login_not_required
@require_POST
@with_ticket
def not_now(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    say_not_now(measurement=ticket.measurement, rater=Rater.CLIENT, by=None)
    return finish(request, ticket, Why.NOT_NOW)


@login_not_required
@require_http_methods(["GET"])
def done(request: HttpRequest) -> HttpResponse:
    """How it ended; nothing of the answers. With a ticket that still holds there is something to do first."""
    found = answering.entry(request)
    if isinstance(found, Ticket):
        return redirect("alliance:begin")
    return _stopped(request, found, again=False)
