"""A year in figures, ready to print; and the lines of the file of hours."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from caseload.fewest import FEWEST
from volunteers import figures
from volunteers.figures import Done, ExportRow, LookedBack, OfProject, Turnover
from volunteers.models import Side


@dataclass(frozen=True)
class MonthCell:
    month: dt.date
    done: Done | None


@dataclass(frozen=True)
class ProjectRow:
    name: str
    months: list[MonthCell]
    total: Done


@dataclass(frozen=True)
class SideRow:
    """`words` instead of figures where those would be of too few."""

    side: str
    n: int | None
    satisfaction: float | None
    worth: float | None
    words: str


@dataclass(frozen=True)
class YearPage:
    year: int
    months: list[dt.date]
    projects: list[ProjectRow]
    total: Done
    sides: list[SideRow]
    turnover: Turnover


def year_page(user: User, year: int) -> YearPage:
    today = clock.today()
    last = today.month if year == today.year else 12
    months = [dt.date(year, month, 1) for month in figures.MONTHS if month <= last]
    projects, total = figures.by_project(user, year), Done()
    for project in projects:
        total.add(project.total)
    return YearPage(
        year=year,
        months=months,
        projects=[_project_row(project, months) for project in projects],
        total=total,
        sides=[_side_row(one) for one in figures.looked_back(user, year, today)],
        turnover=figures.turnover(user, year),
    )


def _project_row(project: OfProject, months: list[dt.date]) -> ProjectRow:
    return ProjectRow(
        name=project.name or _("Zonder project"),
        months=[MonthCell(month, project.months.get(month.month)) for month in months],
        total=project.total,
    )


def _side_row(one: LookedBack) -> SideRow:
    words = "" if one.n else _("minder dan %(n)s cliënten") % {"n": FEWEST}
    return SideRow(str(capfirst(Side(one.side).label)), one.n, one.satisfaction, one.worth, words)


def heads() -> list[str]:
    return [_("Vrijwilliger"), _("Project"), _("Maand"), _("Activiteiten"), _("Uren"), _("Onkosten in euro")]


def cells(row: ExportRow, year: int) -> list[Any]:
    """Hours in hundredths, money in euros; numbers a spreadsheet can add up."""
    hours = (Decimal(row.done.minutes) / 60).quantize(Decimal("0.01"))
    euros = (Decimal(row.done.cents) / 100).quantize(Decimal("0.01"))
    return [row.volunteer, row.project, f"{year}-{row.month:02}", row.done.activities, hours, euros]
