"""The page that moves the demonstration's clock; outside demo mode it does not exist."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audit import clock
from probation_portal.demo import time


class ClockForm(forms.Form):
    """Either a button with a `step` in days (0: back to the real day), or a `day` that was typed."""

    day = forms.DateField(
        label=gettext_lazy("Naar deze dag"),
        help_text=gettext_lazy("Bijvoorbeeld 31-12-2026"),
        required=False,
        input_formats=["%d-%m-%Y", "%Y-%m-%d"],
        widget=forms.TextInput(attrs={"class": "w-date", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Vul een dag in zoals 31-12-2026")},
    )
    step = forms.TypedChoiceField(
        choices=[(n, n) for n in (0, 1, 7, 30, 182)], coerce=int, required=False, empty_value=None
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        step, day = data.get("step"), data.get("day")
        if step is None and day is None:
            if not self.errors:
                self.add_error("day", _("Vul een dag in, of kies een van de knoppen"))
            return data
        # The step 0 is the way back, whatever the clock says.
        stepped = clock.moved_days() + step if step else 0
        moved = time.days_until(day) if day is not None and step is None else stepped
        if not 0 <= moved <= 3650:
            self.add_error("day", _("De klok gaat alleen vooruit, tot tien jaar. Kies een dag vanaf vandaag"))
        return data | {"moved": moved}


@require_http_methods(["GET", "POST"])
def demo_clock(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO_MODE:
        raise Http404
    form = ClockForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        time.move(form.cleaned_data["moved"])
        day = date_format(clock.today(), "j F Y")
        messages.success(request, _("De klok staat op %(day)s.") % {"day": day})
        return redirect("portal:demo_clock")
    context = {"form": form, "today": clock.today(), "moved": clock.moved_days()}
    return render(request, "portal/demo_clock.html", context)
