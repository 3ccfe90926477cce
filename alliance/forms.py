"""What people type or choose in the monitor: answers, a PIN, how a PIN is handed over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.instruments import Instrument
from alliance.models import HandedOverBy
from alliance.questionnaire import Question, Sheet


class AnswerForm(forms.Form):
    """The questions that may be shown to this person, one group of radio buttons each; none of them is required."""

    # The question that a phone shows.
    at = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sheet: Sheet, instrument: Instrument, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        choices = [(label.value, label.text.get(language)) for label in instrument.labels]
        for question in sheet.shown:
            self.fields[name_of(question)] = forms.TypedChoiceField(
                label=question.item.text.get(language),
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                initial=question.value,
                error_messages={"invalid_choice": _("Kies een van de antwoorden die hier staan.")},
            )

    def new_answers(self) -> dict[Question, int]:
        """What was posted and is not what was kept already; nothing posted takes no answer back."""
        posted = {question: self.cleaned_data[name_of(question)] for question in self.sheet.shown}
        return {q: value for q, value in posted.items() if value is not None and value != q.value}


def name_of(question: Question) -> str:
    return f"item_{question.item.key}"


class PinForm(forms.Form):
    pin = forms.CharField(
        label=_("Pincode van zes cijfers"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "w-code", "spellcheck": "false"}
        ),
        error_messages={"required": _("Vul je pincode in.")},
    )

    def clean_pin(self) -> str:
        pin = "".join(str(self.cleaned_data["pin"]).split())
        if len(pin) != 6 or not (pin.isascii() and pin.isdigit()):
            raise forms.ValidationError(_("Een pincode heeft zes cijfers. Kijk het nog eens na."))
        return pin


class GivePinForm(forms.Form):
    handed_over_by = forms.ChoiceField(
        label=_("Hoe geef je de pincode?"),
        choices=[
            (HandedOverBy.FACE_TO_FACE, _("Persoonlijk: we zitten bij elkaar")),
            (HandedOverBy.PHONE, _("Aan de telefoon: ik herken de stem")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe je de pincode geeft.")},
    )
