"""From row to mail: claim, look everything up again, hand over, confirm.

Exactly-once over SMTP is impossible. What was claimed and not handed over goes back; what was handed over without
an answer becomes "unsure" and is never sent again blindly.
"""

import datetime as dt
import logging
import smtplib
import uuid

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from audit import clock
from messaging import kinds
from messaging.models import Message, State

logger = logging.getLogger(__name__)
RETRY_AFTER = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
# The last pause is repeated: together a day.
MAX_ATTEMPTS = 27
STALE_AFTER = dt.timedelta(minutes=5)
BATCH = 200


def deliver_due() -> int:
    """Send what is due; returns how many left. Any number of workers may run this at once."""
    give_back_stale()
    sent = 0
    for pk in Message.objects.due(clock.now()).order_by("not_before", "pk").values_list("pk", flat=True)[:BATCH]:
        try:
            sent += deliver(pk)
        except Exception as fault:
            # One message may not stop the others; its state goes stale. No text: it may hold an address.
            logger.error("delivering message %s: %s", pk, type(fault).__name__)
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
    connection = get_connection()
    if (email := _prepare(message, connection)) is None:
        return False
    try:
        _open(connection)
    except (OSError, smtplib.SMTPException):
        _close(connection)
        _retry(message, State.CLAIMED, "no connection")
        return False
    try:
        # Another worker that took a stale claim over may have been quicker.
        return _move(pk, State.CLAIMED, State.HANDED_OVER) and _hand_over(message, email)
    finally:
        _close(connection)


def _open(connection: BaseEmailBackend) -> None:
    """Connect, and greet already: what breaks off before the mail is offered is no reason to be unsure of it."""
    connection.open()
    if isinstance(connection, EmailBackend) and connection.connection is not None:
        connection.connection.ehlo_or_helo_if_needed()


def _prepare(message: Message, connection: BaseEmailBackend) -> EmailMessage | None:
    """The mail, ready to be handed over; None when there is none to send, and the row says why."""
    try:
        kind = kinds.get(message.kind)
        if reason := kind.recheck(message):
            _move(message.pk, State.CLAIMED, State.CANCELLED, reason=reason)
            return None
        email = _email(message, kind.render(message), connection)
        # Built here once to see that it can be: a line break in a header or a broken address raises.
        email.message()
    except DatabaseError:
        _retry(message, State.CLAIMED, "no database")
        return None
    except Exception as fault:
        # Whatever a kind stumbles over, it will again. No text in the log: it may hold a name or an address.
        logger.error("message %s (%s) cannot be made: %s", message.pk, message.kind, type(fault).__name__)
        _move(message.pk, State.CLAIMED, State.FAILED, reason="render failed")
        return None
    if not email.recipients():
        _move(message.pk, State.CLAIMED, State.FAILED, reason="no address")
        return None
    return email


def _hand_over(message: Message, email: EmailMessage) -> bool:
    try:
        email.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        # There is one recipient, so one code.
        _refused(message, max(code for code, _text in refusal.recipients.values()), "address refused")
    except smtplib.SMTPResponseException as refusal:
        _refused(message, refusal.smtp_code, "refused")
    except (OSError, smtplib.SMTPException):
        _move(message.pk, State.HANDED_OVER, State.UNSURE, reason="broken off")
    else:
        return _move(message.pk, State.HANDED_OVER, State.SENT)
    return False


def _refused(message: Message, code: int, reason: str) -> None:
    """The server said no, so the mail did not leave: later again for 4xx (greylisting too), never for 5xx."""
    if 400 <= code < 500:
        _retry(message, State.HANDED_OVER, "refused for now")
    else:
        _move(message.pk, State.HANDED_OVER, State.FAILED, reason=reason)


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


def _retry(message: Message, old: State, reason: str) -> None:
    """Back to the outbox for later, or given up after a day; only from the state this worker put it in."""
    if message.attempts >= MAX_ATTEMPTS:
        _move(message.pk, old, State.FAILED, reason=reason)
        return
    pause = RETRY_AFTER[min(message.attempts, len(RETRY_AFTER) - 1)]
    Message.objects.filter(pk=message.pk, state=old).update(
        state=State.NEW,
        state_at=timezone.now(),
        reason=reason,
        attempts=F("attempts") + 1,
        not_before=clock.now() + pause,
    )
