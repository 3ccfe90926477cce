"""Writing messages into the outbox, in the transaction of the fact that causes them."""

import datetime as dt
import time
import uuid
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from audit import clock
from caseload.models import Pair
from messaging.models import Channel, Message, Side

# A broker that hangs makes each try wait for seconds, so after a failure this process asks nothing of it for a while.
PAUSE_SECONDS = 30.0
_silent_until = 0.0


def message(
    *,
    kind: str,
    subject_id: uuid.UUID,
    side: Side | str,
    pair: Pair | None = None,
    user: User | None = None,
    recipient_id: uuid.UUID | None = None,
    moment: str = "",
    number: int = 0,
    channel: Channel = Channel.EMAIL,
    not_before: dt.datetime | None = None,
) -> Message:
    """An unsaved message to the account, to this side of the pair, or to somebody without an account whom
    `recipient_id` names; due now unless told otherwise.
    """
    now = clock.now()
    return Message(
        kind=kind,
        subject_id=subject_id,
        side=side,
        channel=channel,
        recipient_id=recipient_id or _recipient(side, pair, user),
        pair=pair,
        user=user,
        moment=moment,
        number=number,
        created_at=now,
        state_at=now,
        not_before=not_before or now,
    )


def _recipient(side: Side | str, pair: Pair | None, user: User | None) -> uuid.UUID:
    if user is not None:
        return user.pk
    if pair is None:
        raise ValueError("a message is for an account, for a side of a pair, or for somebody named")
    return pair.worker_id if side == Side.WORKER else pair.supervision.client_id


def queue(messages: Iterable[Message]) -> None:
    """Put messages in the outbox; one whose key stands there already is left as it is."""
    messages = list(messages)
    if not messages:
        return
    Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=500)
    # Robust: what was saved stays saved, whatever becomes of the wake-up.
    transaction.on_commit(_wake_up, robust=True)


def _wake_up() -> None:
    """Tell the worker there is work. A broker that is away costs a minute, never a request: beat asks again."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    from messaging.tasks import deliver_due

    try:
        deliver_due.apply_async(retry=False, ignore_result=True)
    except (OSError, deliver_due.OperationalError):
        _silent_until = time.monotonic() + PAUSE_SECONDS
