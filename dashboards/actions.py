"""Making the figures of closed periods public: once, and never again.

No audit event: nobody acts and no record of a person is opened; who reads the figures afterwards is recorded there.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Min

from accounts.models import Organisation
from audit import clock
from caseload.models import Pair
from dashboards import publishing
from dashboards.gathering import frame_of, half_year_records, month_records
from dashboards.models import PublishedFigures, PublishedPeriod
from dashboards.periods import HALF_YEAR, MONTH, Period, closed
from dashboards.published import HalfYear, Month, to_json

# Further back nobody compares with, and a first run over an old archive ends.
YEARS_BACK = 5


def publish_due(*, today: dt.date | None = None) -> int:
    """Every period that may be public today and is not yet; the number that became so."""
    today = today or clock.today()
    return sum(_publish_due(organisation, today) for organisation in Organisation.objects.order_by("pk"))


def _publish_due(organisation: Organisation, today: dt.date) -> int:
    first = Pair.objects.filter(team__organisation=organisation).aggregate(first=Min("starts_on"))["first"]
    if first is None:
        return 0
    since = max(first, dt.date(today.year - YEARS_BACK, today.month, 1))
    made = set(PublishedPeriod.objects.filter(organisation=organisation).values_list("kind", "starts_on"))
    due = (period for kind in (HALF_YEAR, MONTH) for period in closed(kind, since, today))
    return sum(
        publish(organisation=organisation, period=period)
        for period in due
        if (period.kind, period.starts_on) not in made
    )


def publish(*, organisation: Organisation, period: Period) -> bool:
    """Make the figures of one closed period public; False when another run just did. What came in late is left out."""
    found = _figures(organisation, period)
    try:
        with transaction.atomic():
            made = PublishedPeriod.objects.create(
                organisation=organisation, kind=period.kind, starts_on=period.starts_on, made_at=clock.now()
            )
            PublishedFigures.objects.bulk_create(
                PublishedFigures(period=made, team_id=team, figures=to_json(figures)) for team, figures in found.items()
            )
    except IntegrityError:
        # Only the other run's row may stand in the way.
        if PublishedPeriod.objects.filter(
            organisation=organisation, kind=period.kind, starts_on=period.starts_on
        ).exists():
            return False
        raise
    return True


def _figures(organisation: Organisation, period: Period) -> Mapping[Any, HalfYear | Month]:
    """Read before the transaction: a closed period no longer changes, and writers need not wait for the reading."""
    frame = frame_of(organisation, period)
    if period.kind == HALF_YEAR:
        return publishing.half_year(half_year_records(organisation, period), frame)
    return publishing.month(month_records(organisation, period), frame)
