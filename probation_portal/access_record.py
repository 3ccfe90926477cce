"""The access log: what the privacy officer may ask of the audit record, and the events ready to print."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, Min, Q
from django.db.models.functions import TruncHour
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Role, User
from audit.models import DENIALS, Action, Event, EventQuerySet, EventSubject, Purpose, Reason
from boundary.fields import TextField
from caseload.forms import DayField
from caseload.models import Client
from caseload.models.client import ClientQuerySet
from probation_portal.audit_words import WORDS
from probation_portal.route_words import in_words

# Who acts without an account, by the role that `audit.record` writes.
WITHOUT_ACCOUNT = {
    "system": gettext_lazy("het portaal zelf"),
    "unknown": gettext_lazy("onbekend"),
    Role.CLIENT.value: gettext_lazy("cliënt"),
}


def role_words() -> dict[str, str]:
    roles = {role.value: str(role.label) for role in Role}
    return roles | {value: str(words) for value, words in WITHOUT_ACCOUNT.items()}


# Outside these hours, and in the weekend, a look at a file is worth a second look.
OFFICE_OPENS, OFFICE_CLOSES = 7, 19
SATURDAY = 6
# So many files of one person's in one hour of the clock is more than a day's work.
MANY_FILES = 20
# Such hours that one question shows at most, the newest first.
BUSY_HOURS = 200


def clients_of(viewer: User) -> ClientQuerySet:
    """Whose reading the privacy officer may ask for: clients of the own organisation, by number and never by name."""
    return Client.objects.filter(organisation=viewer.organisation_id)


class AccessFilter(forms.Form):
    since = DayField(label=gettext_lazy("Vanaf"), required=False)
    until = DayField(label=gettext_lazy("Tot en met"), required=False)
    actor = TextField(
        label=gettext_lazy("Naam van wie keek of wijzigde"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    client = TextField(
        label=gettext_lazy("Cliëntnummer"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=gettext_lazy("Rol"), required=False)
    action = forms.ChoiceField(label=gettext_lazy("Wat er gebeurde"), required=False)
    what = forms.ChoiceField(label=gettext_lazy("Waarvan"), required=False)
    purpose = forms.ChoiceField(label=pgettext_lazy("inzage", "Doel"), required=False)
    refused = forms.BooleanField(label=gettext_lazy("Alleen wat geweigerd is"), required=False)
    outside_hours = forms.BooleanField(
        label=gettext_lazy("Alleen buiten kantooruren"),
        help_text=gettext_lazy("Voor 7 uur, na 19 uur of in het weekend."),
        required=False,
    )
    many_files = forms.BooleanField(
        label=gettext_lazy("Alleen veel dossiers in één uur"),
        help_text=gettext_lazy("Iemand opende 20 of meer dossiers binnen één klokuur."),
        required=False,
    )

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        # Whose reading was asked for, once the form is valid.
        self.person: Client | None = None
        self._offer("role", role_words().items())
        self._offer("action", Action.choices)
        self._offer(
            "what", sorted(((what, str(words)) for what, words in WORDS.items()), key=lambda one: one[1].lower())
        )
        self._offer("purpose", Purpose.choices)

    def _offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        self.fields[name].choices = [("", _("Alles")), *choices]  # type: ignore[attr-defined]

    def clean_client(self) -> str:
        number: str = self.cleaned_data["client"]
        if number:
            self.person = clients_of(self.viewer).filter(number__iexact=number).first()
            if self.person is None:
                raise forms.ValidationError(_("Er is geen cliënt met dit nummer in jouw organisatie."))
        return number

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("Deze dag ligt vóór de eerste dag."))

    @property
    def more_is_asked(self) -> bool:
        """Whether one of the folded filters is in use, so that nobody overlooks it."""
        folded = ("action", "what", "role", "purpose", "refused", "outside_hours", "many_files")
        return any(self.data.get(name) for name in folded)

    def narrow(self, events: EventQuerySet) -> EventQuerySet:
        """Events that fit what was asked; none while a question makes no sense, so that nobody reads it wrongly."""
        if not self.is_valid():
            return events.none()
        asked = self.cleaned_data
        if asked["since"]:
            events = events.filter(at__gte=_midnight(asked["since"]))
        if asked["until"]:
            events = events.filter(at__lt=_midnight(asked["until"] + dt.timedelta(days=1)))
        if asked["actor"]:
            named = User.objects.visible_to(self.viewer).named(asked["actor"])
            events = events.filter(actor_id__in=named.values("pk"))
        if self.person is not None:
            events = events.about(self.person.pk)
        fields = {"role": "actor_role", "action": "action", "what": "what", "purpose": "purpose"}
        events = events.filter(**{field: asked[name] for name, field in fields.items() if asked[name]})
        return _striking(events, asked)


def _striking(events: EventQuerySet, asked: dict[str, Any]) -> EventQuerySet:
    """What a review begins with."""
    if asked["refused"]:
        events = events.filter(action__in=DENIALS)
    if asked["outside_hours"]:
        early_or_late = Q(at__hour__lt=OFFICE_OPENS) | Q(at__hour__gte=OFFICE_CLOSES)
        events = events.filter(early_or_late | Q(at__iso_week_day__gte=SATURDAY))
    return _in_busy_hours(events) if asked["many_files"] else events


def _in_busy_hours(events: EventQuerySet) -> EventQuerySet:
    """What was opened in the hours in which one person opened very many files."""
    opened = events.filter(action=Action.READ, actor_id__isnull=False)
    hours = opened.annotate(hour=TruncHour("at")).order_by().values("actor_id", "hour")
    busy = hours.annotate(files=Count("object_id", distinct=True)).filter(files__gte=MANY_FILES).order_by("-hour")
    found = Q(pk__in=[])
    for actor_id, hour in busy.values_list("actor_id", "hour")[:BUSY_HOURS]:
        found |= Q(actor_id=actor_id, at__gte=hour, at__lt=hour + dt.timedelta(hours=1))
    return opened.filter(found)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


@dataclass(frozen=True)
class EventRow:
    at: dt.datetime
    actor: str
    role: str
    action: str
    what: str
    reason: str
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
        reason=str(Reason(event.reason).label) if event.reason else "",
        purpose=str(Purpose(event.purpose).label),
        people=people["n"],
        key=people["key"][:6] if people["n"] == 1 else "",
    )
