"""Days and times in forms as people type them: 23 nov., gisteren, over 1 week, 9.30, 0930 (`caseload/when.py`)."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from audit import clock
from boundary.fields import TextField
from caseload.when import NotUnderstood, parse_coming_day, parse_day, parse_time

NO_DAY = _("Vul een dag in zoals 23 nov.")


class TypedDay(TextField):
    """Cleans to a day, None when it may stay empty. `wrong` is said of what is no day, and where one is lacking.

    Without a year it is the last such day; `coming`: the next one.
    """

    def __init__(self, *, wrong: Any = NO_DAY, coming: bool = False, **kwargs: Any) -> None:
        self.wrong, self.parse = wrong, parse_coming_day if coming else parse_day
        usual: dict[str, Any] = {
            "help_text": _("Ook: gisteren, ma, 1/2"),
            "max_length": 40,
            "widget": forms.TextInput(attrs={"class": "w-date", "autocomplete": "off"}),
            "error_messages": {"required": wrong},
        }
        super().__init__(**usual | kwargs)

    def clean(self, value: Any) -> dt.date | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.parse(text, clock.today())
        except NotUnderstood:
            raise ValidationError(self.wrong) from None


class TypedTime(TextField):
    """Cleans to a time of the day, None when it may stay empty."""

    WRONG = _("Vul een tijd in zoals 11:00")

    def __init__(self, **kwargs: Any) -> None:
        usual: dict[str, Any] = {
            "help_text": _("Ook: 0930"),
            "max_length": 10,
            "widget": forms.TextInput(attrs={"class": "w-time", "autocomplete": "off"}),
            "error_messages": {"required": self.WRONG},
        }
        super().__init__(**usual | kwargs)

    def clean(self, value: Any) -> dt.time | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_time(text)
        except NotUnderstood:
            raise ValidationError(self.WRONG) from None
