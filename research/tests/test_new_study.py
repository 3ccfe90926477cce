"""A researcher makes a study for their own organisation."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from audit.models import Action, Event
from conftest import TODAY
from research.models import Study
from research.tests.factories import open_study

URL = reverse("research:new_study")
GOOD = {"name": "Wat helpt?", "purpose": "We willen weten wat helpt.", "ends_on": "23-11-2027"}


def test_makes_it_and_lists_it_at_home(browse: Any, evi: User) -> None:
    assert browse(evi).post(URL, GOOD).headers["Location"] == "/"
    study = Study.objects.get()
    assert (study.organisation, study.owner, study.starts_on) == (evi.organisation, evi, TODAY)
    assert study.ends_on == dt.date(2027, 11, 23)
    assert Event.objects.filter(action=Action.CREATED, what="study", object_id=study.pk).count() == 1
    page = browse(evi).get("/").content.decode()
    assert "Wat helpt?" in page
    assert page.count("minder dan 5") >= 2


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "Geef het onderzoek een naam."),
        ("name", "Bestaat al", "Er is al een onderzoek met deze naam."),
        ("purpose", "", "Schrijf op waarvoor het onderzoek is."),
        ("ends_on", "01-01-2020", "Deze dag is al geweest."),
    ],
)
def test_a_bad_one_says_why_keeps_the_rest_and_writes_nothing(
    browse: Any, evi: User, field: str, value: str, says: str
) -> None:
    open_study(evi, "Bestaat al")
    page = browse(evi).post(URL, GOOD | {field: value})
    text = page.content.decode()
    assert page.status_code == 200
    assert says in text
    assert (GOOD["purpose"] in text) or field == "purpose"
    assert Study.objects.count() == 1


def test_only_researchers(browse: Any, anna: User, bram: User, cas: User, admin: User, pim: User) -> None:
    for person in (anna, bram, cas, admin, pim):
        assert browse(person).get(URL).status_code == 403
        assert browse(person).post(URL, GOOD).status_code == 403
    assert not Study.objects.exists()
    assert browse(None).get(URL).headers["Location"].startswith(reverse("account_login"))


def test_another_organisations_studies_stay_there(browse: Any, evi: User, olaf: User) -> None:
    open_study(olaf, "Iets in Midden")
    assert "Iets in Midden" not in browse(evi).get("/").content.decode()
