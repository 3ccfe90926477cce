"""The number of the duty, and for each team who is on it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.duty import may_be_on_duty
from accounts.models import Organisation, Team, User
from boundary.fields import TextField

# From 112 to the longest number there is.
DIGITS = range(3, 16)


class DutyForm(forms.Form):
    phone = TextField(
        label=_("Nummer van de dienst"),
        help_text=_(
            "Staat bij ‘Dit is geen alarmlijn’, overal waar een cliënt of vrijwilliger iets schrijft. Mag leeg."
        ),
        max_length=20,
        required=False,
        validators=[RegexValidator(r"^\+?[0-9][0-9 ()-]+$", _("Gebruik alleen cijfers, spaties en een + vooraan."))],
        widget=forms.TextInput(attrs={"type": "tel", "class": "w-code", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": {"phone": organisation.duty_phone}})
        self.teams = list(Team.objects.filter(organisation=organisation))
        for team in self.teams:
            self.fields[_name(team)] = _Person(
                may_be_on_duty(team), label=team.name, required=False, empty_label=_("Niemand"), initial=team.on_duty_id
            )

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if phone and sum(letter.isdigit() for letter in phone) not in DIGITS:
            raise ValidationError(_now("Dit nummer is te kort of te lang. Kijk het na."))
        return phone

    def on_duty(self) -> dict[Team, User | None]:
        return {team: self.cleaned_data[_name(team)] for team in self.teams}

    def people(self) -> list[forms.BoundField]:
        return [self[_name(team)] for team in self.teams]


class _Person(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


def _name(team: Team) -> str:
    return f"team_{team.pk}"
