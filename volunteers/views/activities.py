"""What a volunteer did: logged on a telephone, changed, undone; the picture of a receipt."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Role
from accounts.permissions import Permission, requires, signed_in
from accounts.presenters import frame_of
from caseload.forms import attempt
from volunteers.actions import activities as actions
from volunteers.forms.activities import ActivityForm, ChangeActivityForm, ReceiptForm
from volunteers.gate import of_match, open_match
from volunteers.models import Activity, Match, Receipt
from volunteers.presenters import activities as presenters
from volunteers.presenters.match_page import with_whom
from volunteers.views.together import back_to, form_page, posted, told

PER_PAGE = 25
# Of what somebody sent us, drawn anew or not: shown by itself, nothing in it runs or is fetched.
PICTURE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@requires(Permission.SEE_OWN_MATCHES)
@require_http_methods(["GET", "POST"])
def log_activity(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    match = open_match(request, match_id)
    form = ActivityForm(posted(request), match=match)
    if form.is_valid() and (activity := _logged(request, form, match)):
        return redirect("volunteers:receipt", activity.pk) if activity.expenses_cents else back_to(match.pk, "gedaan")
    context = {"form": form, "match": match, "client": match.supervision.client.first_name}
    return render(request, "volunteers/log_activity.html", context)


def _logged(request: HttpRequest, form: ActivityForm, match: Match) -> Activity | None:
    values = form.values() | {"form_id": form.cleaned_data["form_id"]}
    try:
        activity = attempt(form, actions.log_activity, match=match, by=signed_in(request), **values)
    except actions.AlreadyLogged as again:
        messages.info(request, _("Deze activiteit stond er al. Ze is niet nog een keer vastgelegd."))
        return again.activity
    if activity is not None:
        messages.success(request, _("Vastgelegd. Tien minuten lang kun je het ongedaan maken."))
    return activity


@requires(Permission.SEE_MATCH)
@require_safe
def activities(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    """All of them; a co-ordinator reads how many there are on the page of the match, not what was done."""
    match, user = open_match(request, match_id), signed_in(request)
    if user.role == Role.COORDINATOR:
        return back_to(match.pk)
    page = Paginator(presenters.shown(match), PER_PAGE).get_page(request.GET.get("page"))
    rows = presenters.activity_rows(page, match, user)
    context = {"frame": frame_of(user), "match": match, "page": page, "rows": rows, "with_whom": with_whom(match, user)}
    return render(request, "volunteers/activities.html", context)


@requires(Permission.SEE_OWN_MATCHES)
@require_http_methods(["GET", "POST"])
def activity(request: HttpRequest, activity_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    found = get_object_or_404(Activity.objects.visible_to(user).standing(), pk=activity_id)
    match = open_match(request, found.match_id)
    form = ChangeActivityForm(posted(request), activity=found, match=match)
    if form.is_valid():
        values = form.values() | {"version": form.cleaned_data["version"]}
        if attempt(form, actions.change_activity, activity=found, by=user, **values):
            messages.success(request, _("Activiteit gewijzigd."))
            return back_to(match.pk, "gedaan")
    return render(request, "volunteers/log_activity.html", {"form": form, "match": match, "activity": found})


@requires(Permission.SEE_OWN_MATCHES)
@require_POST
def undo_activity(request: HttpRequest, activity_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    found = of_match(request, Activity.objects.visible_to(user), activity_id)
    if told(request, actions.undo_activity, activity=found, by=user):
        messages.success(request, _("Ongedaan gemaakt."))
    else:
        messages.warning(request, _("Dit kan niet meer ongedaan gemaakt worden. Wijzigen kan nog wel."))
    return back_to(found.match_id, "gedaan")


@requires(Permission.SEE_OWN_MATCHES)
@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest, activity_id: uuid.UUID) -> HttpResponse:
    """The only address that takes a file, and so a body of more than a form's length (`boundary/bodies.py`)."""
    user = signed_in(request)
    found = get_object_or_404(Activity.objects.visible_to(user).standing(), pk=activity_id)
    match = open_match(request, found.match_id)
    form = ReceiptForm(posted(request), request.FILES or None)
    if form.is_valid():
        picture = form.cleaned_data["picture"]
        if attempt(form, actions.add_receipt, activity=found, picture=picture, by=user):
            messages.success(request, _("De bon staat erbij."))
            return back_to(match.pk, "gedaan")
    lede = _("Van de foto bewaren we alleen het beeld: niet waar of waarmee je hem maakte.")
    words = {"title": _("Bon toevoegen"), "lede": lede, "button": _("Bon bewaren"), "takes_file": True}
    return form_page(request, form, match, **words)


@requires(Permission.SEE_MATCH)
@require_safe
def receipt_picture(request: HttpRequest, activity_id: uuid.UUID) -> HttpResponse:
    """To the volunteer whose it is and the co-ordinator who pays it."""
    rows = Receipt.objects.visible_to(signed_in(request)).select_related("activity")
    found = get_object_or_404(rows, activity_id=activity_id)
    open_match(request, found.activity.match_id, what="receipt")
    response = HttpResponse(bytes(found.picture), content_type="image/jpeg")
    response.headers["Content-Disposition"] = 'inline; filename="bon.jpg"'
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    return response
