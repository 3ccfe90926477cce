"""Two people, one record: a save names the version that was on the screen, and one over somebody else's is refused.

A table that is edited in place has a `version` column, which `save_over` counts up. Of one that only grows (the facts
of a plan, the moves of a window) the number of its rows is the version: `require_version`, behind a lock.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, QuerySet

from accounts.models import Role, User
from audit import clock
from audit.models import Action, Event

# No page is older: a session ends within the day.
LOOK_BACK = dt.timedelta(days=2)


class StaleRecord(Exception):
    """Someone else saved this record in the meantime; `current` is what stands there now.

    `stands` gives the present values of form fields that are no attribute of it; `what` and `object_id` name the
    record in the audit, where it stands who saved it.
    """

    def __init__(
        self,
        current: Any,
        *,
        what: str = "",
        object_id: uuid.UUID | None = None,
        version: int | None = None,
        stands: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__("the record was changed by someone else")
        self.current, self.what = current, what
        self.object_id = object_id or getattr(current, "pk", None)
        self.version: int = version if version is not None else getattr(current, "version", 0)
        self.stands = dict(stands or {})


def save_over(
    rows: "QuerySet[Any]", pk: Any, version: int, *, what: str, object_id: uuid.UUID | None = None, **values: Any
) -> None:
    """Write the values on this row if it still is that version; StaleRecord if not."""
    if not rows.filter(pk=pk, version=version).update(**values, version=F("version") + 1):
        raise StaleRecord(rows.model._default_manager.get(pk=pk), what=what, object_id=object_id)


def require_version(seen: int | None, present: int, current: Model | None, *, what: str, **more: Any) -> None:
    """Of what only grows: StaleRecord when rows came since. `seen` is None for who looked at no screen (an import)."""
    if seen is not None and seen != present:
        raise StaleRecord(current, what=what, version=present, **more)


@dataclass(frozen=True, slots=True)
class Saved:
    """Who saved what stands now, and when. Without a name: the portal itself, an import for one."""

    name: str
    role: str
    at: dt.datetime


def last_saved(stale: StaleRecord) -> Saved | None:
    """From the audit, written in the same transaction as the save; None when nobody wrote it down."""
    written = Event.objects.filter(what=stale.what, object_id=stale.object_id, at__gte=clock.now() - LOOK_BACK)
    event = written.filter(action__in=[Action.CREATED, Action.CHANGED, Action.ENDED]).first()
    if event is None:
        return None
    by = User.objects.filter(pk=event.actor_id).first() if event.actor_id else None
    role = str(Role(event.actor_role).label) if event.actor_role in Role.values else ""
    return Saved(by.full_name if by else "", role, event.at)
