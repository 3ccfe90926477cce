"""How a person can be reached now: their wish, their addresses, and what does not work any more."""

import hashlib
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.models import User
from caseload.models import Client
from messaging import channels
from messaging.models import Channel, ChannelStop, Message, Preference, Side

# When the wished one does not work.
ORDER = [Channel.EMAIL, Channel.SMS, Channel.WEBHOOK]


def address_hash(address: str) -> str:
    return hashlib.sha256(address.strip().casefold().encode()).hexdigest()


def addresses_of(person: Client | User) -> dict[Channel, str]:
    """Where somebody is reached by each channel; an organisation's own service knows a client by their number."""
    if isinstance(person, User):
        return {Channel.EMAIL: person.email, Channel.WEBHOOK: person.email}
    return {Channel.EMAIL: person.email, Channel.SMS: person.mobile, Channel.WEBHOOK: person.number}


def has_address(person: Client | User, among: Collection[Channel]) -> bool:
    """Whether there is anywhere to send to by these channels, stopped or not."""
    addresses = addresses_of(person)
    return any(addresses.get(channel) for channel in channels.configured().intersection(among))


def is_addressed(client: str) -> Q:
    """As `has_address` by any channel, for rows whose client stands at this path."""
    found = ~Q(**{f"{client}__email": ""})
    if Channel.SMS in channels.configured():
        found |= ~Q(**{f"{client}__mobile": ""})
    # An organisation's own service knows everybody by number.
    return Q() if Channel.WEBHOOK in channels.configured() else found


@dataclass(frozen=True)
class Reach:
    preference: Preference | None = None
    addresses: dict[Channel, str] = field(default_factory=dict)
    # Channel and hash of every address to which nothing goes any more.
    stopped: frozenset[tuple[str, str]] = frozenset()

    def is_stopped(self, channel: Channel | str, address: str) -> bool:
        return (channel, address_hash(address)) in self.stopped

    def works(self, channel: Channel) -> bool:
        address = self.addresses.get(channel, "")
        return bool(address) and channel in channels.configured() and not self.is_stopped(channel, address)

    def best(self, among: Collection[Channel]) -> Channel | None:
        """The wished channel if it works, else the first that does; None when none does."""
        wish = [Channel(self.preference.channel)] if self.preference else []
        return next((channel for channel in [*wish, *ORDER] if channel in among and self.works(channel)), None)


def of(message: Message) -> Reach:
    """How the recipient of this message is reached; without addresses when it is nobody of the caseload."""
    person = _person(message)
    stops = ChannelStop.objects.filter(recipient_id=message.recipient_id, lifted_at__isnull=True)
    return Reach(
        preference=_preferences([message.recipient_id]).get(message.recipient_id),
        addresses=addresses_of(person) if person else {},
        stopped=frozenset(stops.values_list("channel", "address_hash")),
    )


def _person(message: Message) -> Client | User | None:
    if message.user is not None:
        return message.user
    if message.pair is None:
        return None
    return message.pair.worker if message.side == Side.WORKER else message.pair.supervision.client


def _preferences(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Preference]:
    rows = Preference.objects.filter(Q(client__in=ids) | Q(user__in=ids))
    # One of the two is filled.
    return {row.client_id or row.user_id: row for row in rows}  # type: ignore[misc]


def wishes(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Channel]:
    """The channel of those who asked for another one than e-mail, where it could work. Set-based, for queueing."""
    ids = list(ids)
    found: dict[uuid.UUID, Channel] = {}
    usable = channels.configured()
    for start in range(0, len(ids), 500):
        for pk, row in _preferences(ids[start : start + 500]).items():
            if row.channel != Channel.EMAIL and row.channel in usable:
                found[pk] = Channel(row.channel)
    return found


def not_working(clients: Iterable[Client]) -> dict[uuid.UUID, list[ChannelStop]]:
    """Of each of these clients the stops that still hold: the address that failed is the address they have."""
    by_id = {client.pk: client for client in clients}
    found: dict[uuid.UUID, list[ChannelStop]] = {}
    for stop in ChannelStop.objects.filter(recipient_id__in=by_id, lifted_at__isnull=True).order_by("since"):
        address = addresses_of(by_id[stop.recipient_id])[Channel(stop.channel)]
        if address and stop.address_hash == address_hash(address):
            found.setdefault(stop.recipient_id, []).append(stop)
    return found
