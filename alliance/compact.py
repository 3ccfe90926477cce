"""All questions of one side in one short list: to copy answers from paper, or to correct one's own."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliance.actions.paper import ENTERED_WAYS
from alliance.instruments import Instrument
from alliance.models import Measurement, Rater
from alliance.origin import origin_sentence
from caseload.forms import DayField


def language_of(instrument: Instrument) -> str:
    """The language in which the questions are shown: the page's, if the instrument has it."""
    asked = get_language() or ""
    return asked if asked in instrument.languages else instrument.languages[0]


class CompactForm(forms.Form):
    """One row of numbered choices for each question, "1" being the first answer of the instrument."""

    def __init__(
        self, *args: Any, measurement: Measurement, rater: Rater, answers: Mapping[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        assert measurement.instrument is not None
        self.instrument = measurement.instrument.parsed
        self.origin = origin_sentence(self.instrument)
        self.language = language_of(self.instrument)
        self.items = self.instrument.items_for(rater)
        labels = [label.text.get(self.language) for label in self.instrument.labels]
        values = [label.value for label in self.instrument.labels]
        self.key = list(enumerate(labels, start=1))
        choices = [
            (value, format_html('{}<span class="visually-hidden"> {}</span>', number, label))
            for value, (number, label) in zip(values, self.key, strict=True)
        ]
        for number, item in enumerate(self.items, start=1):
            self.fields[f"item_{item.key}"] = forms.TypedChoiceField(
                label=f"{number}. {item.text.get(self.language)}",
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect(attrs={"class": "chips"}),
                initial=answers.get(item.key),
                error_messages={"invalid_choice": _("Kies een van de antwoorden die hier staan.")},
            )

    def questions(self) -> Iterator[BoundField]:
        return (self[f"item_{item.key}"] for item in self.items)

    def answers(self) -> dict[str, int]:
        given = {item.key: self.cleaned_data.get(f"item_{item.key}") for item in self.items}
        return {key: value for key, value in given.items() if value is not None}

    def clean(self) -> None:
        if not self.answers() and not self.errors:
            raise forms.ValidationError(_("Vul minstens één antwoord in."))


class PaperForm(CompactForm):
    """What stands on the paper, how it was filled in, and when really."""

    way = forms.ChoiceField(
        label=_("Hoe is het ingevuld?"),
        choices=[(way.value, capfirst(way.label)) for way in ENTERED_WAYS],
        widget=forms.RadioSelect(attrs={"class": "chips"}),
        error_messages={"required": _("Kies hoe het is ingevuld.")},
    )
    filled_on = DayField(label=_("Ingevuld op"), until_today=True)
