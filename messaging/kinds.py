"""The kinds of message. Each app registers its own at start-up; messaging never imports the app that registers."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from messaging.models import Channel, Message

BY_MAIL = frozenset({Channel.EMAIL})


@dataclass(frozen=True)
class Mail:
    """What leaves the building: address, subject and plain text."""

    to: str
    subject: str
    body: str


class Family(StrEnum):
    """What a message is about decides when it may leave (`messaging.timing`)."""

    QUESTIONNAIRE = "questionnaire"
    APPOINTMENT = "appointment"
    SERVICE = "service"
    SECURITY = "security"


@dataclass(frozen=True)
class Kind:
    """`recheck` looks everything up again at the moment of sending: a reason not to send (a fixed word), or "".

    `channels` are those it has words for; one with an `own_address` goes there and not to where the person is reached
    now. An `urgent` kind leaves at any hour, as a security notice always does: somebody waits for it.
    """

    name: str
    recheck: Callable[[Message], str]
    render: Callable[[Message], Mail]
    family: Family
    urgent: bool = False
    channels: frozenset[Channel] = BY_MAIL
    own_address: bool = False

    @property
    def at_once(self) -> bool:
        return self.urgent or self.family is Family.SECURITY


_registered: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _registered[kind.name] = kind


def get(name: str) -> Kind:
    return _registered[name]


def find(name: str) -> Kind | None:
    return _registered.get(name)


def names_at_once() -> list[str]:
    """The kinds that go before all others."""
    return [kind.name for kind in _registered.values() if kind.at_once]


def of_family(family: Family) -> list[str]:
    """The names of all kinds of a family."""
    return [kind.name for kind in _registered.values() if kind.family is family]
