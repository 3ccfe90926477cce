"""What is typed about a contact is kept before it is saved."""

import uuid

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.permissions import Permission, requires, signed_in
from accounts.sessions import page_seconds
from audit import clock
from caseload import days
from caseload.access import open_pair
from caseload.models import Pair
from remote_contact.actions import AlreadyLogged
from remote_contact.actions.drafts import discard_draft, save_draft
from remote_contact.forms.log_sheet import PageForm, typed_in
from remote_contact.models import ContactDraft


def mark_of(user: User, pair_id: uuid.UUID) -> str:
    """Binds a page to who opened it: signed in as somebody else in the same browser, it keeps nothing."""
    return salted_hmac("remote_contact.draft", f"{user.pk} {pair_id}", algorithm="sha256").hexdigest()[:32]


@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Asked by the open page, every few seconds while somebody types: no page, so no read. GET brings a fresh key."""
    user = signed_in(request)
    pair = Pair.objects.within_reach_of(user).filter(pk=pair_id).first()
    if request.method == "POST" and request.POST.get("mark", "") != mark_of(user, pair_id):
        return JsonResponse({"stopped": "other"}, status=409)
    if pair is None:
        raise Http404
    if request.method == "GET":
        return JsonResponse({"csrf": get_token(request), "seconds": page_seconds(request)})
    answer = {"saved": "", "seconds": page_seconds(request), "stands": {}}
    page = PageForm(request.POST)
    if not page.is_valid():
        return JsonResponse({"errors": page.errors}, status=400)
    try:
        save_draft(pair=pair, by=user, typed=typed_in(request.POST), **page.cleaned_data)
    except ValidationError as error:
        return JsonResponse({"errors": error.messages}, status=400)
    except AlreadyLogged:
        told = _("Dit contact is al vastgelegd. Bewaar je, dan zie je beide versies.")
        return JsonResponse(answer | {"words": told})
    return JsonResponse(answer | {"saved": days.clock_time(clock.now())})


@requires(Permission.LOG_CONTACT)
@require_POST
def discard(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    pair = open_pair(request, pair_id, needs=Permission.LOG_CONTACT, what="contact form", under_cover=True)
    form = PageForm({"page": request.POST.get("page", ""), "form_id": str(uuid.uuid4())})
    if not form.is_valid():
        raise Http404
    own = ContactDraft.objects.of(user, pair)
    discard_draft(draft=get_object_or_404(own, pk=form.cleaned_data["page"]), by=user)
    return redirect("remote_contact:log", pair.pk)
