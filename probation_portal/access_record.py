"""The access log: what the privacy officer may ask of the audit record, and the events ready to print."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Role, User
from audit.models import Action, Event, EventQuerySet, EventSubject, Purpose
from boundary.fields import TextField
from caseload.forms import DayField
from probation_portal.audit_words import in_words

# Who acts without an account, by the role that `audit.record` writes.
WITHOUT_ACCOUNT = {
    "system": gettext_lazy("het portaal zelf"),
    "unknown": gettext_lazy("onbekend"),
    Role.CLIENT.value: gettext_lazy("cliënt"),
}


def role_words() -> dict[str, str]:
    roles = {role.value: str(role.label) for role in Role}
    return roles | {value: str(words) for value, words in WITHOUT_ACCOUNT.items()}


class AccessFilter(forms.Form):
    since = DayField(label=gettext_lazy("Vanaf"), required=False)
    until = DayField(label=gettext_lazy("Tot en met"), required=False)
    actor = TextField(
        label=gettext_lazy("Naam van wie keek of wijzigde"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=gettext_lazy("Rol"), required=False)
    action = forms.ChoiceField(label=gettext_lazy("Wat er gebeurde"), required=False)
    purpose = forms.ChoiceField(label=pgettext_lazy("inzage", "Doel"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("role", role_words().items())
        self._offer("action", Action.choices)
        self._offer("purpose", Purpose.choices)

    def _offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        self.fields[name].choices = [("", _("Alles")), *choices]  # type: ignore[attr-defined]

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("Deze dag ligt vóór de eerste dag."))

    def narrow(self, events: EventQuerySet, *, viewer: User) -> EventQuerySet:
        """Events that fit what was asked; none while a question makes no sense, so that nobody reads it wrongly."""
        if not self.is_valid():
            return events.none()
        asked = self.cleaned_data
        if asked["since"]:
            events = events.filter(at__gte=_midnight(asked["since"]))
        if asked["until"]:
            events = events.filter(at__lt=_midnight(asked["until"] + dt.timedelta(days=1)))
        if asked["actor"]:
            events = events.filter(actor_id__in=User.objects.visible_to(viewer).named(asked["actor"]).values("pk"))
        fields = {"role": "actor_role", "action": "action", "purpose": "purpose"}
        return events.filter(**{field: asked[name] for name, field in fields.items() if asked[name]})


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


@dataclass(frozen=True)
class EventRow:
    at: dt.datetime
    actor: str
    role: str
    action: str
    what: str
    purpose: str
    people: int
    # The start of the pseudonymous key, when the event is about one person; it names nobody.
    key: str


def event_rows(events: Iterable[Event], *, viewer: User) -> list[EventRow]:
    """Rows in three queries, however many events. Only names of the viewer's organisation, never a client's."""
    events = list(events)
    known = User.objects.visible_to(viewer).filter(pk__in={event.actor_id for event in events if event.actor_id})
    names = {user.pk: user.full_name for user in known}
    about = EventSubject.objects.filter(event__in=events).order_by().values("event_id")
    people = {row["event_id"]: row for row in about.annotate(n=Count("pk"), key=Min("subject_key"))}
    roles = role_words()
    return [_row(event, names, people.get(event.pk, {"n": 0, "key": ""}), roles) for event in events]


def _row(event: Event, names: dict[uuid.UUID, str], people: dict[str, Any], roles: dict[str, str]) -> EventRow:
    role = roles.get(event.actor_role, event.actor_role)
    return EventRow(
        at=event.at,
        actor=names.get(event.actor_id, "") if event.actor_id else "",
        role=role,
        action=str(Action(event.action).label),
        what=in_words(event.what),
        purpose=str(Purpose(event.purpose).label),
        people=people["n"],
        key=people["key"][:6] if people["n"] == 1 else "",
    )
