"""What a pair asks of a volunteer, and what the three say of a proposal."""

import uuid
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import clock
from boundary.fields import CleanText, TextField
from caseload.forms import DayField
from caseload.models import Goal, Pair
from caseload.version_forms import NOTHING, Row, VersionedForm
from caseload.versions import StaleRecord
from volunteers.actions.requests import SETS
from volunteers.forms.projects import kinds_in_use, projects_in_use
from volunteers.languages import SPOKEN
from volunteers.models import ActivityKind, Part, Project, Side, Volunteer, VolunteerRequest

CHIPS = {"class": "chips"}
NOTHING_OF_THE_CASE = gettext_lazy("Schrijf niets over de zaak.")


class _Asked(forms.Form):
    """What client and worker fill in alike."""

    kinds = forms.ModelMultipleChoiceField(
        queryset=ActivityKind.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs=CHIPS),
        error_messages={"required": gettext_lazy("Kies ten minste één soort hulp.")},
    )
    free_at = forms.MultipleChoiceField(
        choices=[(part.value, capfirst(part.label)) for part in Part],
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=CHIPS),
    )
    languages = forms.MultipleChoiceField(
        choices=list(SPOKEN.items()), required=False, widget=forms.CheckboxSelectMultiple(attrs=CHIPS)
    )

    def take_from(self, pair: Pair) -> None:
        self.pair = pair
        self.fields["kinds"].queryset = kinds_in_use(pair.team.organisation_id)  # type: ignore[attr-defined]


