"""Logging an activity on a telephone: what, when, how long, a title; the rest is folded away."""

import datetime as dt
import re
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import clock
from boundary.fields import TextField
from caseload import days
from caseload.typed import TypedDay
from caseload.version_forms import VersionedForm
from volunteers import policies
from volunteers.models import Activity, ActivityKind, Match
from volunteers.receipts import LARGEST_FILE, NoPicture, Picture, TooLarge, draw_anew

MINUTES = (15, 30, 60, 90, 120, 180, 240)
MOST_EUROS = 500
_EUROS = re.compile(r"(?:€\s*)?(\d{1,4})(?:[.,](\d{2}|-))?")


def length_words(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)s min") % {"n": minutes}
    return _("%(hours)s uur") % {"hours": number_format(hours + 0.5, decimal_pos=1) if rest else hours}


def filled_in(day: dt.date) -> str:
    if day == clock.today():
        return _("vandaag, %(day)s") % {"day": days.day(day)}
    return days.near(day, clock.today())


class ActivityForm(forms.Form):
    """`values()` are the arguments of the actions; `form_id` is new with every empty form."""

    field_order = ["form_id", "kind", "minutes", "title", "on"]

    form_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ModelChoiceField(
        label=gettext_lazy("Wat voor activiteit?"),
        queryset=ActivityKind.objects.none(),
        widget=forms.RadioSelect(attrs={"class": "chips"}),
        empty_label=None,
        error_messages={"required": gettext_lazy("Kies wat voor activiteit het was.")},
    )
    on = TypedDay(label=gettext_lazy("Wanneer?"))
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Hoe lang?"),
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "chips"}),
        error_messages={"required": gettext_lazy("Kies hoe lang het duurde.")},
    )
    title = TextField(
        label=gettext_lazy("Wat deden jullie?"),
        help_text=gettext_lazy("Kort, zoals: samen naar de gemeente"),
        max_length=Activity._meta.get_field("title").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    note = TextField(
        label=gettext_lazy("Meer erover"),
        required=False,
        max_length=Activity._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_private = forms.BooleanField(
        label=gettext_lazy("Alleen de titel is voor anderen"),
        help_text=gettext_lazy("Wat voor activiteit, hoe lang en je notitie zie dan alleen jij."),
        required=False,
    )
    expenses = TextField(
        label=gettext_lazy("Onkosten in euro's"),
        help_text=gettext_lazy("Zoals 12,50. Een foto van de bon kan erbij na het bewaren."),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"class": "w-time", "inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, match: Match, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        filled: dict[str, Any] = {"form_id": uuid.uuid4(), "on": filled_in(clock.today())}
        self.initial = {**filled, **self.initial}
        of_organisation = ActivityKind.objects.filter(organisation=match.volunteer.organisation_id)
        chosen = self.initial.get("kind")
        in_use = of_organisation.filter(retired_at__isnull=True)
        # One that is out of use stays with what it was logged for.
        kinds = in_use | of_organisation.filter(pk=chosen) if chosen else in_use
        self.fields["kind"].queryset = kinds.distinct()  # type: ignore[attr-defined]
        several = sorted({*MINUTES, *([self.initial["minutes"]] if "minutes" in self.initial else [])})
        self.fields["minutes"].choices = [(str(n), length_words(n)) for n in several]  # type: ignore[attr-defined]
        client = match.supervision.client.first_name
        self.fields["note"].help_text = _("Niet verplicht. %(client)s en de werker lezen dit ook.") % {"client": client}
        if not policies.pays_expenses(match):
            del self.fields["expenses"]

    def clean_expenses(self) -> int | None:
        typed = self.cleaned_data["expenses"]
        if not typed:
            return None
        found = _EUROS.fullmatch(typed)
        if found is None:
            raise ValidationError(_("Vul een bedrag in zoals 12,50."))
        cents = int(found[1]) * 100 + (int(found[2]) if (found[2] or "-") != "-" else 0)
        if cents > MOST_EUROS * 100:
            raise ValidationError(_("Boven € %(most)s overleg je eerst met je coördinator.") % {"most": MOST_EUROS})
        return cents

    @property
    def folded_open(self) -> bool:
        """What is folded away stands open when something is in it."""
        names = ("note", "is_private", "expenses")
        return any(self[name].value() or self[name].errors for name in names if name in self.fields)

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = ("kind", "on", "minutes", "title", "note", "is_private")
        return {name: data[name] for name in names} | {"expenses_cents": data.get("expenses")}


class ChangeActivityForm(VersionedForm, ActivityForm):
    """The same over one that was logged, with its version instead of a new id."""

    form_id = None  # type: ignore[assignment]

    def __init__(self, *args: Any, activity: Activity, match: Match, **kwargs: Any) -> None:
        names = ("minutes", "title", "note", "is_private", "version")
        stands: dict[str, Any] = {name: getattr(activity, name) for name in names}
        stands |= {"kind": activity.kind_id, "on": filled_in(activity.on), "expenses": _typed(activity.expenses_cents)}
        super().__init__(*args, match=match, initial=stands, **kwargs)


def _typed(cents: int | None) -> str:
    return f"{cents // 100},{cents % 100:02}" if cents else ""


class ReceiptForm(forms.Form):
    """`cleaned_data["picture"]` is the picture drawn anew; of the file that came nothing is kept."""

    picture = forms.FileField(
        label=gettext_lazy("Foto van de bon"),
        help_text=gettext_lazy("Een JPEG of PNG, ten hoogste 8 MB."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "class": "form-control"}),
        error_messages={
            "required": gettext_lazy("Kies een foto van de bon."),
            "empty": gettext_lazy("Dit bestand is leeg. Kies een andere foto."),
            "invalid": gettext_lazy("Kies een foto van de bon."),
            "missing": gettext_lazy("Kies een foto van de bon."),
        },
    )

    def clean_picture(self) -> Picture:
        file = self.cleaned_data["picture"]
        try:
            if file.size > LARGEST_FILE:
                raise TooLarge(file.size)
            return draw_anew(file.read())
        except TooLarge:
            raise ValidationError(_("Deze foto is te groot. Maak hem opnieuw, met minder beeldpunten.")) from None
        except NoPicture:
            raise ValidationError(_("Dit is geen foto die we kunnen lezen. Kies een JPEG of PNG.")) from None
