"""What comes back after a message left: a provider's signed reports, and mails that bounced."""

import json
import mailbox
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import User
from caseload.models import Client
from messaging import actions, bounces, delivery, reach, reports
from messaging.models import ChannelStop, Message, State, StopCause
from messaging.tests.factories import MOBILE, SECRET, rows
from messaging.tests.provider import Provider
from messaging.tests.sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("every_road")]


# ---------- reports of a provider ----------


def post(body: dict[str, Any] | bytes, *, secret: str = SECRET, age: int = 0, channel: str = "sms") -> int:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    header = reports.signature(secret, int(timezone.now().timestamp()) - age, data)
    address = f"/messages/report/{channel}"
    answer = Browser(enforce_csrf_checks=True).post(
        address, data, content_type="application/json", headers={"X-Signature": header}
    )
    return answer.status_code


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
