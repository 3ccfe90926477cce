"""What the team page counts: measurements by state, and the distribution of each scale. Reads all, writes nothing."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Team
from alliance import funnel
from alliance.actions.planning import INVITATION
from alliance.change import may_compare
from alliance.instruments import Scale
from alliance.models import (
    Instrument,
    Measurement,
    MomentKind,
    NonResponse,
    NonResponseReason,
    Rater,
    ScaleScore,
    Way,
)
from caseload.models import Pair, Pause
from dashboards.suppression import Distribution, Scored, distribution
from messaging.models import Message, Side, State
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


def states_by_moment(team: Team, today: dt.date) -> dict[Moment, States]:
    """Measurements of a team by moment and state.

    Of ended pairs and in a pause only what was completed counts: nobody can be late with what nobody asks now.
    """
    paused = Exists(Pause.objects.running_on(today).filter(supervision=OuterRef("pair__supervision")))
    rows = (
        Measurement.objects.filter(pair__team=team)
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
class ScaleFigures:
    """The distributions of one scale: by moment, then by side."""

    scale: Scale
    by_moment: dict[Moment, dict[Rater, Distribution]]


def scale_figures(team: Team, instrument: Instrument) -> list[ScaleFigures]:
    """Each scale of this questionnaire at every moment that a pair of the team completed.

    Scores of another one, the short form among them, are never counted together with these.
    """
    same = [
        one.pk for one in Instrument.objects.filter(key=instrument.key) if may_compare(one.parsed, instrument.parsed)
    ]
    # One score a pair: of its extra moments, which stand in one row here, the last.
    cells: dict[tuple[str, Moment, str], dict[object, Scored]] = defaultdict(dict)
    moments: set[Moment] = set()
    rows = (
        ScaleScore.objects.for_figures(team)
        .filter(score__isnull=False, response__instrument__in=same)
        .order_by("response__measurement__number")
        .values_list(
            "scale",
            "score",
            "response__rater",
            "response__measurement__kind",
            "response__measurement__months",
            "response__measurement__pair",
            "response__measurement__pair__worker",
        )
    )
    for scale, score, rater, kind, months, pair, worker in rows:
        assert score is not None
        moment = Moment.of(kind, months)
        moments.add(moment)
        cells[scale, moment, rater][pair] = Scored(pair, worker, score)
    return [
        ScaleFigures(
            scale,
            {
                moment: {rater: distribution(cells[scale.key, moment, rater].values()) for rater in Rater}
                for moment in sorted(moments)
            },
        )
        for scale in instrument.parsed.scales
    ]


@dataclass(frozen=True)
class TeamSize:
    workers: int
    pairs: int


def team_size(team: Team) -> TeamSize:
    counts = Pair.objects.open().filter(team=team).aggregate(pairs=Count("pk"), workers=Count("worker", distinct=True))
    return TeamSize(workers=counts["workers"], pairs=counts["pairs"])


def with_volunteer(team: Team) -> int:
    """Running pairs beside which a volunteer stands."""
    running = Match.objects.running().filter(supervision=OuterRef("supervision"))
    return Pair.objects.open().filter(Exists(running), team=team).count()


def entered_for_clients(team: Team) -> int:
    """Of the measurements that both sides completed, how many the client answered on paper or in an interview."""
    return (
        Measurement.objects.filter(
            pair__team=team,
            revealed_at__isnull=False,
            responses__standing=True,
            responses__rater=Rater.CLIENT,
            responses__way__in=[Way.PAPER, Way.INTERVIEW],
        )
        .distinct()
        .count()
    )


def funnels(team: Team) -> dict[Moment, dict[funnel.Reached, int]]:
    """Of every moment how many opened, and how far they came; of the pairs the team has and had."""
    invited = Message.objects.filter(
        subject_id=OuterRef("pk"), kind=INVITATION, side=Side.CLIENT, state__in=[State.SENT, State.UNSURE]
    )
    itself = Measurement.objects.filter(pk=OuterRef("pk"))
    rows = (
        Measurement.objects.filter(pair__team=team, opened_at__isnull=False)
        .annotate(
            invited=Exists(invited),
            link_opened=Exists(itself.filter(links__opened_at__isnull=False)),
            started=Exists(itself.filter(drafts__isnull=False)),
            talked=Exists(itself.filter(talk__isnull=False)),
            sides=Count("responses", filter=Q(responses__standing=True)),
        )
        .values_list("kind", "months", "invited", "link_opened", "started", "sides", "talked")
    )
    by_moment: dict[Moment, list[funnel.Moment]] = defaultdict(list)
    for kind, months, invited_, opened, started, sides, talked in rows:
        by_moment[Moment.of(kind, months)].append(funnel.Moment(invited_, opened, started, sides, talked))
    return {moment: funnel.funnel(found) for moment, found in sorted(by_moment.items())}


def non_responses(team: Team) -> dict[Rater, dict[NonResponseReason, int]]:
    """How often each reason was given, by side; not of a side that came in after all."""
    came = Measurement.objects.filter(
        pk=OuterRef("measurement"), responses__standing=True, responses__rater=OuterRef("rater")
    )
    rows = (
        NonResponse.objects.filter(~Exists(came), measurement__pair__team=team)
        .values_list("rater", "reason")
        .annotate(n=Count("pk"))
    )
    counted = {(rater, reason): n for rater, reason, n in rows}
    return {rater: {reason: counted.get((rater, reason), 0) for reason in NonResponseReason} for rater in Rater}
