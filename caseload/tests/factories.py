"""Clients, supervisions and pairs for tests, through the real actions."""

import datetime as dt
from itertools import count
from typing import Any

from accounts.models import User
from audit import clock
from caseload import actions
from caseload.models import Pair

_numbers = count(100_000)


def start_pair(*, worker: User, starts_on: dt.date | None = None, level: str = "2", **client_fields: Any) -> Pair:
    """A new client in supervision with this worker, from today unless told otherwise."""
    fields = {"number": f"N-{next(_numbers)}", "first_name": "Sam", "last_name": "Bakker"} | client_fields
    client = actions.enter_client(organisation=worker.organisation, by=None, **fields)
    return actions.start_supervision(
        client=client, worker=worker, starts_on=starts_on or clock.today(), level=level, by=None
    )
