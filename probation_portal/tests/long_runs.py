"""Runs of many minutes in one world: the wall clock, by which sign-ins end, may not come between."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.test import override_settings

from accounts import second_factor, sessions

LONG = 10 * 60 * 60


@contextmanager
def signed_in_throughout() -> Iterator[None]:
    """Nobody falls silent, and a page more or less in a minute makes no difference to the queries of the next."""
    never = override_settings(SESSION_IDLE=LONG, SESSION_IDLE_CLIENT=LONG, ACCOUNT_LOGIN_TIMEOUT=LONG)
    fresh = mock.patch.object(second_factor, "FRESH", dt.timedelta(seconds=LONG))
    # Shorter than the silence, which a page counts down from.
    with never, fresh, mock.patch.object(sessions, "NOTED_EVERY", LONG - 900):
        yield
