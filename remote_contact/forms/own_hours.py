"""The hours a worker keeps: for each weekday a time from and a time until, as people type them."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from boundary.fields import TextField
from caseload.when import NotUnderstood, parse_time
from messaging.admin_forms import WEEKDAYS
from remote_contact.own_hours import Hours


class OwnHoursForm(forms.Form):
    """`hours()` gives what was typed; a day without times is a day off."""

    def __init__(self, *args: Any, hours: Hours, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday, name in WEEKDAYS:
            kept = hours.get(weekday, ("", ""))
            for end, word, at in zip(("from", "until"), (_now("van"), _now("tot")), kept, strict=True):
                self.fields[f"{end}_{weekday}"] = TextField(
                    label=f"{capfirst(name)} {word}",
                    max_length=10,
                    required=False,
                    initial=f"{at:%H:%M}" if isinstance(at, dt.time) else "",
                    widget=forms.TextInput(attrs={"class": "w-time", "autocomplete": "off"}),
                )

    def days(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"from_{weekday}"], self[f"until_{weekday}"]) for weekday, _name in WEEKDAYS]

    def clean(self) -> dict[str, Any]:
        for weekday, _name in WEEKDAYS:
            start, end = (self._time(f"{part}_{weekday}") for part in ("from", "until"))
            if self.has_error(f"from_{weekday}") or self.has_error(f"until_{weekday}"):
                continue
            if (start is None) != (end is None):
                self.add_error(f"{'from' if start is None else 'until'}_{weekday}", _("Vul allebei de tijden in."))
            elif start is not None and end is not None and end <= start:
                self.add_error(f"until_{weekday}", _("Kies een tijd na het begin."))
        return self.cleaned_data

    def _time(self, name: str) -> dt.time | None:
        typed = self.cleaned_data.get(name, "")
        if not typed:
            return None
        try:
            self.cleaned_data[name] = parse_time(typed)
        except NotUnderstood:
            self.add_error(name, _("Vul een tijd in zoals 11:00"))
            return None
        return self.cleaned_data[name]

    def hours(self) -> Hours:
        typed = {day: (self.cleaned_data[f"from_{day}"], self.cleaned_data[f"until_{day}"]) for day, _name in WEEKDAYS}
        return {day: times for day, times in typed.items() if times[0]}
