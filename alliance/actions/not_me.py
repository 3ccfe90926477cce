""" "Dit ben ik niet": a personal link came to somebody else. It opens nothing any more, and the worker is told.

Until the client gets a new PIN nothing is sent to them: the address is not theirs, or no longer.
"""

import uuid

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet

from accounts.models import User
from alliance.models import ClientLink, Measurement, Way
from audit import clock
from audit.models import Action, Purpose
from audit.record import record
from messaging import actions as outbox
from messaging.models import Side

NOT_ME = "alliance.not_me"


def said_since_pin(client: uuid.UUID | OuterRef) -> QuerySet[ClientLink]:
    """The links of this client that somebody else gave back after the present PIN was made, the last first."""
    of_client = ClientLink.objects.filter(measurement__pair__supervision__client=client)
    since = F("measurement__pair__supervision__client__pin__made_at")
    return of_client.filter(revoked_at__gt=since).order_by("-revoked_at")


def is_not_theirs(client_id: uuid.UUID) -> bool:
    return said_since_pin(client_id).exists()


@transaction.atomic
def say_not_me(*, measurement: Measurement, way: Way, by: User | None) -> None:
    """Void every link of this client, because they all went to the same place, and warn the worker.

    On the tablet the links have no part in it, and the worker stands beside it: there it is only recorded.
    """
    pair = measurement.pair
    client_id = pair.supervision.client_id
    record(
        Action.REFUSED,
        by=by,
        role="client",
        what="not me",
        subjects=[client_id],
        object_id=measurement.pk,
        purpose=Purpose.OWN,
        organisation_id=pair.team.organisation_id,
    )
    if way != Way.LINK:
        return
    now = clock.now()
    live = ClientLink.objects.filter(measurement__pair__supervision__client=client_id, revoked_at__isnull=True)
    live.update(revoked_at=now)
    outbox.queue(
        [
            outbox.message(
                kind=NOT_ME,
                subject_id=client_id,
                side=Side.WORKER,
                pair=pair,
                moment=now.isoformat(timespec="seconds"),
            )
        ]
    )
