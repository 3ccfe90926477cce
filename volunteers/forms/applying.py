"""What a volunteer can and wants, asked in the same words of themselves and of the co-ordinator; the public form."""

import uuid
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from boundary.fields import CleanText, EmailField, TextField
from volunteers.forms.projects import kinds_in_use
from volunteers.languages import SPOKEN
from volunteers.models import ActivityKind, Part, Reach, Volunteer

PHONE = RegexValidator(r"^\+?[0-9][0-9 ()-]*$", gettext_lazy("Gebruik alleen cijfers, spaties en een + vooraan."))


def phone_field() -> TextField:
    return TextField(
        label=gettext_lazy("Telefoonnummer"),
        max_length=20,
        required=False,
        validators=[PHONE],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "w-code"}),
    )


class Details(forms.Form):
    """What a volunteer can and wants: asked in the same words of themselves and of the co-ordinator."""

    phone = phone_field()
    skills = forms.ModelMultipleChoiceField(
        queryset=ActivityKind.objects.none(),
        label=gettext_lazy("Waarmee kun en wil je helpen?"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Welke talen spreek je?"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
    )
    free_at = forms.MultipleChoiceField(
        label=gettext_lazy("Wanneer kun je?"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
    )
    hours_a_week = forms.IntegerField(
        label=gettext_lazy("Hoeveel uur per week?"),
        required=False,
        min_value=1,
        max_value=40,
        widget=forms.NumberInput(attrs={"class": "w-code", "inputmode": "numeric"}),
    )
    reach = forms.ChoiceField(
        label=gettext_lazy("Hoe ver van huis wil je iets doen?"), widget=forms.RadioSelect(attrs={"class": "chips"})
    )

    def __init__(self, *args: Any, organisation_id: uuid.UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation_id = organisation_id
        self.fields["skills"].queryset = kinds_in_use(organisation_id)  # type: ignore[attr-defined]
        named = [(value, capfirst(label)) for value, label in Reach.choices]
        chosen: dict[str, list[Any]] = {
            "languages": list(SPOKEN.items()),
            "free_at": [(part.value, capfirst(part.label)) for part in Part],
            "reach": named,
        }
        for name, choices in chosen.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["reach"].initial = Reach.REGION
        self.fields["postcode"].widget.attrs.update({"class": "w-code", "inputmode": "numeric", "maxlength": "4"})

    def clean_skills(self) -> list[Any]:
        return list(self.cleaned_data["skills"])

    def validate_unique(self) -> None:
        """An address that is known gets the same answer as another; the actions see to it that it stands there once."""


class ApplicationForm(Details, forms.ModelForm):
    """The public form. Its id comes with the empty form, so that a second click makes no second application."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)
    email = EmailField(
        label=gettext_lazy("E-mailadres"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    has_read = forms.BooleanField(
        label=gettext_lazy("Ik heb gelezen wat jullie met mijn gegevens doen"),
        error_messages={"required": gettext_lazy("Lees wat we met je gegevens doen en zet een vinkje.")},
    )
    field_order = ["form_id", "first_name", "last_name", "email", "phone", "postcode", "reach", "skills"]

    class Meta(CleanText):
        model = Volunteer
        fields = [
            "first_name",
            "last_name",
            "email",
            "phone",
            "postcode",
            "reach",
            "skills",
            "languages",
            "free_at",
            "hours_a_week",
            "motivation",
            "wishes",
        ]
        labels = {
            "first_name": gettext_lazy("Voornaam"),
            "last_name": gettext_lazy("Achternaam"),
            "postcode": gettext_lazy("De vier cijfers van je postcode"),
            "motivation": gettext_lazy("Waarom wil je vrijwilliger worden?"),
            "wishes": gettext_lazy("Waar moeten we rekening mee houden?"),
        }
        help_texts = {
            "motivation": gettext_lazy("Een paar zinnen is genoeg."),
            "wishes": gettext_lazy("Niet verplicht. Schrijf niets over je gezondheid of over een strafblad."),
            "postcode": gettext_lazy("Niet verplicht. Zoals 3511. Je adres hebben we niet nodig."),
        }
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "motivation": forms.Textarea(attrs={"rows": 4}),
            "wishes": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_id"].initial = uuid.uuid4
        self.fields["motivation"].required = True

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        found.pop("has_read", None)
        return found
