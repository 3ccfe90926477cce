"""The administrator's pages on the words of contacts. No case content."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.permissions import Permission, requires, signed_in
from caseload.forms import attempt
from caseload.versions import StaleRecord
from remote_contact.actions import lists as actions
from remote_contact.forms.lists import MEANING, EntryForm, PlaceForm
from remote_contact.lists import Entry, lists_of
from remote_contact.models import ListKind
from remote_contact.presenters import lists as presenters


@requires(Permission.MANAGE_CONTACT)
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    admin = signed_in(request)
    return render(request, "remote_contact/lists.html", {"blocks": presenters.blocks(admin.organisation_id)})


@requires(Permission.MANAGE_CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def add_entry(request: HttpRequest, kind: str) -> HttpResponse:
    admin = signed_in(request)
    of_kind = _kind(kind)
    posted = request.POST if request.method == "POST" else None
    form = EntryForm(posted, kind=of_kind, initial={"version": 0})
    if form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        if attempt(form, actions.add_entry, kind=of_kind, by=admin, **said):
            messages.success(request, _("Toegevoegd. Werkers kunnen het vanaf nu kiezen."))
            return redirect("remote_contact:lists")
    context = {"form": form, "title": presenters.TITLES[of_kind], "is_new": True}
    return render(request, "remote_contact/list_entry.html", context)


@requires(Permission.MANAGE_CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """The spelling of a word; what it stands for only while nothing was recorded with it."""
    admin = signed_in(request)
    of_kind = _kind(kind)
    found = _entry(admin, of_kind, code)
    fixed = actions.is_used(admin.organisation_id, of_kind, code)
    stands: dict[str, Any] = {name: getattr(found, name) for name in ("label", "version", *MEANING[of_kind])}
    posted = request.POST if request.method == "POST" else None
    form = EntryForm(posted, kind=of_kind, fixed=fixed, initial=stands | {"label": str(found.label)})
    if form.is_valid() and attempt(form, actions.change_entry, kind=of_kind, code=code, by=admin, **form.cleaned_data):
        messages.success(request, _("Bewaard. Wat al vastlag, heet nu ook zo."))
        return redirect("remote_contact:lists")
    context = {
        "form": form,
        "title": presenters.TITLES[of_kind],
        "meaning": presenters.meaning(of_kind, found) if fixed else "",
        "fixed": fixed,
    }
    return render(request, "remote_contact/list_entry.html", context)


@requires(Permission.MANAGE_CONTACT)
@require_POST
def place_entry(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Up, down, out of use, or back in use."""
    admin = signed_in(request)
    of_kind = _kind(kind)
    _entry(admin, of_kind, code)
    form = PlaceForm(request.POST)
    if form.is_valid():
        try:
            _place(of_kind, code, admin, **form.cleaned_data)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except StaleRecord:
            messages.error(request, _("Iemand anders heeft dit intussen gewijzigd. Kijk wat er nu staat."))
    return redirect("remote_contact:lists")


def _place(kind: ListKind, code: str, admin: User, *, do: str, version: int) -> None:
    if do == "retire":
        actions.retire_entry(kind=kind, code=code, version=version, by=admin)
    elif do == "bring_back":
        actions.bring_back_entry(kind=kind, code=code, version=version, by=admin)
    else:
        actions.move_entry(kind=kind, code=code, up=do == "up", by=admin)


def _kind(kind: str) -> ListKind:
    if kind not in ListKind.values:
        raise Http404
    return ListKind(kind)


def _entry(admin: User, kind: ListKind, code: str) -> Entry:
    found = lists_of(admin.organisation_id).of(kind).get(code)
    if found is None:
        raise Http404
    return found
