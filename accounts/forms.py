"""What an administrator may ask and enter. Plain forms: no field of an account can be set that is not named here."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, Role, Team, User, UserQuerySet
from boundary.fields import EmailField, TextField

# A client's account comes with the case, a volunteer's from the co-ordinator.
ROLES_TO_GIVE = [role for role in Role if role not in (Role.CLIENT, Role.VOLUNTEER)]
ROLES_IN_A_TEAM = (Role.WORKER, Role.SUPERVISOR)


def free_email(address: str) -> str:
    """The address as it is kept; ValidationError when an account has it already, in any case of letters."""
    if User.objects.filter(email__iexact=address).exists():
        raise ValidationError(_("Met dit e-mailadres is al een account. Gebruik een ander adres."))
    return address.lower()


class PeopleFilter(forms.Form):
    q = TextField(label=gettext_lazy("Zoek op naam of e-mailadres"), required=False, max_length=100)
    role = forms.ChoiceField(label=gettext_lazy("Rol"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Alle rollen")), *Role.choices]  # type: ignore[attr-defined]

    def narrow(self, people: UserQuerySet) -> UserQuerySet:
        """Those who match; a filter that makes no sense narrows nothing. A client's address cannot be searched for."""
        self.is_valid()
        text, role = self.cleaned_data.get("q"), self.cleaned_data.get("role")
        if role:
            people = people.filter(role=role)
        if text:
            by_address = Q(email__icontains=text) & ~Q(role=Role.CLIENT)
            people = people.filter(by_address | Q(pk__in=people.named(text).values("pk")))
        return people


class NewAccountForm(forms.Form):
    first_name = TextField(label=gettext_lazy("Voornaam"), max_length=60)
    last_name = TextField(label=gettext_lazy("Achternaam"), max_length=80)
    email = EmailField(
        label=gettext_lazy("E-mailadres"),
        max_length=254,
        help_text=gettext_lazy("Hierheen gaat de link om een wachtwoord te kiezen."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Rol"))
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label=gettext_lazy("Team"),
        required=False,
        empty_label=gettext_lazy("Geen team"),
        help_text=gettext_lazy(
            "Van een reclasseringswerker: waar die werkt. Van een unitmanager: het team dat die leidt."
        ),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Kies een rol")), *((role.value, role.label) for role in ROLES_TO_GIVE)]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]
        self.fields["team"].queryset = Team.objects.filter(organisation=organisation)  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        return free_email(self.cleaned_data["email"])

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean(self) -> None:
        role, team = self.cleaned_data.get("role"), self.cleaned_data.get("team")
        if role == Role.WORKER and team is None and "team" not in self.errors:
            self.add_error("team", _("Een reclasseringswerker hoort bij een team. Kies er een."))
        if role is not None and role not in ROLES_IN_A_TEAM and team is not None:
            self.add_error("team", _("Deze rol hoort niet bij een team. Kies ‘Geen team’."))
