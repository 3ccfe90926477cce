"""By which channel a message goes: wishes, stops, what comes back, what a person or a provider settles."""

import datetime as dt
import json
import mailbox
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import User
from audit import clock
from audit.models import Event
from caseload.models import Client, Pair
from messaging import actions, bounces, delivery, reach, reports, states
from messaging.kinds import Family, Mail
from messaging.models import Channel, ChannelPause, ChannelStop, Message, Preference, State, StopCause
from messaging.tests.factories import kind_is, queued
from messaging.tests.provider import CUT, CUT_AFTER, Provider
from messaging.tests.sink import CUT as CUT_LINE
from messaging.tests.sink import Sink

pytestmark = pytest.mark.django_db
ALL = frozenset(Channel)
MOBILE = "06 12345678"
SECRET = "secret"


def to_client(message: Message) -> Mail:
    assert message.pair is not None
    address = reach.addresses_of(message.pair.client)[Channel(message.channel)]
    return Mail(to=address, subject="Bericht", body="Er staat iets voor je klaar.\n")


@pytest.fixture(autouse=True)
def provider(settings: Any) -> Iterator[Provider]:
    with Provider() as provider:
        settings.SMS_URL = settings.WEBHOOK_URL = provider.url
        settings.SMS_REPORT_SECRET = settings.WEBHOOK_REPORT_SECRET = SECRET
        settings.CHANNEL_TIMEOUT = 0.5
        yield provider


@pytest.fixture(autouse=True)
def sink(settings: Any) -> Iterator[Sink]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with Sink() as sink:
        settings.EMAIL_PORT = sink.port
        yield sink


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    with kind_is(render=to_client, channels=ALL):
        yield


@pytest.fixture
def client(pair: Pair) -> Client:
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


def rows(subject: uuid.UUID) -> list[tuple[str, str, str]]:
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


def test_the_wish_decides_when_it_is_queued(send: Any, client: Client, provider: Provider, sink: Sink) -> None:
    wish(client, channel=Channel.SMS)
    message = send()
    assert (message.channel, message.state) == (Channel.SMS, State.SENT)
    assert (len(provider.taken), len(sink.mails)) == (1, 0)


def test_a_kind_with_words_for_mail_only_goes_by_mail(send: Any, client: Client, sink: Sink) -> None:
    wish(client, channel=Channel.SMS)
    with kind_is(render=to_client):
        assert send().channel == Channel.EMAIL
    assert len(sink.mails) == 1


def test_a_wish_that_changed_since_is_followed(pair: Pair, client: Client, provider: Provider, sink: Sink) -> None:
    message = queued(pair=pair, recipient_id=None)
    wish(client, channel=Channel.SMS)
    delivery.deliver_due()
    assert rows(message.subject_id) == [
        ("email", State.CANCELLED, "other channel wished"),
        ("sms", State.SENT, ""),
    ]
    assert (len(provider.taken), len(sink.mails)) == (1, 0)


def test_there_and_back_is_still_one_message(pair: Pair, client: Client, provider: Provider, sink: Sink) -> None:
    message = queued(pair=pair, recipient_id=None, not_before=clock.now() + dt.timedelta(days=1))
    Message.objects.filter(pk=message.pk).update(state=State.CANCELLED, reason="other channel wished")
    actions.reroute(message=message, to=Channel.SMS)
    delivery.deliver_due()
    assert rows(message.subject_id) == [("email", State.SENT, ""), ("sms", State.CANCELLED, "other channel wished")]
    assert (len(provider.taken), len(sink.mails)) == (0, 1)


def test_a_wish_for_nothing(send: Any, client: Client, sink: Sink) -> None:
    wish(client, never_leave_message=True)
    message = send()
    assert (message.state, message.reason, sink.mails) == (State.CANCELLED, "never leave a message", [])


