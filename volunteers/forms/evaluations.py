"""How one of the three looks back. No standard scale exists: five points with words of our own, marked so."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boundary.fields import CleanText
from volunteers.models import Cooperation, Evaluation, Side

POINTS = [
    ("1", gettext_lazy("Helemaal niet")),
    ("2", gettext_lazy("Niet zo")),
    ("3", gettext_lazy("Een beetje")),
    ("4", gettext_lazy("Wel")),
    ("5", gettext_lazy("Heel erg")),
]


class EvaluationForm(forms.ModelForm):
    satisfaction = forms.TypedChoiceField(coerce=int, choices=POINTS, widget=forms.RadioSelect)
    worth = forms.TypedChoiceField(coerce=int, choices=POINTS, widget=forms.RadioSelect)
    cooperation = forms.ChoiceField(
        required=False,
        choices=[("", gettext_lazy("Weet ik niet")), *((c.value, capfirst(c.label)) for c in Cooperation)],
        widget=forms.RadioSelect,
    )

    class Meta(CleanText):
        model = Evaluation
        fields = ["satisfaction", "worth", "cooperation", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, side: Side, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in self._words(side).items():
            self.fields[name].label, self.fields[name].help_text = label, help_text
        for name in ("satisfaction", "worth"):
            self.fields[name].error_messages["required"] = _("Kies een antwoord.")

    @staticmethod
    def _words(side: Side) -> dict[str, tuple[str, str]]:
        if side == Side.CLIENT:
            return {
                "satisfaction": (_("Ben je tevreden over je vrijwilliger?"), ""),
                "worth": (_("Helpt het je met wat jij wilt bereiken?"), ""),
                "cooperation": (
                    _("Hoe werken je werker en je vrijwilliger samen?"),
                    _("Je hoeft dit niet te weten."),
                ),
                "note": (_("Wil je er iets bij zeggen?"), _("Dit hoeft niet. Schrijf niets over je zaak.")),
            }
        return {
            "satisfaction": (_("Ben je tevreden over de koppeling?"), ""),
            "worth": (_("Is het van waarde voor de doelen van de cliënt?"), ""),
            "cooperation": (
                _("Hoe werken werker en vrijwilliger samen?"),
                _("De drie vormen die onderzoek van de Hogeschool Utrecht (2019–2020) vond."),
            ),
            "note": (_("Toelichting"), _("Mag leeg. De andere twee lezen dit. Schrijf niets over de zaak.")),
        }
