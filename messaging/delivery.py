"""From row to mail: claim, look everything up again, hand over, confirm.

Exactly-once over SMTP is impossible. What was claimed and not handed over goes back; what was handed over without
an answer becomes "unsure", is shown to staff and is never sent again blindly (trust programme, finding 7).
"""

import datetime as dt
import smtplib
import uuid

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone

from audit import clock
from messaging import kinds
from messaging.models import Message, State

RETRY_AFTER = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
STALE_AFTER = dt.timedelta(minutes=5)
BATCH = 200


def deliver_due() -> int:
    """Send what is due; returns how many left. Any number of workers may run this at once."""
    give_back_stale()
    sent = 0
    for pk in Message.objects.due(clock.now()).order_by("not_before", "pk").values_list("pk", flat=True)[:BATCH]:
        sent += deliver(pk)
    return sent


def give_back_stale() -> None:
    """A worker died: its claims are free again, its hand-overs are unsure. Real time, also in a moved demo."""
    before = timezone.now() - STALE_AFTER
    stale = Message.objects.filter(state_at__lt=before)
    stale.filter(state=State.CLAIMED).update(state=State.NEW, state_at=timezone.now())
    stale.filter(state=State.HANDED_OVER).update(state=State.UNSURE, state_at=timezone.now(), reason="no answer")


def deliver(pk: uuid.UUID) -> bool:
    """Deliver one message if it is still there to be claimed; True when it left."""
    if not _move(pk, State.NEW, State.CLAIMED):
        return False
    message = Message.objects.select_related("pair", "user").get(pk=pk)
    kind = kinds.get(message.kind)
    if reason := kind.recheck(message):
        _move(pk, State.CLAIMED, State.CANCELLED, reason=reason)
        return False
    mail = kind.render(message)
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException):
        _retry(message, "no connection")
        return False
    _move(pk, State.CLAIMED, State.HANDED_OVER)
    try:
        return _hand_over(message, mail, connection)
    finally:
        _close(connection)


def _hand_over(message: Message, mail: kinds.Mail, connection: BaseEmailBackend) -> bool:
    try:
        _email(message, mail, connection).send()
    except smtplib.SMTPRecipientsRefused:
        _move(message.pk, State.HANDED_OVER, State.FAILED, reason="address refused")
    except smtplib.SMTPResponseException as refusal:
        # The server said no, so the mail did not leave: later again for 4xx, never for 5xx.
        if 400 <= refusal.smtp_code < 500:
            _retry(message, "refused for now")
        else:
            _move(message.pk, State.HANDED_OVER, State.FAILED, reason="refused")
    except (OSError, smtplib.SMTPException):
        _move(message.pk, State.HANDED_OVER, State.UNSURE, reason="broken off")
    else:
        return _move(message.pk, State.HANDED_OVER, State.SENT)
    return False


def _email(message: Message, mail: kinds.Mail, connection: BaseEmailBackend) -> EmailMessage:
    # The Message-ID comes from the row, so that a relay's log can settle what is unsure.
    headers = {"Message-ID": f"<{message.pk}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"}
    return EmailMessage(subject=mail.subject, body=mail.body, to=[mail.to], headers=headers, connection=connection)


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        return


def _move(pk: uuid.UUID, old: State, new: State, *, reason: str = "") -> bool:
    """A conditional update: only one worker can make it, on every engine."""
    return bool(Message.objects.filter(pk=pk, state=old).update(state=new, state_at=timezone.now(), reason=reason))


def _retry(message: Message, reason: str) -> None:
    if message.attempts >= len(RETRY_AFTER):
        Message.objects.filter(pk=message.pk).update(state=State.FAILED, state_at=timezone.now(), reason=reason)
        return
    Message.objects.filter(pk=message.pk).update(
        state=State.NEW,
        state_at=timezone.now(),
        reason=reason,
        attempts=F("attempts") + 1,
        not_before=clock.now() + RETRY_AFTER[message.attempts],
    )