def test_a_stopped_channel_gives_way_to_another(pair: Pair, client: Client, provider: Provider, sink: Sink) -> None:
    stop(client, Channel.EMAIL, client.email)
    message = queued(pair=pair, recipient_id=None)
    delivery.deliver_due()
    assert rows(message.subject_id) == [("email", State.CANCELLED, "channel stopped"), ("sms", State.SENT, "")]
    assert len(provider.taken) == 1


def test_without_another_channel_it_is_cancelled(send: Any, client: Client, sink: Sink) -> None:
    stop(client, Channel.EMAIL, client.email)
    with kind_is(render=to_client):
        message = send()
    assert (message.state, message.reason, sink.mails) == (State.CANCELLED, "channel stopped", [])
    assert reach.not_working([client])[client.pk][0].channel == Channel.EMAIL


def test_a_new_address_works_at_once(send: Any, client: Client, sink: Sink) -> None:
    stop(client, Channel.EMAIL, client.email.upper())
    assert reach.not_working([client])
    client.email = "cas.nieuw@example.org"
    client.save()
    assert send().state == State.SENT
    assert reach.not_working([client]) == {}


def test_an_address_that_is_refused_is_stopped_and_the_message_goes_on(send: Any, client: Client, sink: Sink) -> None:
    sink.answers["RCPT"] = "550 5.1.1 unknown"
    message = send()
    assert rows(message.subject_id) == [("email", State.FAILED, "address refused"), ("sms", State.SENT, "")]
    (held,) = ChannelStop.objects.all()
    assert (held.recipient_id, held.channel, held.cause) == (client.pk, Channel.EMAIL, StopCause.INVALID)
    assert Event.objects.filter(what="channel stop").count() == 1


def test_a_policy_refusal_stops_nothing(send: Any, sink: Sink) -> None:
    sink.answers["RCPT"] = "550 5.7.1 blocked"
    assert send().state == State.FAILED
    assert not ChannelStop.objects.exists()


@pytest.mark.parametrize(
    ("error", "cause"), [("invalid_recipient", StopCause.INVALID), ("unsubscribed", StopCause.OPTED_OUT)]
)
def test_a_number_that_is_refused(
    send: Any, client: Client, provider: Provider, sink: Sink, error: str, cause: StopCause
) -> None:
    wish(client, channel=Channel.SMS)
    provider.answer = (422, error)
    message = send()
    assert [row[:2] for row in rows(message.subject_id)] == [("email", State.SENT), ("sms", State.FAILED)]
    assert ChannelStop.objects.get().cause == cause
    assert len(sink.mails) == 1


def test_a_number_that_is_none(send: Any, client: Client, provider: Provider, sink: Sink) -> None:
    Client.objects.filter(pk=client.pk).update(mobile="0612")
    wish(client, channel=Channel.SMS)
    message = send()
    assert sorted(rows(message.subject_id)) == [("email", State.SENT, ""), ("sms", State.FAILED, "invalid number")]
    assert (provider.taken, len(sink.mails)) == ([], 1)


def test_a_stop_is_lifted_by_a_person(send: Any, client: Client, anna: User) -> None:
    stop(client, Channel.EMAIL, client.email)
    held = ChannelStop.objects.get()
    actions.lift_stop(stop=held, by=anna)
    actions.lift_stop(stop=held, by=anna)
    held.refresh_from_db()
    assert held.lifted_by == anna
    assert send().channel == Channel.EMAIL
    assert Event.objects.filter(what="channel stop", actor_id=anna.pk).count() == 1


# ---------- a channel that is unwell ----------


