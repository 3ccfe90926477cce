"""The table of roles and permissions is whole, and the mark on a view denies what the table does not give."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.models import Role, User
from accounts.permissions import TABLE, Permission, has_permission, requires


def test_every_role_has_a_row_and_every_permission_somebody() -> None:
    assert set(TABLE) == set(Role)
    assert set().union(*TABLE.values()) == set(Permission)


@pytest.mark.parametrize(
    ("role", "never"),
    [
        (Role.ADMINISTRATOR, {Permission.SEE_PAIR, Permission.SEE_SCORES, Permission.SEE_ACCESS_LOG}),
        (Role.PRIVACY_OFFICER, {Permission.SEE_PAIR, Permission.SEE_SCORES, Permission.MANAGE_ACCOUNTS}),
        (Role.COORDINATOR, {Permission.SEE_PAIR, Permission.SEE_SCORES, Permission.SEE_CASELOAD}),
        (Role.VOLUNTEER, {Permission.SEE_PAIR, Permission.SEE_SCORES, Permission.COORDINATE_VOLUNTEERS}),
        (Role.RESEARCHER, {Permission.SEE_PAIR, Permission.SEE_SCORES, Permission.SEE_TEAM}),
        (Role.SUPERVISOR, {Permission.SEE_SCORES, Permission.ANSWER_AS_WORKER, Permission.GIVE_ACCESS}),
        (Role.CLIENT, {Permission.SEE_PAIR, Permission.SEE_CASELOAD, Permission.SEE_TEAM}),
    ],
)
def test_what_a_role_never_has(role: str, never: set[Permission]) -> None:
    assert not TABLE[role] & never


def test_an_account_that_is_off_has_no_permission(anna: User) -> None:
    assert has_permission(anna, Permission.SEE_CASELOAD)
    anna.is_active = False
    assert not has_permission(anna, Permission.SEE_CASELOAD)


def test_a_role_without_a_row_raises(anna: User) -> None:
    anna.role = "guest"
    with pytest.raises(KeyError):
        has_permission(anna, Permission.SEE_CASELOAD)


def test_the_mark_denies_and_can_be_read(anna: User, rf: RequestFactory) -> None:
    @requires(Permission.MANAGE_ACCOUNTS)
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("in")

    request = rf.get("/")
    request.user = anna
    with pytest.raises(PermissionDenied):
        view(request)
    assert view.permission is Permission.MANAGE_ACCOUNTS
