"""What a provider reports afterwards: signed, once, and only about a message that it was handed.

The signature is over the moment and the body, `t=<unix seconds>,v1=<hex of HMAC-SHA256>` with the channel's secret, so
nobody else can make one and an old one is refused. A report that is played again within its minutes changes nothing:
each can only move a message once, and concerns the address that it names.
"""

import hashlib
import hmac
import json
import re
import uuid
from typing import Any

from django.conf import settings

from messaging import outcomes, reach, states
from messaging.channels.answers import of_look_up
from messaging.models import Channel, Message

LONGEST = 4096
VALID_FOR = 300
_SIGNATURE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


class BadReport(Exception):
    """Not a report as it was agreed upon."""


def signature(secret: str, moment: int, body: bytes) -> str:
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def is_signed(channel: Channel, header: str, body: bytes) -> bool:
    secret = getattr(settings, f"{channel.name}_REPORT_SECRET")
    found = _SIGNATURE.fullmatch(header)
    if not secret or found is None:
        return False
    moment = int(found[1])
    fresh = abs(states.real_now().timestamp() - moment) <= VALID_FOR
    return hmac.compare_digest(signature(secret, moment, body), header) and fresh


def take(channel: Channel, body: bytes) -> bool:
    """Carry out a report; True when it changed something. Raises BadReport."""
    try:
        said = json.loads(body)
        key = uuid.UUID(said["reference"])
        status, error, to = (_text(said.get(name, "")) for name in ("status", "error", "to"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise BadReport from problem
    answer = of_look_up(200, status, error)
    found = Message.objects.with_people().filter(pk=key, channel=channel).first()
    if answer is None or found is None:
        return False
    address = to or reach.of(found).addresses.get(channel, "")
    return outcomes.heard_later(found, answer, address=address)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
