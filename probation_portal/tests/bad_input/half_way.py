"""Forms that are met only on the way in, or just after the password was given: those of the second factor."""

from collections.abc import Mapping
from typing import Any

from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from accounts.tests.second_factor import code_of, sign_in, with_device
from probation_portal.tests.access.world import World

# Who posts what where: the route, who stands there, the person in its address if it names one, and the body.
POSTS: tuple[tuple[str, str, str, Mapping[str, Any]], ...] = (
    ("mfa_authenticate", "asked_for_code", "", {"code": "123456"}),
    ("mfa_reauthenticate", "with_device", "", {"code": "123456"}),
    ("accounts:second_factor", "setting_up", "", {"code": "123456"}),
    ("account_reauthenticate", "setting_up", "", {"password": "fout wachtwoord"}),
    ("accounts:reset_second_factor", "confirmed_admin", "worker", {"why": "lost"}),
)


def browsers(world: World) -> dict[str, Browser]:
    """Everyone who stands at one of these forms, in a browser of their own."""
    half = sign_in(_somebody(world, with_factor=True)[0])
    device, secret = _somebody(world, with_factor=True)
    inside = sign_in(device)
    inside.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    return {
        "asked_for_code": half,
        "with_device": inside,
        "setting_up": sign_in(_somebody(world)[0]),
        "confirmed_admin": sign_in(world.people["admin"]),
    }


def address(world: World, route: str, person: str) -> str:
    return reverse(route, kwargs={"user_id": world.people[person].pk} if person else {})


def _somebody(world: World, *, with_factor: bool = False) -> tuple[User, str]:
    user = UserFactory(role=Role.RESEARCHER, organisation=world.people["worker"].organisation)
    return user, with_device(user)[0] if with_factor else ""
