"""Mails that came back: delivery status notifications (RFC 3464), found by the Message-ID that was the row's id."""

import mailbox
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string
from email.message import Message as Email
from email.utils import parseaddr
from pathlib import Path

from messaging import outcomes
from messaging.channels.answers import Answer, of_bounce
from messaging.models import Channel, Message

_OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")


@dataclass(frozen=True)
class Bounce:
    """Which message, to which address, and what that makes of it."""

    key: uuid.UUID
    address: str
    answer: Answer


def parse(mail: Email) -> Bounce | None:
    """The final failure that this mail reports of a mail of ours; None when it reports none."""
    if mail.get_content_type() != "multipart/report":
        return None
    parts = list(mail.walk())
    original = next(_originals(parts), None)
    found = _OURS.match(str(original.get("Message-ID", "")).strip()) if original else None
    if original is None or found is None:
        return None
    for block in _recipients(parts):
        answer = of_bounce(str(block.get("Action", "")).strip().lower(), str(block.get("Status", "")).strip())
        if answer:
            # To whom we sent it; the failing address may be one that they forward to.
            return Bounce(uuid.UUID(found[1]), parseaddr(str(original.get("To", "")))[1], answer)
    return None


def _recipients(parts: list[Email]) -> Iterator[Email]:
    """The paragraphs of a delivery status: one about the mail, then one for each recipient."""
    for part in parts:
        if part.get_content_type() == "message/delivery-status" and isinstance(inside := part.get_payload(), list):
            yield from (block for block in inside if isinstance(block, Email))


def _originals(parts: list[Email]) -> Iterator[Email]:
    """The mail that came back, whole or only its headers."""
    for part in parts:
        inside = part.get_payload()
        if part.get_content_type() == "text/rfc822-headers":
            yield message_from_string(str(inside))
        elif part.get_content_type() == "message/rfc822" and isinstance(inside, list):
            yield from (one for one in inside if isinstance(one, Email))


def take(bounce: Bounce) -> bool:
    """Carry it out; True when it changed something. Read twice, it is done once."""
    message = Message.objects.with_people().filter(pk=bounce.key, channel=Channel.EMAIL).first()
    return message is not None and outcomes.heard_later(message, bounce.answer, address=bounce.address)


def read(place: Path) -> tuple[int, int]:
    """Read a maildir or mbox file: how many mails, and how many changed something. A maildir's are marked as seen."""
    mails = changed = 0
    box: mailbox.Maildir | mailbox.mbox
    box = mailbox.Maildir(place, create=False) if place.is_dir() else mailbox.mbox(place, create=False)
    for key, mail in list(box.iteritems()):
        if isinstance(mail, mailbox.MaildirMessage) and "S" in mail.get_flags():
            continue
        mails += 1
        if (bounce := parse(mail)) and take(bounce):
            changed += 1
        if isinstance(mail, mailbox.MaildirMessage):
            mail.set_subdir("cur")
            mail.add_flag("S")
            box[key] = mail
    box.close()
    return mails, changed
