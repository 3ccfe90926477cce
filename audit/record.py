"""`record(...)`: the one way to write an event."""

import uuid
from collections.abc import Iterable
from contextvars import ContextVar
from hashlib import sha256
from typing import Protocol

from django.core.cache import cache
from django.db import transaction

from audit import clock
from audit.models import Action, Event, EventSubject, Purpose, Reason, SubjectKey

_BATCH = 1000
# Stands for what a worker's work is for: for a supervision, or, on a page made under cover, for that.
OF_THE_WORK = "of the work"
of_the_work: ContextVar[Purpose] = ContextVar("work", default=Purpose.SUPERVISION)


class Actor(Protocol):
    """What the record needs of whoever acts; audit imports no app, so it knows no User."""

    # Properties, because it only reads: an organisation that is never None suits as well.
    @property
    def pk(self) -> uuid.UUID: ...
    @property
    def role(self) -> str: ...
    @property
    def organisation_id(self) -> uuid.UUID | None: ...


def record(
    action: Action | str,
    *,
    by: Actor | None,
    what: str,
    subjects: Iterable[uuid.UUID] = (),
    object_id: uuid.UUID | None = None,
    purpose: Purpose | str = OF_THE_WORK,
    role: str = "",
    organisation_id: uuid.UUID | None = None,
    reason: Reason | str = "",
) -> Event:
    """Write one event with every person it concerns, in the caller's transaction.

    `by` is None for the portal itself (`role="system"`) and for a client who answers by link (`role="client"`).
    `purpose` is that of the page on which it is done, when it is not said: a supervision, or cover for somebody's.
    `what` is a fixed word of the code ("pair", "caseload list"), never text that a person typed.
    A failure to write raises: no record, no page.
    """
    with transaction.atomic():
        event = Event.objects.create(
            at=clock.now(),
            actor_id=by.pk if by else None,
            actor_role=by.role if by else role or "system",
            organisation_id=by.organisation_id if by else organisation_id,
            action=action,
            purpose=_purpose(by) if purpose == OF_THE_WORK else purpose,
            what=what,
            object_id=object_id,
            reason=reason,
        )
        keys = subject_keys(set(subjects))
        rows = [EventSubject(event=event, subject_key=key) for key in keys.values()]
        EventSubject.objects.bulk_create(rows, batch_size=_BATCH)
    return event


def _purpose(by: Actor | None) -> Purpose:
    """What the portal does by itself meanwhile is nobody's cover."""
    return of_the_work.get() if by else Purpose.SUPERVISION


def first_this_minute(what: str) -> bool:
    """Whether nothing of the kind was asked within a minute: what a machine repeats shall not bury the record."""
    return cache.add(f"audit:{sha256(what.encode()).hexdigest()}", 1, timeout=60)


def subject_keys(person_ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The pseudonymous key of each person, made where there is none yet."""
    known = _keys_of(person_ids)
    missing = person_ids - known.keys()
    if missing:
        # Two pages may make the same person's first key at once: the first one wins, both read it back.
        rows = [SubjectKey(person_id=pk) for pk in missing]
        SubjectKey.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_BATCH)
        known |= _keys_of(missing)
    return known


def _keys_of(person_ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """A batch at a time: an import names more people than a query may have parameters."""
    ids = list(person_ids)
    known: dict[uuid.UUID, str] = {}
    for start in range(0, len(ids), _BATCH):
        batch = SubjectKey.objects.filter(pk__in=ids[start : start + _BATCH])
        known.update(batch.values_list("person_id", "key"))
    return known
