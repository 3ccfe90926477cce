"""How a pair divides its contacts between a distance and face to face: the plan, what came of it, and the advice."""

import uuid

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.permissions import Permission, requires, signed_in
from caseload.access import open_pair
from caseload.forms import attempt
from probation_portal.mix_page import MixPage
from remote_contact.actions.mix import decide_mix, record_remote_facts


@requires(Permission.SEE_PAIR)
@require_http_methods(["GET", "HEAD", "POST"])
def mix(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Whoever may see the pair reads it; whoever may edit the case decides."""
    posted = request.method == "POST"
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE if posted else Permission.SEE_PAIR, what="mix")
    user = signed_in(request)
    part = request.POST.get("part", "")
    page = MixPage(pair, user, data=request.POST, part=part)
    if posted and part not in page.forms:
        raise BadRequest("no such part of the page")
    if posted and _save(page, part, user):
        messages.success(request, _("Bewaard."))
        return redirect("portal:mix", pair.pk)
    return render(request, "portal/mix.html", page.context())


def _save(page: MixPage, part: str, user: User) -> bool:
    form = page.forms[part]
    if not form.is_valid():
        return False
    values = {"pair": page.pair, "by": user, **form.cleaned_data}
    if part == "facts":
        return attempt(form, record_remote_facts, **values) is not None
    return attempt(form, decide_mix, **values, **page.decision()) is not None
