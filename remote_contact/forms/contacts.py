"""Logging a contact in one form, and mending it afterwards."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import clock
from boundary.fields import TextField
from caseload import days
from caseload.models import Pair
from caseload.typed import TypedDay, TypedTime
from caseload.version_forms import VersionedForm
from caseload.versions import StaleRecord
from remote_contact.actions import check_moment
from remote_contact.lists import Lists
from remote_contact.models import AbsenceReason, Contact, Impression, Initiative, ListKind, Way

MINUTES = (5, 15, 30, 45, 60, 90)
STEP = 5
NOTE_LENGTH: int = Contact._meta.get_field("note").max_length  # type: ignore[assignment]


def _said(choices: type[models.TextChoices]) -> list[tuple[str, Any]]:
    """As answers on a page: with a capital."""
    return [(value, capfirst(label)) for value, label in choices.choices]


class ChipSelect(forms.RadioSelect):
    """Short answers in a row. `marks` says of a value what it is, for the parts of a page that only matter then."""

    def __init__(self) -> None:
        super().__init__(attrs={"class": "chips"})
        self.marks: Mapping[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.marks:
            option["attrs"]["data-is"] = self.marks[str(value)]
        return option


class NoteField(TextField):
    """Without the browser's own limit, which would cut off what is pasted without a word."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 6, "data-most": NOTE_LENGTH}), **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > NOTE_LENGTH:
            told = _("Te lang: %(n)s tekens, en er passen er %(most)s. Er is niets afgekapt. Maak de notitie korter.")
            raise ValidationError(told % {"n": len(value), "most": NOTE_LENGTH})