def test_a_hanging_server_costs_one_message_and_not_the_batch(pair: Pair, client: Client, sink: Sink) -> None:
    sink.answers["END"] = CUT_LINE
    for _ in range(5):
        queued(pair=pair, recipient_id=None)
    delivery.deliver_due()
    assert sorted(Message.objects.values_list("state", flat=True)) == [State.NEW] * 4 + [State.UNSURE]
    assert states.resting() == {Channel.EMAIL}
    first = ChannelPause.objects.get().until
    ChannelPause.objects.update(until=timezone.now())
    delivery.deliver_due()
    pause = ChannelPause.objects.get()
    assert (pause.failures, pause.until - timezone.now() > dt.timedelta(minutes=4)) == (2, True)
    assert first < pause.until
    # Well again: the rest leaves in one run, and nothing is remembered.
    sink.answers.clear()
    ChannelPause.objects.update(until=timezone.now())
    delivery.deliver_due()
    assert Message.objects.filter(state=State.SENT).count() == 3
    assert not ChannelPause.objects.exists()


def test_one_channel_rests_and_the_others_go_on(pair: Pair, client: Client, provider: Provider, sink: Sink) -> None:
    provider.answer = 503
    by_sms = queued(pair=pair, recipient_id=None, channel=Channel.SMS)
    wish(client, channel=Channel.SMS)
    delivery.deliver_due()
    by_sms.refresh_from_db()
    assert (by_sms.state, by_sms.reason, by_sms.attempts) == (State.NEW, "refused for now", 1)
    with kind_is(name="test.mail", render=to_client):
        queued(kind="test.mail", pair=pair, recipient_id=None)
        assert delivery.deliver_due() == 1


def test_a_batch_ends_in_time(pair: Pair, client: Client, settings: Any) -> None:
    settings.DELIVERY_BATCH_SECONDS = -1
    queued(pair=pair, recipient_id=None)
    assert delivery.deliver_due() == 0
    settings.DELIVERY_BATCH_SECONDS, settings.DELIVERY_BATCH = 60, 2
    for _ in range(2):
        queued(pair=pair, recipient_id=None)
    assert (delivery.deliver_due(), delivery.deliver_due()) == (2, 1)


def test_who_hurries_goes_first(pair: Pair, client: Client, sink: Sink, settings: Any) -> None:
    settings.DELIVERY_BATCH = 1
    with (
        kind_is(render=to_client, family=Family.SERVICE),
        kind_is(name="test.security", render=to_client, family=Family.SECURITY),
    ):
        queued(pair=pair, recipient_id=None, not_before=clock.now() - dt.timedelta(days=1))
        urgent = queued(kind="test.security", pair=pair, recipient_id=None)
        delivery.deliver_due()
    assert str(urgent.pk) in sink.mails[0]["Message-ID"]


# ---------- what is unsure ----------


def broken_off(send: Any, client: Client, provider: Provider, how: str) -> Message:
    wish(client, channel=Channel.SMS)
    provider.answer = how
    message = send()
    assert (message.state, message.reason) == (State.UNSURE, "broken off")
    provider.answer = 202
    Message.objects.filter(pk=message.pk).update(state_at=timezone.now() - dt.timedelta(minutes=2))
    ChannelPause.objects.all().delete()
    return message


@pytest.mark.parametrize("how", [CUT, CUT_AFTER])
def test_a_provider_that_knows_its_keys_settles_it(send: Any, client: Client, provider: Provider, how: str) -> None:
    message = broken_off(send, client, provider, how)
    delivery.deliver_due()
    delivery.deliver_due()
    message.refresh_from_db()
    assert message.state == State.SENT
    assert len(provider.taken) == 1


def test_a_provider_that_cannot_say_is_asked_once(send: Any, client: Client, provider: Provider) -> None:
    message = broken_off(send, client, provider, CUT)
    provider.look_up_answer = 405
    delivery.deliver_due()
    message.refresh_from_db()
    assert (message.state, message.reason) == (State.UNSURE, "provider cannot say")
    provider.look_up_answer = None
    delivery.deliver_due()
    message.refresh_from_db()
    assert message.state == State.UNSURE


