"""How the three looked back on a match, once it may be shown, ready to print."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from caseload import days
from volunteers.forms.evaluations import POINTS
from volunteers.models import Cooperation, Evaluation, Match, Side


@dataclass(frozen=True, slots=True)
class LookedBack:
    """One evaluation: a row for each question with what each of the three said, "–" who said nothing."""

    title: str
    names: list[str]
    rows: list[tuple[str, list[str]]]
    notes: list[tuple[str, str]]


def looked_back(user: User, match: Match) -> list[LookedBack]:
    """Nothing of an evaluation before all three are in, or its four weeks are over (`Evaluation.shown_to`)."""
    shown = Evaluation.objects.shown_to(user, clock.today()).filter(match=match).order_by("-due_on")
    by_month: dict[int, dict[str, Evaluation]] = {}
    for row in shown:
        by_month.setdefault(row.month, {})[row.side] = row
    return [_one(month, sides) for month, sides in by_month.items()]


def _one(month: int, sides: dict[str, Evaluation]) -> LookedBack:
    due = next(iter(sides.values())).due_on
    words = {"month": month, "day": days.day_year(due)}
    title = _("Na %(month)s maanden, %(day)s") % words if month else _("Aan het eind, %(day)s") % words
    order = [sides.get(side) for side in Side]
    points = {int(value): str(label) for value, label in POINTS}
    return LookedBack(
        title=title,
        names=[str(side.label).capitalize() for side in Side],
        rows=[
            (_("Tevreden"), [points.get(one.satisfaction or 0, "–") if one else "–" for one in order]),
            (_("Van waarde voor de doelen"), [points.get(one.worth or 0, "–") if one else "–" for one in order]),
            (_("Samenwerking"), [_cooperation(one) for one in order]),
        ],
        notes=[(str(Side(one.side).label).capitalize(), one.note) for one in order if one and one.note],
    )


def _cooperation(one: Evaluation | None) -> str:
    return str(Cooperation(one.cooperation).label) if one and one.cooperation else "–"
