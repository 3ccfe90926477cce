"""Mending a contact that was logged, and taking one back."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, requires, signed_in
from caseload.access import open_pair, refuse_stand_in
from caseload.forms import attempt
from caseload.models import Pair
from caseload.presenters import person
from caseload.versions import StaleRecord
from remote_contact.actions.changing import UndoneTooLate, change_contact, undo_contact
from remote_contact.forms.contacts import ChangeContactForm
from remote_contact.forms.log_sheet import typed_of
from remote_contact.lists import lists_of
from remote_contact.models import Contact
from remote_contact.presenters import revisions


@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pair_id: uuid.UUID, contact_id: uuid.UUID) -> HttpResponse:
    """What was logged, to be said otherwise; what it said before stands under it."""
    user = signed_in(request)
    pair, contact = _found(request, pair_id, contact_id)
    form = _form(request.POST if request.method == "POST" else None, pair, contact)
    if form.is_valid() and attempt(
        form, change_contact, contact=contact, version=form.cleaned_data["version"], by=user, **form.told()
    ):
        messages.success(request, _("Gewijzigd. Wat er eerst stond, blijft bewaard."))
        return redirect(f"{reverse('portal:pair', args=[pair.pk])}?new={contact.pk}#tijdlijn")
    return _page(request, pair, contact, form)


def _found(request: HttpRequest, pair_id: uuid.UUID, contact_id: uuid.UUID) -> tuple[Pair, Contact]:
    pair = open_pair(request, pair_id, needs=Permission.LOG_CONTACT, what="contact", under_cover=True)
    contact = get_object_or_404(Contact.objects.of_supervision_of(pair), pk=contact_id)
    _refuse_anothers(request, pair, contact)
    return pair, contact


def _refuse_anothers(request: HttpRequest, pair: Pair, contact: Contact) -> None:
    """Who stands in for the worker mends what they logged themselves, and nothing of the worker's."""
    user = signed_in(request)
    if contact.logged_by_id != user.pk:
        refuse_stand_in(user, pair)


def show_both(request: HttpRequest, pair: Pair, contact: Contact) -> HttpResponse:
    """The same form was saved before, and says something else: both stand here, and the same button saves this one."""
    _refuse_anothers(request, pair, contact)
    posted: Any = request.POST.copy()
    posted["version"] = str(contact.version)
    form = _form(posted, pair, contact)
    if form.is_valid():
        form.ask_again(StaleRecord(contact, what="contact"))
    return _page(request, pair, contact, form)


def _form(posted: Any, pair: Pair, contact: Contact) -> ChangeContactForm:
    return ChangeContactForm(posted, pair=pair, words=lists_of(pair.team.organisation_id), contact=contact)


def _page(request: HttpRequest, pair: Pair, contact: Contact, form: ChangeContactForm) -> HttpResponse:
    context = {
        "form": form,
        "person": person(pair),
        "contact": contact,
        "action": reverse("remote_contact:change", args=[pair.pk, contact.pk]),
        "earlier": revisions.earlier(contact, lists_of(pair.team.organisation_id)),
        "last_line": revisions.length_line(contact.note),
    }
    return render(request, "remote_contact/change.html", context)


@requires(Permission.LOG_CONTACT)
@require_POST
def undo(request: HttpRequest, pair_id: uuid.UUID, contact_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    pair, contact = _found(request, pair_id, contact_id)
    try:
        undo_contact(contact=contact, by=user, typed=typed_of(contact))
    except UndoneTooLate:
        told = _("Terugnemen kan alleen wie het vastlegde, binnen tien minuten. Wijzigen kan nog wel.")
        messages.error(request, told)
        return redirect("remote_contact:change", pair.pk, contact.pk)
    messages.success(request, _("Het contact is teruggenomen. Wat je typte, staat klaar als concept."))
    return redirect("portal:pair", pair.pk)
