"""From row to mail, against a real mail server on loopback that answers as it is told."""

import datetime as dt
import logging
import smtplib
import socket
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from audit import clock
from audit.tests.at_once import at_once
from messaging import delivery, states
from messaging.kinds import Mail
from messaging.models import Message, State
from messaging.tests.factories import again_due, kind_is, queued, to_cas
from messaging.tests.sink import CUT, Sink

pytestmark = pytest.mark.django_db

NOT_NOW, NEVER = "450 come back later", "550 no"


@pytest.fixture(autouse=True)
def _smtp(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    with kind_is():
        yield


def deliver(settings: Any, **answers: str) -> Sink:
    """One run of delivery against a server that answers so."""
    with Sink(**answers) as sink:
        settings.EMAIL_PORT = sink.port
        delivery.deliver_due()
    return sink


def how(message: Message) -> tuple[str, str, int]:
    message.refresh_from_db()
    return message.state, message.reason, message.attempts


def test_sent_once(settings: Any) -> None:
    message = queued()
    sink = deliver(settings)
    assert how(message) == (State.SENT, "", 0)
    assert deliver(settings).mails == []
    (mail,) = sink.mails
    assert (mail["To"], mail["Subject"], mail["From"]) == ("cas@example.org", "Bericht", settings.DEFAULT_FROM_EMAIL)
    assert mail.get_payload(decode=True) == b"Er staat iets voor je klaar.\r\n"


def test_not_before_its_time(settings: Any) -> None:
    message = queued(not_before=clock.now() + dt.timedelta(minutes=1))
    assert deliver(settings).mails == []
    assert how(message) == (State.NEW, "", 0)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"RCPT": NEVER}, (State.FAILED, "address refused", 0)),
        ({"RCPT": NOT_NOW}, (State.NEW, "refused for now", 1)),
        ({"MAIL": NEVER}, (State.FAILED, "refused", 0)),
        ({"MAIL": NOT_NOW}, (State.NEW, "refused for now", 1)),
        ({"MAIL": "421 going down"}, (State.NEW, "refused for now", 1)),
        ({"DATA": NEVER}, (State.FAILED, "refused", 0)),
        ({"DATA": NOT_NOW}, (State.NEW, "refused for now", 1)),
        ({"END": NEVER}, (State.FAILED, "refused", 0)),
        ({"END": NOT_NOW}, (State.NEW, "refused for now", 1)),
        ({"END": CUT}, (State.UNSURE, "broken off", 0)),
        ({"EHLO": "554 no", "HELO": "554 no"}, (State.NEW, "no connection", 1)),
        ({"EHLO": CUT}, (State.NEW, "no connection", 1)),
    ],
    ids=lambda value: "-".join(f"{k}-{v[:3]}" for k, v in value.items()) if isinstance(value, dict) else None,
)
def test_what_each_answer_makes_of_the_message(
    settings: Any, answers: dict[str, str], outcome: tuple[str, str, int]
) -> None:
    message = queued()
    deliver(settings, **answers)
    assert how(message) == outcome


def test_refused_for_now_waits_and_then_leaves(settings: Any) -> None:
    message = queued()
    deliver(settings, END=NOT_NOW)
    message.refresh_from_db()
    assert message.not_before == clock.now() + dt.timedelta(minutes=1)
    assert deliver(settings).mails == []
    with clock.at(clock.now() + dt.timedelta(minutes=1)):
        assert len(deliver(settings).mails) == 1
    assert how(message) == (State.SENT, "", 1)


@pytest.mark.parametrize("ending", [{"RCPT": NEVER}, {"END": NEVER}, {"END": CUT}])
def test_failed_and_unsure_are_never_sent_again(settings: Any, ending: dict[str, str]) -> None:
    message = queued()
    deliver(settings, **ending)
    with clock.at(clock.now() + dt.timedelta(days=30)):
        assert deliver(settings).mails == []
    assert how(message)[0] in (State.FAILED, State.UNSURE)


