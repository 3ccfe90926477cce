"""Planning an appointment, moving it and calling it off."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import clock
from boundary.fields import TextField
from caseload import days
from caseload.models import Pair
from caseload.typed import TypedDay, TypedTime
from caseload.when import NotUnderstood, parse_coming_day
from remote_contact.forms.contacts import ChipSelect
from remote_contact.lists import Lists
from remote_contact.models import AbsenceReason, Appointment, AskedBy, ListKind
from remote_contact.recurrence import MOST, Repeat, at, moments

MINUTES = (15, 30, 45, 60, 90)
PLACE = Appointment._meta.get_field("place").max_length


class WhenForm(forms.Form):
    """When, how and where. `seen`: the clashes that stood on the screen; `asked` has the moments once it is valid."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)
    seen = TextField(required=False, max_length=16, widget=forms.HiddenInput)
    method = forms.ChoiceField(
        label=gettext_lazy("Hoe?"),
        widget=ChipSelect,
        error_messages={"required": gettext_lazy("Kies hoe jullie elkaar spreken.")},
    )
    day = TypedDay(
        label=gettext_lazy("Dag"),
        help_text=gettext_lazy("Ook: di, morgen, over 2 weken"),
        wrong=gettext_lazy("Vul een dag in zoals 30 nov."),
        coming=True,
    )
    time = TypedTime(label=gettext_lazy("Begin"))
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Minuten"), choices=[(n, str(n)) for n in MINUTES], coerce=int, widget=ChipSelect
    )
    place = TextField(label=gettext_lazy("Waar"), required=False, max_length=PLACE)

    def __init__(self, *args: Any, pair: Pair, words: Lists, stands: Appointment | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = pair
        self.asked: list[dt.datetime] = []
        self.initial = {"form_id": uuid.uuid4(), "minutes": 30, **_filled(stands), **self.initial}
        methods = words.choices(ListKind.METHOD)
        if stands is not None and stands.method not in dict(methods):
            methods = [*methods, (stands.method, words.method(stands.method))]
        field = self.fields["minutes"]
        if stands is not None and stands.minutes not in MINUTES:
            field.choices = [*field.choices, (stands.minutes, str(stands.minutes))]  # type: ignore[attr-defined]
        self.fields["method"].choices = methods  # type: ignore[attr-defined]
        hint = _("%(name)s leest dit: een adres, of wie er belt. Mag leeg.")
        self.fields["place"].help_text = hint % {"name": pair.client.first_name}

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "day" in data and "time" in data:
            data["starts_at"] = at(data["day"], data["time"])
            self.asked = moments(data["starts_at"], data.get("repeat"))
        return data

    def show_clashes(self, fingerprint: str) -> None:
        """The page goes out again with what clashes; the next press says that it was seen."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("seen")] = fingerprint
        self.data = data

    def values(self) -> dict[str, Any]:
        """What every action about a moment takes."""
        return {name: self.cleaned_data[name] for name in ("starts_at", "minutes", "method", "place", "form_id")}


def _filled(stands: Appointment | None) -> dict[str, Any]:
    if stands is None:
        return {}
    local = timezone.localtime(stands.starts_at)
    when = {"day": days.day_year(local.date()), "time": f"{local:%H:%M}"}
    return when | {"method": stands.method, "minutes": stands.minutes, "place": stands.place}


class AppointmentForm(WhenForm):
    """A new appointment, or a series: `repeat` is None for one."""

    every = forms.TypedChoiceField(
        label=gettext_lazy("Herhalen"),
        choices=[
            ("", gettext_lazy("Nee")),
            ("1", gettext_lazy("Elke week")),
            ("2", gettext_lazy("Om de 2 weken")),
            ("3", gettext_lazy("Om de 3 weken")),
            ("4", gettext_lazy("Om de 4 weken")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        widget=ChipSelect,
    )
    until = TextField(
        label=gettext_lazy("Hoe vaak, of tot en met welke dag?"),
        help_text=gettext_lazy("Alleen bij herhalen. Zoals 6, of 1 mrt."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-date", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, last_method: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"method": last_method, "every": "", **self.initial}

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["repeat"] = self._repeat(data.get("every"), data.get("until", ""))
        return super().clean()

    def _repeat(self, every: int | None, until: str) -> Repeat | None:
        if every is None:
            return None
        if not until:
            self.add_error("until", _("Vul in hoe vaak, zoals 6, of tot welke dag."))
            return None
        if until.isascii() and until.isdigit():
            if not 2 <= int(until[:6]) <= MOST:
                self.add_error("until", _("Kies 2 tot %(most)s keer.") % {"most": MOST})
                return None
            return Repeat(every, times=int(until))
        try:
            return Repeat(every, until=parse_coming_day(until, clock.today()))
        except NotUnderstood:
            self.add_error("until", _("Vul in hoe vaak, zoals 6, of tot welke dag."))
            return None

    def values(self) -> dict[str, Any]:
        return super().values() | {"repeat": self.cleaned_data["repeat"]}


class WhyForm(forms.Form):
    """Who asked for the change, and why. `version`: of the appointment that stood on the screen."""

    version = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    asked_by = forms.ChoiceField(
        label=gettext_lazy("Wie vroeg het?"),
        widget=ChipSelect,
        error_messages={"required": gettext_lazy("Kies wie het vroeg.")},
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Waarom?"),
        widget=ChipSelect,
        error_messages={"required": gettext_lazy("Kies een reden.")},
    )
    rest_of_series = forms.BooleanField(required=False)

    def __init__(self, *args: Any, pair: Pair, stands: Appointment, later: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"version": stands.version, **self.initial}
        self.fields["asked_by"].choices = [  # type: ignore[attr-defined]
            (AskedBy.CLIENT, pair.client.first_name),
            (AskedBy.WORKER, _("Ik, of een collega")),
        ]
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (value, capfirst(label)) for value, label in AbsenceReason.choices
        ]
        if later:
            self.fields["rest_of_series"].label = _("Ook de rest van de reeks: nog %(n)s") % {"n": later}
        else:
            del self.fields["rest_of_series"]

    def why(self) -> dict[str, Any]:
        rest = self.cleaned_data.get("rest_of_series", False)
        return {name: self.cleaned_data[name] for name in ("version", "asked_by", "reason")} | {"rest_of_series": rest}
