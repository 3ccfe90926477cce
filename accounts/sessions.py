"""How long a sign-in lasts, and whose it is: the engine behind `request.session`.

In real time, not in the portal's: moving the clock of the demonstration signs nobody out.
"""

import datetime as dt
import time
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import Role, Session, User

VISIT, BEGUN, SEEN, DEVICE = "visit", "visit_begun", "visit_seen", "visit_device"
# A page a minute is noted at most, so that reading does not write each time.
NOTED_EVERY = 60


class SessionStore(DatabaseStore):
    def _validate_session_key(self, key: str) -> bool:
        """A cookie may hold anything, also what PostgreSQL takes for no text at all (NUL)."""
        return bool(key) and key.isascii() and key.isalnum() and 8 <= len(key) <= 40

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Whoever signs in begins a visit, by whatever way it happened; a new key is not a new visit."""
        if data.get(SESSION_KEY) and VISIT not in data:
            data |= {VISIT: uuid.uuid4().hex, BEGUN: time.time(), SEEN: time.time()}
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        row.user_id = data.get(SESSION_KEY)
        row.visit = uuid.UUID(data[VISIT]) if VISIT in data else None
        return row


def seconds_left(request: HttpRequest) -> float:
    """How long this sign-in lasts if nothing more is heard; not above zero when it is over."""
    return _left(request.user, request.session)  # type: ignore[arg-type]


def page_seconds(request: HttpRequest) -> int:
    """How long a page may count on it that was made now: heard of this minute, but perhaps not noted since."""
    return int(min(idle_seconds(request.user) - NOTED_EVERY, seconds_left(request)))  # type: ignore[arg-type]


def idle_seconds(user: User) -> int:
    return settings.SESSION_IDLE_CLIENT if user.role == Role.CLIENT else settings.SESSION_IDLE


def _left(user: User, kept: Any) -> float:
    now: float = time.time()
    # Every session that signs somebody in has both; one without them is none of ours.
    begun, seen = float(kept.get(BEGUN, 0)), float(kept.get(SEEN, 0))
    return min(seen + idle_seconds(user), begun + settings.SESSION_COOKIE_AGE) - now


def expired() -> QuerySet[Session]:
    """What no cookie can open any more. Who fell silent was signed out long before; their row goes at its own age."""
    return Session.objects.filter(expire_date__lte=dt.datetime.fromtimestamp(time.time(), dt.UTC))


def seconds_since(moment: float) -> float:
    return time.time() - moment


def note_seen(request: HttpRequest) -> None:
    if time.time() - request.session[SEEN] >= NOTED_EVERY:
        request.session[SEEN] = time.time()


@dataclass(frozen=True)
class Visit:
    """A running sign-in: when it began and was last heard of (seconds since 1970), on what."""

    id: uuid.UUID
    begun: float
    seen: float
    device: str
    is_this: bool


def visits(request: HttpRequest) -> list[Visit]:
    """The running sign-ins of whoever asks, this one first, then the latest."""
    user: User = request.user  # type: ignore[assignment]
    stamp = user.get_session_auth_hash()
    found = []
    for row in Session.objects.filter(user=user):
        kept = row.get_decoded()
        if row.visit is not None and kept.get("_auth_user_hash") == stamp and _left(user, kept) > 0:
            is_this = row.session_key == request.session.session_key
            found.append(Visit(row.visit, kept[BEGUN], kept[SEEN], kept.get(DEVICE, ""), is_this))
    return sorted(found, key=lambda visit: (not visit.is_this, -visit.seen))
