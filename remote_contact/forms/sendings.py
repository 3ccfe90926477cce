"""Which agreements go to the client, and the text that was shown."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from boundary.fields import TextField
from caseload.models import Agreement
from remote_contact.models.talk import AgreementsSent


class _Ticked(forms.MultipleChoiceField):
    """One that was closed in the meantime is no fault of the form: the text without it is shown again."""

    def valid_value(self, value: Any) -> bool:
        return True


class SendForm(forms.Form):
    """Bound to the question of the address or to the form; without either, every open agreement is ticked."""

    agreement = _Ticked(label=_("Welke afspraken?"), required=False, widget=forms.CheckboxSelectMultiple)
    form_id = forms.UUIDField(widget=forms.HiddenInput)
    # Of the text on the screen: another one is shown again before it leaves.
    digest = TextField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, agreements: Sequence[Agreement]) -> None:
        self.by_id = {str(one.pk): one for one in agreements}
        asked = "agreement" in data or "form_id" in data
        super().__init__(data if asked else None, initial={"agreement": list(self.by_id), "form_id": uuid.uuid4()})
        self.fields["agreement"].choices = [(pk, one.text) for pk, one in self.by_id.items()]  # type: ignore[attr-defined]
        self.ticked = data.getlist("agreement") if asked else list(self.by_id)

    def chosen(self) -> list[Agreement]:
        """Those ticked that are still open, in their own order."""
        return [one for pk, one in self.by_id.items() if pk in self.ticked]

    def is_sent(self) -> bool:
        """This very form was sent before."""
        return AgreementsSent.objects.filter(form_id=self.cleaned_data["form_id"]).exists()
