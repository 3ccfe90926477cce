"""Messages of a kind that only tests know, and what a mail server may answer."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from audit import clock
from messaging import actions, kinds
from messaging.kinds import Family, Kind, Mail
from messaging.models import Channel, ChannelPause, Message, Side

KIND = "test.kind"


def queued(**changes: Any) -> Message:
    """One message about a thing of its own, in the outbox."""
    fields: dict[str, Any] = {"kind": KIND, "subject_id": uuid.uuid4(), "side": Side.CLIENT} | changes
    fields.setdefault("recipient_id", uuid.uuid4())
    message = actions.message(**fields)
    actions.queue([message])
    return Message.objects.get(pk=message.pk)


def to_cas(message: Message) -> Mail:
    return Mail(to="cas@example.org", subject="Bericht", body="Er staat iets voor je klaar.\n")


@contextmanager
def kind_is(
    *,
    name: str = KIND,
    recheck: Callable[[Message], str] = lambda message: "",
    render: Callable[[Message], Mail] = to_cas,
    family: Family = Family.SECURITY,
    urgent: bool = False,
    channels: frozenset[Channel] = kinds.BY_MAIL,
) -> Iterator[None]:
    """Within, messages of the tests' kind are made so; at any hour unless a family says otherwise."""
    before = dict(kinds._registered)
    kinds.register(Kind(name, recheck, render, family, urgent, channels))
    try:
        yield
    finally:
        kinds._registered.clear()
        kinds._registered.update(before)


def again_due(message: Message) -> None:
    """As if its pause had passed, and its channel's."""
    ChannelPause.objects.all().delete()
    Message.objects.filter(pk=message.pk).update(not_before=clock.now())
