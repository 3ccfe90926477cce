"""What an administrator decides about the messages of a moment."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.models import MomentKind
from alliance.reminders import Steps
from alliance.schedule_page import shortest_window
from audit import clock
from boundary.fields import TextField
from caseload.forms import DayField
from caseload.version_forms import VersionedForm

MOST = 8


class DaysField(TextField):
    """Numbers of days as people type them: 3, 7, 14."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        text = super().to_python(value)
        if not text:
            return []
        if not re.fullmatch(r"[0-9]{1,3}(?:[,;\s]+[0-9]{1,3})*", text):
            raise ValidationError(_("Vul dagen in met een komma ertussen, zoals 3, 7, 14."))
        return [int(number) for number in re.findall("[0-9]+", text)]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


class ScheduleForm(VersionedForm):
    after = DaysField(
        label=gettext_lazy("Herinneringen, dagen na de opening"),
        help_text=gettext_lazy("Zoals 3, 7, 14. Leeg: geen herinneringen."),
        required=False,
        max_length=60,
    )
    before_close = forms.IntegerField(
        label=gettext_lazy("Laatste herinnering, dagen voor het einde"),
        help_text=gettext_lazy("Leeg: geen laatste herinnering."),
        required=False,
        min_value=1,
        max_value=14,
    )
    tells_closed = forms.BooleanField(
        label=gettext_lazy("Meld dat de meting gesloten is aan wie zelf heeft ingevuld"), required=False
    )
    start = DayField(label=gettext_lazy("Voorbeeld: de meting gaat open op"))

    def __init__(self, *args: Any, moment_kind: MomentKind, **kwargs: Any) -> None:
        self.window = shortest_window(moment_kind)
        kwargs["initial"] = {"start": clock.today()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean_after(self) -> list[int]:
        days: list[int] = self.cleaned_data["after"]
        if len(days) > MOST:
            raise ValidationError(_("Kies hoogstens %(most)s herinneringen.") % {"most": MOST})
        if any(later <= sooner for sooner, later in zip([0, *days], days, strict=False)):
            raise ValidationError(_("Zet de dagen op volgorde, van vroeg naar laat. De eerste is dag 1 of later."))
        if days and days[-1] >= self.window:
            said = _("De meting is dan al gesloten. Kies minder dan %(days)s dagen.")
            raise ValidationError(said % {"days": self.window})
        return days

    @property
    def steps(self) -> Steps:
        data = self.cleaned_data
        return Steps(tuple(data["after"]), data["before_close"], data["tells_closed"])
