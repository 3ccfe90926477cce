"""Ticking off open agreements beside another form, in the same save."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseload.actions import Closing
from caseload.models import Agreement, AgreementState, Pair
from caseload.presenters import AgreementRow
from caseload.version_forms import saved_words
from caseload.versions import StaleRecord, last_saved

PREFIX = "agreement_"
OPEN, DONE, DROPPED = AgreementState.OPEN, AgreementState.DONE, AgreementState.DROPPED


class ClosingForm(forms.Form):
    """One field for each open agreement: a tick for done, or with `may_drop` a choice of what became of it.

    What somebody else closed in between is refused once, in words; asked the same as what it became, it is no matter.
    """

    def __init__(
        self,
        *args: Any,
        pair: Pair,
        rows: Sequence[AgreementRow],
        may_drop: bool = False,
        form_id: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.pair, self.rows = pair, rows
        attrs = {"form": form_id} if form_id else {}
        for row in rows:
            name = f"{PREFIX}{row.id.hex}"
            late = row.tag_text if row.tag_kind == "late" else ""
            about = " · ".join(filter(None, (row.who_and_when, late)))
            words: dict[str, Any] = {"label": row.text, "help_text": about, "required": False}
            if may_drop:
                choices = [
                    (OPEN, gettext_lazy("Loopt nog")),
                    (DONE, gettext_lazy("Gedaan")),
                    (DROPPED, gettext_lazy("Hoeft niet meer")),
                ]
                widget = forms.RadioSelect(attrs={"class": "chips"})
                self.fields[name] = forms.ChoiceField(choices=choices, initial=OPEN, widget=widget, **words)
            else:
                self.fields[name] = forms.BooleanField(widget=forms.CheckboxInput(attrs=attrs), **words)
            hidden = forms.HiddenInput(attrs=attrs)
            self.fields[f"version_{row.id.hex}"] = forms.IntegerField(
                initial=row.version, required=False, widget=hidden
            )

    def asked(self) -> dict[uuid.UUID, str]:
        """What was posted, by agreement, whether or not it is open still."""
        found: dict[uuid.UUID, str] = {}
        for name, value in self.data.items():
            if name.startswith(PREFIX) and value and value != OPEN:
                try:
                    found[uuid.UUID(name.removeprefix(PREFIX))] = DROPPED if value == DROPPED else DONE
                except ValueError:
                    continue
        return found

    def clean(self) -> dict[str, Any]:
        asked = self.asked()
        gone = set(asked) - {row.id for row in self.rows}
        for agreement in Agreement.objects.of_supervision_of(self.pair).filter(pk__in=gone) if gone else ():
            if agreement.state != asked[agreement.pk]:
                self.add_error(None, changed_words(agreement, asked[agreement.pk]))
        for row in self.rows:
            if row.id in asked and self.cleaned_data.get(f"version_{row.id.hex}") != row.version:
                words = _("‘%(text)s’ is intussen veranderd. Kijk wat er nu staat en kies opnieuw.") % {
                    "text": row.text
                }
                self.add_error(f"{PREFIX}{row.id.hex}", words)
        return self.cleaned_data

    def closings(self) -> list[Closing]:
        asked = self.asked()
        return [Closing(row.id, asked[row.id], row.version) for row in self.rows if row.id in asked]

    def refuse(self, error: StaleRecord) -> None:
        """Between reading and saving somebody closed one: say which, and what stands now."""
        self.add_error(None, ValidationError(changed_words(error.current, self.asked().get(error.current.pk, DONE))))


def changed_words(agreement: Agreement, chosen: str) -> str:
    """Both versions of one word each: what an agreement became, and what was chosen here. The first one stands."""
    stands = {"state": str(AgreementState(agreement.state).label), "chosen": str(AgreementState(chosen).label)}
    told = _("‘%(text)s’ heeft iemand anders intussen gewijzigd.") % {"text": agreement.text}
    both = _("Er staat nu: %(state)s. Jij koos: %(chosen)s.") % stands
    return f"{told} {both} {saved_words(last_saved(StaleRecord(agreement, what='agreement')))}"
