"""What tests of cover share: arranging it, another day, an address, a contact to log."""

import datetime as dt
import uuid
from typing import Any

from django.urls import reverse

from accounts.models import User
from audit import clock
from caseload.models import Cover
from probation_portal import actions

DAY = dt.timedelta(days=1)


def stands(absent: User, colleague: User, by: User, *, starts: int = 0, days: int = 12) -> Cover:
    first = clock.today() + starts * DAY
    return actions.arrange_cover(
        absent=absent, colleague=colleague, reason="leave", starts_on=first, ends_on=first + days * DAY, by=by
    )


def on(days: int) -> Any:
    return clock.at(clock.now() + dt.timedelta(days=days))


def url(name: str, *ids: uuid.UUID) -> str:
    return reverse(name, args=ids)


def said(**fields: object) -> dict[str, Any]:
    usual = {"method": "phone", "day": "vandaag", "time": "09:00", "outcome": "took_place", "form_id": uuid.uuid4()}
    return usual | fields
