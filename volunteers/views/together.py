"""The page of one match, and what the three set down together."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Role, User
from accounts.permissions import Permission, requires, signed_in
from accounts.presenters import frame_of
from caseload.forms import attempt
from volunteers.actions import sharing
from volunteers.forms.together import (
    ChangeSharedForm,
    MeetingForm,
    MessageForm,
    PhoneForm,
    SharedForm,
    TickForm,
)
from volunteers.gate import of_match, open_match
from volunteers.models import Match, Shared
from volunteers.presenters.match_page import MatchPage, with_whom
from volunteers.presenters.messages import conversation


def posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def back_to(match_id: uuid.UUID, part: str = "") -> HttpResponse:
    address = reverse("volunteers:match_page", args=[match_id])
    return redirect(f"{address}#{part}" if part else address)


def form_page(request: HttpRequest, form: Any, match: Match, **words: Any) -> HttpResponse:
    """One form on a page of its own, in the frame of whoever reads it."""
    user = signed_in(request)
    back = {"back_url": reverse("volunteers:match_page", args=[match.pk]), "with_whom": with_whom(match, user)}
    organisation = match.supervision.client.organisation
    context = {"form": form, "frame": frame_of(user), "duty_phone": organisation.duty_phone}
    return render(request, "volunteers/match_form.html", context | back | words)


@requires(Permission.SEE_MATCH)
@require_safe
def match_page(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    match = open_match(request, match_id)
    return render(request, "volunteers/match_page.html", MatchPage(match, signed_in(request)).context())


@requires(Permission.TUNE)
@require_http_methods(["GET", "POST"])
def start_meeting(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    match = open_match(request, match_id)
    form = MeetingForm(posted(request), initial=_goals_asked(match, signed_in(request)))
    if form.is_valid():
        held = {"met_on": form.cleaned_data["met_on"], "agreed": form.agreed()}
        if attempt(form, sharing.record_meeting, match=match, by=signed_in(request), **held):
            messages.success(request, _("Het startgesprek staat erin. Jullie kunnen aan de slag."))
            return back_to(match.pk)
    lede = _("De doelen en afspraken zien jullie alle drie. Schrijf niets over de zaak.")
    words = {"title": _("Startgesprek vastleggen"), "lede": lede, "button": _("Startgesprek bewaren")}
    return form_page(request, form, match, **words)


def _goals_asked(match: Match, user: User) -> dict[str, str]:
    """Of the plan, as the request named them: for the worker, who decides which words the volunteer may read."""
    if user.role != Role.WORKER or match.request is None:
        return {}
    return {"goals": "\n".join(match.request.goals.values_list("text", flat=True))}


@requires(Permission.SHARE_IN_MATCH)
@require_http_methods(["GET", "POST"])
def add_shared(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    match = open_match(request, match_id)
    form = SharedForm(posted(request), match=match)
    if form.is_valid() and attempt(form, sharing.add_shared, match=match, agreed=form.agreed(), by=signed_in(request)):
        messages.success(request, _("Het staat erbij. Jullie zien het alle drie."))
        return back_to(match.pk, "taken")
    return form_page(request, form, match, title=_("Doel of taak toevoegen"), button=_("Toevoegen"))


@requires(Permission.SHARE_IN_MATCH)
@require_http_methods(["GET", "POST"])
def change_shared(request: HttpRequest, shared_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    shared = _shared(request, shared_id)
    match = open_match(request, shared.match_id)
    form = ChangeSharedForm(posted(request), instance=shared, match=match, initial={"version": shared.version})
    if form.is_valid() and attempt(form, sharing.change_shared, shared=shared, by=user, **form.cleaned_data):
        messages.success(request, _("Gewijzigd. Jullie zien het alle drie."))
        return back_to(match.pk, "taken")
    return form_page(request, form, match, title=_("Doel of taak wijzigen"), button=_("Bewaren"))


def _shared(request: HttpRequest, shared_id: uuid.UUID) -> Shared:
    found: Shared | None = Shared.objects.visible_to(signed_in(request)).filter(pk=shared_id).first()
    if found is None:
        raise Http404
    return found


@requires(Permission.SHARE_IN_MATCH)
@require_POST
def tick_shared(request: HttpRequest, shared_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    shared = of_match(request, Shared.objects.visible_to(user), shared_id)
    form = TickForm(request.POST)
    if form.is_valid():
        done, version = form.cleaned_data["done"] == "1", form.cleaned_data["version"]
        if not told(request, sharing.tick_shared, shared=shared, done=done, version=version, by=user):
            messages.warning(request, _("Iemand anders wijzigde dit intussen. Kijk of het nog klopt."))
    return back_to(shared.match_id, "taken")


def told(request: HttpRequest, action: Any, **values: Any) -> bool:
    """Of an action behind a single button: what it refuses is told on the next page. True when there is no more to
    say."""
    try:
        return action(**values) is not False
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return True


@requires(Permission.WRITE_IN_MATCH)
@require_POST
def share_phone(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    match = open_match(request, match_id)
    form = PhoneForm(request.POST)
    if form.is_valid():
        shown = form.cleaned_data["shown"] == "1"
        told(request, sharing.share_phone, match=match, shown=shown, by=signed_in(request))
    return back_to(match.pk, "bereiken")


@requires(Permission.WRITE_IN_MATCH)
@require_http_methods(["GET", "POST"])
def messages_page(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    match = open_match(request, match_id)
    form = MessageForm(posted(request))
    if form.is_valid() and _passed_on(request, form, match):
        messages.success(request, _("Je bericht staat klaar. De ander hoort dat er iets te lezen is."))
        return redirect("volunteers:messages", match_id=match.pk)
    user = signed_in(request)
    duty = {"duty_phone": match.supervision.client.organisation.duty_phone}
    context = {"form": form, "frame": frame_of(user), "match": match, **duty, **conversation(match, user)}
    return render(request, "volunteers/messages.html", context)


def _passed_on(request: HttpRequest, form: MessageForm, match: Match) -> bool:
    try:
        sharing.write_message(match=match, by=signed_in(request), **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    return True
