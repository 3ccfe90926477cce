"""What an administrator confirms or chooses about questionnaires and norms."""

from django import forms
from django.utils.translation import gettext_lazy as _


class UseInstrumentForm(forms.Form):
    confirm = forms.BooleanField(
        label=_("Ik heb gelezen wat er verandert"),
        error_messages={"required": _("Vink aan dat je hebt gelezen wat er verandert.")},
    )


class DecideNormForm(forms.Form):
    ACCEPT, DECLINE = "accept", "decline"

    decision = forms.ChoiceField(choices=[(ACCEPT, ACCEPT), (DECLINE, DECLINE)])
