"""The kinds of message. Each app registers its own at start-up; messaging never imports the app that registers."""

from collections.abc import Callable
from dataclasses import dataclass

from messaging.models import Message


@dataclass(frozen=True)
class Mail:
    """What leaves the building: address, subject and plain text."""

    to: str
    subject: str
    body: str


@dataclass(frozen=True)
class Kind:
    """`recheck` looks everything up again at the moment of sending: a reason not to send (a fixed word), or ""."""

    name: str
    recheck: Callable[[Message], str]
    render: Callable[[Message], Mail]


_registered: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _registered[kind.name] = kind


def get(name: str) -> Kind:
    return _registered[name]
