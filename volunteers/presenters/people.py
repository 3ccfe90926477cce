"""Volunteers, ready to print for the co-ordinator."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from volunteers.models import Volunteer
from volunteers.presenters.matches import MatchRow, match_row


@dataclass(frozen=True)
class VolunteerRow:
    id: uuid.UUID
    name: str
    first_name: str
    email: str
    phone: str
    account_is_on: bool
    matches: list[MatchRow]


def volunteer_rows(volunteers: Iterable[Volunteer]) -> list[VolunteerRow]:
    """Rows for volunteers that were fetched `with_running_matches()`."""
    return [
        VolunteerRow(
            id=volunteer.pk,
            name=str(volunteer),
            first_name=volunteer.first_name,
            email=volunteer.email,
            phone=volunteer.phone,
            account_is_on=volunteer.account is not None and volunteer.account.is_active,
            matches=[match_row(match) for match in volunteer.running_matches],
        )
        for volunteer in volunteers
    ]
