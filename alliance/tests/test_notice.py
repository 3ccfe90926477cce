""" "Wie ziet wat ik invul?" speaks of every role, and no wording changes without a new version."""

import hashlib

import pytest

from accounts.models import Role
from accounts.permissions import Permission, has_permission
from accounts.tests.factories import UserFactory
from alliance import notice

# The wording of each version that was ever shown; a new wording gets a new version and a line of its own.
WORDINGS = {"2026-11": "6d249c8e756479fc", "2026-11-b": "a19e9b3702783f65"}


def wording() -> str:
    lines = [*notice.for_client("A"), *notice.for_worker("B")]
    return hashlib.sha256("\n".join(f"{line.who}: {line.sees}" for line in lines).encode()).hexdigest()[:16]


def test_a_new_wording_has_a_new_version() -> None:
    assert WORDINGS[notice.VERSION] == wording()


@pytest.mark.parametrize("lines", [notice.for_client, notice.for_worker])
def test_every_role_is_spoken_of_once(lines) -> None:  # noqa: ANN001
    roles = [role for line in lines("X") for role in line.roles]
    assert sorted(roles) == sorted(Role)


@pytest.mark.django_db
def test_who_is_said_to_see_nothing_has_no_right_to_scores() -> None:
    nothing = next(line for line in notice.for_client("X") if Role.VOLUNTEER in line.roles)
    for role in (*nothing.roles, Role.SUPERVISOR, Role.RESEARCHER):
        user = UserFactory(role=role)
        assert not has_permission(user, Permission.SEE_SCORES)
        assert not has_permission(user, Permission.SEE_OWN_RESULTS)


@pytest.mark.parametrize("lines", [notice.for_client, notice.for_worker])
def test_no_secrecy_is_promised_from_a_court(lines) -> None:  # noqa: ANN001
    court = next(line for line in lines("X") if "echter" in line.who)
    assert "niet" in court.sees
    assert "opvragen" in court.sees