def test_nobody_listens_tried_for_a_day_and_then_given_up(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        settings.EMAIL_PORT = probe.getsockname()[1]
    message = queued()
    pauses = []
    while True:
        delivery.deliver_due()
        message.refresh_from_db()
        if message.state != State.NEW:
            break
        pauses.append((message.not_before - clock.now()) // dt.timedelta(minutes=1))
        assert message.attempts == len(pauses)
        again_due(message)
    assert pauses == [1, 5, 15] + [60] * 24
    assert how(message) == (State.FAILED, "no connection", 27)


@pytest.mark.parametrize(
    ("state", "age", "after"),
    [
        (State.CLAIMED, 51, State.NEW),
        (State.CLAIMED, 40, State.CLAIMED),
        (State.HANDED_OVER, 51, State.UNSURE),
        (State.HANDED_OVER, 40, State.HANDED_OVER),
        *[(state, 51, state) for state in (State.SENT, State.FAILED, State.UNSURE, State.CANCELLED)],
    ],
)
def test_what_a_dead_worker_left_behind(state: State, age: int, after: State) -> None:
    message = queued()
    since = timezone.now() - dt.timedelta(seconds=age)
    Message.objects.filter(pk=message.pk).update(state=state, state_at=since)
    states.give_back_stale()
    assert how(message)[0] == after


def test_a_claim_given_back_leaves_and_an_unsure_one_does_not(settings: Any) -> None:
    claimed, handed_over = queued(), queued()
    long_ago = timezone.now() - dt.timedelta(hours=1)
    Message.objects.filter(pk=claimed.pk).update(state=State.CLAIMED, state_at=long_ago)
    Message.objects.filter(pk=handed_over.pk).update(state=State.HANDED_OVER, state_at=long_ago)
    (mail,) = deliver(settings).mails
    assert str(claimed.pk) in mail["Message-ID"]
    assert how(handed_over) == (State.UNSURE, "no answer", 0)


def test_the_message_id_comes_from_the_row_also_the_second_time(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Portaal <bericht@portaal.example.org>"
    message = queued()
    # The server kept it and then said it had not: its log and the second mail name the same message.
    first = deliver(settings, END="450 kept, or not")
    assert first.mails == []
    again_due(message)
    (mail,) = deliver(settings).mails
    assert mail["Message-ID"] == f"<{message.pk}@portaal.example.org>"


def test_looked_up_again_at_the_moment_of_sending(settings: Any) -> None:
    message = queued()
    with kind_is(recheck=lambda message: "answered"):
        assert deliver(settings).mails == []
    assert how(message) == (State.CANCELLED, "answered", 0)


def raises(fault: Exception) -> Any:
    def render(message: Message) -> Mail:
        raise fault

    return render


def makes(**changes: str) -> Any:
    def render(message: Message) -> Mail:
        return Mail(**({"to": "cas@example.org", "subject": "Bericht", "body": "Dag"} | changes))

    return render


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ({"render": raises(ValueError("cas@example.org"))}, (State.FAILED, "render failed", 0)),
        ({"recheck": raises(Message.DoesNotExist("cas@example.org"))}, (State.FAILED, "render failed", 0)),
        ({"render": raises(DatabaseError("cas@example.org"))}, (State.NEW, "no database", 1)),
        ({"render": makes(subject="Dag\nBcc: ander@example.org")}, (State.FAILED, "render failed", 0)),
        ({"render": makes(to="cas@example.org\nBcc: ander@example.org")}, (State.FAILED, "render failed", 0)),
        ({"render": makes(to="cas@example.org\r\nRCPT TO:<ander@example.org>")}, (State.FAILED, "render failed", 0)),
        ({"render": makes(to="")}, (State.FAILED, "no address", 0)),
    ],
)
def test_one_that_cannot_be_made_stops_no_other(
    settings: Any, caplog: pytest.LogCaptureFixture, kind: dict[str, Any], outcome: tuple[str, str, int]
) -> None:
    bad, good = queued(kind="test.bad", not_before=clock.now() - dt.timedelta(minutes=1)), queued()
    with kind_is(name="test.bad", **kind), caplog.at_level(logging.INFO):
        sink = deliver(settings)
    assert how(bad) == outcome
    assert how(good)[0] == State.SENT
    assert len(sink.mails) == 1
    # The log says which message and what sort of fault; not to whom.
    assert "example.org" not in caplog.text
    if outcome[1] == "render failed":
        assert str(bad.pk) in caplog.text


def test_a_kind_that_is_gone_stops_no_other(settings: Any) -> None:
    gone, good = queued(kind="test.gone", not_before=clock.now() - dt.timedelta(minutes=1)), queued()
    deliver(settings)
    assert (how(gone), how(good)[0]) == ((State.FAILED, "render failed", 0), State.SENT)


def test_a_body_may_hold_what_would_be_a_header_or_the_end(settings: Any) -> None:
    queued()
    with kind_is(render=makes(body="Bcc: ander@example.org\n.\nQUIT\n")):
        (mail,) = deliver(settings).mails
    assert mail["Bcc"] is None
    assert b"QUIT" in mail.get_payload(decode=True)


def test_a_fault_nobody_thought_of_stops_no_other(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = queued(not_before=clock.now() - dt.timedelta(minutes=1)), queued()
    sendmail = smtplib.SMTP.sendmail

    def sometimes(self: smtplib.SMTP, sender: str, to: list[str], text: bytes, *rest: Any) -> Any:
        if str(bad.pk).encode() in text:
            raise ZeroDivisionError
        return sendmail(self, sender, to, text, *rest)

    monkeypatch.setattr(smtplib.SMTP, "sendmail", sometimes)
    deliver(settings)
    # Whether it left is not known: it becomes unsure when its time has passed.
    assert (how(bad)[0], how(good)[0]) == (State.HANDED_OVER, State.SENT)


def test_a_late_worker_does_not_send_what_another_took_over(settings: Any) -> None:
    message = queued()

    def slow(message: Message) -> Mail:
        # A minute passes; the claim is given back and another worker sends it.
        Message.objects.filter(pk=message.pk).update(state=State.SENT)
        return to_cas(message)

    with kind_is(render=slow):
        assert deliver(settings).mails == []
    assert how(message)[0] == State.SENT


def test_a_late_worker_does_not_put_back_what_another_sent(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    message = queued()

    def slow(self: Any) -> None:
        Message.objects.filter(pk=message.pk).update(state=State.SENT)
        raise TimeoutError

    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.open", slow)
    deliver(settings)
    assert how(message) == (State.SENT, "", 0)


@pytest.mark.django_db(transaction=True)
def test_two_deliveries_at_once_send_each_mail_once(settings: Any) -> None:
    messages = [queued() for _ in range(10)]
    with Sink() as sink:
        settings.EMAIL_PORT = sink.port
        sent = at_once(*[delivery.deliver_due] * 4)
    assert sum(sent) == 10
    ids = sorted(uuid.UUID(mail["Message-ID"].strip("<>").partition("@")[0]) for mail in sink.mails)
    assert ids == sorted(message.pk for message in messages)
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}
