"""Trainings in talks at a distance: the organisation's list, and what a worker did."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from boundary.fields import TextField
from caseload.forms import DayField
from caseload.version_forms import VersionedForm
from remote_contact.models import Training

LONGEST_MONTHS = 120


class TrainingForm(VersionedForm):
    name = TextField(label=_("Training"), max_length=100)
    refresh_months = forms.IntegerField(
        label=_("Opfrissen na (maanden)"),
        help_text=_("Laat leeg als opfrissen niet nodig is."),
        required=False,
        min_value=1,
        max_value=LONGEST_MONTHS,
        widget=forms.NumberInput(attrs={"class": "w-short"}),
    )


class TrainingDoneForm(forms.Form):
    training = forms.ModelChoiceField(Training.objects.none(), label=_("Training"), empty_label=_("Kies een training"))
    on = DayField(label=_("Gedaan op"), until_today=True)

    def __init__(self, *args: Any, trainings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["training"].queryset = trainings  # type: ignore[attr-defined]
