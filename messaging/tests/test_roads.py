"""By which channel a message goes: wishes, stops, a channel that is unwell, what is settled afterwards."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from audit import clock
from audit.models import Event
from caseload.models import Client, Pair
from messaging import actions, delivery, reach, states
from messaging.kinds import Family
from messaging.models import Channel, ChannelPause, ChannelStop, Message, State, StopCause
from messaging.tests.factories import kind_is, queued, rows, stop, to_client, wish
from messaging.tests.provider import CUT, CUT_AFTER, Provider
from messaging.tests.sink import CUT as CUT_LINE
from messaging.tests.sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("every_road")]


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
