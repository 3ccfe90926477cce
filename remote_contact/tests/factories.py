"""Contacts for tests, through the real action."""

import datetime as dt
import uuid
from typing import Any

from audit import clock
from caseload.models import Pair
from remote_contact.actions import log_contact
from remote_contact.models import Contact, Method, Outcome


def logged(pair: Pair, *, ago: dt.timedelta = dt.timedelta(hours=1), **fields: Any) -> Contact:
    """A contact of this pair, so long ago; it took place, by telephone, unless told otherwise."""
    values = {"method": Method.PHONE, "outcome": Outcome.TOOK_PLACE, "by": pair.worker, "form_id": uuid.uuid4()}
    return log_contact(pair=pair, at=clock.now() - ago, **(values | fields))
