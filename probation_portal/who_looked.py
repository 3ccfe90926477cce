"""Who looked at a client's file, in plain words for that client: on which day, in which role, from where, what for.

A day says that somebody looked, not how often or at what time: how many pages a worker turned while filling in would
tell whether they did. For the same reason a moment's pages are held back while it is open and not revealed.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role
from alliance.models import Measurement
from audit.models import Action, Event, EventQuerySet, Purpose
from caseload.models import Client, Pause

# An answer may come in until a day after the window; a day more, so that nothing is told at its very end.
HELD_AFTER = dt.timedelta(days=2)

ROLES: dict[str, Promise | str] = {
    Role.WORKER: _("Een reclasseringswerker"),
    Role.SUPERVISOR: _("Een leidinggevende"),
    Role.VOLUNTEER: _("Een vrijwilliger"),
    Role.COORDINATOR: _("Een coördinator van vrijwilligers"),
    Role.RESEARCHER: _("Een onderzoeker"),
    Role.PRIVACY_OFFICER: _("De privacyfunctionaris"),
    Role.ADMINISTRATOR: _("Een beheerder"),
}
PURPOSES: dict[str, Promise | str] = {
    Purpose.SUPERVISION: _("om je te begeleiden"),
    Purpose.COVER: _("als vervanger van je werker"),
    Purpose.TEAM: _("om te zien hoe het gaat in het team"),
    Purpose.VOLUNTEERING: _("voor de hulp van een vrijwilliger"),
    Purpose.ADMINISTRATION: _("om het portaal te beheren en te controleren"),
    Purpose.QUALITY: _("om te leren wat helpt"),
    Purpose.ACCESS_REQUEST: _("omdat jij vroeg wie er keek"),
}
IN_A_LIST, FILE = _("Je stond in een lijst."), _("Je dossier.")
KINDS: dict[str, Promise | str] = {
    "access log": _("Het overzicht van wie er keek."),
    "access overview": _("Het overzicht van wie er keek."),
    "agreement": _("Je afspraken."),
    "contact": _("Je contacten."),
    "contact details": _("Hoe je te bereiken bent."),
    "contact form": _("Je contacten."),
    "conversation": _("De uitkomst van de vragen."),
    "measurement": _("De vragen over hoe jullie samenwerken."),
    "paper entry": _("De vragen over hoe jullie samenwerken."),
    "pass-on": _("Wat we meegeven aan je volgende werker."),
    "plan": _("Je plan."),
    "print for client": _("Een overzicht op papier voor jou."),
}


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked on this day; the same on the same day stands there once."""

    day: dt.date
    who: str
    organisation: str
    purpose: str
    kind: str


@dataclass(frozen=True, slots=True)
class LookedDay:
    day: dt.date
    looks: list[Look]


def events_of(client: Client, *, today: dt.date) -> EventQuerySet:
    """What others read of this client, without what may not be told yet."""
    read = Event.objects.about(client.pk).reads().exclude(purpose=Purpose.OWN)
    return read.exclude(object_id__in=_held_back(client, today))


def looks_of(client: Client, *, today: dt.date) -> list[Look]:
    """The newest day first; in three queries, however often somebody looked."""
    fields = ("day", "actor_role", "organisation_id", "purpose", "action", "what")
    found = events_of(client, today=today).annotate(day=TruncDate("at")).order_by().values_list(*fields).distinct()
    names: dict[uuid.UUID | None, str] = dict(Organisation.objects.values_list("pk", "name"))
    looks = {
        Look(day, str(ROLES.get(role, role)), names.get(place, ""), str(PURPOSES[purpose]), _kind(action, what))
        for day, role, place, purpose, action, what in found
    }
    return sorted(looks, key=lambda one: (-one.day.toordinal(), one.who, one.kind, one.purpose, one.organisation))


def by_day(looks: Iterable[Look]) -> list[LookedDay]:
    return [LookedDay(day, list(of_day)) for day, of_day in groupby(looks, key=lambda one: one.day)]


def _kind(action: str, what: str) -> str:
    return str(KINDS.get(what, IN_A_LIST if action == Action.LISTED else FILE))


def _held_back(client: Client, today: dt.date) -> list[uuid.UUID]:
    """Moments that are not revealed and may still be answered: who read about them would tell who filled in."""
    of_client = Measurement.objects.filter(pair__supervision__client=client, revealed_at__isnull=True)
    paused = Pause.objects.running_on(today).values("supervision")
    still_open = Q(closes_on__gt=today - HELD_AFTER) | Q(pair__supervision__in=paused)
    return list(of_client.filter(still_open).values_list("pk", flat=True))
