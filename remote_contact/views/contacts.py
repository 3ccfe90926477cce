"""Logging a contact."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.permissions import Permission, requires
from caseload.access import open_pair
from caseload.closing import ClosingForm
from caseload.models import Pair
from caseload.presenters import open_agreements, person
from caseload.versions import StaleRecord
from remote_contact.actions import AlreadyLogged, log_contact
from remote_contact.forms import ContactForm
from remote_contact.lists import lists_of
from remote_contact.models import Contact
from remote_contact.presenters import contacts as presenters


@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """One form on a page of its own; saved, it stands on the timeline of the pair's page."""
    pair = open_pair(request, pair_id, needs=Permission.LOG_CONTACT, what="contact form")
    posted = request.POST if request.method == "POST" else None
    words = lists_of(pair.team.organisation_id)
    form = ContactForm(posted, pair=pair, words=words, last_method=presenters.last_method(pair))
    rows = open_agreements(pair)
    closing = ClosingForm(posted, pair=pair, rows=rows, form_id="contact")
    # Both are asked, so that the page shows what is wrong in either.
    if all([form.is_valid(), closing.is_valid()]) and (contact := _save(request, pair, form, closing)):
        return redirect(f"{reverse('portal:pair', args=[pair.pk])}?new={contact.pk}#tijdlijn")
    context = {
        "form": form,
        "person": person(pair),
        "last": presenters.last_contact(pair, words),
        "closing": closing,
    }
    return render(request, "remote_contact/log.html", context)


def _save(request: HttpRequest, pair: Pair, form: ContactForm, closing: ClosingForm) -> Contact | None:
    """None when an agreement was changed by someone else in this very moment; nothing was written then."""
    user: User = request.user  # type: ignore[assignment]
    fields = ("method", "at", "outcome", "minutes", "note", "form_id")
    try:
        values = {name: form.cleaned_data[name] for name in fields}
        contact = log_contact(pair=pair, by=user, closings=closing.closings(), **values)
    except StaleRecord as stale:
        closing.refuse(stale)
        return None
    except AlreadyLogged as again:
        messages.info(request, _("Dit contact stond er al. Het is niet nog een keer vastgelegd."))
        return again.contact
    messages.success(request, _("Contact vastgelegd."))
    return contact
