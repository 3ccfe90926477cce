"""The administrator's list of accounts, and making one."""

import re
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, Team, User
from accounts.tests.factories import UserFactory
from audit.models import Action, Event, SubjectKey
from messaging import delivery
from messaging.models import Message

NEW = "/accounts/new/"


@pytest.fixture
def typed(team: Team) -> dict[str, Any]:
    return {
        "first_name": "Noor",
        "last_name": "Vos",
        "email": "noor@example.org",
        "role": Role.WORKER.value,
        "team": str(team.pk),
    }


def names(response: Any) -> list[str]:
    return [row.name for row in response.context["rows"]]


@pytest.mark.usefixtures("anna", "vera", "olaf")
def test_the_accounts_of_the_own_organisation(admin: User, browse: Any) -> None:
    for address in ("/", "/accounts/"):
        response = browse(admin).get(address)
        assert sorted(names(response)) == ["Adem de Wit", "Anna de Wit", "Bram de Wit", "Vera de Wit"]
        assert "olaf@example.org" not in response.content.decode()


def test_of_a_client_the_name_and_nothing_else(admin: User, cas: User, browse: Any) -> None:
    client = cas.client
    page = browse(admin).get("/").content.decode()
    assert cas.full_name in page
    for hidden in (cas.email, client.number, client.last_name):
        assert hidden not in page
    event = Event.objects.get(what="accounts")
    keys = event.subjects.values_list("subject_key", flat=True)
    assert event.action == Action.LISTED
    assert SubjectKey.objects.get(key__in=keys).person_id == client.pk


@pytest.mark.usefixtures("anna", "vera", "cas")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=anna", {"Anna de Wit"}),
        ("q=vera@", {"Vera de Wit"}),
        ("q=cas@example", set()),
        ("q=cas", {"Cas de Wit"}),
        ("role=volunteer", {"Vera de Wit"}),
        ("role=onzin&q=bram", {"Bram de Wit"}),
    ],
)
def test_search_and_filter(query: str, found: set[str], admin: User, browse: Any) -> None:
    assert set(names(browse(admin).get(f"/?{query}"))) == found


def test_nobody_found_says_what_to_do(admin: User, browse: Any) -> None:
    assert "Niemand gevonden" in browse(admin).get("/?q=zzz").content.decode()


def test_twenty_five_a_page_in_the_same_number_of_queries(admin: User, team: Team, browse: Any) -> None:
    browser, counts = browse(admin), []
    for more in (1, 30):
        for _ in range(more):
            UserFactory(team=team)
            UserFactory(role=Role.SUPERVISOR, organisation=team.organisation).supervised_teams.add(team)
        with CaptureQueriesContext(connection) as queries:
            response = browser.get("/")
        counts.append(len(queries))
    assert len(response.context["rows"]) == 25
    assert counts[0] == counts[1]


def test_a_new_account_gets_a_link_to_choose_a_password(admin: User, typed: dict[str, Any], browse: Any) -> None:
    page = browse(admin).post(NEW, typed, follow=True).content.decode()
    assert "Noor Vos heeft een account. Er gaat een mail naar noor@example.org" in page
    assert Message.objects.count() == 1
    delivery.deliver_due()
    assert mail.outbox[0].to == ["noor@example.org"]
    assert "Noord heeft een account voor je gemaakt" in mail.outbox[0].body
    link = re.search(r"http://[^/]+(/account/password/reset/key/\S+)", mail.outbox[0].body)
    assert link is not None
    browser = Browser()
    form = browser.get(link[1], follow=True)
    word = "zeven blauwe fietsen"
    browser.post(form.redirect_chain[-1][0], {"password1": word, "password2": word})
    assert browser.login(email="noor@example.org", password=word)


def test_no_invitation_once_a_password_is_chosen(admin: User, typed: dict[str, Any], browse: Any) -> None:
    browse(admin).post(NEW, typed)
    user = User.objects.get(email="noor@example.org")
    user.set_password("zeven blauwe fietsen")
    user.save()
    delivery.deliver_due()
    assert mail.outbox == []
    assert Message.objects.get().reason == "has a password"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"first_name": ""}, "Dit veld is verplicht."),
        ({"email": "noor"}, "geldig e-mailadres"),
        ({"email": "anna\u017f@example.org"}, "geldig e-mailadres"),
        ({"email": f"{'x' * 60}@{'y' * 60}.{'z' * 60}.{'y' * 60}.{'z' * 20}.nl"}, "niet meer dan 254 tekens"),
        ({"email": "Admin@Example.org"}, "Met dit e-mailadres is al een account."),
        ({"role": ""}, "Dit veld is verplicht."),
        ({"role": "client"}, "geldige keuze"),
        ({"role": "volunteer"}, "geldige keuze"),
        ({"team": ""}, "hoort bij een team"),
        ({"role": "privacy"}, "Deze rol hoort niet bij een team."),
    ],
)
def test_bad_input_shows_the_error_and_keeps_what_was_typed(
    change: dict[str, str], error: str, typed: dict[str, Any], admin: User, browse: Any
) -> None:
    before = User.objects.count()
    page = browse(admin).post(NEW, typed | change).content.decode()
    assert error in page
    assert 'value="Vos"' in page
    assert User.objects.count() == before
    assert not Message.objects.exists()


def test_a_team_of_another_organisation_is_no_choice(
    typed: dict[str, Any], admin: User, olaf: User, browse: Any
) -> None:
    page = browse(admin).post(NEW, typed | {"team": str(olaf.team_id)}).content.decode()
    assert "geldige keuze" in page
    assert "Midden-1" not in page
    assert not User.objects.filter(email="noor@example.org").exists()


def test_fields_that_are_not_on_the_form_change_nothing(
    typed: dict[str, Any], admin: User, olaf: User, browse: Any
) -> None:
    more = {"organisation": olaf.organisation_id, "is_active": "", "password": "x", "id": olaf.pk, "is_superuser": "1"}
    browse(admin).post(NEW, typed | more)
    user = User.objects.get(email="noor@example.org")
    assert (user.organisation, user.is_active, user.has_usable_password()) == (admin.organisation, True, False)
    assert user.pk != olaf.pk


@pytest.mark.parametrize("who", ["anna", "bram", "dewi", "vera", "cas", "evi", "pim"])
def test_only_an_administrator_enters(who: str, browse: Any, request: Any) -> None:
    browser = browse(request.getfixturevalue(who))
    assert [browser.get(address).status_code for address in ("/accounts/", NEW)] == [403, 403]
