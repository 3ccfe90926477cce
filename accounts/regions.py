"""In which region a team works: only to read figures by, nobody's reach depends on it."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import Organisation, Team, User
from audit.models import Action, Purpose
from audit.record import record


@transaction.atomic
def set_regions(*, organisation: Organisation, regions: Mapping[Team, str], by: User) -> int:
    """Write and record what changed; returns of how many teams. Raises ValueError for a team of elsewhere."""
    changed = 0
    for team, region in regions.items():
        if team.organisation_id != organisation.pk:
            raise ValueError("a team of another organisation")
        if team.region == region:
            continue
        team.region = region
        team.save(update_fields=["region"])
        record(
            Action.CHANGED,
            by=by,
            what="team region",
            object_id=team.pk,
            purpose=Purpose.ADMINISTRATION,
            organisation_id=organisation.pk,
        )
        changed += 1
    return changed
