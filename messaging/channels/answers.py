"""What a provider's answer makes of a message: the same few outcomes for every channel. Tables, no Django."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    SENT = "sent"
    REFUSED = "refused"  # for good: this message will never be taken
    BAD_ADDRESS = "bad address"  # for good, and so will every other to this address
    UNSUBSCRIBED = "unsubscribed"  # the person told the provider to stop
    LATER = "later"  # not taken, and may be offered again
    UNSURE = "unsure"  # taken or not: nobody here can know


@dataclass(frozen=True)
class Answer:
    """`reason` is a fixed word of the code; `rest`: the channel itself is unwell, so the others wait too."""

    outcome: Outcome
    reason: str = ""
    rest: bool = False


class Unreachable(Exception):
    """No connection: nothing was offered."""


class CannotBeMade(Exception):
    """There is nothing that could be handed over, and trying again will not help."""

    def __init__(self, reason: str, *, bad_address: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.bad_address = reason, bad_address


SENT = Answer(Outcome.SENT)
BROKEN_OFF = Answer(Outcome.UNSURE, "broken off", rest=True)
REFUSED_FOR_NOW = "refused for now"
_NO_SUCH_MAILBOX = {550, 551, 553}
_ENHANCED = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})\b")


def of_smtp(code: int, text: str, *, of_recipient: bool) -> Answer:
    """A refusal by SMTP. 421 is the server's own trouble; a 5xx on the recipient is its address unless it says else."""
    if 400 <= code < 500:
        return Answer(Outcome.LATER, REFUSED_FOR_NOW, rest=code == 421)
    if of_recipient and _names_the_address(code, text):
        return Answer(Outcome.BAD_ADDRESS, "address refused")
    return Answer(Outcome.REFUSED, "address refused" if of_recipient else "refused")


def _names_the_address(code: int, text: str) -> bool:
    """RFC 3463: class 5.1 is the address. Without such a code the three old ones count; policy (5.7) never does."""
    if found := _ENHANCED.match(text):
        return found[2] == "1"
    return code in _NO_SUCH_MAILBOX


_OF_ERROR = {
    "invalid_recipient": Answer(Outcome.BAD_ADDRESS, "address refused"),
    "unsubscribed": Answer(Outcome.UNSUBSCRIBED, "unsubscribed"),
}
# Before the request was taken in: the provider says it did nothing.
_NOT_TAKEN = {408, 425, 429, 503}
# Our own set-up is wrong, not the message.
_NOT_LET_IN = {401, 403, 404, 405, 407}


def of_http(status: int, error: str) -> Answer:
    """The answer to a POST of one message. A 409 says that this key was taken before: that is what we wanted."""
    if 200 <= status < 300 or status == 409:
        return SENT
    if status in _NOT_TAKEN:
        return Answer(Outcome.LATER, REFUSED_FOR_NOW, rest=True)
    if status in _NOT_LET_IN or status < 400:
        return Answer(Outcome.LATER, "not let in", rest=True)
    if status < 500:
        return _OF_ERROR.get(error, Answer(Outcome.REFUSED, "refused"))
    # A gateway that gave up may have passed it on.
    return BROKEN_OFF


_OF_STATUS = dict.fromkeys(("accepted", "queued", "sent", "delivered"), SENT)


def of_look_up(status: int, said: str, error: str) -> Answer | None:
    """The answer to a look-up. Only a provider that says so in words does not know the key: a 404 can be a typo."""
    if status == 200 and said == "failed":
        return _OF_ERROR.get(error, Answer(Outcome.REFUSED, "refused"))
    if status == 200:
        return _OF_STATUS.get(said)
    return Answer(Outcome.LATER, "not known there") if status == 404 and error == "unknown_reference" else None


# RFC 3463 subjects of a bounce that say the mailbox will not work next time either: address, mailbox, network.
_DEAD_SUBJECTS = {"0", "1", "2", "4"}


def of_bounce(action: str, status: str) -> Answer | None:
    """A delivery status notification (RFC 3464); None for what is no final failure."""
    found = _ENHANCED.match(status)
    if action != "failed" or found is None or found[1] != "5":
        return None
    return Answer(Outcome.BAD_ADDRESS if found[2] in _DEAD_SUBJECTS else Outcome.REFUSED, "bounced")
