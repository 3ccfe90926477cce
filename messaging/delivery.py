"""From row to message: claim, look everything up again, hand over, confirm (docs/delivery.md).

Exactly-once is impossible. What was claimed and not handed over goes back; what was handed over without an answer
becomes "unsure" and is never sent again blindly.
"""

import datetime as dt
import logging
import time
import uuid
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from audit import clock
from messaging import channels, doubts, kinds, outcomes, reach, states, timing
from messaging.channels.answers import Answer, CannotBeMade, Outcome, Unreachable
from messaging.failpoint import reached
from messaging.kinds import Kind
from messaging.models import Channel, Message, State

logger = logging.getLogger(__name__)
# How often a busy worker looks for what a dead one left.
LOOK_ROUND = 15.0
# What a provider is asked about: messages that broke off, at most so many a run, and for a day.
ASK_AT_MOST, ASK_FOR = 20, dt.timedelta(days=1)
ASKABLE = ("broken off", "no answer")


def deliver_due() -> int:
    """Send what is due; returns how many left. Any number of workers may run this at once.

    It ends in time for its task's limit, also when every provider hangs.
    """
    looked = time.monotonic()
    deadline = looked + settings.DELIVERY_BATCH_SECONDS
    states.give_back_stale()
    sent = 0
    for _turn in range(settings.DELIVERY_BATCH):
        now = time.monotonic()
        if now > deadline:
            break
        if now - looked > LOOK_ROUND:
            states.give_back_stale()
            looked = now
        reached("before-claim")
        if (pk := states.claim_next(resting=states.resting())) is None:
            break
        try:
            sent += deliver(pk)
        except Exception as fault:
            # One message may not stop the others; its state goes stale. No text: it may hold an address.
            logger.error("delivering message %s: %s", pk, type(fault).__name__)
    ask_providers(deadline)
    return sent


def deliver(pk: uuid.UUID) -> bool:
    """Deliver one claimed message; True when it left."""
    reached("after-claim")
    message = Message.objects.with_people().get(pk=pk)
    sender = channels.sender(message.channel)
    if (ready := _prepare(message, sender)) is None:
        return False
    kind, parcel, address = ready
    try:
        line = sender.open()
    except Unreachable:
        states.rest(message.channel, broke_off=False)
        states.retry(message, State.CLAIMED, "no connection")
        return False
    with line:
        # Another worker that took a stale claim over may have been quicker, or another message took this one's turn.
        if not timing.take_turn(message, kind):
            return False
        reached("in-hand-over")
        answer = line.hand_over(parcel)
    reached("after-send")
    left = _write_down(message, answer, address)
    reached("after-confirm")
    return left


def _write_down(message: Message, answer: Answer, address: str) -> bool:
    """The provider's answer is known only here, so a database that restarts is waited for."""
    patience = time.monotonic() + settings.DELIVERY_STALE / 2
    while True:
        try:
            _mind_the_channel(message.channel, answer)
            return outcomes.conclude(message, answer, address=address, old=State.HANDED_OVER)
        except DatabaseError:
            if connection.in_atomic_block or time.monotonic() > patience:
                raise
            connection.close()
            time.sleep(0.5)


def _mind_the_channel(channel: str, answer: Answer) -> None:
    if answer.rest:
        states.rest(channel, broke_off=answer.outcome is Outcome.UNSURE)
    elif answer.outcome is Outcome.SENT:
        states.well_again(channel)


def _prepare(message: Message, sender: channels.Sender) -> tuple[Kind, Any, str] | None:
    """Its kind, what is handed over, and the address; None when there is nothing to send, and the row says why."""
    try:
        kind = kinds.get(message.kind)
        if _holds_back(message, kind):
            return None
        mail = kind.render(message)
        if reach.of(message).is_stopped(message.channel, mail.to):
            states.move(message.pk, State.CLAIMED, State.CANCELLED, reason="channel stopped")
            return None
        return kind, sender.parcel(message.pk, mail), mail.to
    except CannotBeMade as problem:
        outcome = Outcome.BAD_ADDRESS if problem.bad_address else Outcome.REFUSED
        outcomes.fail(message, Answer(outcome, problem.reason), address=mail.to, old=State.CLAIMED)
    except DatabaseError:
        states.retry(message, State.CLAIMED, "no database")
    except Exception as fault:
        # Whatever a kind stumbles over, it will again. No text in the log: it may hold a name or an address.
        logger.error("message %s (%s) cannot be made: %s", message.pk, message.kind, type(fault).__name__)
        states.move(message.pk, State.CLAIMED, State.FAILED, reason="render failed")
    return None


def _holds_back(message: Message, kind: Kind) -> bool:
    """Everything looked up again at the moment of sending; True when it does not leave now, and the row says why."""
    person = reach.of(message)
    reason = kind.recheck(message) or doubts.reason(message, kind)
    if person.preference and person.preference.never_leave_message:
        reason = "never leave a message"
    if reason:
        return states.move(message.pk, State.CLAIMED, State.CANCELLED, reason=reason) or True
    return _comes_later(message, kind) or _goes_elsewhere(message, kind, person)


def _comes_later(message: Message, kind: Kind) -> bool:
    now = clock.now()
    moment = timing.when_may_it_leave(message, kind, now)
    if moment is None:
        states.move(message.pk, State.CLAIMED, State.CANCELLED, reason=timing.CAP_REACHED)
    elif moment > now:
        states.postpone(message.pk, moment)
    return moment is None or moment > now


def _goes_elsewhere(message: Message, kind: Kind, person: reach.Reach) -> bool:
    """The channel was chosen when the message was queued; since then it may have stopped, or the wish changed."""
    channel = Channel(message.channel)
    best = None if kind.own_address else person.best(kind.channels)
    if best in (None, channel):
        return False
    if person.works(channel):
        reason = "other channel wished"
    else:
        reason = "channel stopped" if person.addresses.get(channel) else "no address"
    outcomes.go_elsewhere(message, best, reason)
    return True


def ask_providers(deadline: float) -> None:
    """Settle what is unsure by asking who may know. What a provider cannot say is left to a person."""
    now = states.real_now()
    apart = dt.timedelta(seconds=settings.DELIVERY_STALE)
    asked = channels.configured() - {Channel.EMAIL} - states.resting()
    found = Message.objects.with_people().filter(state=State.UNSURE, reason__in=ASKABLE, channel__in=asked)
    for message in found.filter(state_at__range=(now - ASK_FOR, now - apart)).order_by("state_at")[:ASK_AT_MOST]:
        if time.monotonic() > deadline:
            return
        try:
            answer = channels.sender(message.channel).look_up(message.pk)
        except Unreachable:
            states.rest(message.channel, broke_off=False)
            return
        if answer is None:
            states.move(message.pk, State.UNSURE, State.UNSURE, reason="provider cannot say")
        else:
            outcomes.heard_later(message, answer, address=reach.of(message).addresses.get(Channel(message.channel), ""))
