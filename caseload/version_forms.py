"""The form over a record that two people may edit: it carries the version, and shows both when its save came late."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from audit import clock
from caseload import days
from caseload.versions import Saved, StaleRecord, last_saved

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    now: str
    typed: str

    @property
    def differs(self) -> bool:
        return self.now != self.typed


@dataclass(frozen=True, slots=True)
class TwoVersions:
    """What stands now beside what was typed, and who saved it: `components/two_versions.html`."""

    saved: str
    rows: list[Row]


class VersionedForm(forms.Form):
    """Put before `forms.ModelForm`; `version` (0: there was none yet) goes to the action with the other fields.

    `attempt` shows both versions when the action raises StaleRecord. What was typed stays in the form, on top of the
    version that stands now, so that the same button saves it after all.
    """

    version = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)
    two_versions: TwoVersions | None = None

    def ask_again(self, stale: StaleRecord) -> None:
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("version")] = str(stale.version)
        self.data = data
        rows = [self._row(field, stale) for field in self.visible_fields()]
        self.two_versions = TwoVersions(saved_words(last_saved(stale)), rows)
        self.add_error(None, _("Iemand anders heeft dit intussen gewijzigd. Er is nog niets bewaard."))

    def _row(self, field: forms.BoundField, stale: StaleRecord) -> Row:
        now = stale.stands.get(field.name, getattr(stale.current, field.name, ""))
        return Row(str(field.label), _said(field.field, now), _said(field.field, self.cleaned_data.get(field.name, "")))


def _said(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return _("ja") if value else _("nee")
    if isinstance(value, dt.date):
        return days.day_long(value)
    if isinstance(value, list):
        return ", ".join(_said(field, one) for one in value) or NOTHING
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(field, forms.ChoiceField):
        choices: list[Any] = list(field.choices)  # type: ignore[arg-type]
        value = {str(key): label for key, label in choices}.get(str(value), value)
    return str(value) if value not in (None, "") else NOTHING


def saved_words(saved: Saved | None) -> str:
    """Yusuf Aydin (reclasseringswerker) bewaarde dit vandaag om 14:02."""
    if saved is None:
        return _("Iemand anders bewaarde dit kort geleden.")
    who = _("%(name)s (%(role)s)") % {"name": saved.name, "role": saved.role} if saved.name else _("Het systeem")
    day = timezone.localdate(saved.at)
    words = {"who": capfirst(who), "time": days.clock_time(saved.at), "day": days.day_long(day)}
    if day == clock.today():
        return _("%(who)s bewaarde dit vandaag om %(time)s.") % words
    return _("%(who)s bewaarde dit op %(day)s om %(time)s.") % words
