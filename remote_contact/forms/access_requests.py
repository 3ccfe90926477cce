"""Opening an access request, and deciding on one sensitive contact."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from audit import clock
from boundary.fields import TextField
from caseload.forms import DayField
from caseload.version_forms import VersionedForm
from remote_contact.models import Contact, SensitiveDecision


class OpenRequestForm(forms.Form):
    asked_on = DayField(label=_("Wanneer vroeg de cliënt erom?"), until_today=True, initial=clock.today)


class DecideForm(VersionedForm):
    given = forms.TypedChoiceField(
        label=_("Geef je dit contact?"),
        choices=[("True", _("Ja, de cliënt krijgt het")), ("False", _("Nee, ik geef het niet"))],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect(attrs={"class": "stack"}),
    )
    ground = TextField(
        label=_("Op welke grond niet?"),
        help_text=_("De cliënt leest dit. Schrijf dus niet op wat je juist niet geeft."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    # The text that was on the screen: of one that changed since, it must be read again.
    contact_version = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, contact: Contact, decision: SensitiveDecision | None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"contact_version": contact.version, "version": 0}
        if decision is not None:
            initial |= {"given": str(decision.given), "ground": decision.ground, "version": decision.version}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.present = contact.version

    def clean(self) -> None:
        seen = self.cleaned_data.get("contact_version")
        if seen is not None and seen != self.present:
            # The page shows the new text, so what is sent next is about that.
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data[self.add_prefix("contact_version")] = str(self.present)
            self.data = data
            self.add_error(None, _("Dit contact is intussen gewijzigd. Lees het opnieuw en beslis dan."))
        if self.cleaned_data.get("given") is False and not self.cleaned_data.get("ground"):
            self.add_error("ground", ValidationError(_("Schrijf op welke grond je dit contact niet geeft.")))
