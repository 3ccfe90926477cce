"""Pairs that began in March, and their figures as they are public."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from accounts.models import Organisation, Role, Team
from accounts.tests.factories import UserFactory
from audit import clock
from caseload.models import Pair
from caseload.tests.factories import start_pair
from dashboards import actions
from dashboards.models import PublishedFigures
from dashboards.periods import HALF_YEAR, MONTH, Period
from dashboards.published import HalfYear, Month, half_year, month

SPRING = Period(HALF_YEAR, dt.date(2026, 1, 1))
MARCH = Period(MONTH, dt.date(2026, 3, 1))
BEGIN = dt.date(2026, 3, 2)


@contextmanager
def on(day: dt.date) -> Iterator[None]:
    with clock.at(dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)):
        yield


def begun(team: Team, number: int = 6, workers: int = 3) -> list[Pair]:
    people = [UserFactory(role=Role.WORKER, team=team) for _ in range(workers)]
    with on(BEGIN):
        return [start_pair(worker=people[n % workers]) for n in range(number)]


def public(period: Period, organisation: Organisation, team: Team | None = None) -> Any:
    actions.publish(organisation=organisation, period=period)
    row = PublishedFigures.objects.get(
        period__organisation=organisation, period__starts_on=period.starts_on, period__kind=period.kind, team=team
    )
    return half_year(row.figures) if period.kind == HALF_YEAR else month(row.figures)


def rate(figures: HalfYear | Month, key: str) -> tuple[int | None, int | None]:
    [found] = [one for one in figures.rates if one.key == key]
    return found.count, found.of
