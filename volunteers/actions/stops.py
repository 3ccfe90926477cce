"""The last look before somebody is proposed or a match begins."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from audit import clock
from caseload.models import Supervision
from volunteers.candidates import stops_now, stops_without_project
from volunteers.matching_words import stop_words
from volunteers.models import Project, Volunteer, VolunteerRequest


def require_no_stop(
    volunteer: Volunteer,
    supervision: Supervision,
    *,
    request: VolunteerRequest | None,
    project: Project | None,
    on: dt.date | None = None,
) -> None:
    """Raises ValidationError with every stop of that day, today unless told, in words. The caller holds the volunteer's
    row, and the request's."""
    day = on or clock.today()
    if request is not None and project is not None:
        found = stops_now(request, project, volunteer, day)
    else:
        found = stops_without_project(volunteer, supervision, day)
    if found:
        words = {"name": volunteer.first_name, "why": "; ".join(stop_words(stop) for stop in found)}
        raise ValidationError(_("%(name)s kan dit nu niet doen: %(why)s.") % words)
