"""A pair asks for a volunteer: the worker on a page of the pair, the client on their own."""

import uuid

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.permissions import Permission, requires, signed_in
from caseload.access import open_pair, record_read
from caseload.forms import attempt
from caseload.models import Pair
from caseload.presenters import person
from caseload.versions import StaleRecord
from volunteers.actions import requests as actions
from volunteers.forms.requests import AgreeForm, OwnRequestForm, RequestForm, WithdrawForm
from volunteers.models import RequestState, VolunteerRequest
from volunteers.presenters.requests import request_card, standing_request

WHAT = "volunteer request"


@requires(Permission.EDIT_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """The request of this pair: made, completed or changed by its worker."""
    user = signed_in(request)
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what=WHAT)
    asked = standing_request(user, pair.supervision_id)
    # Before the form writes into it.
    card = request_card(asked, user.role) if asked else None  # type: ignore[arg-type]
    form = RequestForm(request.POST or None, pair=pair, instance=asked, initial=_first_words(pair, asked))
    if form.is_valid() and (saved := _save(form, pair, asked, by=user)):
        messages.success(request, _told(saved, pair))
        return redirect("portal:pair", pair.pk)
    context = {"pair": pair, "person": person(pair), "form": form, "card": card, "withdraw": WithdrawForm()}
    return render(request, "volunteers/ask.html", context)


def _first_words(pair: Pair, asked: VolunteerRequest | None) -> dict[str, object]:
    return {} if asked else {"languages": [pair.client.language]}


def _save(form: RequestForm, pair: Pair, asked: VolunteerRequest | None, *, by: User) -> VolunteerRequest | None:
    values = dict(form.cleaned_data)
    if asked is None:
        return attempt(form, actions.ask_for_volunteer, supervision=pair.supervision, by=by, **values)
    # The form has written into this one; the action compares with what stands in the table.
    before = VolunteerRequest.objects.visible_to(by).get(pk=asked.pk)
    return attempt(form, actions.change_request, request=before, by=by, **values)


def _told(saved: VolunteerRequest, pair: Pair) -> str:
    if saved.state == RequestState.OPEN:
        return _("Bewaard. De coördinator zoekt een vrijwilliger.")
    name = {"name": pair.client.first_name}
    return _("Bewaard. Eerst moet %(name)s ja zeggen. Daarna ziet de coördinator het.") % name


@requires(Permission.EDIT_CASE)
@require_POST
def withdraw_request(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what=WHAT)
    asked = standing_request(user, pair.supervision_id)
    form = WithdrawForm(request.POST)
    if asked is not None and not form.is_valid():
        context = {"pair": pair, "person": person(pair), "card": request_card(asked, user.role), "withdraw": form}  # type: ignore[arg-type]
        return render(request, "volunteers/ask.html", context | {"form": RequestForm(pair=pair, instance=asked)})
    if asked is not None:
        actions.withdraw_request(request=asked, by=user, reason=form.cleaned_data["reason"])
    messages.success(request, _("De aanvraag is ingetrokken."))
    return redirect("portal:pair", pair.pk)


# ---------- the client's own ----------


def _own_pair(user: User) -> Pair:
    pair = Pair.objects.visible_to(user).open().with_people().first()
    if pair is None:
        raise Http404
    record_read(user, [pair.supervision.client_id], what=WHAT, object_id=pair.pk)
    return pair


@requires(Permission.ASK_FOR_VOLUNTEER)
@require_http_methods(["GET", "HEAD", "POST"])
def own_request(request: HttpRequest) -> HttpResponse:
    """The client asks; while something is asked already, that stands on the home page."""
    user = signed_in(request)
    pair = _own_pair(user)
    if request.method != "POST" and standing_request(user, pair.supervision_id):
        return redirect("portal:home")
    form = OwnRequestForm(request.POST or None, pair=pair, initial={"languages": [pair.client.language]})
    if form.is_valid() and attempt(
        form, actions.ask_for_volunteer, supervision=pair.supervision, by=user, **form.cleaned_data
    ):
        messages.success(request, _("Je vraag is verstuurd. %(name)s kijkt ernaar.") % {"name": pair.worker.first_name})
        return redirect("portal:home")
    context = {"form": form, "worker": pair.worker.first_name, "duty_phone": pair.team.organisation.duty_phone}
    return render(request, "volunteers/own_request.html", context)


@requires(Permission.ASK_FOR_VOLUNTEER)
@require_POST
def agree(request: HttpRequest) -> HttpResponse:
    """Yes to what the worker asked; or no, also when it was open already."""
    user = signed_in(request)
    pair = _own_pair(user)
    asked, form = standing_request(user, pair.supervision_id), AgreeForm(request.POST)
    if not form.is_valid():
        raise BadRequest("yes or no, with the version that was on the screen")
    if asked is None:
        messages.error(request, _("Deze vraag is er niet meer."))
    elif form.cleaned_data["says"] == "no":
        actions.withdraw_request(request=asked, by=user)
        messages.success(request, _("Goed. We zoeken niemand voor je."))
    else:
        _say_yes(request, asked, form.cleaned_data["version"], by=user)
    return redirect("portal:home")


def _say_yes(request: HttpRequest, asked: VolunteerRequest, version: int, *, by: User) -> None:
    try:
        actions.agree_to_request(request=asked, version=version, by=by)
    except StaleRecord:
        messages.error(request, _("De vraag is net veranderd. Lees hem opnieuw."))
    except ValidationError:
        messages.error(request, _("Deze vraag is er niet meer."))
    else:
        messages.success(request, _("Dank je. We zoeken iemand die bij je past."))
