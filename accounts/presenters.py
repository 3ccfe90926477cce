"""The accounts of an organisation, ready to print."""

import datetime as dt
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.mfa.adapter import get_adapter
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts import second_factor
from accounts.models import Role, User
from accounts.sessions import Visit


def frame_of(user: User) -> str:
    """The template around a page that clients open too: around theirs stands less, and how to leave at once."""
    return "client_base.html" if user.role == Role.CLIENT else "base.html"


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
    has_second_factor: bool


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
            has_second_factor=person.device is not None,
        )
        for person in people
    ]


def _team(person: User) -> str:
    if person.role == Role.SUPERVISOR:
        # The type checker does not see the way back from Team.supervisors.
        return ", ".join(team.name for team in person.supervised_teams.all())  # type: ignore[attr-defined]
    return person.team.name if person.team else ""


@dataclass(frozen=True)
class VisitRow:
    """A running sign-in, as its owner recognises it."""

    id: uuid.UUID
    device: str
    begun: str
    seen: str
    is_this: bool


def visit_rows(visits: Iterable[Visit]) -> list[VisitRow]:
    return [VisitRow(v.id, _device(v.device), _moment(v.begun), _moment(v.seen), v.is_this) for v in visits]


def _device(kept: str) -> str:
    browser, _bar, system = kept.partition("|")
    if browser and system:
        return _("%(browser)s op %(system)s") % {"browser": browser, "system": system}
    return browser or _("Onbekend apparaat")


def _moment(seconds: float) -> str:
    moment = timezone.localtime(dt.datetime.fromtimestamp(seconds, dt.UTC))
    return formats.date_format(moment, "j F, H:i")


@dataclass(frozen=True)
class Factor:
    """How it stands with somebody's second factor."""

    is_on: bool
    is_required: bool
    must_set_up: bool
    codes_left: int

    @property
    def few_left(self) -> bool:
        return self.codes_left <= 3


def own_factor(user: User) -> Factor:
    is_on = user.device is not None
    codes = second_factor.codes_left(user) if is_on else 0
    return Factor(is_on, second_factor.is_required(user), second_factor.must_set_up(user), codes)


@dataclass(frozen=True)
class Qr:
    """The picture that an app reads, as one path on so many units, and the same secret to type."""

    box: str
    path: str
    groups: list[str]


def qr_of(user: User, secret: str) -> Qr:
    drawn: str = get_adapter().build_totp_svg(get_adapter().build_totp_url(user, secret))
    box, path = re.search(r'viewBox="([^"]+)"', drawn), re.search(r' d="([^"]+)"', drawn)
    assert box is not None
    assert path is not None
    return Qr(box[1], path[1], [secret[i : i + 4] for i in range(0, len(secret), 4)])
