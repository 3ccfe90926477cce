"""One's own choices: a client's yes to showing single answers, and a client's or worker's yes to a study."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Role, User
from accounts.permissions import Permission, requires, signed_in
from alliance import actions as alliance_actions
from alliance.models import Rater, Response
from audit import clock
from caseload.access import record_read
from caseload.forms import attempt
from caseload.models import Client
from probation_portal import own_page
from research.actions import choose_study
from research.models import Study
from research.presenters.studies import choices_of


class ChoiceForm(forms.Form):
    """One button: about which answers or which study, and yes or no."""

    response = forms.UUIDField(required=False)
    study = forms.UUIDField(required=False)
    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


@requires(Permission.CHOOSE)
@require_http_methods(["GET", "POST"])
def my_choices(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = ChoiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _choose(user, form):
        messages.success(request, _("Je keuze is bewaard."))
        return redirect("portal:my_choices")
    client = _client(user)
    if client is not None:
        record_read(user, [client.pk], what="own choices", object_id=client.pk)
    context = {
        "items": own_page.item_choices(user) if client else [],
        "studies": choices_of(user, today=clock.today()),
        "organisation": user.organisation,
        "form": form,
    }
    template = "portal/my_choices.html" if user.role == Role.CLIENT else "portal/my_choices_worker.html"
    return render(request, template, context)


def _client(user: User) -> Client | None:
    return Client.objects.visible_to(user).first() if user.role == Role.CLIENT else None


def _choose(user: User, form: ChoiceForm) -> bool:
    """Carry out what was clicked; what is not one's own to choose does not exist."""
    yes = form.cleaned_data["answer"] == "yes"
    response, study = form.cleaned_data["response"], form.cleaned_data["study"]
    if response:
        own = Response.objects.visible_to(user).standing().filter(rater=Rater.CLIENT)
        if user.role != Role.CLIENT:
            raise Http404
        found = get_object_or_404(own.select_related("measurement__pair__supervision"), pk=response)
        alliance_actions.allow_items(response=found, allowed=yes, by=user)
        return True
    return _choose_study(user, study, form, taking_part=yes)


def _choose_study(user: User, study_id: uuid.UUID | None, form: Any, *, taking_part: bool) -> bool:
    study = get_object_or_404(Study.objects.visible_to(user), pk=study_id)
    person = _client(user) if user.role == Role.CLIENT else user
    if person is None:
        raise Http404
    return attempt(form, _chosen, study=study, person=person, taking_part=taking_part, by=user) is not None


def _chosen(*, study: Study, **values: Any) -> Study:
    choose_study(study=study, **values)
    return study
