"""Which messages of the schedule a day asks for, as queries: nothing here walks over measurements.

`on(day)` gives for each kind, side and number the measurements that still lack the message. With `known` the same is
asked of the past: what was lacking, by the facts that stood at that moment.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull

from accounts.models import Organisation
from alliance.models.measurement import Measurement, MomentKind
from alliance.models.moments import WindowChange
from alliance.models.response import Rater, Response
from alliance.models.schedule import ReminderSchedule
from alliance.models.way_in import ClientPin
from alliance.reminders import CLOSED_AFTER, CLOSED_UNTIL, DAY, DEFAULT, Steps
from caseload.models import Pause
from messaging.models import Message, State
from messaging.reach import is_addressed
from messaging.working_time import start_of

INVITATION = "alliance.invitation"
REMINDER = "alliance.reminder"
LAST_REMINDER = "alliance.last_reminder"
# Sent by the action that opens a closed moment again; its number says for which time.
LATE = "alliance.late"
CLOSED = "alliance.closed"
KINDS = [INVITATION, REMINDER, LAST_REMINDER, LATE, CLOSED]
# Why an invitation was not sent: the only reason that goes by itself, so that it is sent later.
PAUSED = "paused"


@dataclass(frozen=True)
class Due:
    """`fitting` are the measurements for which the message is right on that day, `lacking` those still without it.

    `number` None: each measurement's own, how often it was opened for late answers (`lates`). `window` holds all that
    lack it today, by the indexed column `order` alone, so that they can be gone through a slice at a time.
    """

    kind: str
    side: Rater
    number: int | None
    fitting: QuerySet[Measurement]
    lacking: QuerySet[Measurement]
    order: str
    window: Q


def on(
    day: dt.date,
    *,
    known: dt.datetime | None = None,
    organisation: Organisation | None = None,
    in_slices: bool = False,
) -> Iterator[Due]:
    """Everything the schedule asks of this day; of one organisation, or of all.

    `in_slices`: written for a slice of the measurements at a time, not for counting them all.
    """
    for side in Rater:
        facts = _Facts(day, side, known, organisation, in_slices)
        yield facts.invitations()
        for steps, whose in _schedules(day, side):
            yield from facts.reminders(steps, whose)
            if steps.before_close is not None:
                yield facts.last_reminder(steps, steps.before_close, whose)
            if steps.tells_closed:
                yield facts.closed(whose)


def _schedules(day: dt.date, side: Rater) -> list[tuple[Steps, Q]]:
    """The schedules that hold on this day, each with whose it is; together everybody's, and nobody's twice."""
    newest: dict[tuple[str, object], ReminderSchedule] = {}
    for row in ReminderSchedule.objects.filter(side=side, holds_from__lte=day).order_by("version"):
        newest[row.moment_kind, row.organisation_id] = row
    if not newest:
        return [(DEFAULT, Q())]
    found: dict[Steps, Q] = defaultdict(Q)
    for moment_kind in MomentKind.values:
        written = {org: row for (kind, org), row in newest.items() if kind == moment_kind}
        found[DEFAULT] |= Q(kind=moment_kind) & ~Q(pair__team__organisation__in=list(written))
        for organisation, row in written.items():
            found[row.steps] |= Q(kind=moment_kind, pair__team__organisation=organisation)
    return list(found.items())


class _Facts:
    """The conditions of one side's messages on one day, by what was known at a moment (None: by what is known)."""

    def __init__(
        self,
        day: dt.date,
        side: Rater,
        known: dt.datetime | None,
        organisation: Organisation | None,
        in_slices: bool = False,
    ) -> None:
        self.day, self.side, self.known, self._in_slices = day, side, known, in_slices
        late = WindowChange.objects.filter(
            measurement=OuterRef("pk"), kind=WindowChange.Kind.LATE, **self._by("changed_at")
        )
        lates = late.order_by().values("measurement").annotate(count=Count("pk")).values("count")
        # Asked how a day began, what happened in the course of it had not happened yet.
        began = known is not None and known <= start_of(day)
        paused = Pause.objects.running_on(day).filter(supervision=OuterRef("pair__supervision"))
        if began:
            paused = paused.filter(since__lt=day)
        ended_later = Q(**{"pair__ends_on__gte" if began else "pair__ends_on__gt": day})
        running = Measurement.objects.filter(
            ~Exists(paused),
            Q(pair__ends_on__isnull=True) | (ended_later if known else Q(pk__in=[])),
            pair__team__invitations_since__isnull=False,
            opened_at__isnull=False,
            opens_on__lte=day,
            **self._by("opened_at"),
            **self._by("pair__team__invitations_since"),
        )
        if organisation is not None:
            running = running.filter(pair__team__organisation=organisation)
        self._running = running.annotate(lates=Coalesce(Subquery(lates), Value(0)), closes=self._closes())
        answers = Response.objects.filter(measurement=OuterRef("pk"), rater=side, **self._by("submitted_at"))
        self._answered = Exists(answers if known else answers.standing())
        put_off = f"{side}_not_now_at"
        not_now = Q(**{f"{put_off}__isnull": True}) | (Q(**{f"{put_off}__gte": known}) if known else Q(pk__in=[]))
        self._asked = self._running.filter(not_now, ~self._answered, closes__gt=day)

    def _by(self, field: str) -> dict[str, dt.datetime]:
        return {f"{field}__lt": self.known} if self.known else {}

    def _closes(self) -> F | Coalesce:
        """The day on which the window closed, as it stood then: a later change keeps what it changed."""
        if self.known is None:
            return F("closes_on")
        since = WindowChange.objects.filter(measurement=OuterRef("pk"), changed_at__gte=self.known)
        return Coalesce(Subquery(since.order_by("changed_at").values("old_closes_on")[:1]), F("closes_on"))

    def _sent(self, *kinds: str) -> QuerySet[Message]:
        """The side's messages of these kinds about the measurement; what a pause held back may come again."""
        of_side = Message.objects.filter(
            subject_id=OuterRef("pk"), side=self.side, kind__in=kinds, **self._by("created_at")
        )
        return of_side.exclude(state=State.CANCELLED, reason=PAUSED)

    def _none(self, rows: QuerySet[Message]) -> Q:
        """No such message. In slices it is looked up by index for each measurement: of NOT EXISTS PostgreSQL makes a
        join with the whole outbox, by counts from before the run that fills it.
        """
        return Q(IsNull(Subquery(rows.values("pk")[:1]), True)) if self._in_slices else ~Q(Exists(rows))

    def _reachable(self, *, by_link: bool) -> Q:
        if self.side is Rater.WORKER:
            return Q()
        pin = ClientPin.objects.filter(client=OuterRef("pair__supervision__client"), **self._by("made_at"))
        return is_addressed("pair__supervision__client") & (Q(Exists(pin)) if by_link else Q())

    def _rested(self, gap: int) -> Q:
        """Nothing about this moment in the last days, and no pause that has only just ended."""
        since = self.day - (gap - 1) * DAY
        recent = self._sent(INVITATION, REMINDER, LAST_REMINDER, LATE).filter(created_at__gte=start_of(since))
        ended = Pause.objects.filter(supervision=OuterRef("pair__supervision"), until__gte=since, until__lte=self.day)
        return ~self._none(self._sent(INVITATION)) & self._none(recent) & ~Q(Exists(ended))

    def invitations(self) -> Due:
        """Also later than the opening: a client who only now got an address or a PIN."""
        found = self._asked.filter(self._reachable(by_link=True))
        lacking = found.filter(self._none(self._sent(INVITATION)))
        return Due(INVITATION, self.side, 0, found, lacking, "closes_on", Q(closes_on__gt=self.day))

    def reminders(self, steps: Steps, whose: Q) -> Iterator[Due]:
        asked = self._asked.filter(whose, closes__gt=self.day + (steps.before_close or 0) * DAY)
        for number in range(1, len(steps.after) + 1):
            first, last = steps.opened_between(number, self.day)
            found, order = asked.filter(opened_at__lt=start_of(last + DAY)), "closes_on"
            window = Q(closes_on__gt=self.day)
            if first is not None:
                order, window = "opened_at", Q(opened_at__gte=start_of(first), opened_at__lt=start_of(last + DAY))
                found = found.filter(window)
            lacking = found.filter(self._rested(steps.gap), self._none(self._sent(REMINDER).filter(number=number)))
            yield Due(REMINDER, self.side, number, found, lacking, order, window)

    def last_reminder(self, steps: Steps, before_close: int, whose: Q) -> Due:
        window = self._closing(self.day, self.day + before_close * DAY)
        found = self._asked.filter(whose, window)
        had = self._sent(LAST_REMINDER).filter(number=OuterRef("lates"))
        lacking = found.filter(self._rested(steps.gap_before_last), self._none(had))
        return Due(LAST_REMINDER, self.side, None, found, lacking, "closes_on", window)

    def closed(self, whose: Q) -> Due:
        """Only for a side that was in itself: of another it may not even be said that the moment is over."""
        open_still = Q(revealed_at__isnull=True) | (Q(revealed_at__gte=self.known) if self.known else Q(pk__in=[]))
        window = self._closing(self.day - CLOSED_UNTIL, self.day - CLOSED_AFTER)
        found = self._running.filter(whose, window, open_still, self._answered, self._reachable(by_link=False))
        had = self._sent(CLOSED).filter(number=OuterRef("lates"))
        return Due(CLOSED, self.side, None, found, found.filter(self._none(had)), "closes_on", window)

    def _closing(self, after: dt.date, until: dt.date) -> Q:
        """Closing later than the one day and no later than the other."""
        # By the column itself where that is the same, so that its index is used.
        field = "closes" if self.known else "closes_on"
        return Q(**{f"{field}__gt": after, f"{field}__lte": until})
