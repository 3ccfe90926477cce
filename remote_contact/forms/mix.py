"""Deciding on the mix, what only matters at a distance, and the organisation's rules of the advice."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from boundary.fields import TextField
from caseload.version_forms import VersionedForm
from messaging import wording
from remote_contact.advice_words import PLACEHOLDERS, SHIPPED
from remote_contact.models import ClientWish, ListEntry, ListKind, MixPlan, MixRule
from remote_contact.suitability import Lean, follows

MOST = 31


class Chips(forms.RadioSelect):
    def __init__(self) -> None:
        super().__init__(attrs={"class": "chips"})


def _number(label: Any, hint: Any, least: int) -> forms.IntegerField:
    words = {"required": _("Vul een getal in.")}
    widget = forms.NumberInput(attrs={"class": "w-time"})
    return forms.IntegerField(
        label=label, help_text=hint, min_value=least, max_value=MOST, widget=widget, error_messages=words
    )


class PlanForm(VersionedForm):
    """The plan from today on. Its version: how many plans there were."""

    per_month = _number(_("Contacten per maand"), _("Gesprekken. Geschreven berichten tellen niet mee."), 1)
    remote_part = _number(_("Waarvan op afstand"), _("Telefoon en beeldbellen"), 0)
    why = TextField(
        label=_("Waarom"),
        required=False,
        max_length=MixPlan._meta.get_field("why").max_length,
        help_text=_("Nodig als dit een andere kant op gaat dan het advies."),
    )

    def __init__(self, *args: Any, lean: Lean, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lean = lean

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "per_month" in data and "remote_part" in data and "why" in data:
            per_month, remote_part = data["per_month"], data["remote_part"]
            if remote_part > per_month:
                self.add_error("remote_part", _now("Dit is meer dan het hele aantal."))
            elif not data["why"] and not follows(self.lean, per_month=per_month, remote_part=remote_part):
                self.add_error("why", _now("Dit gaat een andere kant op dan het advies. Schrijf in een zin waarom."))
        return data


class RemoteFactsForm(VersionedForm):
    """The client's own wish, and what stands in the way; the kind of offence only where the organisation has a list."""

    wish = forms.ChoiceField(
        label=_("Wat wil de cliënt zelf?"),
        choices=[*ClientWish.choices, ("", _("niet gevraagd"))],
        required=False,
        widget=Chips,
    )
    technique_hard = forms.BooleanField(label=_("Bellen of beeldbellen lukt slecht"), required=False)
    offence = forms.ChoiceField(label=_("Soort delict"), required=False)

    def __init__(self, *args: Any, organisation_id: uuid.UUID, present: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entries = ListEntry.objects.filter(organisation=organisation_id, kind=ListKind.OFFENCE)
        # A word that went out of use stays with whoever has it.
        offered = [(row.code, row.label) for row in entries if row.retired_at is None or row.code == present]
        field = self.fields["offence"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Niet vastgelegd")), *offered]
        if not offered:
            del self.fields["offence"]


class RuleForm(VersionedForm):
    """One rule of the advice: whether it counts, and the organisation's own sentence and source."""

    in_use = forms.BooleanField(label=_("Deze regel doet mee"), required=False)
    sentence = TextField(
        label=_("Zin"),
        max_length=MixRule._meta.get_field("sentence").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = TextField(label=_("Bron"), max_length=MixRule._meta.get_field("source").max_length)

    def __init__(self, *args: Any, rule: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shipped, self.allowed = SHIPPED[rule], PLACEHOLDERS.get(rule, ())
        if self.allowed:
            names = ", ".join(f"{{{name}}}" for name in self.allowed)
            self.fields["sentence"].help_text = _now("Wat de regel vond, kun je noemen met %(names)s.") % {
                "names": names
            }

    def clean_sentence(self) -> str:
        sentence: str = self.cleaned_data["sentence"]
        for name in wording.placeholders(sentence):
            if name not in self.allowed:
                raise ValidationError(_now("{%s} is geen invulplek van deze regel.") % name)
        if wording.has_loose_brace(sentence):
            raise ValidationError(_now("Er staat een losse accolade. Schrijf een invulplek als {naam}."))
        return sentence

    def clean(self) -> dict[str, Any]:
        """What is left as it was shipped is no text of the organisation's own."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("sentence", "source"):
            if data.get(name) == str(getattr(self.shipped, name)):
                data[name] = ""
        return data
