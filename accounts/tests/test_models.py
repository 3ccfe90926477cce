from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Organisation, Role, Team, User
from accounts.tests.factories import UserFactory


def test_an_address_is_kept_in_small_letters_and_found_in_any(noord: Organisation) -> None:
    user = User.objects.create_user(email="Noor@Example.ORG", first_name="Noor", role=Role.WORKER, organisation=noord)
    assert user.email == "noor@example.org"
    assert User.objects.get_by_natural_key("NOOR@example.org") == user
    assert not user.has_usable_password()


def test_the_database_refuses_the_same_address_in_other_letters(anna: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="ANNA@example.org")


def test_a_role_that_does_not_exist_is_refused(noord: Organisation) -> None:
    with pytest.raises(ValidationError):
        User.objects.create_user(email="x@example.org", first_name="X", role="root", organisation=noord)


def test_a_name_without_a_last_name_has_no_loose_space(anna: User) -> None:
    assert str(anna) == "Anna de Wit"
    anna.last_name = ""
    assert anna.full_name == "Anna"


@pytest.mark.usefixtures("anna", "chris", "olaf", "cas", "vera")
@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("admin", {"Adem", "Anna", "Bram", "Chris", "Cas", "Vera"}),
        ("pim", {"Pim", "Anna", "Bram", "Chris", "Vera"}),
        ("bram", set()),
        ("anna", set()),
        ("evi", set()),
    ],
)
def test_whose_name_one_may_look_up(who: str, names: set[str], request: Any) -> None:
    viewer = request.getfixturevalue(who)
    assert set(User.objects.visible_to(viewer).values_list("first_name", flat=True)) == names


def test_an_account_that_is_off_looks_nobody_up(admin: User) -> None:
    admin.is_active = False
    assert not User.objects.visible_to(admin).exists()


@pytest.mark.parametrize(("text", "found"), [("anna", True), ("de wit an", True), ("anna bakker", False)])
def test_a_name_is_found_by_all_of_its_words(text: str, found: bool, admin: User, anna: User) -> None:
    assert User.objects.visible_to(admin).named(text).filter(pk=anna.pk).exists() is found


def test_a_supervisor_sees_the_teams_they_lead(team: Team, other_team: Team, bram: User, anna: User) -> None:
    assert list(Team.objects.visible_to(bram)) == [team]
    assert not Team.objects.visible_to(anna).exists()
