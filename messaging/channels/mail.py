"""E-mail by SMTP, through Django's mail backend."""

import contextlib
import smtplib
import uuid
from types import TracebackType

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from messaging.channels.answers import BROKEN_OFF, SENT, Answer, CannotBeMade, Unreachable, of_smtp
from messaging.kinds import Mail


def message_id(key: uuid.UUID) -> str:
    """From the row, so that a relay's log can settle what is unsure, and a bounce finds its message."""
    return f"<{key}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"


class MailLine:
    def __init__(self, connection: BaseEmailBackend) -> None:
        self.connection = connection

    def __enter__(self) -> "MailLine":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            self.connection.close()

    def hand_over(self, parcel: EmailMessage) -> Answer:
        parcel.connection = self.connection
        try:
            parcel.send()
        except smtplib.SMTPRecipientsRefused as refusal:
            # There is one recipient, so one code.
            code, text = max(refusal.recipients.values())
            return of_smtp(code, _text(text), of_recipient=True)
        except smtplib.SMTPResponseException as refusal:
            return of_smtp(refusal.smtp_code, _text(refusal.smtp_error), of_recipient=False)
        except (OSError, smtplib.SMTPException):
            return BROKEN_OFF
        return SENT


class MailSender:
    is_configured = True

    def parcel(self, key: uuid.UUID, mail: Mail) -> EmailMessage:
        email = EmailMessage(
            subject=mail.subject, body=mail.body, to=[mail.to], headers={"Message-ID": message_id(key)}
        )
        # Built here once to see that it can be: a line break in a header or a broken address raises.
        email.message()
        if not email.recipients():
            raise CannotBeMade("no address")
        return email

    def open(self) -> MailLine:
        """Connect, and greet already: what breaks off before the mail is offered is no reason to be unsure of it."""
        connection = get_connection()
        try:
            connection.open()
            if isinstance(connection, EmailBackend) and connection.connection is not None:
                connection.connection.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as problem:
            MailLine(connection).__exit__(None, None, None)
            raise Unreachable from problem
        return MailLine(connection)

    def look_up(self, key: uuid.UUID) -> Answer | None:
        """SMTP has no such question: a person or the relay's log decides."""
        return None


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
