"""Activities ready to print: whoever is not the volunteer reads of a private one the title only."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role, User
from audit import clock
from caseload import days
from volunteers import policies
from volunteers.models import Activity, Match


@dataclass(frozen=True, slots=True)
class ActivityRow:
    id: uuid.UUID
    day: str
    title: str
    why: str
    note: str = ""
    expenses: str = ""
    receipt_url: str = ""
    add_receipt_url: str = ""
    change_url: str = ""
    undo_url: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """How much, and when last; what a co-ordinator reads too."""

    words: str
    last: str


def shown(match: Match) -> "QuerySet[Activity]":
    """Newest first."""
    rows = Activity.objects.standing().filter(match=match).select_related("kind", "receipt")
    # The bytes of a picture are nobody's business in a list.
    found: QuerySet[Activity] = rows.defer("receipt__picture").order_by("-on", "-logged_at", "-pk")
    return found


def activity_rows(activities: Iterable[Activity], match: Match, user: User) -> list[ActivityRow]:
    return [_row(activity, match, user) for activity in activities]


def _row(activity: Activity, match: Match, user: User) -> ActivityRow:
    is_own = user.role == Role.VOLUNTEER
    opened = is_own or not activity.is_private
    about = [activity.kind.name, spent(activity.minutes)] if opened else []
    if is_own and activity.is_private:
        about.append(_("anderen zien alleen de titel"))
    has_receipt = is_own and getattr(activity, "receipt", None) is not None
    may_change = is_own and policies.may_work(match)
    expenses = activity.expenses_cents if is_own else None
    return ActivityRow(
        id=activity.pk,
        day=days.near(activity.on, clock.today()),
        title=activity.title,
        why=" · ".join(about),
        note=activity.note if opened else "",
        expenses=euros(expenses) if expenses else "",
        receipt_url=_url(activity, "receipt_picture") if has_receipt else "",
        add_receipt_url=_url(activity, "receipt") if may_change and expenses and not has_receipt else "",
        change_url=_url(activity, "activity") if may_change else "",
        undo_url=_url(activity, "undo_activity") if may_change and policies.may_undo(activity, clock.now()) else "",
    )


def _url(activity: Activity, name: str) -> str:
    return reverse(f"volunteers:{name}", args=[activity.pk])


def spent(minutes: int) -> str:
    """45 minuten; 1,5 uur is written as 1 uur 30."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(n)s minuut", "%(n)s minuten", rest) % {"n": rest}
    return _("%(hours)s uur") % {"hours": hours} + (f" {rest}" if rest else "")


def euros(cents: int) -> str:
    return f"€ {cents // 100},{cents % 100:02}"


def total(match: Match) -> Total:
    found = Activity.objects.standing().filter(match=match)
    sums = found.aggregate(n=Count("pk"), minutes=Sum("minutes"))
    if not sums["n"]:
        return Total(_("Nog niets vastgelegd."), "")
    words = ngettext("%(n)s activiteit, %(spent)s", "%(n)s activiteiten, %(spent)s", sums["n"])
    last: dt.date | None = found.order_by("-on").values_list("on", flat=True).first()
    return Total(words % {"n": sums["n"], "spent": spent(sums["minutes"] or 0)}, days.near(last, clock.today()))


@dataclass(frozen=True, slots=True)
class Expense:
    """What a co-ordinator pays: the day, the sum and the receipt, not what was done."""

    day: str
    sum: str
    receipt_url: str


def expenses(match: Match) -> list[Expense]:
    rows = shown(match).filter(expenses_cents__gt=0)[:50]
    return [
        Expense(
            day=days.near(row.on, clock.today()),
            sum=euros(row.expenses_cents or 0),
            receipt_url=_url(row, "receipt_picture") if getattr(row, "receipt", None) else "",
        )
        for row in rows
    ]
