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

from accounts.models import User
from accounts.permissions import Permission, requires
from boundary.fields import CleanText
from caseload.access import open_pair
from caseload.actions import StaleRecord
from caseload.models import PassOn
from caseload.passing_on import write_pass_on
from caseload.presenters import person


class PassOnForm(forms.ModelForm):
    """`version` is the one that was on the screen, 0 for none."""

    version = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)

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

    def ask_again(self, current: PassOn | None) -> dict[str, Any]:
        """After a stale save: keep what was typed, on top of what stands now; returns what stands now."""
        self.data = {**dict(self.data.items()), "version": str(current.version if current else 0)}
        self.add_error(None, _("Iemand anders heeft dit intussen gewijzigd. Er is nog niets bewaard."))
        return {"text": current.text if current else "", "agreed": current.client_agreed if current else False}


@requires(Permission.EDIT_CASE)
@require_http_methods(["GET", "POST"])
def pass_on(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    pair = open_pair(request, pair_id, needs=Permission.EDIT_CASE, what="pass-on")
    written = PassOn.objects.filter(pair=pair).first()
    form = PassOnForm(request.POST or None, initial=_stands(written))
    now = None
    if request.method == "POST" and form.is_valid():
        try:
            write_pass_on(pair=pair, by=user, **form.cleaned_data)
        except StaleRecord as stale:
            now = form.ask_again(stale.current)
        else:
            messages.success(
                request, _("Bewaard. Na een overdracht leest de nieuwe werker dit, als de cliënt akkoord is.")
            )
            return redirect("portal:pair", pair.pk)
    return render(request, "portal/pass_on.html", {"pair": pair, "person": person(pair), "form": form, "now": now})


def _stands(written: PassOn | None) -> dict[str, Any]:
    if written is None:
        return {"version": 0}
    return {"text": written.text, "client_agreed": written.client_agreed, "version": written.version}
