"""Whether an address is the client's at all. Who hears that it is not (a floor above) says here how to ask."""

import uuid
from collections.abc import Callable

from messaging.kinds import Kind
from messaging.models import Message, Side

NOT_ME = "not me"
Doubt = Callable[[uuid.UUID], bool]
_doubts: list[Doubt] = []


def ask(doubt: Doubt) -> None:
    """Called at start-up: `doubt` is given a client's id."""
    if doubt not in _doubts:
        _doubts.append(doubt)


def reason(message: Message, kind: Kind) -> str:
    """Why nothing goes to this client now, or "". A kind with an address of its own looks after that itself."""
    if message.side != Side.CLIENT or kind.own_address:
        return ""
    return NOT_ME if any(doubt(message.recipient_id) for doubt in _doubts) else ""
