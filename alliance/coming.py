"""What would leave in the coming days, if nobody answered and nothing changed. Reads only; knows no names."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from alliance.actions.planning import invitations_for
from alliance.actions.reminding import BATCH, batches
from alliance.models import Measurement, due
from alliance.reminders import DAY
from audit import clock
from messaging import kinds
from messaging.models import Message, State
from messaging.timing import Timetable, when_may_it_leave
from messaging.working_time import day_of, start_of


@dataclass(frozen=True)
class Coming:
    day: dt.date
    kind: str
    side: str
    number: int
    pair_id: uuid.UUID | None
    channel: str


def coming(first: dt.date, last: dt.date) -> Iterator[Coming]:
    """What leaves from the one day to the other, both included, a batch at a time."""
    for batch in _outbox(last):
        yield from _leaving(batch, first, last, clock.now())
    seen: set[tuple[uuid.UUID, str, str, int]] = set()
    for n in range((last - first).days + 1):
        day = first + n * DAY
        for batch in _looked_up(day):
            new = {(m.subject_id, m.kind, m.side, m.number): m for m in batch}
            yield from _leaving([new[key] for key in new.keys() - seen], first, last, max(start_of(day), clock.now()))
            seen |= new.keys()


def _outbox(last: dt.date) -> Iterator[list[Message]]:
    waiting = Message.objects.filter(state=State.NEW, not_before__lt=start_of(last + DAY)).order_by("pk")
    found = list(waiting[:BATCH])
    while found:
        yield found
        found = list(waiting.filter(pk__gt=found[-1].pk)[:BATCH])


def _looked_up(day: dt.date) -> Iterator[list[Message]]:
    opening = Measurement.objects.due_on(day).filter(pair__team__invitations_since__isnull=False).order_by("pk")
    found = list(opening.with_people()[:BATCH])
    while found:
        yield invitations_for(found)
        found = list(opening.with_people().filter(pk__gt=found[-1].pk)[:BATCH])
    for wanted in due.on(day, in_slices=True):
        yield from batches(wanted)


def _leaving(messages: list[Message], first: dt.date, last: dt.date, begin: dt.datetime) -> Iterator[Coming]:
    timetable = Timetable(messages)
    for message in messages:
        kind = kinds.get(message.kind)
        moment = when_may_it_leave(message, kind, max(message.not_before, begin), timetable)
        if moment is not None and first <= day_of(moment) <= last:
            yield Coming(day_of(moment), message.kind, message.side, message.number, message.pair_id, message.channel)
