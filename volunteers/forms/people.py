"""What a co-ordinator enters of volunteers."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import free_email
from accounts.models import User
from audit import clock
from boundary.fields import CleanText, TextField
from caseload.forms import DayField
from caseload.version_forms import VersionedForm
from volunteers import stages
from volunteers.forms.applying import Details, phone_field
from volunteers.forms.projects import kinds_in_use, projects_in_use
from volunteers.models import Match, Paper, PaperKind, Project, Stage, Volunteer, VolunteerQuerySet
from volunteers.paper_lines import standing_of_all
from volunteers.papers import Standing

LISTED = (Stage.APPLIED, Stage.INTERVIEW, Stage.SCREENING, Stage.TRAINING, Stage.AVAILABLE, Stage.RESTING)


class VolunteerFilter(forms.Form):
    q = TextField(
        label=gettext_lazy("Zoek op naam of cliëntnummer"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    stage = forms.ChoiceField(label=gettext_lazy("Hoe ver"), required=False)
    matched = forms.ChoiceField(label=gettext_lazy("Koppeling"), required=False)
    papers = forms.ChoiceField(label=gettext_lazy("Papieren"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "stage": [
                ("", _("Wie meedoet of komt")),
                *((stage.value, capfirst(stage.label)) for stage in LISTED),
                (Stage.LEFT.value, capfirst(Stage.LEFT.label)),
                (Stage.TURNED_DOWN.value, capfirst(Stage.TURNED_DOWN.label)),
            ],
            "matched": [("", _("Iedereen")), ("yes", _("Gekoppeld")), ("no", _("Nog vrij"))],
            "papers": [
                ("", _("Maakt niet uit")),
                ("look", _("Ontbreekt of verloopt")),
                ("soon", _("Verloopt binnenkort")),
            ],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]

    def narrow(self, volunteers: VolunteerQuerySet, *, viewer: User) -> VolunteerQuerySet:
        """Those who match; what makes no sense narrows nothing. Who left or was turned down is there when asked for."""
        self.is_valid()
        asked = self.cleaned_data
        running = Match.objects.visible_to(viewer).running().filter(volunteer=OuterRef("pk"))
        for word in asked.get("q", "").split():
            with_client = Exists(running.filter(supervision__client__number__iexact=word))
            volunteers = volunteers.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word) | with_client)
        stage = asked.get("stage")
        volunteers = volunteers.filter(stage=stage) if stage else volunteers.filter(stage__in=LISTED)
        if matched := asked.get("matched"):
            volunteers = volunteers.filter(Exists(running) if matched == "yes" else ~Exists(running))
        if papers := asked.get("papers"):
            wanted = {Standing.EXPIRING} if papers == "soon" else set(Standing) - {Standing.GOOD}
            standing = standing_of_all(viewer, clock.today())
            found = [pk for pk, lines in standing.items() if any(line.standing in wanted for line in lines)]
            volunteers = volunteers.filter(pk__in=found)
        return volunteers


class InProjects(forms.Form):
    """For which projects a volunteer is."""

    projects = forms.ModelMultipleChoiceField(
        queryset=Project.objects.none(),
        label=gettext_lazy("Voor welk project?"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
    )

    def clean_projects(self) -> list[Any]:
        return list(self.cleaned_data["projects"])


class VolunteerForm(InProjects, forms.ModelForm):
    """Whom the co-ordinator adds: somebody who telephoned, or who takes part already."""

    phone = phone_field()
    stage = forms.ChoiceField(label=gettext_lazy("Hoe ver is deze vrijwilliger?"), widget=forms.RadioSelect)

    class Meta(CleanText):
        model = Volunteer
        fields = ["first_name", "last_name", "email", "phone", "stage", "projects"]

    def __init__(self, *args: Any, organisation_id: uuid.UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["projects"].queryset = projects_in_use(organisation_id)  # type: ignore[attr-defined]
        self.fields["stage"].choices = [  # type: ignore[attr-defined]
            (Stage.APPLIED.value, _("Nieuw: het gesprek moet nog komen")),
            (Stage.AVAILABLE.value, _("Doet al mee: krijgt nu een mail om een wachtwoord te kiezen")),
        ]

    def clean_email(self) -> str:
        return free_email(self.cleaned_data["email"])


class ChangeForm(VersionedForm, InProjects, Details, forms.ModelForm):
    """Everything the co-ordinator keeps of a volunteer's wishes; a new address is that of the account too."""

    class Meta(CleanText):
        model = Volunteer
        fields = [
            "first_name",
            "last_name",
            "email",
            "phone",
            "projects",
            "skills",
            "languages",
            "free_at",
            "hours_a_week",
            "postcode",
            "reach",
            "experienced",
            "wishes",
        ]
        labels = {
            "experienced": gettext_lazy("Ervaren: kan ook waar dat nodig is"),
            "postcode": gettext_lazy("De vier cijfers van de postcode"),
        }
        help_texts = {
            "email": gettext_lazy("Is er een account, dan is dit ook het adres om mee aan te melden."),
            "wishes": gettext_lazy("Alleen wat nodig is om goed te koppelen. De vrijwilliger mag het lezen."),
        }
        widgets = {"wishes": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "skills": _("Waarmee kan en wil deze vrijwilliger helpen?"),
            "languages": _("Welke talen?"),
            "free_at": _("Wanneer?"),
            "hours_a_week": _("Uren per week"),
            "reach": _("Hoe ver van huis?"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        # What they are in already stays to be seen, also when it is no longer begun with.
        kept = {"projects": projects_in_use, "skills": kinds_in_use}
        for name, in_use in kept.items():
            theirs = getattr(self.instance, name).all()
            field = self.fields[name]
            found = (in_use(self.organisation_id) | theirs).distinct()
            field.queryset = found  # type: ignore[attr-defined]


class StageForm(forms.Form):
    """The next step, with what the co-ordinator wants to remember of it."""

    stage = forms.ChoiceField(label=gettext_lazy("Naar welke stap?"), widget=forms.RadioSelect)
    resting_until = DayField(
        label=gettext_lazy("Weer beschikbaar vanaf"),
        required=False,
        from_today=True,
        help_text=gettext_lazy("Alleen bij uitrusten. De vrijwilliger komt op die dag vanzelf terug. Zoals 23-11-2026"),
    )
    note = TextField(
        label=gettext_lazy("Notitie"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Niet verplicht. Niets over gezondheid of strafblad."),
    )

    def __init__(self, *args: Any, volunteer: Volunteer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        been = volunteer.account_id is not None
        may = stages.next_stages(volunteer.stage, has_been_available=been)
        words = dict(NEXT_WORDS)
        self.fields["stage"].choices = [(stage, words[stage]) for stage in may]  # type: ignore[attr-defined]
        if len(may) == 1:
            self.fields["stage"].initial = may[0]
        if Stage.RESTING not in may:
            del self.fields["resting_until"]


NEXT_WORDS = (
    (Stage.INTERVIEW.value, gettext_lazy("Gesprek: er is een afspraak, of het gesprek is geweest")),
    (Stage.SCREENING.value, gettext_lazy("Screening: de VOG is aangevraagd")),
    (Stage.TRAINING.value, gettext_lazy("Training: begint of is bezig")),
    (Stage.AVAILABLE.value, gettext_lazy("Beschikbaar: kan gekoppeld worden")),
    (Stage.RESTING.value, gettext_lazy("Rust even uit")),
    (Stage.TURNED_DOWN.value, gettext_lazy("Gaat niet verder: na vier weken worden alle gegevens gewist")),
)


class PaperForm(forms.ModelForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Wat?"), choices=PaperKind.choices, widget=forms.RadioSelect(attrs={"class": "chips"})
    )
    on = DayField(label=gettext_lazy("Datum"), until_today=True)
    valid_until = DayField(
        label=gettext_lazy("Geldig tot en met"),
        required=False,
        help_text=gettext_lazy("Mag leeg: dan geldt wat het project zegt. Zoals 23-11-2026"),
    )

    class Meta(CleanText):
        model = Paper
        fields = ["kind", "on", "valid_until", "name"]
        labels = {"name": gettext_lazy("Welke training?")}
        help_texts = {"name": gettext_lazy("Mag leeg.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, capfirst(kind.label)) for kind in PaperKind]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        on, until = found.get("on"), found.get("valid_until")
        if isinstance(on, dt.date) and isinstance(until, dt.date) and until < on:
            self.add_error("valid_until", _("Deze dag ligt vóór de datum van het papier."))
        return found


class LeaveForm(forms.Form):
    note = TextField(
        label=gettext_lazy("Waarom stopt deze vrijwilliger?"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Niet verplicht."),
    )
