"""What a co-ordinator enters of a match. Clients are named by number only: there is no list of them to choose from."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from boundary.fields import TextField
from caseload.access import not_shielded_from
from caseload.forms import DayField
from caseload.models import Supervision


class MatchForm(forms.Form):
    # The fields bear the names of the action's arguments; the number that is typed becomes the supervision it names.
    supervision = TextField(
        label=gettext_lazy("Cliëntnummer"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "w-code", "autocomplete": "off"}),
        help_text=gettext_lazy("Vraag het aan de werker."),
    )
    task = TextField(
        label=gettext_lazy("Wat gaat de vrijwilliger doen?"),
        max_length=200,
        help_text=gettext_lazy("De vrijwilliger leest dit. Schrijf niets over de zaak."),
    )
    starts_on = DayField(label=gettext_lazy("Vanaf"))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_supervision(self) -> Supervision:
        """One answer for a number that does not exist, one that is shielded, one of another organisation and one
        without supervision."""
        named = Supervision.objects.filter(
            not_shielded_from(self.by, "client"),
            client__organisation=self.by.organisation_id,
            client__number__iexact=self.cleaned_data["supervision"],
            ended_on__isnull=True,
        )
        supervision = named.select_related("client").first()
        if supervision is None:
            raise ValidationError(_("Er loopt geen toezicht met dit cliëntnummer."))
        return supervision
