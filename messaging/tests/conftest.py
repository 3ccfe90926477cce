"""The other side of every channel, on loopback, and a client whom all of them reach."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from caseload.models import Client, Pair
from messaging import delivery
from messaging.models import Channel, Message, State
from messaging.tests.factories import MOBILE, SECRET, kind_is, queued, to_client, wish
from messaging.tests.provider import Provider
from messaging.tests.sink import Sink


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with Provider() as provider:
        settings.SMS_URL = settings.WEBHOOK_URL = provider.url
        settings.SMS_REPORT_SECRET = settings.WEBHOOK_REPORT_SECRET = SECRET
        settings.SMS_TOKEN, settings.SMS_SENDER = "token", "Bericht"
        yield provider


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with Sink() as sink:
        settings.EMAIL_PORT = sink.port
        yield sink


@pytest.fixture
def every_road(provider: Provider, sink: Sink) -> Iterator[None]:
    """The tests' kind goes by every channel, to the address that the client has there."""
    with kind_is(render=to_client, channels=frozenset(Channel)):
        yield


@pytest.fixture
def client(pair: Pair) -> Client:
    """Cas, with a number besides an address: who is sent to in these tests, and not Django's test browser."""
    client = pair.client
    client.mobile = MOBILE
    client.save()
    return client


@pytest.fixture
def send(pair: Pair, client: Client) -> Callable[..., Message]:
    """Queue one message to Cas and deliver what is due."""

    def send(**fields: Any) -> Message:
        message = queued(pair=Pair.objects.get(pk=pair.pk), recipient_id=None, **fields)
        delivery.deliver_due()
        message.refresh_from_db()
        return message

    return send


@pytest.fixture
def by_sms(send: Any, client: Client) -> Message:
    wish(client, channel=Channel.SMS)
    message: Message = send()
    assert message.state == State.SENT
    return message


@pytest.fixture
def by_mail(send: Any) -> Message:
    message: Message = send()
    assert (message.channel, message.state) == (Channel.EMAIL, State.SENT)
    return message
