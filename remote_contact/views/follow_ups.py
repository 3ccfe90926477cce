"""What comes after an absence or attempts in vain: written down with a contact, and settled."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, requires, signed_in
from caseload.access import open_pair
from caseload.forms import attempt
from caseload.presenters import person
from remote_contact.actions.follow_ups import plan_follow_up, settle_follow_up
from remote_contact.forms.follow_up import FollowUpForm, SettleFollowUpForm
from remote_contact.lists import lists_of
from remote_contact.models import Contact, FollowUp
from remote_contact.presenters import follow_ups as presenters


@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, pair_id: uuid.UUID, absence_id: uuid.UUID) -> HttpResponse:
    """What will be done after this contact did not take place; once that stands, what came of it."""
    user = signed_in(request)
    pair = open_pair(request, pair_id, needs=Permission.LOG_CONTACT, what="follow-up", under_cover=True)
    found = Contact.objects.of_supervision_of(pair).filter(took_place=False).select_related("pair__supervision")
    contact = get_object_or_404(found, pk=absence_id)
    stands = FollowUp.objects.standing().filter(contact=contact).select_related("contact__pair__supervision").first()
    posted = request.POST if request.method == "POST" else None
    form: FollowUpForm | SettleFollowUpForm
    if stands is None:
        form = FollowUpForm(posted, pair=pair)
        if form.is_valid() and attempt(form, plan_follow_up, contact=contact, by=user, **form.cleaned_data):
            messages.success(request, _("Bewaard. Het staat op je lijst tot je het afsluit."))
            return redirect("portal:pair", pair.pk)
    else:
        form = SettleFollowUpForm(posted, pair=pair, follow_up=stands)
        if form.is_valid() and attempt(form, settle_follow_up, follow_up=stands, by=user, **form.cleaned_data):
            messages.success(request, _("De volgende stap is afgesloten."))
            return redirect("portal:pair", pair.pk)
    words = presenters.after(contact, stands, lists_of(pair.team.organisation_id))
    return render(request, "remote_contact/follow_up.html", {"form": form, "person": person(pair), "after": words})
