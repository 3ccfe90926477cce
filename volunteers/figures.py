"""What was done in a year: hours and activities by project and month, who came and left, how the three look back.

No case content: numbers of a project, of a volunteer, of a month. How people look back is shown of five clients at
least, and of quarters that are over, so that no figure moves on the day on which somebody fills in a form.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Avg, Count, Min, Q, QuerySet, Sum
from django.db.models.functions import ExtractMonth

from accounts.models import User
from caseload.fewest import FEWEST
from volunteers.models import Activity, Evaluation, Side, Stage, StageChange, Volunteer

MONTHS = range(1, 13)


@dataclass
class Done:
    """What was done in some months: how often, how long, and what it cost."""

    activities: int = 0
    minutes: int = 0
    cents: int = 0

    @property
    def hours(self) -> float:
        return self.minutes / 60

    @property
    def euros(self) -> float:
        return self.cents / 100

    def add(self, other: "Done") -> None:
        self.activities += other.activities
        self.minutes += other.minutes
        self.cents += other.cents


@dataclass
class OfProject:
    """One project's year; without a name: matches that belong to no project."""

    name: str
    months: dict[int, Done] = field(default_factory=lambda: defaultdict(Done))

    @property
    def total(self) -> Done:
        found = Done()
        for done in self.months.values():
            found.add(done)
        return found


@dataclass(frozen=True)
class LookedBack:
    """How one side looks back, of `n` clients; without figures when those are too few."""

    side: str
    n: int | None = None
    satisfaction: float | None = None
    worth: float | None = None


@dataclass(frozen=True)
class Turnover:
    present: int
    came: int
    left: int


@dataclass(frozen=True)
class ExportRow:
    """One volunteer in one project in one month."""

    volunteer: str
    project: str
    month: int
    done: Done


def by_project(viewer: User, year: int) -> list[OfProject]:
    found: dict[str, OfProject] = {}
    rows = _activities(viewer, year).values("match__project__name", "month").order_by("match__project__name", "month")
    for name, month, *sums in rows.annotate(**_SUMS).values_list("match__project__name", "month", *_SUMS):
        project = found.setdefault(name or "", OfProject(name or ""))
        project.months[month] = _done(sums)
    return list(found.values())


def export_rows(viewer: User, year: int) -> Iterator[tuple[uuid.UUID, ExportRow]]:
    """With the volunteer's id, for the record of who read what."""
    who = ("match__volunteer", "match__volunteer__first_name", "match__volunteer__last_name", "match__project__name")
    rows = _activities(viewer, year).values(*who, "month").annotate(**_SUMS)
    order = ("match__volunteer__last_name", "match__volunteer__first_name", "match__volunteer", who[3], "month")
    for pk, first, last, project, month, *sums in rows.order_by(*order).values_list(*who, "month", *_SUMS):
        yield pk, ExportRow(f"{first} {last}", project or "", month, _done(sums))


def of_volunteer(viewer: User, volunteer_id: uuid.UUID, year: int) -> Done:
    sums = _activities(viewer, year).filter(match__volunteer=volunteer_id).aggregate(**_SUMS)
    return _done([sums[name] for name in _SUMS])


_SUMS = {"n": Count("pk"), "time": Sum("minutes"), "cost": Sum("expenses_cents")}


def _activities(viewer: User, year: int) -> "QuerySet[Any]":
    own = Activity.objects.visible_to(viewer).filter(undone_at__isnull=True, on__year=year)
    return own.annotate(month=ExtractMonth("on"))


def _done(sums: list[int | None]) -> Done:
    n, minutes, cents = sums
    return Done(n or 0, minutes or 0, cents or 0)


def looked_back(viewer: User, year: int, today: dt.date) -> list[LookedBack]:
    """Of each of the three sides, over what was filled in in quarters of this year that are over."""
    until = min(dt.date(year + 1, 1, 1), dt.date(today.year, (today.month - 1) // 3 * 3 + 1, 1))
    filled = Evaluation.objects.visible_to(viewer).filter(filled_at__date__gte=dt.date(year, 1, 1))
    filled = filled.filter(filled_at__date__lt=until, satisfaction__isnull=False)
    sums = filled.values("side").annotate(
        clients=Count("match__supervision__client", distinct=True), satisfied=Avg("satisfaction"), worthy=Avg("worth")
    )
    known = {row["side"]: row for row in sums.order_by("side")}
    return [_looked_back(side, known.get(side)) for side in Side.values]


def _looked_back(side: str, row: dict[str, Any] | None) -> LookedBack:
    if row is None or row["clients"] < FEWEST:
        return LookedBack(side)
    return LookedBack(side, row["clients"], row["satisfied"], row["worthy"])


def turnover(viewer: User, year: int) -> Turnover:
    """Who takes part now; who became available for the first time in this year, and who stopped in it."""
    people = Volunteer.objects.visible_to(viewer)
    first = StageChange.objects.filter(volunteer__in=people, stage=Stage.AVAILABLE)
    came = first.values("volunteer").annotate(day=Min("on")).filter(day__year=year).count()
    # Who stopped and came back within the year came back.
    left = people.filter(left_on__year=year).count()
    return Turnover(people.filter(stage__in=[Stage.AVAILABLE, Stage.RESTING]).count(), came, left)


def years(viewer: User, today: dt.date) -> list[int]:
    """This year and those before it in which something was done, the newest first; ten at most."""
    first = Activity.objects.visible_to(viewer).filter(Q(on__lte=today)).aggregate(day=Min("on"))["day"]
    since = max(first.year if first else today.year, today.year - 9)
    return list(range(today.year, since - 1, -1))
