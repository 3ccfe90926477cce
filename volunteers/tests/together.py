"""A match of Vera with Cas and Anna, past its start meeting, for the tests of what the three do together."""

import uuid
from typing import Any

from accounts.models import User
from audit import clock
from caseload.models import Pair
from volunteers.actions import activities, sharing
from volunteers.actions.matches import start_match
from volunteers.actions.sharing import Agreed
from volunteers.models import Activity, ActivityKind, Form, Match, Project
from volunteers.tests.factories import VolunteerFactory


def project(organisation: Any, **fields: Any) -> Project:
    usual = {"name": "Samen op pad", "form": Form.BUDDY, "tuning_weeks": 4, "pays_expenses": True}
    return Project.objects.create(organisation=organisation, **(usual | fields))


def matched(vera: User, pair: Pair, *, met: bool = True, **fields: Any) -> Match:
    """Since today; the start meeting was held today too."""
    volunteer = VolunteerFactory(account=vera, phone="0611111111")
    if "project" not in fields:
        fields["project"] = project(vera.organisation)
    given: dict[str, Any] = {"task": "Samen sporten", "safety": "Niet bij iemand thuis."} | fields
    match = start_match(volunteer=volunteer, supervision=pair.supervision, starts_on=clock.today(), by=None, **given)
    if met:
        sharing.record_meeting(
            match=match, met_on=clock.today(), agreed=[Agreed("goal", "Vaker buiten komen")], by=pair.worker
        )
    match.refresh_from_db()
    return match


def kind(organisation: Any, name: str = "Vrije tijd") -> ActivityKind:
    found, _made = ActivityKind.objects.get_or_create(organisation=organisation, name=name)
    return found


def activity(match: Match, by: User, **fields: Any) -> Activity:
    usual: dict[str, Any] = {"kind": kind(by.organisation), "on": clock.today(), "minutes": 60, "title": "Gewandeld"}
    return activities.log_activity(match=match, by=by, form_id=uuid.uuid4(), **(usual | fields))
