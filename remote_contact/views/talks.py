"""One talk at a distance: what was arranged, used and sent; and the page that shows a message before it leaves."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, requires, signed_in
from caseload.access import open_pair
from caseload.forms import attempt
from caseload.models import Agreement, Pair
from caseload.presenters import open_agreements, person
from remote_contact.actions.talks import save_talk, send_agreements
from remote_contact.forms.sendings import SendForm
from remote_contact.forms.talks import TalkForm
from remote_contact.lists import lists_of
from remote_contact.models import Appointment, Contact, RemoteTalk, Way
from remote_contact.presenters import talks as presenters


@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def before(request: HttpRequest, pair_id: uuid.UUID, appointment_id: uuid.UUID) -> HttpResponse:
    """What is arranged for the talk of an appointment; once it was logged the contact's page goes on with it."""
    pair = open_pair(request, pair_id, needs=Permission.LOG_CONTACT, what="remote talk")
    appointment = get_object_or_404(Appointment.objects.of_supervision_of(pair), pk=appointment_id)
    if appointment.contact_id is not None:
        return redirect("remote_contact:talk", pair.pk, appointment.contact_id)
    if (moved_to := Appointment.objects.filter(instead_of=appointment).first()) is not None:
        # A talk is prepared where it stands now; with what was typed when its form is sent.
        return before(request, pair_id, moved_to.pk)
    remote = presenters.remote_ones(Appointment.objects.filter(pk=appointment.pk), lists_of(pair.team.organisation_id))
    if not remote:
        raise Http404
    found = RemoteTalk.objects.filter(appointment=appointment).first()
    form = TalkForm(_posted(request), pair=pair, talk=found, before=True)
    if form.is_valid() and _saved(request, form, pair, appointment=appointment):
        return redirect("portal:pair", pair.pk)
    context = {"form": form, "when": appointment.starts_at}
    return render(request, "remote_contact/talk_before.html", context | {"person": person(pair)})


@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: HttpRequest, pair_id: uuid.UUID, contact_id: uuid.UUID) -> HttpResponse:
    """The whole of it, from the contact that was logged."""
    pair = open_pair(request, pair_id, needs=Permission.LOG_CONTACT, what="remote talk")
    contact = _remote(pair, contact_id)
    found = RemoteTalk.objects.of_contact(contact).first()
    form = TalkForm(_posted(request), pair=pair, talk=found, before=False)
    if form.is_valid() and _saved(request, form, pair, contact=contact):
        return redirect("portal:pair", pair.pk)
    context = {
        "form": form,
        "contact": contact,
        "agreements": open_agreements(pair),
        "sendings": presenters.sending_lines(found),
        "send_url": reverse("remote_contact:send_agreements", args=[pair.pk, contact.pk]),
        "agreement_url": reverse("caseload:agreement", args=[pair.pk]),
    }
    return render(request, "remote_contact/talk.html", context | {"person": person(pair)})


@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, pair_id: uuid.UUID, contact_id: uuid.UUID) -> HttpResponse:
    """The agreements as they will leave. GET shows the text for those that are ticked; POST sends what was shown."""
    pair = open_pair(request, pair_id, needs=Permission.LOG_CONTACT, what="agreements sent")
    contact = _remote(pair, contact_id)
    agreements = list(Agreement.objects.of_supervision_of(pair).open())
    form = SendForm(request.POST if request.method == "POST" else request.GET, agreements=agreements)
    chosen = form.chosen()
    shown = presenters.letter_of(pair, chosen)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["digest"] != shown.digest and not form.is_sent():
            form.add_error(None, _("De tekst is intussen veranderd. Er is niets verstuurd. Kijk hem nog eens na."))
        elif shown.blocked and not form.is_sent():
            form.add_error(None, shown.blocked)
        elif _sent(request, form, pair, contact):
            return redirect("remote_contact:talk", pair.pk, contact.pk)
    context = {"form": form, "letter": shown, "contact": contact, "person": person(pair)}
    return render(request, "remote_contact/send_agreements.html", context)


def _remote(pair: Pair, contact_id: uuid.UUID) -> Contact:
    """A talk at a distance that took place; of another contact there is no such page."""
    held = Contact.objects.of_supervision_of(pair).filter(way=Way.REMOTE_TALK, took_place=True)
    return get_object_or_404(held, pk=contact_id)


def _saved(request: HttpRequest, form: TalkForm, pair: Pair, **where: Any) -> bool:
    user = signed_in(request)
    if attempt(form, save_talk, pair=pair, by=user, **where, **form.values()) is None:
        return False
    messages.success(request, _("Bewaard."))
    return True


def _sent(request: HttpRequest, form: SendForm, pair: Pair, contact: Contact) -> bool:
    user = signed_in(request)
    again = form.is_sent()
    ids, form_id = [one.pk for one in form.chosen()], form.cleaned_data["form_id"]
    if attempt(form, send_agreements, pair=pair, contact=contact, agreement_ids=ids, form_id=form_id, by=user) is None:
        return False
    told = _("Deze afspraken waren al verstuurd.") if again else _("De afspraken staan klaar om te versturen.")
    messages.success(request, told)
    return True


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
