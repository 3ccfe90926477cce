"""What the schedule asked for on past days, held against what was prepared and what became of it.

Counts only, and only of whole days and kinds: nothing here says of anybody whether they answered.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from accounts.models import Organisation
from alliance.models import due
from alliance.reminders import DAY
from audit import clock
from messaging.models import Message, State
from messaging.working_time import ZONE, start_of

# What is due and still waits after this has been forgotten, or the worker stands still.
OVERDUE_AFTER = dt.timedelta(hours=1)
# What the look-up prepares; of other kinds there are as many expected as were caused.
LOOKED_UP = [due.REMINDER, due.LAST_REMINDER, due.CLOSED]


@dataclass(frozen=True)
class Line:
    """One kind on one day, by the day on which it was prepared. `lacking` should have been prepared and was not,
    `surplus` was prepared and should not have been; `waiting` are those whose time has not come, `overdue` those whose
    time is past."""

    day: dt.date
    kind: str
    prepared: int = 0
    lacking: int = 0
    surplus: int = 0
    sent: int = 0
    cancelled: int = 0
    waiting: int = 0
    overdue: int = 0
    failed: int = 0
    unsure: int = 0

    @property
    def expected(self) -> int:
        return self.prepared + self.lacking - self.surplus

    @property
    def differs(self) -> bool:
        return bool(self.lacking or self.surplus or self.overdue or self.failed or self.unsure)


def lines(first: dt.date, last: dt.date, *, organisation: Organisation | None = None) -> list[Line]:
    """By day and kind, both days included; of one organisation, or of all."""
    found = _prepared(first, last, organisation)
    for n in range((last - first).days + 1):
        day = first + n * DAY
        for kind, lacking in _lacking(day, organisation):
            found[day, kind]["lacking"] += lacking
        for kind, surplus in _surplus(day, organisation):
            found[day, kind]["surplus"] += surplus
    return [Line(day, kind, **counts) for (day, kind), counts in sorted(found.items()) if any(counts.values())]


def prepared(first: dt.date, last: dt.date, *, organisation: Organisation | None = None) -> list[Line]:
    """The same without what lacked or was too much, in one query."""
    found = _prepared(first, last, organisation)
    return [Line(day, kind, **counts) for (day, kind), counts in sorted(found.items()) if any(counts.values())]


class _Table(dict[tuple[dt.date, str], Counter[str]]):
    def __missing__(self, key: tuple[dt.date, str]) -> Counter[str]:
        self[key] = Counter()
        return self[key]


def _messages(organisation: Organisation | None) -> QuerySet[Message]:
    if organisation is None:
        return Message.objects.all()
    return Message.objects.filter(Q(pair__team__organisation=organisation) | Q(user__organisation=organisation))


def _prepared(first: dt.date, last: dt.date, organisation: Organisation | None) -> _Table:
    late = Q(not_before__lt=clock.now() - OVERDUE_AFTER)
    rows = (
        _messages(organisation)
        .filter(created_at__gte=start_of(first), created_at__lt=start_of(last + DAY))
        .annotate(day=TruncDate("created_at", tzinfo=ZONE))
        .values("day", "kind", "state")
        .annotate(count=Count("pk"), late=Count("pk", filter=late))
    )
    found = _Table()
    for row in rows:
        counts = found[row["day"], row["kind"]]
        counts["prepared"] += row["count"]
        if row["state"] in (State.NEW, State.CLAIMED, State.HANDED_OVER):
            counts["overdue"] += row["late"]
            counts["waiting"] += row["count"] - row["late"]
        else:
            counts[row["state"]] += row["count"]
    return found


def _lacking(day: dt.date, organisation: Organisation | None) -> Iterator[tuple[str, int]]:
    """What the look-up would still have found at the end of the day; of today, what it finds now."""
    known = start_of(day + DAY) if day < clock.today() else None
    for wanted in due.on(day, known=known, organisation=organisation):
        yield wanted.kind, wanted.lacking.count()


def _surplus(day: dt.date, organisation: Organisation | None) -> Iterator[tuple[str, int]]:
    """What was prepared and did not fit, not even as the day began. What the end of a pause brought back has that day
    in its key."""
    on_day = _messages(organisation).filter(created_at__gte=start_of(day), created_at__lt=start_of(day + DAY))
    on_day = on_day.exclude(moment=day.isoformat())
    fitted = Counter[str]()
    for wanted in due.on(day, known=start_of(day), organisation=organisation):
        if wanted.kind in LOOKED_UP:
            number = {} if wanted.number is None else {"number": wanted.number}
            these = on_day.filter(kind=wanted.kind, side=wanted.side, **number)
            fitted[wanted.kind] += these.filter(subject_id__in=wanted.fitting.values("pk")).count()
    for kind in LOOKED_UP:
        yield kind, on_day.filter(kind=kind).count() - fitted[kind]
