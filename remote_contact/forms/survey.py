"""A wave of the survey, and the survey itself."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from boundary.fields import TextField
from caseload.forms import DayField
from remote_contact.models import Audience
from remote_contact.survey import statements_for
from remote_contact.survey_words import POINTS, STATEMENTS


class WaveForm(forms.Form):
    audience = forms.ChoiceField(label=_("Voor wie?"), choices=Audience.choices, widget=forms.RadioSelect)
    name = TextField(label=_("Naam van de ronde"), help_text=_("Zoals: voorjaar 2027"), max_length=80)
    opens_on = DayField(label=_("Open vanaf"), from_today=True)
    closes_on = DayField(
        label=_("Sluit op"),
        help_text=_("Vanaf die dag kan niemand meer meedoen en staan de cijfers er."),
        from_today=True,
    )


class SurveyForm(forms.Form):
    """One field for each statement; any may be left out, all of them not."""

    def __init__(self, *args: Any, audience: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for statement in statements_for(audience):
            self.fields[statement.key] = forms.TypedChoiceField(
                label=STATEMENTS[statement.key],
                choices=POINTS,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )

    def clean(self) -> None:
        if not self.errors and not self.answers():
            raise ValidationError(_("Kies bij minstens één zin wat je vindt."))

    def answers(self) -> dict[str, int]:
        return {key: value for key, value in self.cleaned_data.items() if value is not None}
