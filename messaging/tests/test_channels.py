"""What each answer of a provider means, what fits into an SMS, and the channels against a real server on loopback."""

import json
import socket
import uuid
from typing import Any

import pytest

from messaging.channels import configured, sender
from messaging.channels.answers import (
    BROKEN_OFF,
    SENT,
    Answer,
    CannotBeMade,
    Outcome,
    Unreachable,
    of_bounce,
    of_http,
    of_look_up,
    of_smtp,
)
from messaging.channels.sms import international, places
from messaging.kinds import Mail
from messaging.models import Channel
from messaging.tests.provider import CUT, CUT_AFTER, HANG, Provider

KEY = uuid.UUID(int=5)
TO_CAS = Mail(to="06 1234 5678", subject="Bericht", body="Er staat iets voor je klaar.\n")


@pytest.mark.parametrize(
    ("code", "text", "of_recipient", "outcome", "rest"),
    [
        (450, "4.2.0 greylisted", True, Outcome.LATER, False),
        (421, "4.3.2 going down", False, Outcome.LATER, True),
        (452, "too many", True, Outcome.LATER, False),
        (550, "no such user", True, Outcome.BAD_ADDRESS, False),
        (550, "5.1.1 unknown", True, Outcome.BAD_ADDRESS, False),
        (553, "bad mailbox", True, Outcome.BAD_ADDRESS, False),
        (554, "5.1.2 bad host", True, Outcome.BAD_ADDRESS, False),
        # Spam filters and full mailboxes say nothing about the address.
        (550, "5.7.1 blocked by policy", True, Outcome.REFUSED, False),
        (552, "5.2.2 mailbox full", True, Outcome.REFUSED, False),
        (554, "relay access denied", True, Outcome.REFUSED, False),
        (550, "5.1.1 odd, but of the text", False, Outcome.REFUSED, False),
        (503, "bad sequence", False, Outcome.REFUSED, False),
    ],
)
def test_smtp_refusals(code: int, text: str, of_recipient: bool, outcome: Outcome, rest: bool) -> None:
    answer = of_smtp(code, text, of_recipient=of_recipient)
    assert (answer.outcome, answer.rest) == (outcome, rest)


@pytest.mark.parametrize(
    ("status", "error", "outcome", "rest"),
    [
        (200, "", Outcome.SENT, False),
        (202, "", Outcome.SENT, False),
        (409, "duplicate", Outcome.SENT, False),
        (400, "", Outcome.REFUSED, False),
        (422, "invalid_recipient", Outcome.BAD_ADDRESS, False),
        (422, "unsubscribed", Outcome.UNSUBSCRIBED, False),
        (413, "", Outcome.REFUSED, False),
        (429, "", Outcome.LATER, True),
        (503, "", Outcome.LATER, True),
        (401, "", Outcome.LATER, True),
        (404, "", Outcome.LATER, True),
        (302, "", Outcome.LATER, True),
        (500, "", Outcome.UNSURE, True),
        (502, "", Outcome.UNSURE, True),
        (504, "", Outcome.UNSURE, True),
    ],
)
def test_http_answers(status: int, error: str, outcome: Outcome, rest: bool) -> None:
    answer = of_http(status, error)
    assert (answer.outcome, answer.rest) == (outcome, rest)


@pytest.mark.parametrize(
    ("status", "said", "error", "outcome"),
    [
        (200, "accepted", "", Outcome.SENT),
        (200, "delivered", "", Outcome.SENT),
        (200, "failed", "", Outcome.REFUSED),
        (200, "failed", "invalid_recipient", Outcome.BAD_ADDRESS),
        (200, "something new", "", None),
        (404, "", "unknown_reference", Outcome.LATER),
        # Perhaps the address of the provider is wrong: then nothing may be sent again.
        (404, "", "", None),
        (405, "", "", None),
        (500, "", "unknown_reference", None),
    ],
)
def test_look_ups(status: int, said: str, error: str, outcome: Outcome | None) -> None:
    answer = of_look_up(status, said, error)
    assert (answer.outcome if answer else None) == outcome


@pytest.mark.parametrize(
    ("action", "status", "outcome"),
    [
        ("failed", "5.1.1", Outcome.BAD_ADDRESS),
        ("failed", "5.0.0", Outcome.BAD_ADDRESS),
        ("failed", "5.2.1 (disabled)", Outcome.BAD_ADDRESS),
        ("failed", "5.4.4", Outcome.BAD_ADDRESS),
        ("failed", "5.7.1", Outcome.REFUSED),
        ("failed", "4.4.7", None),
        ("delayed", "4.4.1", None),
        ("delivered", "2.0.0", None),
        ("failed", "", None),
    ],
)
def test_bounces(action: str, status: str, outcome: Outcome | None) -> None:
    answer = of_bounce(action, status)
    assert (answer.outcome if answer else None) == outcome


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Dag", 3),
        ("é€", 3),
        ("[ok]", 6),
        ("a\nb", 3),
        ("ë", None),
        ("’", None),
        ("日", None),
        ("x" * 160, 160),
    ],
)
def test_places_in_an_sms(text: str, length: int | None) -> None:
    assert places(text) == length


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("06 12345678", "+31612345678"),
        ("(06) 1234-5678", "+31612345678"),
        ("0031612345678", "+31612345678"),
        ("+49 151 23456789", "+4915123456789"),
        ("12345678", ""),
        ("0612", ""),
        ("+0612345678", ""),
        ("06 1234 567a", ""),
        ("", ""),
    ],
)
def test_numbers(number: str, found: str) -> None:
    assert international(number) == found


