"""Ways out of the client's pages, and what keeps them open: leaving quickly, "dit ben ik niet", language, staying."""

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Role, User
from alliance import answering
from alliance.actions import live_measurement, say_not_me
from alliance.answering import Stopped, Ticket, Why
from alliance.models import Way
from alliance.views.client import context_of, dead, desk_of, finish, page, show_ending, with_ticket


@login_not_required
@require_http_methods(["GET"])
def leave(request: HttpRequest) -> HttpResponse:
    """ "Snel weg". A plain link, so that it works without script, with an old form key and with an ended session.

    It ends the way in by link, and a client's own sign-in too.
    """
    on_tablet = answering.leave(request)
    if isinstance(request.user, User) and request.user.role == Role.CLIENT:
        # Not staff: a link on somebody else's page could sign them out at any moment.
        logout(request)
    away = redirect("alliance:done") if on_tablet else HttpResponseRedirect(settings.LEAVE_URL)
    away.headers["Clear-Site-Data"] = '"cache", "storage"'
    return away


@login_not_required
@require_POST
@with_ticket
def stay(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """ "Ja, ik ga door": the POST itself made the session longer."""
    return JsonResponse({"seconds": ticket.seconds})


@login_not_required
@require_POST
@with_ticket
def language(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The questions in another of their languages, and the page with them where the portal speaks it."""
    chosen, back = request.POST.get("language", ""), request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/v/")
    response = redirect(back if ours else reverse("alliance:begin"))
    if chosen in desk_of(ticket).instrument.languages:
        answering.note(request, language=chosen)
        if chosen in dict(settings.LANGUAGES):
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Lax", secure=secure)
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def not_me_link(request: HttpRequest, token: str) -> HttpResponse:
    """Before the PIN: whoever got the message by mistake says so."""
    measurement = live_measurement(token)
    if measurement is None:
        return dead(request)
    if request.method == "POST":
        say_not_me(measurement=measurement, way=Way.LINK, by=None)
        return show_ending(request, Stopped(Why.NOT_ME))
    context = {"back": reverse("alliance:link", args=[token]), "product_name": _("Persoonlijke pagina")}
    return page(request, "alliance/not_me.html", context)


@login_not_required
@require_http_methods(["GET", "POST"])
@with_ticket
def not_me(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """After the PIN, or on the tablet: the page was meant for somebody else."""
    if request.method == "POST":
        say_not_me(measurement=ticket.measurement, way=ticket.way, by=None)
        return finish(request, ticket, Why.NOT_ME)
    on_tablet = ticket.way == Way.OFFICE
    context = context_of(ticket) | {"back": reverse("alliance:begin"), "on_tablet": on_tablet}
    return page(request, "alliance/not_me.html", context)
