"""What the page that is being made shows of whom: gathered while it is made, written before it leaves.

So there is one event for what really stood on the page, none when it came to nothing (a redirect, a refusal), and no
page without its event: a write that fails takes the page with it (docs/decisions/0022).
"""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import transaction

from audit.models import Action, Purpose
from audit.record import Actor, of_the_work, record


@dataclass(frozen=True)
class Shown:
    """Some people on one page, and why they stood there."""

    action: Action
    by: Actor
    what: str
    subjects: frozenset[uuid.UUID]
    object_id: uuid.UUID | None
    purpose: Purpose


@dataclass
class Page:
    """The page of one request."""

    shown: list[Shown] = field(default_factory=list)

    def write(self) -> None:
        """Record everything that was noted, in one transaction; raises when it cannot."""
        # Noted twice is shown once.
        fresh = list(dict.fromkeys(self.shown))
        self.shown = []
        # A single event is a transaction by itself.
        with transaction.atomic() if len(fresh) > 1 else nullcontext():
            for one in fresh:
                _write(one)

    def forget(self) -> None:
        """It came to nothing: what was noted was shown to nobody."""
        self.shown = []


_page: ContextVar[Page | None] = ContextVar("page", default=None)


@contextmanager
def being_made() -> Iterator[Page]:
    """A page is being made within this block; whoever opens the block writes or forgets."""
    page = Page()
    token, before = _page.set(page), of_the_work.set(Purpose.SUPERVISION)
    try:
        yield page
    finally:
        of_the_work.reset(before)
        _page.reset(token)


def writes_as(purpose: Purpose) -> None:
    """What is written from the page that is being made is written for this; outside a request nothing changes."""
    if _page.get() is not None:
        of_the_work.set(purpose)


def note(
    *,
    by: Actor,
    what: str,
    subjects: Iterable[uuid.UUID],
    purpose: Purpose,
    object_id: uuid.UUID | None = None,
    action: Action = Action.READ,
) -> None:
    """These people stand on the page that is being made; outside a request it is recorded at once."""
    one = Shown(action, by, what, frozenset(subjects), object_id, purpose)
    page = _page.get()
    if page is None:
        _write(one)
    else:
        page.shown.append(one)


def _write(one: Shown) -> None:
    record(one.action, by=one.by, what=one.what, subjects=one.subjects, object_id=one.object_id, purpose=one.purpose)
