"""The administrator's pages on questionnaires: which are loaded, how they look, which one is in use."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, User
from alliance.actions.instruments import instrument_for, load_instrument, use_instrument
from alliance.models import Instrument, InUse
from alliance.tests.factories import open_measurement, reveal
from alliance.tests.small import TEXT
from audit.models import Event
from caseload.models import Pair
from caseload.tests.factories import start_pair

Browse = Callable[[User | None], Browser]
LIST = "/alliance/instruments/"
LICENSED = (
    TEXT.replace('status = "demonstration"', 'status = "licensed"')
    .replace('source = "made up for a test"', 'source = "Wording of the Institute, used under licence 12"')
    .replace('key = "small"', 'key = "real"')
)


@pytest.fixture
def licensed(db: None) -> Instrument:
    return load_instrument(text=LICENSED, by=None)


def use_url(instrument: Instrument) -> str:
    return reverse("alliance:use_instrument", args=[instrument.pk])


def text_of(browser: Browser, url: str) -> str:
    response = browser.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_tells_what_is_loaded_and_in_use(admin: User, browse: Browse, licensed: Instrument) -> None:
    rows = {row.version: row for row in browse(admin).get(LIST).context["rows"]}
    demo, real = rows["wa-gk-demo 1.0"], rows["real 1.0"]
    assert (demo.is_demonstration, demo.in_use, demo.n) == (True, True, 0)
    assert (real.is_demonstration, real.in_use, real.source) == (
        False,
        False,
        "Wording of the Institute, used under licence 12",
    )
    assert "Wording of the Institute, used under licence 12" in text_of(browse(admin), LIST)


@pytest.mark.parametrize(("pairs", "n"), [(4, None), (5, 5)])
def test_use_is_counted_from_five_on_and_for_the_own_organisation_alone(
    pairs: int, n: int | None, admin: User, anna: User, olaf: User, browse: Browse
) -> None:
    for worker, times in ((anna, pairs), (olaf, 6)):
        for _ in range(times):
            reveal(open_measurement(start_pair(worker=worker, last_name="Verborgen")))
    response = browse(admin).get(LIST)
    assert [row.n for row in response.context["rows"]] == [n]
    assert "Verborgen" not in response.content.decode()


def test_looking_is_no_reading_of_persons(admin: User, browse: Browse, licensed: Instrument) -> None:
    browse(admin).get(LIST)
    before = Event.objects.count()
    for url in (LIST, reverse("alliance:instrument", args=[licensed.pk])):
        text_of(browse(admin), url)
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("query", "question", "count"),
    [
        ("", "vraag", 6),
        ("?kant=worker&taal=en", "question", 6),
        ("?kant=everyone&taal=xx", "vraag", 6),
    ],
)
def test_the_preview_shows_a_side_in_a_language(
    query: str, question: str, count: int, admin: User, browse: Browse, licensed: Instrument
) -> None:
    response = browse(admin).get(reverse("alliance:instrument", args=[licensed.pk]) + query)
    assert response.context["preview"].questions == (question,) * count
    page = response.content.decode()
    assert "Voorbeeld" in page
    # Nothing in it can be filled in.
    assert 'type="radio"' not in page


def test_a_language_written_from_right_to_left(admin: User, browse: Browse) -> None:
    # Every English text once more, as Arabic.
    arabic = re.sub(r"^(.*\b)en( = .*)$", r"\1en\2\n\1ar\2", LICENSED, flags=re.MULTILINE)
    instrument = load_instrument(text=arabic, by=None)
    page = text_of(browse(admin), reverse("alliance:instrument", args=[instrument.pk]) + "?kant=client&taal=ar")
    assert '<div lang="ar" dir="rtl" translate="no">' in page


def test_choosing_says_what_happens_and_is_recorded_once(
    admin: User, noord: Organisation, midden: Organisation, browse: Browse, licensed: Instrument, pair: Pair
) -> None:
    opened = open_measurement(pair)
    url = reverse("alliance:instrument", args=[licensed.pk])
    assert "lopen 0" not in text_of(browse(admin), url)
    assert "loopt 1 toezicht" in text_of(browse(admin), url)
    assert "niet te vergelijken" in text_of(browse(admin), url)
    for _ in range(2):
        assert browse(admin).post(use_url(licensed), {"confirm": "on"}).url == LIST
    assert instrument_for(noord) == licensed
    assert instrument_for(midden).key == "wa-gk-demo"
    event = Event.objects.get(what="instrument in use")
    assert (event.actor_id, event.object_id, event.purpose) == (admin.pk, licensed.pk, "administration")
    opened.refresh_from_db()
    assert opened.instrument != licensed
    assert "Deze versie is in gebruik" in text_of(browse(admin), url)


def test_without_the_tick_nothing_happens(admin: User, browse: Browse, licensed: Instrument) -> None:
    response = browse(admin).post(use_url(licensed))
    assert response.status_code == 200
    assert "Vink aan dat je hebt gelezen wat er verandert." in response.content.decode()
    assert not InUse.objects.exists()


def test_a_new_version_that_may_be_compared_says_so(admin: User, noord: Organisation, browse: Browse) -> None:
    use_instrument(organisation=noord, instrument=load_instrument(text=TEXT, by=None), by=admin)
    newer = TEXT.replace('version = "1.0"', 'version = "1.1"').replace('["0.9"]', '["1.0"]')
    page = text_of(browse(admin), reverse("alliance:instrument", args=[load_instrument(text=newer, by=None).pk]))
    assert "de patronen lopen door" in page


@pytest.mark.parametrize("role", ["anna", "bram", "dewi", "vera", "evi", "pim", "cas"])
def test_nobody_else(role: str, request: Any, browse: Browse, licensed: Instrument) -> None:
    browser = browse(request.getfixturevalue(role))
    page = reverse("alliance:instrument", args=[licensed.pk])
    assert [browser.get(url).status_code for url in (LIST, page, "/alliance/norms/")] == [403] * 3
    assert browser.post(use_url(licensed), {"confirm": "on"}).status_code == 403
    assert not InUse.objects.exists()


def test_what_does_not_exist(admin: User, browse: Browse) -> None:
    browser = browse(admin)
    assert browser.get(reverse("alliance:instrument", args=[uuid4()])).status_code == 404
    assert browser.post(reverse("alliance:use_instrument", args=[uuid4()])).status_code == 404
    assert browser.get(reverse("alliance:use_instrument", args=[uuid4()])).status_code == 405


def test_the_same_number_of_queries_however_many(admin: User, anna: User, browse: Browse) -> None:
    browser, counts = browse(admin), []
    for more in (1, 3):
        for number in range(more):
            reveal(open_measurement(start_pair(worker=anna)))
            load_instrument(text=TEXT.replace('version = "1.0"', f'version = "{more}.{number}"'), by=None)
        with CaptureQueriesContext(connection) as queries:
            text_of(browser, LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
