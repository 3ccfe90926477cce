"""What becomes of a message after an answer, a report, a bounce or a look-up."""

from django.db import transaction

from messaging import actions, kinds, reach, states
from messaging.channels.answers import Answer, Outcome
from messaging.models import Channel, Message, State, StopCause

_CAUSES = {Outcome.BAD_ADDRESS: StopCause.INVALID, Outcome.UNSUBSCRIBED: StopCause.OPTED_OUT}
BOUNCED = "bounced"


def conclude(message: Message, answer: Answer, *, address: str, old: State) -> bool:
    """Write down what the provider said; True when the message left. Only from the state `old`."""
    if answer.outcome is Outcome.SENT:
        return states.confirm(message.pk)
    if answer.outcome is Outcome.LATER:
        states.retry(message, old, answer.reason)
    elif answer.outcome is Outcome.UNSURE:
        states.move(message.pk, old, State.UNSURE, reason=answer.reason)
    else:
        fail(message, answer, address=address, old=old)
    return False


@transaction.atomic
def fail(message: Message, answer: Answer, *, address: str, old: State) -> bool:
    """Given up; a channel that does not work is stopped, and where there is another the message goes on there."""
    if not states.move(message.pk, old, State.FAILED, reason=answer.reason):
        return False
    if cause := _CAUSES.get(answer.outcome):
        cause = StopCause.BOUNCED if answer.reason == BOUNCED else cause
        actions.stop_channel(message=message, address=address, cause=cause)
        kind = kinds.find(message.kind)
        if kind and not kind.own_address and (other := reach.of(message).best(kind.channels - {message.channel})):
            actions.reroute(message=message, to=other)
    return True


@transaction.atomic
def go_elsewhere(message: Message, to: Channel, reason: str) -> None:
    """A claimed message leaves by another channel after all: this row says why not, a new one stands there."""
    if states.move(message.pk, State.CLAIMED, State.CANCELLED, reason=reason):
        actions.reroute(message=message, to=to)


def heard_later(message: Message, answer: Answer, *, address: str) -> bool:
    """What a report, a bounce or a look-up says of a message that was handed over. Told twice, it is done once."""
    if answer.outcome is Outcome.SENT:
        return any(states.move(message.pk, old, State.SENT) for old in (State.UNSURE, State.HANDED_OVER))
    if answer.outcome is Outcome.LATER:
        # Never heard of there. Its own not_before has long passed.
        return states.move(message.pk, State.UNSURE, State.NEW, reason=answer.reason)
    seen = (State.SENT, State.UNSURE, State.HANDED_OVER)
    return any(fail(message, answer, address=address, old=old) for old in seen)
