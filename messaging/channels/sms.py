"""SMS: what one message may hold, and what a number looks like."""

import re
import unicodedata
import uuid

from django.conf import settings

from messaging.channels.answers import CannotBeMade
from messaging.channels.service import Parcel, ServiceSender
from messaging.kinds import Mail

LONGEST = 160
# GSM 03.38, the alphabet of 7 bits; one character outside it would halve the room and double the price.
_BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWO_PLACES = set("\f^{}\\[~]|€")
_MARKS = {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"}
_DUTCH_MOBILE = re.compile(r"\+316\d{8}")
_E164 = re.compile(r"\+[1-9]\d{7,14}")


def places(text: str) -> int | None:
    """How many of the 160 places a text takes; None when it holds a character that SMS does not know."""
    if set(text) - _BASIC - _TWO_PLACES:
        return None
    return sum(2 if character in _TWO_PLACES else 1 for character in text)


def spelled(text: str) -> str:
    """The text in letters that SMS knows where it can be: "vóór" becomes "voor", a curly quote a straight one."""
    return "".join(c if c in _BASIC | _TWO_PLACES else _plain(c) for c in text)


def _plain(character: str) -> str:
    bare = unicodedata.normalize("NFKD", character)[0]
    return _MARKS.get(character, bare)


def international(number: str) -> str:
    """A number as +31612345678; a Dutch one may be written as people do. Empty when it is no number."""
    digits = re.sub(r"[\s().-]", "", number)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("0"):
        digits = "+31" + digits[1:]
    return digits if _E164.fullmatch(digits) else ""


def mobile(number: str) -> str:
    """As `international`, but of a Dutch number only one that gets an SMS: 06. Of others nobody here can tell."""
    found = international(number)
    return "" if found.startswith("+31") and not _DUTCH_MOBILE.fullmatch(found) else found


class SmsSender(ServiceSender):
    def parcel(self, key: uuid.UUID, mail: Mail) -> Parcel:
        """The body alone: an SMS has no subject."""
        if not mail.to:
            raise CannotBeMade("no address")
        if not (number := international(mail.to)):
            raise CannotBeMade("invalid number", bad_address=True)
        text = mail.body.strip()
        if (length := places(text)) is None or length > LONGEST:
            raise CannotBeMade("too long for sms" if length else "not for sms")
        return self.packed(key, to=number, sender=settings.SMS_SENDER, text=text)
