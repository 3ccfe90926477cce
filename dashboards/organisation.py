"""What was published of every team of an organisation in a half-year and its months. Reads that, and nothing else."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.models import Organisation, Team, User
from dashboards import published
from dashboards.models import PeriodKind, PublishedFigures
from dashboards.periods import Period
from dashboards.published import HalfYear, Month


@dataclass
class Published:
    """Of one team, or of the whole organisation; `half` is None where only months stand."""

    name: str = ""
    region: str = ""
    is_own: bool = False
    half: HalfYear | None = None
    months: list[Month] = field(default_factory=list)


@dataclass(frozen=True)
class OrganisationFigures:
    """Teams in alphabetical order; one of which nothing stands is not among them."""

    whole: Published
    teams: tuple[Published, ...]


def regions_of(organisation: Organisation) -> tuple[str, ...]:
    found = Team.objects.filter(organisation=organisation).exclude(region="").values_list("region", flat=True)
    return tuple(sorted(set(found), key=str.casefold))


def organisation_figures(*, user: User, period: Period) -> OrganisationFigures:
    """In two queries, whatever the number of teams."""
    own = set(Team.objects.visible_to(user).values_list("pk", flat=True))
    half = Q(period__kind=PeriodKind.HALF_YEAR, period__starts_on=period.starts_on)
    months = Q(
        period__kind=PeriodKind.MONTH, period__starts_on__gte=period.starts_on, period__starts_on__lt=period.ends_on
    )
    rows = PublishedFigures.objects.visible_to(user).filter(half | months).order_by("period__starts_on")
    found: dict[UUID | None, Published] = {None: Published()}
    fields = ("team", "team__name", "team__region", "period__kind", "figures")
    for team, name, region, kind, figures in rows.values_list(*fields):
        of = found.setdefault(team, Published(name or "", region or "", team in own))
        _add(of, kind, figures)
    whole = found.pop(None)
    return OrganisationFigures(whole, tuple(sorted(found.values(), key=lambda of: of.name.casefold())))


def _add(of: Published, kind: str, figures: dict[str, Any]) -> None:
    if kind == PeriodKind.HALF_YEAR:
        of.half = published.half_year(figures)
    else:
        of.months.append(published.month(figures))
