"""Messages of a kind that only tests know, and what a mail server may answer."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from audit import clock
from caseload.models import Client
from messaging import actions, kinds, reach
from messaging.kinds import Family, Kind, Mail
from messaging.models import Channel, ChannelPause, ChannelStop, Message, Preference, Side, StopCause

KIND = "test.kind"
MOBILE = "06 12345678"
# With which a provider signs its reports.
SECRET = "secret"


def queued(**changes: Any) -> Message:
    """One message about a thing of its own, in the outbox."""
    fields: dict[str, Any] = {"kind": KIND, "subject_id": uuid.uuid4(), "side": Side.CLIENT} | changes
    fields.setdefault("recipient_id", uuid.uuid4())
    message = actions.message(**fields)
    actions.queue([message])
    return Message.objects.get(pk=message.pk)


def to_cas(message: Message) -> Mail:
    return Mail(to="cas@example.org", subject="Bericht", body="Er staat iets voor je klaar.\n")


def to_client(message: Message) -> Mail:
    """To the address that the client of the message's pair has in its channel."""
    assert message.pair is not None
    address = reach.addresses_of(message.pair.client)[Channel(message.channel)]
    return Mail(to=address, subject="Bericht", body="Er staat iets voor je klaar.\n")


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


def rows(subject: uuid.UUID) -> list[tuple[str, str, str]]:
    """Channel, state and reason of every message about this subject."""
    found = Message.objects.filter(subject_id=subject).order_by("channel")
    return list(found.values_list("channel", "state", "reason"))


def wish(client: Client, **fields: Any) -> None:
    Preference.objects.update_or_create(client=client, defaults=fields)


def stop(client: Client, channel: Channel, address: str) -> None:
    ChannelStop.objects.create(
        recipient_id=client.pk,
        channel=channel,
        address_hash=reach.address_hash(address),
        cause=StopCause.BOUNCED,
        since=clock.now(),
    )
