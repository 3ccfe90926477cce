"""The first organisation and its first administrator, from the command line."""

from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from accounts.models import Organisation, Role, User
from audit.models import Event
from messaging.delivery import deliver_due

ADA = {"email": "ada@voorbeeld.example.org", "first_name": "Ada", "last_name": "Vos"}


@pytest.mark.django_db
def test_an_organisation_begins_with_an_administrator_who_chooses_a_password(capsys: Any) -> None:
    call_command("new_organisation", "Reclassering Voorbeeld", **ADA)
    ada = User.objects.get(email=ADA["email"])
    assert (ada.role, ada.organisation.name, ada.has_usable_password()) == (
        Role.ADMINISTRATOR,
        "Reclassering Voorbeeld",
        False,
    )
    assert not ada.organisation.is_demo
    assert set(Event.objects.filter(organisation_id=ada.organisation_id).values_list("what", flat=True)) == {
        "organisation",
        "account",
        "invitation",
    }
    deliver_due()
    assert [message.to for message in mail.outbox] == [[ADA["email"]]]
    assert ADA["email"] in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"email": "ada"}, {"first_name": ""}])
def test_what_is_wrong_is_said_and_nothing_is_half_made(wrong: dict[str, str]) -> None:
    with pytest.raises(CommandError):
        call_command("new_organisation", "Reclassering Voorbeeld", **(ADA | wrong))
    assert not Organisation.objects.filter(name="Reclassering Voorbeeld").exists()


@pytest.mark.django_db
def test_the_same_name_twice_is_refused() -> None:
    call_command("new_organisation", "Reclassering Voorbeeld", **ADA)
    with pytest.raises(CommandError):
        call_command("new_organisation", "Reclassering Voorbeeld", **(ADA | {"email": "bo@voorbeeld.example.org"}))
    assert not User.objects.filter(email="bo@voorbeeld.example.org").exists()
