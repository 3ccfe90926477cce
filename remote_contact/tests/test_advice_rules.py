"""The administrator's page on the rules of the advice: in use or not, own words, and back to the shipped ones."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from caseload.models import Pair
from remote_contact.advice_words import SHIPPED, rules_of
from remote_contact.models import MixRule

Browse = Callable[[User | None], Browser]
LIST = "/contact/advice/"


def url(rule: str = "long_apart") -> str:
    return reverse("remote_contact:advice_rule", args=[rule])


def filled(**fields: Any) -> dict[str, Any]:
    return {"in_use": "on", "sentence": "Al {weken} weken apart.", "source": "Werkwijze 2026", "version": 0} | fields


def test_the_list_tells_every_rule_with_its_source(browse: Browse, admin: User) -> None:
    html = browse(admin).get(LIST).content.decode()
    assert all(reverse("remote_contact:advice_rule", args=[code]) in html for code in SHIPPED)
    assert html.count("Onderzoek: ") == sum(words.is_research for words in SHIPPED.values())
    assert html.count("gaat voor") == 3


def test_own_words_hold_and_the_shipped_ones_come_back(browse: Browse, admin: User) -> None:
    browser = browse(admin)
    assert browser.post(url(), filled()).status_code == 302
    row = MixRule.objects.get()
    assert (row.organisation, row.rule, row.sentence, row.version) == (
        admin.organisation,
        "long_apart",
        "Al {weken} weken apart.",
        1,
    )
    assert Event.objects.get(what="mix rule").object_id == row.pk
    assert "eigen tekst" in browser.get(LIST).content.decode()
    browser.post(url(), filled(in_use="", version=1))
    assert not rules_of(admin.organisation_id)["long_apart"].in_use
    stale = browser.post(url(), {"do": "shipped", "version": 1}, follow=True).content.decode()
    assert "heeft deze regel intussen gewijzigd" in stale
    browser.post(url(), {"do": "shipped", "version": 2})
    words = rules_of(admin.organisation_id)["long_apart"]
    assert (words.is_own, words.sentence) == (False, "Jullie zaten {weken} weken niet bij elkaar.")
    # Whether a rule counts is not a matter of words.
    assert not words.in_use


def test_what_is_left_as_it_was_shipped_is_not_ones_own(browse: Browse, admin: User) -> None:
    shipped = SHIPPED["long_apart"]
    browse(admin).post(url(), filled(in_use="", sentence=str(shipped.sentence), source=str(shipped.source)))
    row = MixRule.objects.get()
    assert (row.in_use, row.sentence, row.source) == (False, "", "")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"sentence": ""}, "Zin"),
        ({"sentence": "Al {dagen} dagen"}, "{dagen} is geen invulplek van deze regel."),
        ({"sentence": "Al {weken weken"}, "Er staat een losse accolade."),
        ({"sentence": "x" * 241}, "240"),
        ({"source": ""}, "Bron"),
    ],
)
def test_bad_input_writes_nothing(browse: Browse, admin: User, wrong: dict[str, str], message: str) -> None:
    html = browse(admin).post(url(), filled(**wrong)).content.decode()
    assert "<title>Fout:" in html
    assert message in html
    assert not MixRule.objects.exists()


def test_a_late_save_shows_both(browse: Browse, admin: User) -> None:
    browse(admin).post(url(), filled())
    assert "Twee versies" in browse(admin).post(url(), filled(sentence="Anders")).content.decode()
    assert MixRule.objects.get().sentence == "Al {weken} weken apart."


def test_another_organisations_words_are_its_own(browse: Browse, admin: User, olaf: User) -> None:
    browse(admin).post(url(), filled())
    assert olaf.organisation_id is not None
    assert not rules_of(olaf.organisation_id)["long_apart"].is_own


def test_it_is_the_administrators(
    browse: Browse, pair: Pair, anna: User, bram: User, cas: User, dewi: User, evi: User, pim: User, admin: User
) -> None:
    for user in (anna, bram, cas, dewi, evi, pim):
        assert browse(user).get(LIST).status_code == 403
        assert browse(user).post(url(), filled()).status_code == 403
    assert browse(admin).get(url("no-such-rule")).status_code == 404
    assert browse(admin).put(url()).status_code == 405
    assert not MixRule.objects.exists()


def test_the_rules_come_in_one_query(admin: User) -> None:
    with CaptureQueriesContext(connection) as captured:
        rules_of(admin.organisation_id)
    assert len(captured) == 1
