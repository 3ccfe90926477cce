"""What a supervisor sees of today: the states of their own pairs, which they see of each pair anyway.

All that is about a time is published once (`dashboards/choice.py` reads it).
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Team, User
from alliance.models import Measurement, MomentKind
from caseload.access import not_shielded_from
from caseload.models import Pair, Pause
from volunteers.models import Match

SOON = dt.timedelta(days=28)
ORDER = {MomentKind.INTAKE: 0, MomentKind.HANDOVER: 1, MomentKind.REGULAR: 2, MomentKind.EXTRA: 3}


@dataclass(frozen=True, order=True)
class Moment:
    """A moment that pairs share, in the order of a supervision: intake, hand-over, six months, ..."""

    order: int
    months: int
    kind: str

    @classmethod
    def of(cls, kind: str, months: int) -> "Moment":
        return cls(ORDER[MomentKind(kind)], months, kind)

    @property
    def label(self) -> str:
        return Measurement(kind=self.kind, months=self.months).label


@dataclass
class States:
    """How many measurements of a moment are in which state."""

    soon: int = 0
    open: int = 0
    half: int = 0
    done: int = 0
    overdue: int = 0


def states_by_moment(team: Team, user: User, today: dt.date) -> dict[Moment, States]:
    """Measurements of a team by moment and state.

    Of ended pairs and in a pause only what was completed counts: nobody can be late with what nobody asks now.
    """
    paused = Exists(Pause.objects.running_on(today).filter(supervision=OuterRef("pair__supervision")))
    rows = (
        _measurements(team, user)
        .filter(Q(revealed_at__isnull=False) | (Q(pair__ends_on__isnull=True) & ~paused))
        .annotate(sides=Count("responses", filter=Q(responses__standing=True)))
        .values_list("kind", "months", "opens_on", "closes_on", "revealed_at", "sides")
    )
    table: dict[Moment, States] = defaultdict(States)
    for kind, months, opens_on, closes_on, revealed_at, sides in rows:
        state = _state(today, opens_on, closes_on, revealed_at is not None, sides)
        if state:
            states = table[Moment.of(kind, months)]
            setattr(states, state, getattr(states, state) + 1)
    return dict(sorted(table.items()))


def _state(today: dt.date, opens_on: dt.date, closes_on: dt.date, revealed: bool, sides: int) -> str:
    if revealed:
        return "done"
    if today >= closes_on:
        return "overdue"
    if today < opens_on:
        return "soon" if opens_on - today <= SOON else ""
    return "half" if sides else "open"


@dataclass(frozen=True)
class TeamSize:
    """Of the running pairs that this supervisor may open; a count of more would tell of the shielded ones."""

    workers: int
    pairs: int
    with_volunteer: int


def team_size(team: Team, user: User) -> TeamSize:
    running = Match.objects.running().filter(supervision=OuterRef("supervision"))
    pairs = Pair.objects.visible_to(user).filter(team=team).annotate(helped=Exists(running))
    counts = pairs.aggregate(
        pairs=Count("pk"),
        workers=Count("worker", distinct=True),
        with_volunteer=Count("pk", filter=Q(helped=True)),
    )
    return TeamSize(**counts)


def _measurements(team: Team, user: User) -> QuerySet[Measurement]:
    """Of all pairs the team has and had, but for clients who are shielded from this supervisor."""
    return Measurement.objects.filter(not_shielded_from(user, "pair__supervision__client"), pair__team=team)
