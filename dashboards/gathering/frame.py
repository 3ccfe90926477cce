"""The groups and categories of an organisation's figures, and which questionnaire a half-year is about."""

from collections import defaultdict
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Organisation, Team
from alliance.change import may_compare
from alliance.models import Instrument, Measurement, MomentKind, NonResponseReason, Rater
from caseload.models import Pair, Shield
from dashboards.periods import HALF_YEAR, Period
from dashboards.records import Frame
from remote_contact.models import Way

# Rows fetched at a time.
CHUNK = 2000


def frame_of(organisation: Organisation, period: Period) -> Frame:
    """Its teams as they are today, and who leads several of them."""
    led: dict[Any, set[Any]] = defaultdict(set)
    teams = Team.objects.filter(organisation=organisation).order_by("pk")
    for team, supervisor in teams.filter(supervisors__isnull=False).values_list("pk", "supervisors"):
        led[supervisor].add(team)
    instrument = instrument_of(organisation, period) if period.kind == HALF_YEAR else None
    return Frame(
        teams=tuple(teams.values_list("pk", flat=True)),
        led=frozenset(frozenset(several) for several in led.values() if len(several) > 1),
        ways=tuple(Way.values),
        reasons=tuple(NonResponseReason.values),
        raters=tuple(Rater.values),
        scales=tuple(scale.key for scale in instrument.parsed.scales) if instrument else (),
        instrument=str(instrument or ""),
    )


def instrument_of(organisation: Organisation, period: Period) -> Instrument | None:
    """The questionnaire that most of the period's fixed moments were answered with; None when none was."""
    answered = in_period(organisation, period).filter(revealed_at__isnull=False).exclude(kind=MomentKind.EXTRA)
    used = answered.order_by().values("instrument").annotate(n=Count("pk"))
    most = used.order_by("-n", "instrument__loaded_at", "instrument_id").first()
    return Instrument.objects.get(pk=most["instrument"]) if most else None


def comparable_with(instrument: Instrument) -> list[Any]:
    """The versions of which the scores may be counted together with those of this one."""
    same = Instrument.objects.filter(key=instrument.key)
    return [one.pk for one in same if may_compare(one.parsed, instrument.parsed)]


def in_period(organisation: Organisation, period: Period) -> QuerySet[Measurement]:
    """Measurements that were asked and whose window closed in the period."""
    return Measurement.objects.filter(
        not_shielded("pair__supervision__client"),
        pair__team__organisation=organisation,
        opened_at__isnull=False,
        closes_on__gte=period.starts_on,
        closes_on__lt=period.ends_on,
    )


def ran_in(organisation: Organisation, period: Period) -> QuerySet[Pair]:
    """Pairs with at least one day in the period."""
    still = Q(ends_on__isnull=True) | Q(ends_on__gt=period.starts_on)
    seen = not_shielded("supervision__client")
    return Pair.objects.filter(still, seen, team__organisation=organisation, starts_on__lt=period.ends_on)


def not_shielded(client: str) -> Q:
    """Rows whose client (by this path) has no shield today, from anybody."""
    return ~Q(Exists(Shield.objects.standing().filter(client=OuterRef(client))))