class SayingForm(forms.Form):
    """What is said of a contact. `cleaned_data` has what `log_contact` takes, with `at` as an aware moment."""

    method = forms.ChoiceField(
        label=gettext_lazy("Hoe?"),
        widget=ChipSelect,
        error_messages={"required": gettext_lazy("Kies hoe jullie contact hadden")},
    )
    day = TypedDay(label=gettext_lazy("Dag"))
    time = TypedTime(label=gettext_lazy("Begin"))
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
    reason = forms.ChoiceField(
        label=gettext_lazy("Reden"),
        choices=[("", gettext_lazy("Kies")), *_said(AbsenceReason)],
        required=False,
    )
    note = NoteField(label=gettext_lazy("Notitie"), required=False)
    impression = forms.ChoiceField(
        choices=[*_said(Impression), ("", gettext_lazy("Niet ingevuld"))], required=False, widget=ChipSelect
    )
    worry = TextField(
        label=gettext_lazy("Zorg"),
        help_text=gettext_lazy("In één zin. Je ziet dit terug op je beginpagina."),
        required=False,
        max_length=Contact._meta.get_field("worry").max_length,
    )
    initiative = forms.ChoiceField(
        label=gettext_lazy("Wie nam het initiatief?"),
        choices=[*_said(Initiative), ("", gettext_lazy("Niet ingevuld"))],
        required=False,
        widget=ChipSelect,
    )
    planned = forms.BooleanField(label=gettext_lazy("Dit contact was afgesproken"), required=False, initial=True)
    sensitive = forms.BooleanField(
        label=gettext_lazy("Gevoelig"),
        help_text=gettext_lazy("Komt op geen enkele pagina van de cliënt. Eenmaal gevoelig blijft gevoelig."),
        required=False,
    )

    def __init__(self, *args: Any, pair: Pair, words: Lists, stands: Contact | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = pair
        method, outcome = self.fields["method"], self.fields["outcome"]
        method.choices = words.choices(ListKind.METHOD, stands=stands.method if stands else "")  # type: ignore[attr-defined]
        outcome.choices = words.choices(ListKind.OUTCOME, stands=stands.outcome if stands else "")  # type: ignore[attr-defined]
        method.widget.marks = {
            code: "written" if entry.way == Way.WRITTEN else "talk" for code, entry in words.methods.items()
        }
        outcome.widget.marks = {
            code: "held" if entry.took_place else "missed" for code, entry in words.outcomes.items()
        }
        name = {"name": pair.client.first_name}
        self.fields["impression"].label = _("Hoe zat %(name)s erbij?") % name
        self.fields["impression"].help_text = _("%(name)s ziet dit ook. Niet bij een gevoelig contact.") % name
        self.fields["note"].help_text = (
            _("Twee of drie zinnen is genoeg. Vraagt %(name)s om inzage, dan kan %(name)s dit lezen.") % name
        )

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

    def told(self) -> dict[str, Any]:
        """For the action: what was said, without the parts of the moment."""
        return {name: value for name, value in self.cleaned_data.items() if name in SAID}

    @property
    def more_is_open(self) -> bool:
        """Whether what is folded away has something to show."""
        sensitive = "sensitive" not in self.fields or self["sensitive"].value()
        return bool(self["initiative"].value() or sensitive or not self["planned"].value())

    @property
    def talk_is_open(self) -> bool:
        return bool(self["impression"].value() or self["worry"].value() or self["worry"].errors)


SAID = {
    *("method", "at", "minutes", "outcome", "note", "reason", "impression", "worry", "initiative", "planned"),
    "sensitive",
}


class ContactForm(SayingForm):
    """A new contact: what is said of it, and the next appointment in one tap."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)
    # The appointment that this was.
    appointment = forms.UUIDField(widget=forms.HiddenInput, required=False)
    next_in_weeks = forms.TypedChoiceField(
        label=gettext_lazy("Volgende afspraak"),
        help_text=gettext_lazy("Zelfde dag en tijd, zelfde vorm"),
        choices=[
            ("2", gettext_lazy("Over 2 weken")),
            ("1", gettext_lazy("Over 1 week")),
            ("4", gettext_lazy("Over 4 weken")),
            ("", gettext_lazy("Nu niet")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        widget=ChipSelect,
    )

    def __init__(self, *args: Any, pair: Pair, words: Lists, last_method: str = "", **kwargs: Any) -> None:
        super().__init__(*args, pair=pair, words=words, **kwargs)
        now = timezone.localtime(clock.now())
        # Down, not up: what is filled in may not lie ahead.
        rounded = now - dt.timedelta(minutes=now.minute % STEP)
        filled: dict[str, Any] = {
            "form_id": uuid.uuid4(),
            "method": last_method,
            "day": _("vandaag, %(day)s") % {"day": days.day(now.date())},
            "time": f"{rounded:%H:%M}",
        }
        self.initial = {**filled, **self.initial}
        field = self.fields["method"]
        field.choices = sorted(field.choices, key=lambda choice: choice[0] != last_method)  # type: ignore[attr-defined]

    def say_planned(self, when: str) -> None:
        """What stands already, before one more is planned."""
        field = self.fields["next_in_weeks"]
        field.help_text = f"{_('Al gepland')}: {when}. {field.help_text}"

    def clean_form_id(self) -> uuid.UUID:
        form_id: uuid.UUID = self.cleaned_data["form_id"]
        if Contact.objects.filter(form_id=form_id).exclude(pair=self.pair).exists():
            raise ValidationError(_("Dit formulier hoort bij iemand anders. Open het opnieuw."))
        return form_id


class ChangeContactForm(VersionedForm, SayingForm):
    """A contact that was logged before; of its words those that were retired since may stay."""

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        at = timezone.localtime(contact.at)
        self.contact = contact
        initial = {name: getattr(contact, name) for name in SAID} | {
            "day": days.day_year(at.date()),
            "time": f"{at:%H:%M}",
            "minutes": str(contact.minutes or ""),
            "version": contact.version,
        }
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, stands=contact, **kwargs)
        minutes = self.fields["minutes"]
        if contact.minutes and contact.minutes not in MINUTES:
            own = (str(contact.minutes), str(contact.minutes))
            minutes.choices = [own, *minutes.choices]  # type: ignore[attr-defined]
        if contact.sensitive:
            del self.fields["sensitive"]

    def ask_again(self, stale: StaleRecord) -> None:
        at = timezone.localtime(stale.current.at)
        stale.stands |= {"day": at.date(), "time": at.time()}
        super().ask_again(stale)

    def told(self) -> dict[str, Any]:
        return super().told() | ({"sensitive": True} if self.contact.sensitive else {})