@pytest.mark.parametrize("was_sent", [True, False])
def test_a_person_settles_it_once(send: Any, sink: Sink, anna: User, was_sent: bool) -> None:
    sink.answers["END"] = CUT_LINE
    message = send()
    sink.answers.clear()
    assert list(states.unsure()) == [message]
    actions.settle(message=message, was_sent=was_sent, by=anna)
    with pytest.raises(actions.AlreadySettled):
        actions.settle(message=message, was_sent=was_sent, by=anna)
    ChannelPause.objects.all().delete()
    delivery.deliver_due()
    message.refresh_from_db()
    assert (message.state, message.settled_by) == (State.SENT, anna)
    # The one that was cut off may have been kept, so the sink counted it.
    assert len(sink.mails) == (1 if was_sent else 2)
    assert Event.objects.filter(what="unsure message", actor_id=anna.pk, object_id=message.pk).count() == 1


def test_what_a_dead_worker_holds_is_unsure_before_any_sweep(pair: Pair) -> None:
    message = queued(pair=pair, recipient_id=None)
    Message.objects.update(state=State.HANDED_OVER, state_at=timezone.now() - dt.timedelta(seconds=51))
    assert list(states.unsure()) == [message]
    Message.objects.update(state_at=timezone.now() - dt.timedelta(seconds=40))
    assert not states.unsure().exists()


def test_a_slow_worker_still_knows_better(pair: Pair) -> None:
    message = queued(pair=pair, recipient_id=None)
    Message.objects.update(state=State.UNSURE, reason="no answer")
    assert states.confirm(message.pk)
    Message.objects.update(state=State.UNSURE, reason="broken off")
    assert not states.confirm(message.pk)


# ---------- reports of a provider ----------


def post(body: dict[str, Any] | bytes, *, secret: str = SECRET, age: int = 0, channel: str = "sms") -> int:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    header = reports.signature(secret, int(timezone.now().timestamp()) - age, data)
    address = f"/messages/report/{channel}"
    answer = Browser(enforce_csrf_checks=True).post(
        address, data, content_type="application/json", headers={"X-Signature": header}
    )
    return answer.status_code


@pytest.fixture
def by_sms(send: Any, client: Client) -> Message:
    wish(client, channel=Channel.SMS)
    message: Message = send()
    assert message.state == State.SENT
    return message


def test_a_number_that_failed_afterwards(by_sms: Message, client: Client, sink: Sink) -> None:
    body = {"reference": str(by_sms.pk), "status": "failed", "error": "invalid_recipient"}
    assert post(body) == 204
    by_sms.refresh_from_db()
    assert by_sms.state == State.FAILED
    assert ChannelStop.objects.get().address_hash == reach.address_hash(MOBILE)
    delivery.deliver_due()
    assert len(sink.mails) == 1


def test_a_report_played_again_does_nothing(by_sms: Message, client: Client, anna: User) -> None:
    body = {"reference": str(by_sms.pk), "status": "failed", "error": "invalid_recipient"}
    assert post(body) == 204
    actions.lift_stop(stop=ChannelStop.objects.get(), by=anna)
    assert post(body) == 204
    assert not ChannelStop.objects.filter(lifted_at=None).exists()


def test_delivered_settles_what_was_unsure(by_sms: Message) -> None:
    Message.objects.filter(pk=by_sms.pk).update(state=State.UNSURE, reason="broken off")
    assert post({"reference": str(by_sms.pk), "status": "delivered"}) == 204
    by_sms.refresh_from_db()
    assert by_sms.state == State.SENT


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"secret": "guess"}, 403),
        ({"age": 301}, 403),
        ({"age": -301}, 403),
        ({"channel": "webhook"}, 204),
    ],
)
def test_nobody_else_reports(by_sms: Message, how: dict[str, Any], status: int) -> None:
    assert post({"reference": str(by_sms.pk), "status": "failed"}, **how) == status
    by_sms.refresh_from_db()
    assert by_sms.state == State.SENT


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{", 400),
        (b"[" * 4000, 400),
        (b'{"reference": 7}', 400),
        (b'{"reference": "not-an-id"}', 400),
        (b'{"reference": "00000000-0000-4000-8000-000000000000", "status": []}', 400),
        (b'{"reference": "00000000-0000-4000-8000-000000000000", "status": "failed"}', 204),
        (b"x" * 4097, 413),
    ],
)
def test_a_report_that_is_none(body: bytes, status: int) -> None:
    assert post(body) == status


