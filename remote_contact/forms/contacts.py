"""Logging a contact in one form."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import clock
from boundary.fields import TextField
from caseload import days
from caseload.models import Pair
from caseload.when import NotUnderstood, parse_day, parse_time
from remote_contact.actions import check_moment
from remote_contact.lists import Lists
from remote_contact.models import Contact, ListKind

MINUTES = (5, 15, 30, 45, 60, 90)
STEP = 5


class ChipSelect(forms.RadioSelect):
    def __init__(self) -> None:
        super().__init__(attrs={"class": "chips"})


class ContactForm(forms.Form):
    """`cleaned_data` has method, at (an aware moment), minutes, outcome, note and form_id."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)
    method = forms.ChoiceField(
        label=gettext_lazy("Hoe?"),
        widget=ChipSelect,
        error_messages={"required": gettext_lazy("Kies hoe jullie contact hadden")},
    )
    day = TextField(
        label=gettext_lazy("Dag"),
        help_text=gettext_lazy("Ook: gisteren, ma, 1/2"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w-date", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Vul een dag in zoals 23 nov.")},
    )
    time = TextField(
        label=gettext_lazy("Begin"),
        help_text=gettext_lazy("Ook: 0930"),
        max_length=10,
        widget=forms.TextInput(attrs={"class": "w-time", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Vul een tijd in zoals 11:00")},
    )
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Minuten"),
        help_text=gettext_lazy("Hoe lang ongeveer"),
        choices=[*((str(n), str(n)) for n in MINUTES), ("", gettext_lazy("Weet niet"))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=ChipSelect,
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Ging het door?"),
        widget=ChipSelect,
        error_messages={"required": gettext_lazy("Kies of het contact doorging")},
    )
    note = TextField(
        label=gettext_lazy("Notitie"),
        required=False,
        max_length=Contact._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, pair: Pair, words: Lists, last_method: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = pair
        now = timezone.localtime(clock.now())
        # Down, not up: what is filled in may not lie ahead.
        rounded = now - dt.timedelta(minutes=now.minute % STEP)
        today = _("vandaag, %(day)s") % {"day": days.day(now.date())}
        filled: dict[str, Any] = {
            "form_id": uuid.uuid4(),
            "method": last_method,
            "day": today,
            "time": f"{rounded:%H:%M}",
            "minutes": "",
        }
        self.initial = {**filled, **self.initial}
        methods = sorted(words.choices(ListKind.METHOD), key=lambda choice: choice[0] != last_method)
        self.fields["method"].choices = methods  # type: ignore[attr-defined]
        self.fields["outcome"].choices = words.choices(ListKind.OUTCOME)  # type: ignore[attr-defined]
        self.fields["note"].help_text = _("Twee of drie zinnen is genoeg. %(name)s kan dit later lezen.") % {
            "name": pair.client.first_name
        }

    def clean_form_id(self) -> uuid.UUID:
        form_id: uuid.UUID = self.cleaned_data["form_id"]
        if Contact.objects.filter(form_id=form_id).exclude(pair=self.pair).exists():
            raise ValidationError(_("Dit formulier hoort bij iemand anders. Open het opnieuw."))
        return form_id

    def clean_day(self) -> dt.date:
        try:
            return parse_day(self.cleaned_data["day"], clock.today())
        except NotUnderstood:
            raise ValidationError(_("Vul een dag in zoals 23 nov.")) from None

    def clean_time(self) -> dt.time:
        try:
            return parse_time(self.cleaned_data["time"])
        except NotUnderstood:
            raise ValidationError(_("Vul een tijd in zoals 11:00")) from None

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "day" in data and "time" in data:
            data["at"] = timezone.make_aware(dt.datetime.combine(data["day"], data["time"]))
            self._check_moment(data["at"], data.get("outcome", ""))
        return data

    def _check_moment(self, at: dt.datetime, outcome: str) -> None:
        try:
            check_moment(pair=self.pair, at=at, outcome=outcome)
        except ValidationError as error:
            today = timezone.localtime(at).date() == clock.today()
            self.add_error("time" if today else "day", error.message_dict["at"])
