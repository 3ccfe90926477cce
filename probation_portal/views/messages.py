"""What was sent about a pair, and what somebody has to find out about."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role
from accounts.permissions import Permission, requires, signed_in
from alliance.message_log import held_back
from caseload.access import open_pair, record_read
from caseload.presenters import person
from messaging import actions
from probation_portal import message_log
from probation_portal.unsure import SettleForm, card


@requires(Permission.SEE_PAIR)
@require_safe
def message_log_page(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    pair = open_pair(request, pair_id, needs=Permission.SEE_PAIR, what="message log")
    page = message_log.log_page(user, pair, request.GET.get("page"))
    shown = {
        "pair": pair,
        "person": person(pair),
        "page": page,
        "lines": message_log.lines(user, pair, page),
        "held": held_back(user, pair),
        "is_party": user.role == Role.WORKER,
    }
    return render(request, "portal/message_log.html", shown)


@requires(Permission.SETTLE_MESSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def settle_message(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """Whoever can find out says whether it arrived; the one who comes second reads that it was done."""
    user = signed_in(request)
    found = get_object_or_404(message_log.messages_for(user).select_related("pair__supervision__client"), pk=message_id)
    shown = card(user, found)
    record_read(user, shown.client_ids, what="unsure message", object_id=found.pk)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if not message_log.unsure_for(user).filter(pk=found.pk).exists():
        return _already(request, shown.back)
    if form.is_valid():
        try:
            actions.settle(message=found, was_sent=form.cleaned_data["arrived"], by=user)
        except actions.AlreadySettled:
            return _already(request, shown.back)
        messages.success(request, _("Bewaard. Het bericht is nagekeken."))
        return redirect(shown.back)
    return render(request, "portal/settle_message.html", {"card": shown, "form": form})


def _already(request: HttpRequest, back: str) -> HttpResponse:
    messages.info(request, _("Dit bericht is al nagekeken."))
    return redirect(back)
