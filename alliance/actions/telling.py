"""Telling a client that their worker changes."""

from caseload.models import Pair
from messaging import actions as outbox
from messaging.models import Channel, Side
from messaging.reach import has_address

NEW_WORKER = "alliance.new_worker"


def tell_new_worker(*, pair: Pair) -> None:
    """Queue the message for the client of this new pair; nothing while the team's messages are off."""
    if pair.team.invitations_since is not None and has_address(pair.client, Channel):
        outbox.queue([outbox.message(kind=NEW_WORKER, subject_id=pair.pk, side=Side.CLIENT, pair=pair)])
