"""Which passwords are taken, and how they are kept."""

from typing import Any

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.tests.factories import PASSWORD
from accounts.tests.second_factor import sign_in
from audit.models import Action, Event


def test_argon2_runs_at_djangos_parameters(settings: Any) -> None:
    from probation_portal import settings as real

    settings.PASSWORD_HASHERS = real.PASSWORD_HASHERS
    kept = extract_parameters(make_password("zeven blauwe fietsen").removeprefix("argon2"))
    assert (kept.type, kept.memory_cost, kept.time_cost, kept.parallelism) == (Type.ID, 102400, 2, 8)


@pytest.mark.parametrize(
    "password",
    [
        "zeven blauwe fietsen",
        "kleineletterszonderietsanders",
        "é" * 6 + "ñandú!",
        "een zin van meer dan honderdachtentwintig tekens, " * 3,
    ],
)
def test_long_ones_are_taken_whatever_they_are_made_of(password: str, anna: User) -> None:
    validate_password(password, anna)


@pytest.mark.parametrize(
    "password",
    [
        "elf tekens!",
        "Reclassering2026!",
        "re-clas-se-ring 26",
        "mijn portaal 2026",
        "Welkom in november",
        "wachtwoord wachtwoord",
        "Stichting Noordster",
        "noordster blauw 12",
        "anna@example.org",
        "password1234",
    ],
)
def test_short_common_and_near_ones_are_refused(password: str, anna: User) -> None:
    anna.organisation.name = "Stichting Noordster"
    with pytest.raises(ValidationError):
        validate_password(password, anna)


def test_the_page_says_why_and_keeps_the_old_one(anna: User) -> None:
    new = "Reclassering2026!"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    page = sign_in(anna).post("/account/password/change/", typed).content.decode()
    assert "Gebruik geen woord als ‘reclassering’ in je wachtwoord." in page
    assert User.objects.get(pk=anna.pk).check_password(PASSWORD)
    assert not Event.objects.filter(action=Action.CREDENTIAL).exists()


def test_nothing_stands_in_the_way_of_a_password_manager(anna: User) -> None:
    page = sign_in(anna).get("/account/password/change/").content.decode()
    assert 'autocomplete="new-password"' in page
    assert "maxlength" not in page
    assert "onpaste" not in page
