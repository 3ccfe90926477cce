"""Matches of which little is heard: no activity for some weeks, or a moment to tune that has passed."""

import datetime as dt

from django.db.models import DateField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from volunteers.models import Activity, MatchQuerySet, Tuning

# Nobody logged anything for so long, or met for so long where no moment is planned.
WEEKS = 4
WITHOUT_TUNING = dt.timedelta(weeks=8)


def with_last_heard(matches: MatchQuerySet, today: dt.date) -> MatchQuerySet:
    """Each with `last_activity`, `last_tuned` and `due_since` (the day of a moment that has passed), or None."""
    activities = Activity.objects.filter(match=OuterRef("pk"), undone_at__isnull=True, on__lte=today).order_by("-on")
    tunings = Tuning.objects.filter(match=OuterRef("pk"))
    held = tunings.filter(held_on__isnull=False).order_by("-held_on")
    passed = tunings.filter(held_on__isnull=True, due_on__lt=today)

    def day(rows: object, name: str) -> Subquery:
        return Subquery(rows.values(name)[:1], output_field=DateField())  # type: ignore[attr-defined]

    return matches.annotate(
        last_activity=day(activities, "on"), last_tuned=day(held, "held_on"), due_since=day(passed, "due_on")
    )


def quiet(matches: MatchQuerySet, today: dt.date) -> MatchQuerySet:
    """Those that nobody ended, the longest silent first, also when the supervision has ended. `with_last_heard`."""
    planned = Tuning.objects.filter(match=OuterRef("pk"), held_on__isnull=True)
    annotated = with_last_heard(matches.filter(ends_on__isnull=True), today).annotate(
        heard=Coalesce("last_activity", F("starts_on")), tuned=Coalesce("last_tuned", F("starts_on"))
    )
    silent = Q(heard__lt=today - dt.timedelta(weeks=WEEKS))
    not_tuned = Q(due_since__isnull=False) | (Q(tuned__lt=today - WITHOUT_TUNING) & ~Q(Exists(planned)))
    is_over = Q(supervision__ended_on__isnull=False)
    return annotated.filter(silent | not_tuned | is_over).order_by("heard", "pk")
