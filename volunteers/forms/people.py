"""What a co-ordinator enters. Clients are named by number only: there is no list of them to choose from."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import free_email
from accounts.models import User
from boundary.fields import CleanText, TextField
from caseload.access import not_shielded_from
from caseload.forms import DayField
from caseload.models import Supervision
from volunteers.models import Match, Volunteer, VolunteerQuerySet


class VolunteerFilter(forms.Form):
    q = TextField(
        label=gettext_lazy("Zoek op naam of cliëntnummer"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    matched = forms.ChoiceField(label=gettext_lazy("Koppeling"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Iedereen")), ("yes", _("Gekoppeld")), ("no", _("Nog vrij"))]
        self.fields["matched"].choices = choices  # type: ignore[attr-defined]

    def narrow(self, volunteers: VolunteerQuerySet, *, viewer: User) -> VolunteerQuerySet:
        self.is_valid()
        running = Match.objects.visible_to(viewer).running().filter(volunteer=OuterRef("pk"))
        for word in self.cleaned_data.get("q", "").split():
            with_client = Exists(running.filter(supervision__client__number__iexact=word))
            volunteers = volunteers.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word) | with_client)
        if matched := self.cleaned_data.get("matched"):
            volunteers = volunteers.filter(Exists(running) if matched == "yes" else ~Exists(running))
        return volunteers


class VolunteerForm(forms.ModelForm):
    class Meta(CleanText):
        model = Volunteer
        fields = ["first_name", "last_name", "email", "phone"]
        help_texts = {"email": gettext_lazy("Hierheen gaat de link om een wachtwoord te kiezen.")}

    def clean_email(self) -> str:
        return free_email(self.cleaned_data["email"])


class MatchForm(forms.Form):
    # The fields bear the names of the action's arguments; the number that is typed becomes the supervision it names.
    supervision = TextField(
        label=gettext_lazy("Cliëntnummer"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "w-code", "autocomplete": "off"}),
        help_text=gettext_lazy("Vraag het aan de werker."),
    )
    task = TextField(
        label=gettext_lazy("Wat gaat de vrijwilliger doen?"),
        max_length=200,
        help_text=gettext_lazy("De vrijwilliger leest dit. Schrijf niets over de zaak."),
    )
    starts_on = DayField(label=gettext_lazy("Vanaf"))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_supervision(self) -> Supervision:
        """One answer for a number that does not exist, one that is shielded, one of another organisation and one
        without supervision."""
        named = Supervision.objects.filter(
            not_shielded_from(self.by, "client"),
            client__organisation=self.by.organisation_id,
            client__number__iexact=self.cleaned_data["supervision"],
            ended_on__isnull=True,
        )
        supervision = named.select_related("client").first()
        if supervision is None:
            raise ValidationError(_("Er loopt geen toezicht met dit cliëntnummer."))
        return supervision
