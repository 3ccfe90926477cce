"""Published figures for tests, as they come out of publishing."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from accounts.models import Organisation, Team
from alliance.models import NonResponseReason
from audit import clock
from dashboards.models import PeriodKind, PublishedFigures, PublishedPeriod
from dashboards.published import (
    COURSES,
    RATES_OF_HALF_YEAR,
    RATES_OF_MONTH,
    STEPS,
    Counts,
    Funnel,
    HalfYear,
    MomentKey,
    Month,
    Rate,
    Spread,
    to_json,
)

INTAKE, SIX = MomentKey("intake", 0), MomentKey("regular", 6)
SCALES = ("trust", "direction", "bonding", "friction")
FIRST_HALF = dt.date(2026, 1, 1)


def publish(
    organisation: Organisation,
    figures: Mapping[Team | None, HalfYear | Month],
    starts_on: dt.date = FIRST_HALF,
    kind: str = PeriodKind.HALF_YEAR,
) -> PublishedPeriod:
    """A period with what stands of each team, and under None of the organisation."""
    period = PublishedPeriod.objects.create(
        organisation=organisation, kind=kind, starts_on=starts_on, made_at=clock.now()
    )
    PublishedFigures.objects.bulk_create(
        PublishedFigures(period=period, team=team, figures=to_json(one)) for team, one in figures.items()
    )
    return period


def funnel(moment: MomentKey, due: int) -> Funnel:
    """Each step two less than the one before."""
    return Funnel(moment, {step: due - 2 * number for number, step in enumerate(STEPS)})


def half_year(size: int = 40) -> HalfYear:
    """Figures of about so many pairs; some of them hidden."""
    reasons = {**dict.fromkeys(NonResponseReason.values, 6), "language": None, "other": None}
    courses = {"improving": size // 3, "stable": size // 4, "deteriorating": None, "unclassified": None}
    return HalfYear(
        instrument="wa-gk-demo",
        funnels=(funnel(INTAKE, size), funnel(SIX, size - 10), Funnel(MomentKey("handover", 0), None)),
        reasons=(
            Counts("client", size // 2, reasons),
            Counts("worker", None, dict.fromkeys(NonResponseReason.values)),
        ),
        spreads=tuple(spread(scale, rater, size) for scale in SCALES for rater in ("client", "worker")),
        courses=tuple(
            Counts(f"{scale}:{rater}", size, courses if rater == "client" else dict.fromkeys(COURSES, size // 4))
            for scale in SCALES
            for rater in ("client", "worker")
        ),
        rates=tuple(Rate(key, 3 + number, size) for number, key in enumerate(RATES_OF_HALF_YEAR)),
    )


def spread(scale: str, rater: str, n: int) -> Spread:
    if (scale, rater) == ("friction", "worker"):
        return Spread(scale, rater, INTAKE)
    return Spread(scale, rater, INTAKE, n, Decimal("2.75"), Decimal("3.4167"), Decimal("4.25"))


def month(size: int = 60) -> Month:
    ways = {"face_to_face": size // 2, "remote_talk": None, "written": None}
    return Month(
        ways=Counts("ways", size, ways),
        rates=tuple(Rate(key, 4 + number, size) for number, key in enumerate(RATES_OF_MONTH)),
    )


def full_month(size: int = 60) -> Month:
    """With nothing hidden."""
    third = size // 3
    ways = {"face_to_face": size - 2 * third, "remote_talk": third, "written": third}
    return Month(Counts("ways", size, ways), month(size).rates)


def publish_all(organisation: Organisation, teams: list[Team], *, size: int = 40) -> None:
    """The first half of 2026 and its months: every team of one size, the organisation of all together."""
    whole = size * max(len(teams), 2)
    publish(organisation, {**dict.fromkeys(teams, half_year(size)), None: half_year(whole)})
    for number in range(1, 7):
        of_team = month(size) if number == 3 else full_month(size + number)
        publish(
            organisation,
            {**dict.fromkeys(teams, of_team), None: full_month(whole + number)},
            dt.date(2026, number, 1),
            PeriodKind.MONTH,
        )
