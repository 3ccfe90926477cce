"""Closed by default: what stands open is listed here, and everything else says which right it takes."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import URLPattern, reverse

from accounts.models import Role, User
from accounts.permissions import TABLE, Permission
from accounts.tests.factories import UserFactory
from caseload.models import Pair
from probation_portal.tests.access.walker import every_route
from probation_portal.tests.header_table import named
from probation_portal.views.home import HOMES

OPEN = {
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "accounts:stay",
    "alliance:begin",
    "alliance:company",
    "alliance:done",
    "alliance:language",
    "alliance:leave",
    "alliance:link",
    "remote_contact:feed",
    "alliance:not_me",
    "alliance:not_me_link",
    "alliance:not_now",
    "alliance:questions",
    "alliance:review",
    "alliance:stay",
    "alliance:topic",
    "csp_report",
    "health_live",
    "health_ready",
    "messaging:sms_report",
    "messaging:webhook_report",
    "mfa_authenticate",
    "set_language",
    "volunteer_apply",
    "volunteer_thanks",
}
# For everyone who is signed in: the front door, which asks the right of the room behind it; the demo's clock, which
# shows nobody; one's own password, second factor and sign-ins.
EVERY_ROLE = {
    "account_change_password",
    "account_reauthenticate",
    "account_set_password",
    "accounts:end_other_sessions",
    "accounts:end_session",
    "accounts:recovery_codes",
    "accounts:second_factor",
    "accounts:second_factor_off",
    "accounts:security",
    "messaging:own",
    "mfa_reauthenticate",
    "portal:demo_clock",
    "portal:home",
}
WITHOUT_KEY = {"csp_report", "messaging:sms_report", "messaging:webhook_report"}
Browse = Callable[[User | None], Browser]


def views(keep: Callable[[URLPattern], bool]) -> set[str]:
    return {name for name, pattern in every_route().items() if keep(pattern)}


def test_exactly_the_listed_views_stand_open() -> None:
    assert views(lambda pattern: not getattr(pattern.callback, "login_required", True)) == OPEN


def test_every_other_view_says_which_right_it_takes() -> None:
    marked = views(lambda pattern: isinstance(getattr(pattern.callback, "permission", None), Permission))
    assert set(every_route()) - OPEN - EVERY_ROLE == marked


def test_the_room_behind_the_front_door_asks_a_right_of_its_role() -> None:
    assert {role: home.permission in TABLE[role] for role, home in HOMES.items()} == dict.fromkeys(Role, True)  # type: ignore[attr-defined]


def test_no_right_is_given_that_no_view_and_no_query_asks() -> None:
    """Every right of the table is asked somewhere in the code, or stands ready for a room that is to come."""
    to_come: set[Permission] = {Permission.MANAGE_INSTRUMENTS}
    asked = {getattr(pattern.callback, "permission", None) for pattern in every_route().values()}
    asked |= {home.permission for home in HOMES.values()}  # type: ignore[attr-defined]
    given = {permission for permissions in TABLE.values() for permission in permissions}
    assert given - asked - to_come <= {Permission.SEE_SCORES}


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_everyone_has_a_home(role: Role, browse: Browse, pair: Pair) -> None:
    person = UserFactory(role=role, organisation=pair.team.organisation, team=pair.team)
    if role == Role.CLIENT:
        pair.client.account = person
        pair.client.save(update_fields=["account"])
    assert browse(person).get("/").status_code == 200


def test_only_reports_come_without_the_key_of_a_page() -> None:
    """A browser sends them by itself, from no page; they end as a line of fixed words in the log. A provider's are let
    in by its signature, which nobody's browser can make.
    """
    assert views(lambda pattern: bool(getattr(pattern.callback, "csrf_exempt", False))) == WITHOUT_KEY


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(every_route()) - WITHOUT_KEY))
def test_a_form_from_elsewhere_is_refused(name: str, anna: User) -> None:
    """Without the token that only our own pages carry, no POST gets through, whoever sends it."""
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(anna)
    answer: HttpResponse = browser.post(reverse(name, kwargs=named(every_route()[name])))
    assert answer.status_code == 403
