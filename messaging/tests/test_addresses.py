"""Missing, stopped and doubled addresses: a worker's own clients by name, a supervisor's teams as counts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit import clock
from audit.models import Event
from caseload import shielding
from caseload.models import Client, Pair
from caseload.tests.factories import start_pair
from messaging.models import ChannelStop
from messaging.reach import address_hash

Browse = Callable[[User | None], Browser]
pytestmark = pytest.mark.django_db
URL = reverse("messaging:addresses")
TWICE, NUMBER_TWICE = "Het e-mailadres is vaker gebruikt.", "Het nummer is vaker gebruikt."


def add(worker: User, name: str, **fields: Any) -> Pair:
    return start_pair(worker=worker, starts_on=clock.today(), first_name=name, last_name=name, **fields)


def page(browse: Browse, user: User) -> str:
    return browse(user).get(URL).content.decode()


def test_nothing_wrong(browse: Browse, anna: User, pair: Pair) -> None:
    assert "Alle adressen kloppen" in page(browse, anna)
    assert not Event.objects.filter(what="addresses").exists()


def test_what_is_missing_or_stopped(browse: Browse, anna: User, pair: Pair) -> None:
    add(anna, "Geen", email="", mobile="")
    add(anna, "Fout", email="", mobile="12")
    add(anna, "Sms", email="", mobile="0612345678")
    stop = {"recipient_id": pair.supervision.client_id, "channel": "email", "cause": "bounced", "since": clock.now()}
    ChannelStop.objects.create(**stop, address_hash=address_hash("cas@example.org"))
    text = page(browse, anna)
    for words in ("Geen e-mailadres en geen mobiel nummer.", "en het nummer klopt niet", "het bericht kwam terug"):
        assert text.count(words) == 1
    assert "Sms Sms" not in text
    event = Event.objects.get(what="addresses")
    assert (event.action, event.subjects.count()) == ("listed", 3)
    Client.objects.filter(pk=pair.supervision.client_id).update(email="nieuw@example.org")
    assert "het bericht kwam terug" not in page(browse, anna)


def test_an_address_that_works_again_is_written_to(
    browse: Browse, anna: User, chris: User, bram: User, pair: Pair
) -> None:
    fields = {"recipient_id": pair.client.pk, "channel": "email", "cause": "bounced", "since": clock.now()}
    stop = ChannelStop.objects.create(**fields, address_hash=address_hash("cas@example.org"))
    url, form = reverse("messaging:works_again", args=[pair.pk]), {"stop": str(stop.pk)}
    assert f'action="{url}"' in page(browse, anna)
    assert browse(chris).post(url, form).status_code == 404
    assert browse(bram).post(url, form).status_code == 403
    assert browse(anna).get(url).status_code == 405
    for nothing in ({}, {"stop": "geen"}, {"stop": str(pair.pk)}):
        assert browse(anna).post(url, nothing, follow=True).content.decode().count("het bericht kwam terug") == 1
    answer = browse(anna).post(url, form, follow=True).content.decode()
    assert "Er gaan weer berichten naar dit adres." in answer
    assert "Alle adressen kloppen" in answer
    assert browse(anna).post(url, form).status_code == 302
    stop.refresh_from_db()
    assert (stop.lifted_by, Event.objects.filter(what="channel stop").count()) == (anna, 1)


def test_a_doubled_address_names_nobody_else(
    browse: Browse, anna: User, chris: User, olaf: User, cas: User, pair: Pair
) -> None:
    """One's own sign-in is no second person, and another organisation's people are not looked at."""
    add(olaf, "Ver", email="cas@example.org", mobile="06-111")
    assert TWICE not in page(browse, anna)
    add(chris, "Verborgen", email="CAS@example.org")
    staffs = add(anna, "Staf").supervision.client
    # No form takes it; an account may have come later.
    Client.objects.filter(pk=staffs.pk).update(email=chris.email)
    for number, worker, name in (("06 12 34 56 78", anna, "Nul"), ("+31612345678", chris, "Plus")):
        add(worker, name, mobile=number)
    text = page(browse, anna)
    assert text.count(TWICE) == 2
    assert text.count(NUMBER_TWICE) == 1
    assert "Verborgen" not in text
    assert "Plus" not in text
    assert "Cas" not in page(browse, chris)


def test_typing_an_address_in_finds_out_about_no_shielded_client(
    browse: Browse, anna: User, colleague: User, bram: User, pair: Pair
) -> None:
    hidden = add(colleague, "Stil", email="cas@example.org")
    shielding.shield(pair=hidden, reason="een buurman", by=bram)
    assert TWICE not in page(browse, anna)
    assert TWICE in page(browse, colleague)


def test_a_supervisor_sees_counts_of_own_teams_only(
    browse: Browse, bram: User, anna: User, chris: User, pair: Pair
) -> None:
    add(anna, "Geen", email="", mobile="")
    add(chris, "Ook", email="", mobile="")
    text = page(browse, bram)
    assert "Noord-1" in text
    assert "Noord-2" not in text
    assert "Geen Geen" not in text
    assert '<td role="cell" data-label="Geen adres en geen nummer">1</td>' in text


@pytest.mark.parametrize("name", ["dewi", "vera", "cas", "evi", "pim", "admin"])
def test_others_do_not_enter(browse: Browse, name: str, request: Any) -> None:
    assert browse(request.getfixturevalue(name)).get(URL).status_code == 403


@pytest.mark.parametrize("name", ["anna", "bram"])
def test_as_many_queries_for_one_as_for_ten(browse: Browse, anna: User, pair: Pair, name: str, request: Any) -> None:
    browser = browse(request.getfixturevalue(name))
    add(anna, "Een", email="x@example.org", mobile="0612345678")
    add(anna, "Twee", email="x@example.org", mobile="0612345678")
    counts = []
    for _round in range(2):
        browser.get(URL)
        with CaptureQueriesContext(connection) as queries:
            browser.get(URL)
        counts.append(len(queries))
        for n in range(8):
            add(anna, f"Naam{n}", email="x@example.org", mobile="0612345678")
    assert counts[0] == counts[1]
    assert counts[0] <= 22
