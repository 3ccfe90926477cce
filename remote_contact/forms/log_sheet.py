"""The page of a new contact: three forms in one, and what was typed in them before it was saved."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import clock
from boundary.fields import TextField
from boundary.text import Unreadable, clean_text
from caseload import days
from caseload.closing import ClosingForm
from caseload.models import Pair
from caseload.presenters import AgreementRow
from caseload.when import NotUnderstood, parse_day
from remote_contact.actions.contacts import NextStep
from remote_contact.forms.contacts import ContactForm
from remote_contact.forms.follow_up import FollowUpForm
from remote_contact.headings import with_headings
from remote_contact.lists import Lists
from remote_contact.models import Appointment, Contact, ContactDraft

FORM_ID, FOLLOW = "contact", "follow"
NAMES = (*ContactForm.base_fields, *(f"{FOLLOW}-{name}" for name in ("what", "due", "hitch_kind")))
# Ticks of agreements, and the version each had.
FAMILIES = ("agreement_", "version_")
# Of one field; a note that is too long to save is kept as it is all the same.
LONGEST, MOST_NAMES = 60_000, 400


def typed_in(posted: Mapping[str, Any]) -> dict[str, str]:
    """What was typed, by name, an empty text where nothing stands. Raises ValidationError for what cannot be kept."""
    names = [*NAMES, *(name for name in posted if name.startswith(FAMILIES))]
    if len(names) > MOST_NAMES:
        raise ValidationError(_("Dit formulier is te groot om te bewaren."))
    typed: dict[str, str] = {}
    for name in names:
        value = str(posted.get(name, ""))
        if len(value) > LONGEST:
            raise ValidationError(_("Deze tekst is te lang om te bewaren. Kort de notitie in."))
        try:
            typed[name] = clean_text(value, lines=True)
        except Unreadable:
            told = _("Hier staat een teken in dat we niet kunnen bewaren. Typ de tekst opnieuw.")
            raise ValidationError(told) from None
    return typed


def typed_of(contact: Contact) -> dict[str, str]:
    """A contact as if it was typed and not saved yet."""
    at = timezone.localtime(contact.at)
    values = {name: getattr(contact, name, "") for name in NAMES}
    values |= {"day": days.day_year(at.date()), "time": f"{at:%H:%M}"}
    ticks = {name: "on" if getattr(contact, name) else "" for name in ("planned", "sensitive")}
    written = {name: str(value or "") for name, value in (values | ticks).items()}
    return written | {"form_id": "", "appointment": ""}


class PageForm(forms.Form):
    """What an open page says of itself. `page` names it, `follows` the draft that it went on with."""

    page = forms.UUIDField(widget=forms.HiddenInput)
    follows = TextField(widget=forms.HiddenInput, required=False, max_length=80)
    form_id = forms.UUIDField(widget=forms.HiddenInput)

    def clean_follows(self) -> tuple[uuid.UUID, dt.datetime] | None:
        try:
            name, _at, moment = self.cleaned_data["follows"].partition("@")
            at = dt.datetime.fromisoformat(moment)
            return (uuid.UUID(name), at) if timezone.is_aware(at) else None
        except ValueError:
            return None


def follows(draft: ContactDraft) -> str:
    return f"{draft.pk}@{draft.saved_at.isoformat()}"


class LogSheet:
    """The forms of the page. `posted`: what was sent; `typed`: what was typed before, to go on with unchecked."""

    def __init__(
        self,
        posted: Mapping[str, Any] | None,
        *,
        pair: Pair,
        words: Lists,
        rows: Sequence[AgreementRow],
        last_method: str,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        data: Any = posted
        seen = dict(typed or {})
        steps = {name.removeprefix(f"{FOLLOW}-"): seen[name] for name in seen if name.startswith(FOLLOW)}
        self.pair = pair
        self.form = ContactForm(data, pair=pair, words=words, last_method=last_method, initial=_own(seen))
        self.closing = ClosingForm(data, pair=pair, rows=rows, form_id=FORM_ID, initial=_ticked(seen))
        # A step counts once somebody wrote down what it is.
        said = (data or {}).get(f"{FOLLOW}-what", "").strip() or (data or {}).get(f"{FOLLOW}-hitch_kind")
        bound = data if data is not None and said else None
        due = {"due": _("over 1 week")} | {name: value for name, value in steps.items() if value}
        self.follow = FollowUpForm(bound, pair=pair, prefix=FOLLOW, initial=due)
        self.page = PageForm(data, initial={"page": uuid.uuid4(), "follows": seen.get("follows", "")})

    def is_valid(self) -> bool:
        """All are asked, so that the page shows what is wrong in each."""
        needs_step = self.follow.is_bound and self._missed()
        return all([self.form.is_valid(), self.closing.is_valid(), not needs_step or self.follow.is_valid()])

    def _missed(self) -> bool:
        """Whether the chosen outcome is one that did not take place; what else was typed only matters then."""
        marks: Mapping[str, str] = self.form.fields["outcome"].widget.marks
        return marks.get(self.form.data.get("outcome", "")) == "missed"

    @property
    def has_errors(self) -> bool:
        return any(form.is_bound and form.errors for form in self)

    def __iter__(self) -> Iterator[forms.Form]:
        return iter((self.form, self.closing, self.follow))

    @property
    def summary(self) -> "Joined":
        return Joined(self)

    def values(self) -> dict[str, Any]:
        """What `log_contact` takes, but for whose it is and who does it."""
        data = self.form.cleaned_data
        step = self.follow.cleaned_data if self.follow.is_bound and self._missed() else None
        return self.form.told() | {
            "form_id": data["form_id"],
            "next_in_weeks": data["next_in_weeks"],
            "appointment": self._appointment(data["appointment"]),
            "next_step": NextStep(**step) if step else None,
            "closings": self.closing.closings(),
        }

    def _appointment(self, asked: uuid.UUID | None) -> Appointment | None:
        return Appointment.objects.of_supervision_of(self.pair).filter(pk=asked).first() if asked else None

    def refuse(self, error: ValidationError) -> None:
        """What the action would not take, at its field."""
        for name, problems in error.message_dict.items():
            self.form.add_error(name if name in self.form.fields else None, problems)


class Joined:
    """Several forms as one, for the summary of what is wrong."""

    def __init__(self, sheet: LogSheet) -> None:
        self.sheet = sheet

    def non_field_errors(self) -> list[Any]:
        return [error for form in self.sheet for error in form.non_field_errors()]

    def __iter__(self) -> Iterator[forms.BoundField]:
        return (field for form in self.sheet for field in form)


def _own(typed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: typed[name] for name in ContactForm.base_fields if name in typed}


def _ticked(typed: Mapping[str, Any]) -> dict[str, Any]:
    """The agreements that were ticked, each with the version it had then."""
    ticks = [name for name, value in typed.items() if name.startswith("agreement_") and value]
    versions = [name.replace("agreement_", "version_", 1) for name in ticks]
    return {name: typed[name] for name in [*ticks, *versions] if name in typed}


def of_draft(draft: ContactDraft) -> dict[str, str]:
    """What was typed, with the day as it was meant then: "gisteren" of Monday is no other day on Tuesday."""
    typed: dict[str, str] = dict(draft.typed)
    written_on = timezone.localdate(draft.saved_at)
    if written_on != clock.today():
        with contextlib.suppress(NotUnderstood):
            typed["day"] = days.day_year(parse_day(typed.get("day", ""), written_on))
    return typed | {"form_id": str(draft.form_id), "follows": follows(draft)}


def of_appointment(appointment: Appointment) -> dict[str, Any]:
    at = timezone.localtime(appointment.starts_at)
    return {
        "appointment": str(appointment.pk),
        "method": appointment.method,
        "day": days.day_year(at.date()),
        "time": f"{at:%H:%M}",
        "minutes": str(appointment.minutes),
        "planned": True,
    }


def headed(typed: Mapping[str, str], headings: Sequence[str]) -> dict[str, str]:
    return {**typed, "note": with_headings(typed.get("note", ""), headings)}
