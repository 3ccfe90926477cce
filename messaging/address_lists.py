"""Which clients cannot be reached, or perhaps reach somebody else: missing, stopped and doubled addresses.

Of an address that is used more than once it is only said that it is: whose the other one is, is that person's.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Lower, Replace

from accounts.models import Role, Team, User
from accounts.permissions import Permission, has_permission
from caseload.access import not_shielded_from
from caseload.models import Client, Pair
from caseload.models.pair import PairQuerySet
from messaging.channels.sms import international
from messaging.models import ChannelStop
from messaging.reach import not_working


class Problem(StrEnum):
    MISSING = "missing"
    NO_NUMBER = "no number"
    STOPPED = "stopped"
    DOUBLED_EMAIL = "doubled email"
    DOUBLED_MOBILE = "doubled mobile"


@dataclass
class Found:
    """What is wrong with how a client is reached; `stops` are those of addresses that are still in use."""

    pair: Pair
    problems: list[Problem] = field(default_factory=list)
    stops: list[ChannelStop] = field(default_factory=list)


def in_scope(user: User) -> PairQuerySet:
    """The running pairs of a worker, or of a supervisor's teams; of everybody else none."""
    able = has_permission(user, Permission.SEE_ADDRESSES)
    return Pair.objects.visible_to(user).open() if able else Pair.objects.none()


def problems(pairs: Iterable[Pair], viewer: User) -> list[Found]:
    """Of these pairs those with something wrong, in the order given; so many queries however many there are."""
    pairs = list(pairs)
    clients = [pair.supervision.client for pair in pairs]
    stops, emails, mobiles = not_working(clients), _doubled_emails(clients, viewer), _doubled_mobiles(clients, viewer)
    found = []
    for pair in pairs:
        client = pair.supervision.client
        one = Found(pair, stops=stops.get(client.pk, []))
        if not client.email and not international(client.mobile):
            one.problems.append(Problem.NO_NUMBER if client.mobile else Problem.MISSING)
        if one.stops:
            one.problems.append(Problem.STOPPED)
        if client.email.lower() in emails:
            one.problems.append(Problem.DOUBLED_EMAIL)
        if (number := international(client.mobile)) and number in mobiles:
            one.problems.append(Problem.DOUBLED_MOBILE)
        if one.problems:
            found.append(one)
    return found


def counts(teams: Collection[Team], viewer: User) -> dict[uuid.UUID, dict[Problem, int]]:
    """How many clients of each team have each problem, within the viewer's scope."""
    pairs = in_scope(viewer).filter(team__in=teams).select_related("supervision__client")
    found: dict[uuid.UUID, dict[Problem, int]] = {team.pk: defaultdict(int) for team in teams}
    for one in problems(pairs, viewer):
        for problem in one.problems:
            found[one.pair.team_id][problem] += 1
    return found


def _doubled_emails(clients: Collection[Client], viewer: User) -> set[str]:
    """Addresses, in lower case, that another client or somebody of the organisation's staff has too."""
    asked = {client.email.lower() for client in clients if client.email}
    if not asked:
        return set()
    of_clients = _others(viewer).annotate(low=Lower("email")).filter(low__in=asked)
    owners = _by(of_clients.values_list("low", "pk"))
    of_staff = User.objects.filter(organisation=viewer.organisation_id).exclude(role=Role.CLIENT)
    staff = set(of_staff.annotate(low=Lower("email")).filter(low__in=asked).values_list("low", flat=True))
    return {email for email in asked if email in staff or len(owners[email]) > 1}


def _doubled_mobiles(clients: Collection[Client], viewer: User) -> set[str]:
    """Numbers, as +31612345678, of more than one client; however each was written down."""
    asked = {number for client in clients if (number := international(client.mobile))}
    if not asked:
        return set()
    plain: Any = F("mobile")
    for mark in (" ", "-", "(", ")", "."):
        plain = Replace(plain, Value(mark), Value(""))
    written = {one for number in asked for one in _ways_to_write(number)}
    found = _others(viewer).annotate(plain=plain).filter(plain__in=written)
    owners = _by((international(mobile), pk) for mobile, pk in found.values_list("mobile", "pk"))
    return {number for number in asked if len(owners[number]) > 1}


def _ways_to_write(number: str) -> list[str]:
    """+31612345678, 0031612345678 and, of a Dutch one, 0612345678."""
    short = ["0" + number.removeprefix("+31")] if number.startswith("+31") else []
    return [number, "00" + number.removeprefix("+"), *short]


def _others(viewer: User) -> QuerySet[Client]:
    """Every client of the organisation, but for those who are shielded from the viewer: an address that is typed in
    must not find out that they exist. Their own worker is told.
    """
    mine = Q(pk__in=in_scope(viewer).values("supervision__client"))
    of_organisation = Client.objects.filter(organisation=viewer.organisation_id)
    return of_organisation.filter(mine | not_shielded_from(viewer, "pk"))


def _by(rows: Iterable[tuple[str, uuid.UUID]]) -> dict[str, set[uuid.UUID]]:
    owners: dict[str, set[uuid.UUID]] = defaultdict(set)
    for address, pk in rows:
        owners[address].add(pk)
    return owners
