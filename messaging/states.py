"""From state to state by conditional updates: only one worker can make each, on every engine.

What is stale is measured in real time: a moved demo clock says nothing about a worker.
"""

import datetime as dt
import itertools
import uuid

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from audit import clock
from messaging import kinds
from messaging.models import Channel, ChannelPause, Message, MessageQuerySet, State


def real_now() -> dt.datetime:
    return timezone.now()


def _stale_before() -> dt.datetime:
    return real_now() - dt.timedelta(seconds=settings.DELIVERY_STALE)


def unsure() -> MessageQuerySet:
    """Every message of which nobody knows whether it left, also of a worker that died and was not yet found out."""
    stale = Q(state=State.HANDED_OVER, state_at__lt=_stale_before())
    return Message.objects.filter(Q(state=State.UNSURE) | stale)


def give_back_stale() -> None:
    """A worker died: its claims are free again, its hand-overs are unsure."""
    stale = Message.objects.filter(state_at__lt=_stale_before())
    stale.filter(state=State.CLAIMED).update(state=State.NEW, state_at=real_now())
    stale.filter(state=State.HANDED_OVER).update(state=State.UNSURE, state_at=real_now(), reason="no answer")


@transaction.atomic
def claim_next(*, resting: set[str]) -> uuid.UUID | None:
    """Claim the message that has waited longest, of the kinds that hurry first; None when nothing is due."""
    due = (
        Message.objects.due(clock.now())
        .exclude(channel__in=resting)
        .order_by("not_before", "created_at", "kind", "number", "pk")
    )
    # Workers pass each other by where the engine can (SKIP LOCKED); where it cannot, this transaction has it alone.
    free = due.select_for_update(skip_locked=True).values_list("pk", flat=True)
    pk = free.filter(kind__in=kinds.names_at_once()).first() or free.first()
    return pk if pk and move(pk, State.NEW, State.CLAIMED) else None


def move(pk: uuid.UUID, old: State, new: State, *, reason: str = "") -> bool:
    return bool(Message.objects.filter(pk=pk, state=old).update(state=new, state_at=real_now(), reason=reason))


def confirm(pk: uuid.UUID, *, reason: str = "") -> bool:
    """It left. A worker slower than it should be still knows better than the sweep that called it unsure."""
    ours = Q(state=State.HANDED_OVER) | Q(state=State.UNSURE, reason="no answer")
    changed = Message.objects.filter(ours, pk=pk).update(state=State.SENT, state_at=real_now(), reason=reason)
    return bool(changed)


def max_attempts() -> int:
    """How many tries, so that the pauses between them make the time after which a message is given up."""
    pauses = itertools.accumulate(_pause(attempt) for attempt in itertools.count())
    return next(n for n, total in enumerate(pauses, start=1) if total >= settings.DELIVERY_GIVE_UP)


def _pause(attempts: int) -> int:
    pauses: list[int] = settings.DELIVERY_RETRY
    return pauses[min(attempts, len(pauses) - 1)]


def retry(message: Message, old: State, reason: str) -> None:
    """Back to the outbox for later, or given up; only from the state this worker put it in."""
    if message.attempts >= max_attempts():
        move(message.pk, old, State.FAILED, reason=reason)
        return
    Message.objects.filter(pk=message.pk, state=old).update(
        state=State.NEW,
        state_at=real_now(),
        reason=reason,
        attempts=F("attempts") + 1,
        not_before=clock.now() + dt.timedelta(seconds=_pause(message.attempts)),
    )


def postpone(pk: uuid.UUID, until: dt.datetime) -> None:
    """A claimed message waits for its hour; nothing went wrong."""
    Message.objects.filter(pk=pk, state=State.CLAIMED).update(state=State.NEW, state_at=real_now(), not_before=until)


def resting() -> set[str]:
    """The channels that no worker tries now."""
    return set(ChannelPause.objects.filter(until__gt=real_now()).values_list("channel", flat=True))


@transaction.atomic
def rest(channel: Channel | str, *, broke_off: bool) -> None:
    """Let a channel rest: the first pause after a failed connection, longer ones for each message that broke off."""
    now = real_now()
    row, _made = ChannelPause.objects.select_for_update().get_or_create(
        channel=channel, defaults={"since": now, "until": now}
    )
    row.failures = row.failures + 1 if broke_off else row.failures
    row.until = now + dt.timedelta(seconds=_pause(max(row.failures - 1, 0)))
    row.save()


def well_again(channel: Channel | str) -> None:
    ChannelPause.objects.filter(channel=channel).delete()
