"""What a co-ordinator enters of volunteers."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import free_email
from accounts.models import User
from boundary.fields import CleanText, TextField
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
