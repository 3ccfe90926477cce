"""The worker makes a PIN and sees it once."""

import re

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from alliance.models import ClientPin, HandedOverBy
from audit.models import Action, Event
from caseload.models import Pair
from messaging.models import Message


@pytest.fixture
def url(pair: Pair) -> str:
    return reverse("alliance:give_pin", args=[pair.pk])


@pytest.fixture
def anna_at_work(browse, anna: User) -> Browser:  # noqa: ANN001
    return browse(anna)


def pin_on(response) -> str:  # noqa: ANN001
    found = re.search(r"(\d{3}) (\d{3})</p>", response.content.decode())
    return "".join(found.groups()) if found else ""


def test_made_by_post_and_shown_once(anna_at_work: Browser, url: str) -> None:
    posted = anna_at_work.post(url, {"handed_over_by": "face_to_face"})
    assert posted.headers["Location"] == url
    shown = anna_at_work.get(url)
    row = ClientPin.objects.get()
    assert check_password(pin_on(shown), row.pin_hash)
    assert row.handed_over_by == HandedOverBy.FACE_TO_FACE
    assert shown.headers["Cache-Control"] == "no-store"
    # A reload shows the explanation again, and makes no other.
    again = anna_at_work.get(url)
    assert pin_on(again) == ""
    assert "Nieuwe pincode geven" in again.content.decode()
    assert ClientPin.objects.get().pin_hash == row.pin_hash
    assert not [value for value in dict(anna_at_work.session).values() if pin_on(shown) in str(value)]


def test_looking_makes_nothing(anna_at_work: Browser, url: str) -> None:
    page = anna_at_work.get(url + "?handed_over_by=phone").content.decode()
    assert "Pincode geven" in page
    assert not ClientPin.objects.exists()
    assert anna_at_work.head(url).status_code == 405


def test_a_pin_is_shown_with_its_own_client_only(anna_at_work: Browser, anna: User, url: str) -> None:
    from caseload.tests.factories import start_pair

    other = start_pair(worker=anna)
    anna_at_work.post(url, {"handed_over_by": "phone"})
    assert pin_on(anna_at_work.get(reverse("alliance:give_pin", args=[other.pk]))) == ""


@pytest.mark.parametrize("how", ["", "by_mail"])
def test_how_it_is_given_must_be_chosen(how: str, anna_at_work: Browser, url: str) -> None:
    page = anna_at_work.post(url, {"handed_over_by": how})
    assert page.status_code == 200
    assert "error-summary" in page.content.decode()
    assert not ClientPin.objects.exists()


def test_a_renewal_says_what_it_does_and_is_told(anna_at_work: Browser, url: str) -> None:
    for _ in range(2):
        anna_at_work.post(url, {"handed_over_by": "phone"})
        anna_at_work.get(url)
    page = anna_at_work.get(url).content.decode()
    assert "De oude pincode werkt dan niet meer" in page
    assert "Cas krijgt bericht" in page
    assert Message.objects.filter(kind="alliance.pin_renewed").count() == 1
    assert Event.objects.filter(action=Action.CREDENTIAL, what="pin").count() == 2


def test_without_an_address_the_page_names_the_tablet(anna_at_work: Browser, url: str, pair: Pair) -> None:
    client = pair.supervision.client
    client.email = ""
    client.save()
    assert "geen e-mailadres" in anna_at_work.get(url).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_the_pairs_present_worker(  # noqa: PLR0913
    method: str,
    browse,
    url: str,
    colleague: User,
    chris: User,
    olaf: User,
    bram: User,
    admin: User,
    cas: User,  # noqa: ANN001
) -> None:
    for stranger in (colleague, chris, olaf):
        assert getattr(browse(stranger), method)(url, {"handed_over_by": "phone"}).status_code == 404
    for role in (bram, admin, cas):
        assert getattr(browse(role), method)(url, {"handed_over_by": "phone"}).status_code == 403
    assert not ClientPin.objects.exists()
