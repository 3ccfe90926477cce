"""What a co-ordinator decides: projects and their rules, kinds of activity, the public form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from boundary.fields import CleanText, TextField
from caseload.version_forms import VersionedForm
from volunteers.models import ActivityKind, Form, Project, PublicForm, RunBy

# So far every term is sensible: ten years, a year between two talks.
MOST_MONTHS, MOST_WEEKS = 120, 52


def _number(label: Any, most: int, least: int = 1, hint: Any = "") -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "w-code", "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget, help_text=hint)


class ProjectForm(VersionedForm, forms.ModelForm):
    form = forms.ChoiceField(label=gettext_lazy("Vorm"), widget=forms.RadioSelect(attrs={"class": "chips"}))
    run_by = forms.ChoiceField(
        label=gettext_lazy("Van wie zijn de vrijwilligers?"), widget=forms.RadioSelect(attrs={"class": "chips"})
    )
    smallest = _number(gettext_lazy("Vrijwilligers rond één cliënt, ten minste"), 9)
    largest = _number(gettext_lazy("Vrijwilligers rond één cliënt, ten hoogste"), 9)
    matches_at_once = _number(
        gettext_lazy("Cliënten tegelijk, per vrijwilliger"), 9, hint=gettext_lazy("Over alle projecten samen.")
    )
    vog_months = _number(
        gettext_lazy("VOG geldig (maanden)"), MOST_MONTHS, 0, gettext_lazy("0: een VOG blijft geldig.")
    )
    training_months = _number(
        gettext_lazy("Training geldig (maanden)"), MOST_MONTHS, 0, gettext_lazy("0: een training blijft geldig.")
    )
    tuning_weeks = _number(gettext_lazy("Afstemmen om de (weken)"), MOST_WEEKS)
    evaluation_months = _number(gettext_lazy("Evalueren om de (maanden)"), MOST_WEEKS)

    class Meta(CleanText):
        model = Project
        fields = [
            "name",
            "form",
            "run_by",
            "partner",
            "smallest",
            "largest",
            "matches_at_once",
            "needs_vog",
            "vog_months",
            "needs_interview",
            "needs_training",
            "training_months",
            "tuning_weeks",
            "evaluation_months",
            "pays_expenses",
        ]
        labels = {
            "name": gettext_lazy("Naam"),
            "partner": gettext_lazy("Welke partner?"),
            "needs_vog": gettext_lazy("Een VOG is nodig"),
            "needs_interview": gettext_lazy("Een gesprek is nodig"),
            "needs_training": gettext_lazy("Een training is nodig"),
            "pays_expenses": gettext_lazy("Dit project vergoedt onkosten"),
        }
        help_texts = {"partner": gettext_lazy("Alleen als de vrijwilligers van een partner zijn.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("form", Form), ("run_by", RunBy)):
            named = [(one.value, capfirst(one.label)) for one in choices]
            self.fields[name].choices = named  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        smallest, largest = found.get("smallest"), found.get("largest")
        if smallest and largest and largest < smallest:
            self.add_error("largest", _("Dit is minder dan ten minste. Vul een hoger getal in."))
        if found.get("run_by") == RunBy.PARTNER and not found.get("partner"):
            self.add_error("partner", _("Vul in welke partner het is."))
        return found


class KindForm(forms.Form):
    name = TextField(label=gettext_lazy("Nieuwe soort activiteit"), max_length=60)


class PublicFormForm(VersionedForm, forms.ModelForm):
    """Whether people may apply, at which address, and who is told."""

    class Meta(CleanText):
        model = PublicForm
        fields = ["is_open", "slug", "coordinator"]
        labels = {
            "is_open": gettext_lazy("Iedereen kan zich aanmelden"),
            "slug": gettext_lazy("Adres van het formulier"),
            "coordinator": gettext_lazy("Wie krijgt bericht van een aanmelding?"),
        }
        help_texts = {
            "slug": gettext_lazy("Kleine letters, cijfers en streepjes. Staat achter /vrijwilliger/."),
            "coordinator": gettext_lazy("De naam en het e-mailadres staan op het formulier, voor vragen."),
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["coordinator"]
        people = User.objects.filter(organisation=by.organisation_id, role=Role.COORDINATOR, is_active=True)
        field.queryset = people  # type: ignore[attr-defined]
        field.empty_label = str(_("Alle coördinatoren"))  # type: ignore[attr-defined]

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        taken = PublicForm.objects.filter(slug=slug).exclude(pk=self.instance.pk)
        if taken.exists():
            raise ValidationError(_("Dit adres is al in gebruik. Kies een ander."))
        return slug

    def validate_unique(self) -> None:
        """The organisation's one row is made or changed by the action."""


def kinds_in_use(organisation_id: Any) -> Any:
    """What can be chosen now."""
    return ActivityKind.objects.filter(organisation=organisation_id, retired_at__isnull=True)


def projects_in_use(organisation_id: Any) -> Any:
    return Project.objects.filter(organisation=organisation_id, retired_at__isnull=True)
