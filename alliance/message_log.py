"""What the messages of the monitor may say of a moment, and to whom.

Whoever has not submitted does not see whether the other side has. That a reminder left says that the other had not
answered by then, and that it stayed away says that they had. So of the other side's messages about a moment nothing
is told, not even how many there were: only what the schedule says, which is the same whatever anybody did.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Role, User
from alliance.models import Measurement, Rater, ReminderSchedule, due
from alliance.reminders import DEFAULT, Steps, preview
from audit import clock
from caseload import days
from caseload.models import Pair
from messaging.models import MessageQuerySet, Side


def shown_to(user: User, messages: MessageQuerySet) -> MessageQuerySet:
    """Of these messages, all within this person's reach, those of which they may know that they are there.

    A worker: about a moment those to themselves, and all once their own side is in. Whoever is no party to the
    moment: all once both are in.
    """
    about = Measurement.objects.filter(pk=OuterRef("subject_id"))
    told = Exists(about.filter(revealed_at__isnull=False))
    if user.role == Role.WORKER:
        own_in = Exists(about.answered_by(Rater.WORKER))
        return messages.filter(~Q(kind__in=due.KINDS) | Q(side=Side.WORKER) | own_in | told)
    return messages.filter(~Q(kind__in=due.KINDS) | told)


@dataclass(frozen=True, slots=True)
class Held:
    """A running moment of which messages are not shown: whose, and what the schedule says of them."""

    moment: str
    who: str
    planned: str


def held_back(user: User, pair: Pair) -> list[Held]:
    """The moments that run and of which `shown_to` keeps something from this person."""
    today = clock.today()
    running = Measurement.objects.filter(
        pair=pair, opened_at__isnull=False, revealed_at__isnull=True, closes_on__gt=today
    )
    sides = [Rater.CLIENT, Rater.WORKER]
    if user.role == Role.WORKER:
        own_in = Measurement.objects.answered_by(Rater.WORKER).filter(pk=OuterRef("pk"))
        running, sides = running.filter(~Exists(own_in)), [Rater.CLIENT]
    schedules = _schedules(pair, today)
    return [
        Held(measurement.label_inside, _who(pair, side), _planned(measurement, schedules.get((measurement.kind, side))))
        for measurement in running.order_by("opens_on", "pk")
        for side in sides
    ]


def _who(pair: Pair, side: Rater) -> str:
    return pair.client.first_name if side is Rater.CLIENT else pair.worker.first_name


def _schedules(pair: Pair, today: dt.date) -> dict[tuple[str, str], Steps]:
    rows = ReminderSchedule.objects.filter(organisation=pair.team.organisation_id, holds_from__lte=today)
    return {(row.moment_kind, row.side): row.steps for row in rows.order_by("version")}


def _planned(measurement: Measurement, steps: Steps | None) -> str:
    assert measurement.opened_at is not None
    opened, closes_on = timezone.localdate(measurement.opened_at), measurement.closes_on
    coming: Sequence[tuple[str, dt.date]] = [
        (planned.kind, planned.day)
        for planned in preview(steps or DEFAULT, opened, closes_on)
        # That it closed is told to a side that is in.
        if planned.kind != "closed"
    ]
    return ", ".join(days.near(day, clock.today()) for _kind, day in coming)
