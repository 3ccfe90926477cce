from typing import Any

import pytest
from django.core import mail

from accounts.models import Role, User
from messaging import delivery
from messaging.models import Message
from volunteers.models import Volunteer

URL = "/volunteers/new/"
TYPED = {"first_name": "Ria", "last_name": "Tromp", "email": "ria@example.org", "phone": "06-1", "stage": "available"}


def test_a_volunteer_is_added_and_can_choose_a_password(dewi: User, browse: Any) -> None:
    browser = browse(dewi)
    response = browser.post(URL, TYPED, follow=True)
    assert "Ria staat erbij. Er gaat een mail naar ria@example.org" in response.content.decode()
    volunteer = Volunteer.objects.get()
    assert (volunteer.organisation, volunteer.phone, volunteer.left_on) == (dewi.organisation, "06-1", None)
    assert volunteer.account == User.objects.get(email="ria@example.org", role=Role.VOLUNTEER)
    delivery.deliver_due()
    assert mail.outbox[0].to == ["ria@example.org"]
    assert "/account/password/reset/key/" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"first_name": ""}, "Dit veld is verplicht."),
        ({"email": "geen adres"}, "geldig e-mailadres"),
        ({"email": "ANNA@example.org"}, "Met dit e-mailadres is al een account."),
        ({"phone": "onzin"}, "Gebruik alleen cijfers, spaties en een + vooraan."),
    ],
)
def test_bad_input_shows_the_error_and_keeps_what_was_typed(
    change: dict[str, str], error: str, dewi: User, anna: User, browse: Any
) -> None:
    page = browse(dewi).post(URL, TYPED | change).content.decode()
    assert error in page
    assert 'value="Tromp"' in page
    assert not Volunteer.objects.exists()
    assert not Message.objects.exists()


def test_fields_that_are_not_on_the_form_change_nothing(dewi: User, midden: Any, browse: Any) -> None:
    browse(dewi).post(URL, TYPED | {"organisation": midden.pk, "role": "admin", "left_on": "2020-01-01"})
    volunteer = Volunteer.objects.select_related("account").get()
    assert volunteer.account is not None
    assert (volunteer.organisation, volunteer.left_on) == (dewi.organisation, None)
    assert (volunteer.account.role, volunteer.account.organisation) == (Role.VOLUNTEER, dewi.organisation)


def test_other_methods_are_refused(dewi: User, browse: Any) -> None:
    assert browse(dewi).put(URL).status_code == 405
