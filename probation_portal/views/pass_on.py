"""What goes along to the next worker: written by the present one together with the client."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, requires, signed_in
from boundary.fields import CleanText
from caseload.access import open_pair
from caseload.forms import attempt
from caseload.models import PassOn
from caseload.passing_on import write_pass_on
from caseload.presenters import person
from caseload.version_forms import VersionedForm


class PassOnForm(VersionedForm, forms.ModelForm):
    class Meta(CleanText):
        model = PassOn
        fields = ["text", "client_agreed"]
        labels = {"text": gettext_lazy("Wat we meegeven"), "client_agreed": gettext_lazy("De cliënt is akkoord")}
        help_texts = {
            "text": gettext_lazy(
                "Wat werkt goed, wat niet, wat moet de volgende werker weten? Geen scores of antwoorden."
            ),
            "client_agreed": gettext_lazy("Zonder akkoord ziet de volgende werker dit niet."),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        error_messages = {"text": {"required": gettext_lazy("Schrijf op wat jullie meegeven.")}}


@requires(Permission.EDIT_CASE)
@require_http_methods(["GET", "POST"])
def pass_on(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="pass-on")
    written = PassOn.objects.filter(pair=pair).first()
    form = PassOnForm(request.POST or None, initial=_stands(written))
    if form.is_valid() and attempt(form, write_pass_on, pair=pair, by=user, **form.cleaned_data):
        messages.success(request, _("Bewaard. Na een overdracht leest de nieuwe werker dit, als de cliënt akkoord is."))
        return redirect("portal:pair", pair.pk)
    return render(request, "portal/pass_on.html", {"pair": pair, "person": person(pair), "form": form})


def _stands(written: PassOn | None) -> dict[str, Any]:
    if written is None:
        return {"version": 0}
    return {"text": written.text, "client_agreed": written.client_agreed, "version": written.version}
