"""How somebody wants to get messages."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from caseload.models import Client
from caseload.version_forms import VersionedForm
from messaging import preferring

_TIME = {"class": "w-time", "autocomplete": "off"}


class PreferenceForm(VersionedForm):
    channel = forms.ChoiceField(label=_("Liefst via"), widget=forms.RadioSelect(attrs={"class": "chips"}))
    safe_from = forms.TimeField(
        label=_("Niet eerder dan"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs=_TIME),
        help_text=_("Zoals 18:00. Leeg mag."),
    )
    safe_until = forms.TimeField(
        label=_("Niet later dan"), required=False, widget=forms.TimeInput(format="%H:%M", attrs=_TIME)
    )
    never_leave_message = forms.BooleanField(
        label=_("Nooit een bericht achterlaten"),
        required=False,
        help_text=_("Voor als een ander de telefoon of de mail kan zien."),
    )
    no_questionnaires = forms.BooleanField(label=_("Geen berichten over vragenlijsten"), required=False)
    digest = forms.BooleanField(
        label=_("Overzicht van de week"),
        required=False,
        help_text=_("Op maandag een mail met aantallen, zonder namen."),
    )
    language = forms.ChoiceField(label=_("Taal"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, person: Client | User, **kwargs: Any) -> None:
        row = preferring.preference_of(person)
        initial = {name: getattr(row, name) for name in self.base_fields if name != "version"}
        initial["version"] = preferring.version_of(person, row)
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        channels = preferring.choices_for(person)
        if len(channels) == 1:
            del self.fields["channel"]
        else:
            field = self.fields["channel"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(channel.value, capfirst(channel.label)) for channel in channels]
        if isinstance(person, Client) or person.role not in (Role.WORKER, Role.SUPERVISOR):
            del self.fields["digest"]
        if isinstance(person, User) and person.role != Role.WORKER:
            # Only a worker fills questionnaires in.
            del self.fields["no_questionnaires"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        start, until = self.cleaned_data.get("safe_from"), self.cleaned_data.get("safe_until")
        if "safe_from" in self.errors or "safe_until" in self.errors:
            return self.cleaned_data
        if (start is None) != (until is None):
            self.add_error("safe_from" if start is None else "safe_until", _now("Vul beide tijden in, of geen."))
        elif start and until and until <= start:
            self.add_error("safe_until", _now("Kies een tijd na het begin."))
        return self.cleaned_data
