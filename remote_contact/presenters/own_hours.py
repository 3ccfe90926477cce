"""A worker's contacts outside their own hours, for that worker's eyes: moments and lengths, and no names of clients."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from caseload import days
from messaging.working_time import start_of
from remote_contact.lists import lists_of
from remote_contact.mixing import MONTHS, first_of_month
from remote_contact.models import Contact, OwnHours
from remote_contact.own_hours import Hours, minutes_outside


@dataclass(frozen=True, slots=True)
class OutsideLine:
    when: str
    what: str
    outside: str


@dataclass(frozen=True, slots=True)
class OutsideMonth:
    month: str
    number: int
    minutes: int
    lines: tuple[OutsideLine, ...]


def hours_of(user: User) -> Hours:
    return {row.weekday: (row.starts, row.ends) for row in OwnHours.objects.filter(user=user)}


def outside_by_month(user: User, hours: Hours, today: dt.date) -> list[OutsideMonth]:
    """The last twelve months, the newest first; what this person logged themselves."""
    first = start_of(first_of_month(today, MONTHS - 1))
    logged = Contact.objects.standing().filter(logged_by=user, at__gte=first).order_by("-at")
    words = lists_of(user.organisation_id)
    found: dict[dt.date, list[tuple[int, OutsideLine]]] = defaultdict(list)
    for at, minutes, method in logged.values_list("at", "minutes", "method"):
        local = timezone.localtime(at)
        outside = minutes_outside(local, minutes, hours)
        if outside is not None:
            line = OutsideLine(days.moment(at), words.method(method), _outside(outside))
            found[first_of_month(local.date())].append((outside, line))
    months = [first_of_month(today, back) for back in range(MONTHS)]
    return [_month(month, found[month]) for month in months]


def _month(month: dt.date, found: list[tuple[int, OutsideLine]]) -> OutsideMonth:
    minutes = sum(outside for outside, _line in found)
    return OutsideMonth(days.month(month), len(found), minutes, tuple(line for _outside, line in found))


def _outside(minutes: int) -> str:
    if not minutes:
        return _("duur niet bekend")
    return ngettext("%(n)s minuut erbuiten", "%(n)s minuten erbuiten", minutes) % {"n": minutes}