class OwnRequestForm(_Asked, forms.ModelForm):
    """Of the client themselves, in plain words."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)

    class Meta(CleanText):
        model = VolunteerRequest
        fields = ["kinds", "what_for", "free_at", "languages", "wishes"]
        help_texts = {
            "what_for": gettext_lazy("Schrijf het kort op. Schrijf niets over je zaak."),
            "wishes": gettext_lazy("Dit hoeft niet. Schrijf niets over je zaak."),
        }
        labels = {
            "what_for": gettext_lazy("Waar wil je hulp bij?"),
            "wishes": gettext_lazy("Heb je nog een wens?"),
        }
        error_messages = {"what_for": {"required": gettext_lazy("Schrijf op waar je hulp bij wilt.")}}

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.take_from(pair)
        self.initial = {"form_id": uuid.uuid4(), **self.initial}
        labels = {
            "kinds": _("Wat voor hulp zoek je?"),
            "free_at": _("Wanneer kun je?"),
            "languages": _("In welke talen praat je graag?"),
        }
        for name, label in labels.items():
            self.fields[name].label = label


class RequestForm(VersionedForm, _Asked, forms.ModelForm):
    """Of the worker: the same, with the goals of the plan and what is agreed for safety."""

    goals = forms.ModelMultipleChoiceField(
        queryset=Goal.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    not_these = forms.ModelMultipleChoiceField(
        queryset=Volunteer.objects.none(), required=False, widget=forms.CheckboxSelectMultiple(attrs=CHIPS)
    )
    client_agreed_on = DayField(required=False, until_today=True)

    class Meta(CleanText):
        model = VolunteerRequest
        fields = [
            "kinds",
            "what_for",
            "free_at",
            "languages",
            "wishes",
            "postcode",
            "project",
            "goals",
            "safety",
            "experienced_only",
            "not_from_neighbourhood",
            "not_alone",
            "not_these",
            "client_agreed_on",
        ]
        labels = {
            "what_for": gettext_lazy("Waarvoor?"),
            "postcode": gettext_lazy("Postcode, vier cijfers"),
            "project": gettext_lazy("Voor een bepaald project?"),
            "safety": gettext_lazy("Veiligheidsafspraken, geschreven voor de vrijwilliger"),
            "experienced_only": gettext_lazy("Alleen een ervaren vrijwilliger"),
            "not_from_neighbourhood": gettext_lazy("Niet iemand uit dezelfde buurt"),
            "not_alone": gettext_lazy("Nooit één vrijwilliger alleen, dus een cirkel"),
        }
        help_texts = {
            "what_for": gettext_lazy("De coördinator leest dit. Schrijf niets over de zaak."),
            "wishes": gettext_lazy("Mag leeg. De coördinator leest dit. Schrijf niets over de zaak."),
            "postcode": gettext_lazy("Mag leeg. Alleen om te zien hoe ver het is."),
            "project": gettext_lazy("Mag leeg. Dan kiest de coördinator."),
            "safety": gettext_lazy(
                "Mag leeg. De vrijwilliger, de cliënt en de coördinator lezen dit. Schrijf niets over de zaak."
            ),
        }
        widgets = {
            "safety": forms.Textarea(attrs={"rows": 3}),
            "postcode": forms.TextInput(attrs={"class": "w-code", "inputmode": "numeric"}),
        }

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.take_from(pair)
        goals = Goal.objects.filter(supervision=pair.supervision_id, reached_on__isnull=True)
        known = Q(matches__supervision__client=pair.client) | Q(proposals__request__supervision__client=pair.client)
        querysets: dict[str, Any] = {
            "project": projects_in_use(pair.team.organisation_id),
            "goals": goals,
            "not_these": Volunteer.objects.filter(known).distinct(),
        }
        for name, queryset in querysets.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        self.fields["goals"].label_from_instance = _goal_text  # type: ignore[attr-defined]
        self.fields["not_these"].label_from_instance = _first_name  # type: ignore[attr-defined]
        self._word(pair)
        if self.instance._state.adding:
            del self.fields["version"]
            self.fields["form_id"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
        else:
            # A yes that was said to other words is none to these, so the day is not filled in beforehand.
            self.initial.update(client_agreed_on=None, version=self.instance.version)
            self.initial.update({name: list(getattr(self.instance, name).all()) for name in SETS})
        for name in ("goals", "not_these"):
            if not querysets[name].exists():
                del self.fields[name]

    def clean(self) -> dict[str, Any] | None:
        """Without a postcode every volunteer may be a neighbour, and nobody could be proposed."""
        data = super().clean()
        if self.cleaned_data.get("not_from_neighbourhood") and not self.cleaned_data.get("postcode", "?"):
            self.add_error("postcode", _("Vul de postcode in. Zonder kan niemand worden voorgesteld."))
        return data

    def _word(self, pair: Pair) -> None:
        name = {"name": pair.client.first_name}
        labels = {
            "kinds": _("Wat voor hulp?"),
            "free_at": _("Wanneer kan %(name)s?") % name,
            "languages": _("In welke talen kan het?"),
            "goals": _("Voor welke doelen van het plan?"),
            "not_these": _("Niet deze vrijwilligers"),
            "client_agreed_on": _("Op welke dag zei %(name)s ja?") % name,
        }
        for field, label in labels.items():
            self.fields[field].label = label
        self.fields["goals"].help_text = _("De coördinator ziet de doelen niet.")
        self.fields["languages"].help_text = _("Leeg: elke taal is goed.")
        self.fields["client_agreed_on"].help_text = (
            _("Laat leeg als %(name)s het op de eigen bladzijde zegt. Zoals 23-11-2026") % name
            if pair.client.account_id
            else _("%(name)s heeft geen eigen bladzijde: vraag het zelf. Zoals 23-11-2026") % name
        )
        self.fields["project"].empty_label = str(_("Maakt niet uit"))  # type: ignore[attr-defined]

    def _row(self, field: forms.BoundField, stale: StaleRecord) -> Row:
        if field.name not in SETS:
            return super()._row(field, stale)

        def named(found: Any) -> str:
            return ", ".join(field.field.label_from_instance(one) for one in found) or NOTHING  # type: ignore[attr-defined]

        return Row(
            str(field.label), named(getattr(stale.current, field.name).all()), named(self.cleaned_data[field.name])
        )


def _goal_text(goal: Goal) -> str:
    return goal.text


def _first_name(volunteer: Volunteer) -> str:
    return volunteer.first_name


class WithdrawForm(forms.Form):
    reason = TextField(
        label=gettext_lazy("Waarom trekken jullie de aanvraag in?"),
        max_length=200,
        help_text=gettext_lazy("De coördinator leest dit. Schrijf niets over de zaak."),
        error_messages={"required": gettext_lazy("Schrijf op waarom.")},
    )


class AgreeForm(forms.Form):
    says = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    version = forms.IntegerField(min_value=1, max_value=2_000_000_000)


class AnswerForm(forms.Form):
    """Yes or no; `side` when a worker writes down what the client said."""

    says = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    side = forms.ChoiceField(choices=[(Side.CLIENT.value, "client")], required=False)


class ProposeForm(forms.Form):
    project = forms.ModelChoiceField(queryset=Project.objects.none(), widget=forms.HiddenInput)
    note = TextField(
        label=gettext_lazy("Toelichting"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Mag leeg. Alle drie lezen dit. Schrijf niets over de zaak."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, organisation_id: uuid.UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects_in_use(organisation_id)  # type: ignore[attr-defined]


class BeginForm(forms.Form):
    task = TextField(
        label=gettext_lazy("Wat gaat de vrijwilliger doen?"),
        max_length=200,
        help_text=gettext_lazy("Alle drie lezen dit. Schrijf niets over de zaak."),
    )
    starts_on = DayField(label=gettext_lazy("Vanaf"), from_today=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"starts_on": clock.today(), **self.initial}
