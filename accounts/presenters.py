"""The accounts of an organisation, ready to print."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Role, User


@dataclass(frozen=True)
class AccountRow:
    id: uuid.UUID
    name: str
    email: str
    role: str
    team: str
    is_active: bool
    # Nobody switches off their own account.
    is_own: bool


def account_rows(people: Iterable[User], *, viewer: User) -> list[AccountRow]:
    """One row per account; of a client the name only."""
    return [
        AccountRow(
            id=person.pk,
            name=person.full_name,
            email="" if person.role == Role.CLIENT else person.email,
            role=str(Role(person.role).label),
            team=_team(person),
            is_active=person.is_active,
            is_own=person.pk == viewer.pk,
        )
        for person in people
    ]


def _team(person: User) -> str:
    if person.role == Role.SUPERVISOR:
        # The type checker does not see the way back from Team.supervisors.
        return ", ".join(team.name for team in person.supervised_teams.all())  # type: ignore[attr-defined]
    return person.team.name if person.team else ""
