"""Putting aside why a pair asks for its supervisor: what, why, and for how long."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from boundary.fields import CleanText
from caseload.models import NeedAside
from dashboards.presenters.needs import NeedRow

# Never for ever: what nobody looks at any more is no attention.
WEEKS = [(1, _("1 week")), (2, _("2 weken")), (4, _("4 weken"))]


class PutNeedsAsideForm(forms.ModelForm):
    """`what` are the reasons as they stood on the screen: one that became another in the meantime is not among them."""

    what = forms.MultipleChoiceField(
        label=_("Wat leg je opzij?"),
        help_text=_("Voor de werker verandert er niets."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Kies wat je opzij legt."),
            "invalid_choice": _("Er is iets veranderd sinds je deze pagina opende. Kies opnieuw."),
        },
    )
    weeks = forms.TypedChoiceField(
        label=_("Voor hoe lang?"),
        choices=WEEKS,
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "chips"}),
        error_messages={"required": _("Kies voor hoe lang.")},
    )
    field_order = ["what", "reason", "weeks"]

    class Meta(CleanText):
        model = NeedAside
        fields: ClassVar[list[str]] = ["reason"]
        labels: ClassVar[dict[str, object]] = {"reason": _("Waarom leg je dit opzij?")}
        help_texts: ClassVar[dict[str, object]] = {
            "reason": _("Zoals: besproken met de werker, of: de cliënt is op vakantie.")
        }
        error_messages: ClassVar[dict[str, object]] = {"reason": {"required": _("Schrijf in een paar woorden waarom.")}}

    def __init__(self, data: Mapping[str, Any] | None, *, row: NeedRow) -> None:
        choices = [(" ".join(reason.causes), words) for reason, words in zip(row.reasons, row.why, strict=True)]
        super().__init__(data, initial={"what": [value for value, _words in choices]})
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    @property
    def causes(self) -> Sequence[str]:
        return [cause for value in self.cleaned_data["what"] for cause in value.split()]
