"""The Celery application of the delivery's proof: the portal's own, with one more kind of message. A part, no proof."""

import django

django.setup()

from messaging import kinds  # noqa: E402 (after the set-up that its models need)
from messaging.models import Channel, Message  # noqa: E402
from probation_portal.celery import app as app  # noqa: E402

KIND = "proof.message"
ADDRESSES = {Channel.EMAIL: "iemand@example.org", Channel.SMS: "+31612345678", Channel.WEBHOOK: "N-1"}


def _render(message: Message) -> kinds.Mail:
    # A second try must look the same to whoever counts: the row's id goes along by itself.
    return kinds.Mail(to=ADDRESSES[Channel(message.channel)], subject="Bericht", body="Er staat iets voor je klaar.\n")


kinds.register(
    kinds.Kind(KIND, lambda _message: "", _render, kinds.Family.SERVICE, urgent=True, channels=frozenset(Channel))
)
