"""The tables of messages: the outbox, how people are reached, what an organisation decides."""

from messaging.models.outbox import STANDING, Channel, ChannelPause, Heartbeat, Message, MessageQuerySet, Side, State
from messaging.models.reaching import ChannelStop, Preference, StopCause
from messaging.models.rules import ClosedDay, MessageText, SendingRules

__all__ = [
    "STANDING",
    "Channel",
    "ChannelPause",
    "ChannelStop",
    "ClosedDay",
    "Heartbeat",
    "Message",
    "MessageQuerySet",
    "MessageText",
    "Preference",
    "SendingRules",
    "Side",
    "State",
    "StopCause",
]
