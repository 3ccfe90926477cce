"""Writing messages into the outbox, in the transaction of the fact that causes them; settling what is unsure."""

import datetime as dt
import time
import uuid
from collections.abc import Iterable

from django.db import transaction

from accounts.models import Role, User
from audit import clock
from audit.models import Action
from audit.record import record
from caseload.access import PURPOSE_OF_ROLE
from caseload.models import Pair
from messaging import kinds, reach, states
from messaging.models import STANDING, Channel, ChannelStop, Message, Side, State, StopCause

# A broker that hangs makes each try wait for seconds, so after a failure this process asks nothing of it for a while.
PAUSE_SECONDS = 30.0
_MOMENT = dt.timedelta(microseconds=1)
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
    """Put messages in the outbox, in the channel each person wishes; one whose key stands there is left as it is."""
    messages = list(messages)
    if not messages:
        return
    _choose_channels(messages)
    # What is written together leaves in the order in which it was written.
    for place, message in enumerate(messages):
        message.created_at += place * _MOMENT
    Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=500)
    # Robust: what was saved stays saved, whatever becomes of the wake-up.
    transaction.on_commit(_wake_up, robust=True)


def withdraw(*, kinds: Iterable[str], subject_ids: Iterable[uuid.UUID], reason: str) -> None:
    """What has not left about these never leaves; a worker that had claimed one cannot hand it over any more."""
    waiting = Message.objects.filter(kind__in=list(kinds), subject_id__in=list(subject_ids))
    waiting = waiting.filter(state__in=[State.NEW, State.CLAIMED])
    waiting.update(state=State.CANCELLED, state_at=states.real_now(), reason=reason)


def _choose_channels(messages: list[Message]) -> None:
    """Only where the kind has words for more than e-mail. At the moment of sending it is looked up again."""
    several = [(m, kind.channels) for m in messages if (kind := kinds.find(m.kind)) and len(kind.channels) > 1]
    wished = reach.wishes({m.recipient_id for m, _channels in several}) if several else {}
    for one, allowed in several:
        if (wish := wished.get(one.recipient_id)) in allowed:
            one.channel = wish


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


class AlreadySettled(Exception):
    """Nobody is unsure of this message any more."""


@transaction.atomic
def settle(*, message: Message, was_sent: bool, by: User) -> None:
    """Somebody found out whether an unsure message left; if it did not, it goes out again. Raises AlreadySettled."""
    changes = {"settled_by": by, "settled_at": clock.now(), "state_at": states.real_now()}
    if was_sent:
        changes |= {"state": State.SENT, "reason": "settled"}
    else:
        changes |= {"state": State.NEW, "reason": "settled: not sent", "not_before": clock.now()}
    if not states.unsure().filter(pk=message.pk).update(**changes):
        raise AlreadySettled
    message.refresh_from_db()
    record(
        Action.CHANGED,
        by=by,
        what="unsure message",
        subjects=[message.recipient_id],
        object_id=message.pk,
        purpose=PURPOSE_OF_ROLE[Role(by.role)],
    )
    if not was_sent:
        transaction.on_commit(_wake_up, robust=True)


@transaction.atomic
def reroute(*, message: Message, to: Channel) -> None:
    """Its successor in another channel, due now. One that stood there and went no further is taken up again."""
    key = {name: getattr(message, name) for name in ("kind", "subject_id", "moment", "side", "number")}
    again = Message.objects.filter(**key, channel=to).exclude(state__in=STANDING)
    fresh = {"state": State.NEW, "reason": "", "attempts": 0, "not_before": clock.now(), "state_at": states.real_now()}
    if not again.update(**fresh):
        kept = {"recipient_id": message.recipient_id, "pair": message.pair, "user": message.user}
        Message.objects.bulk_create(
            [Message(**key, **kept, **fresh, channel=to, created_at=clock.now())], ignore_conflicts=True
        )


@transaction.atomic
def stop_channel(*, message: Message, address: str, cause: StopCause, by: User | None = None) -> None:
    """Nothing more goes to this address of this person; the worker sees it. A new address works at once."""
    stop, made = ChannelStop.objects.get_or_create(
        recipient_id=message.recipient_id,
        channel=message.channel,
        address_hash=reach.address_hash(address),
        lifted_at=None,
        defaults={"cause": cause, "since": clock.now()},
    )
    if made:
        _record_stop(stop, by, message)


@transaction.atomic
def lift_stop(*, stop: ChannelStop, by: User) -> None:
    """The address works after all."""
    if ChannelStop.objects.filter(pk=stop.pk, lifted_at=None).update(lifted_at=clock.now(), lifted_by=by):
        _record_stop(stop, by)


def _record_stop(stop: ChannelStop, by: User | None, message: Message | None = None) -> None:
    pair = message.pair if message else None
    record(
        Action.CHANGED,
        by=by,
        what="channel stop",
        subjects=[stop.recipient_id],
        object_id=stop.pk,
        organisation_id=pair.team.organisation_id if pair else None,
    )
