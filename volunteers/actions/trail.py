"""What the audit record gets of a write about volunteers."""

from typing import Any

from audit.models import Action, Purpose
from audit.record import record
from volunteers.models import Volunteer


def record_volunteering(action: Action, volunteer: Volunteer, **event: Any) -> None:
    record(action, purpose=Purpose.VOLUNTEERING, organisation_id=volunteer.organisation_id, **event)
