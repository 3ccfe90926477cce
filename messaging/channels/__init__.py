"""The channels by which a message leaves, behind one small interface (docs/decisions/0023).

A sender makes a parcel, opens a line, and hands the parcel over on it. Whatever goes wrong before the hand-over is no
reason to be unsure of the message; what the provider says after it is one of the few answers below.
"""

import uuid
from types import TracebackType
from typing import Any, Protocol

from messaging.channels.answers import Answer
from messaging.channels.mail import MailSender
from messaging.channels.service import ServiceSender
from messaging.channels.sms import SmsSender
from messaging.kinds import Mail
from messaging.models import Channel


class Line(Protocol):
    """An open connection to the provider."""

    def __enter__(self) -> "Line": ...
    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def hand_over(self, parcel: Any) -> Answer:
        """Offer it, once. Never raises for what the provider or the line does."""


class Sender(Protocol):
    @property
    def is_configured(self) -> bool: ...
    def parcel(self, key: uuid.UUID, mail: Mail) -> Any:
        """What is to be handed over, checked; raises `CannotBeMade`. `key` stays the same over all tries."""

    def open(self) -> Line:
        """Connect and greet; raises `Unreachable`."""

    def look_up(self, key: uuid.UUID) -> Answer | None:
        """What became of this key there; None when the provider cannot say, "later" when it never heard of it.

        Raises `Unreachable`.
        """


_SENDERS: dict[Channel, Sender] = {
    Channel.EMAIL: MailSender(),
    Channel.SMS: SmsSender("SMS"),
    Channel.WEBHOOK: ServiceSender("WEBHOOK"),
}


def sender(channel: Channel | str) -> Sender:
    return _SENDERS[Channel(channel)]


def configured() -> set[Channel]:
    """The channels for which this portal has a provider; e-mail always is one."""
    return {channel for channel, sender in _SENDERS.items() if sender.is_configured}
