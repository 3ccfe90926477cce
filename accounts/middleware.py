"""Who counts as signed in: one place, before every view.

Closed by default, as Django's own. On top: a sign-in ends when nothing is heard for a while and at the end of a
working day, and staff without a second factor reach nothing but the way to one.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts import second_factor, sessions

# What staff without a second factor may reach: setting one up, saying who they are, and leaving.
WITHOUT_SECOND_FACTOR = frozenset(
    {
        "accounts:second_factor",
        "accounts:stay",
        "account_logout",
        "csp_report",
        "account_reauthenticate",
        "set_language",
        "health_live",
        "health_ready",
    }
)


class SignedInMiddleware(LoginRequiredMiddleware):
    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if request.user.is_authenticated:
            if sessions.seconds_left(request) <= 0 or not second_factor.is_proven(request):
                # What was still to be told to them is not for whoever comes next.
                list(messages.get_messages(request))
                logout(request)
                messages.info(request, _("Je bent afgemeld, omdat je een tijd niets deed. Meld je opnieuw aan."))
            else:
                sessions.note_seen(request)
                if refusal := _second_factor_first(request):
                    return refusal
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        # A script that keeps a draft asks for JSON, says so itself, and sends again.
        asks_json = "application/json" in request.headers.get("Accept", "")
        if refused is not None and request.method == "POST" and not asks_json:
            messages.warning(request, _("Wat je verstuurde is niet bewaard."))
        return refused


def _second_factor_first(request: HttpRequest) -> HttpResponseBase | None:
    match = request.resolver_match
    if match is None or match.view_name in WITHOUT_SECOND_FACTOR:
        return None
    if not second_factor.must_set_up(request.user):  # type: ignore[arg-type]
        return None
    if request.method not in ("GET", "HEAD"):
        raise PermissionDenied
    return redirect("accounts:second_factor")
