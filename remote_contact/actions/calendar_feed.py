"""The private address of a worker's calendar: made, renewed, stopped, and whose it is."""

import hashlib
import secrets

from django.db import transaction

from accounts.models import Role, User
from audit import clock
from audit.models import Action, Purpose
from audit.record import record
from remote_contact.models import CalendarFeed


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def renew_feed(*, by: User) -> str:
    """A new address, shown once; the one before opens nothing any more."""
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(user=by, defaults={"token_hash": _hash(token), "made_at": clock.now()})
    record(Action.CREATED, by=by, what="calendar feed", object_id=by.pk, purpose=Purpose.OWN)
    return token


@transaction.atomic
def stop_feed(*, by: User) -> None:
    """The address opens nothing any more."""
    if CalendarFeed.objects.filter(user=by).delete()[0]:
        record(Action.ENDED, by=by, what="calendar feed", object_id=by.pk, purpose=Purpose.OWN)


def owner_of(token: str) -> User | None:
    """Whose calendar this address opens; nobody's once the account is off or no longer a worker's."""
    feed = CalendarFeed.objects.select_related("user").filter(token_hash=_hash(token)).first()
    if feed is None or not feed.user.is_active or feed.user.role != Role.WORKER:
        return None
    return feed.user