def test_without_a_secret_nothing_is_signed(settings: Any) -> None:
    settings.SMS_REPORT_SECRET = ""
    assert post({"reference": str(uuid.uuid4()), "status": "failed"}, secret="") == 403
    assert Browser().get("/messages/report/sms").status_code == 405


# ---------- mails that came back ----------


def dsn(message: Message, *, action: str = "failed", status: str = "5.1.1", whole: bool = True, to: str = "") -> bytes:
    headers = f"Message-ID: <{message.pk}@portaal.example.org>\nTo: {to or 'cas@example.org'}\nSubject: Bericht\n"
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    return (
        "From: MAILER-DAEMON@example.org\nTo: bericht@portaal.example.org\nSubject: Undelivered\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nSorry.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
        f"Final-Recipient: rfc822; elders@example.org\nAction: {action}\nStatus: {status}\n"
        f"--b\nContent-Type: {kind}\n\n{headers}\nDag\n--b--\n"
    ).encode()


@pytest.fixture
def by_mail(send: Any) -> Message:
    message: Message = send()
    assert (message.channel, message.state) == (Channel.EMAIL, State.SENT)
    return message


@pytest.mark.parametrize("whole", [True, False])
def test_a_bounce_stops_the_address_and_the_message_goes_on(
    by_mail: Message, client: Client, provider: Provider, tmp_path: Path, whole: bool
) -> None:
    box = mailbox.Maildir(tmp_path / "box")
    box.add(b"From: a@example.org\nSubject: afwezig\n\nIk ben er niet.\n")
    box.add(dsn(by_mail, whole=whole))
    assert bounces.read(tmp_path / "box") == (2, 1)
    assert bounces.read(tmp_path / "box") == (0, 0)
    delivery.deliver_due()
    assert rows(by_mail.subject_id) == [("email", State.FAILED, "bounced"), ("sms", State.SENT, "")]
    assert reach.not_working([client])[client.pk][0].cause == StopCause.BOUNCED
    assert len(provider.taken) == 1


def test_an_mbox_read_twice(by_mail: Message, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    box = mailbox.mbox(tmp_path / "box")
    box.add(dsn(by_mail))
    box.close()
    for told in ("1 mails read, 1 messages came back", "1 mails read, 0 messages came back"):
        call_command("read_bounces", tmp_path / "box")
        assert told in capsys.readouterr().out
    assert ChannelStop.objects.count() == 1
    with pytest.raises(CommandError, match="is not there"):
        call_command("read_bounces", tmp_path / "nothing")


def test_a_bounce_of_the_former_address_leaves_the_new_one(by_mail: Message, client: Client, tmp_path: Path) -> None:
    client.email = "cas.nieuw@example.org"
    client.save()
    box = mailbox.mbox(tmp_path / "box")
    box.add(dsn(by_mail))
    box.close()
    assert bounces.read(tmp_path / "box") == (1, 1)
    assert reach.not_working([client]) == {}


@pytest.mark.parametrize(
    "changes", [{"action": "delayed", "status": "4.4.1"}, {"status": "4.4.7"}, {"status": "nonsense"}]
)
def test_what_is_no_final_failure_changes_nothing(by_mail: Message, tmp_path: Path, changes: dict[str, str]) -> None:
    box = mailbox.mbox(tmp_path / "box")
    box.add(dsn(by_mail, **changes))
    box.add(dsn(Message(pk=uuid.uuid4())))
    box.close()
    assert bounces.read(tmp_path / "box")[1] == 0
    by_mail.refresh_from_db()
    assert by_mail.state == State.SENT
