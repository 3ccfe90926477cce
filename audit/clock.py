"""The portal's clock: everything that is recorded or due is dated by it.

It stands on the lowest floor because every room needs it. It is the real clock, except that in demo mode
a number of days can be added (for everyone, kept in a file under `PORTAL_VAR`), and that tests and the
demonstration data may hold it still with `at()`.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from django.conf import settings
from django.utils import timezone

_held: ContextVar[dt.datetime | None] = ContextVar("held", default=None)


def now() -> dt.datetime:
    """The present moment, timezone-aware (UTC)."""
    held = _held.get()
    if held is not None:
        return held
    return timezone.now() + dt.timedelta(days=moved_days())


def today() -> dt.date:
    """The present day in the portal's zone (Europe/Amsterdam)."""
    return timezone.localdate(now())


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Hold the clock at an aware moment, within this thread: for tests and demonstration data."""
    if timezone.is_naive(moment):
        raise ValueError("the clock needs an aware moment")
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)


def moved_days() -> int:
    """Days by which the demo's clock was moved; 0 outside demo mode, whatever the file says."""
    if not settings.DEMO_MODE:
        return 0
    try:
        return int(_file().read_text())
    except (FileNotFoundError, ValueError):
        return 0


def move(days: int) -> None:
    """Set the demo's clock to the real time plus so many days (0 sets it right again)."""
    if not settings.DEMO_MODE:
        raise RuntimeError("the clock can be moved in demo mode only")
    if not 0 <= days <= 3650:
        raise ValueError("the clock moves 0 to 3650 days ahead")
    # Written beside and put in place, so that no process reads half a number.
    draft = _file().with_suffix(".new")
    draft.write_text(str(days))
    draft.replace(_file())


def _file() -> Path:
    return Path(settings.VAR_DIR) / "demo-clock"