def hand_over(channel: Channel = Channel.SMS, mail: Mail = TO_CAS) -> Answer:
    parcel = sender(channel).parcel(KEY, mail)
    with sender(channel).open() as line:
        return line.hand_over(parcel)


def test_what_the_provider_gets(provider: Provider) -> None:
    assert hand_over() == SENT
    assert provider.taken == [
        {"reference": str(KEY), "to": "+31612345678", "sender": "Bericht", "text": "Er staat iets voor je klaar."}
    ]
    assert provider.headers[0]["Idempotency-Key"] == str(KEY)
    assert provider.headers[0]["Authorization"] == "Bearer token"
    provider.taken.clear()
    provider.known.clear()
    assert hand_over(Channel.WEBHOOK) == SENT
    assert set(provider.taken[0]) == {"reference", "to", "subject", "text"}


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (202, SENT),
        ((422, "invalid_recipient"), Answer(Outcome.BAD_ADDRESS, "address refused")),
        (503, Answer(Outcome.LATER, "refused for now", rest=True)),
        (500, BROKEN_OFF),
        (CUT, BROKEN_OFF),
        (HANG, BROKEN_OFF),
    ],
)
def test_over_real_http(provider: Provider, settings: Any, answer: Any, outcome: Answer) -> None:
    if answer == HANG:
        # Elsewhere as long as in use: a busy machine is late with an answer that comes.
        settings.CHANNEL_TIMEOUT = 0.5
    provider.answer = answer
    assert hand_over() == outcome
    assert (len(provider.taken) == 1) is (outcome == SENT)


def test_twice_the_same_key_is_one_message_there(provider: Provider) -> None:
    provider.answer = CUT_AFTER
    assert hand_over() == BROKEN_OFF
    provider.answer = 202
    assert hand_over() == SENT
    assert len(provider.taken) == 1


def test_the_provider_is_asked_what_became_of_a_key(provider: Provider) -> None:
    assert sender(Channel.SMS).look_up(KEY) == Answer(Outcome.LATER, "not known there")
    hand_over()
    assert sender(Channel.SMS).look_up(KEY) == SENT
    provider.look_up_answer = 405
    assert sender(Channel.SMS).look_up(KEY) is None
    assert sender(Channel.EMAIL).look_up(KEY) is None


@pytest.mark.parametrize("url", ["http://example.org/x", "ftp://127.0.0.1/x", "https://127.0.0.1:1/x", "no address"])
def test_unreachable_or_in_the_clear_is_not_spoken_to(settings: Any, url: str) -> None:
    settings.SMS_URL = url
    with pytest.raises(Unreachable):
        sender(Channel.SMS).open()


def test_nobody_listens(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        settings.SMS_URL = f"http://127.0.0.1:{probe.getsockname()[1]}/"
    with pytest.raises(Unreachable):
        sender(Channel.SMS).open()


@pytest.mark.parametrize(
    ("changes", "reason", "bad"),
    [
        ({"to": ""}, "no address", False),
        ({"to": "0612"}, "invalid number", True),
        ({"body": "x" * 161}, "too long for sms", False),
        ({"body": "één ‘woord’"}, "not for sms", False),
    ],
)
def test_an_sms_that_cannot_be_made(changes: dict[str, str], reason: str, bad: bool) -> None:
    with pytest.raises(CannotBeMade) as problem:
        sender(Channel.SMS).parcel(KEY, Mail(**({"to": "0612345678", "subject": "", "body": "Dag"} | changes)))
    assert (problem.value.reason, problem.value.bad_address) == (reason, bad)


def test_a_parcel_is_plain_json(provider: Provider) -> None:
    parcel = sender(Channel.WEBHOOK).parcel(KEY, Mail("N-1", 'Een "kop"', "Regel\nregel"))
    assert json.loads(parcel.body)["text"] == "Regel\nregel"


def test_a_channel_without_a_provider_is_none(settings: Any) -> None:
    settings.SMS_URL = settings.WEBHOOK_URL = ""
    assert configured() == {Channel.EMAIL}
    settings.SMS_URL = "https://sms.example.org/"
    assert configured() == {Channel.EMAIL, Channel.SMS}
