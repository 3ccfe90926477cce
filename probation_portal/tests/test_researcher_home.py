from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from alliance.models import Instrument
from alliance.tests.factories import open_measurement, reveal
from audit.models import Event
from caseload.tests.factories import start_pair


def reveal_some(worker: User, n: int) -> None:
    for _ in range(n):
        reveal(open_measurement(start_pair(worker=worker, last_name="Verborgen")))


@pytest.mark.parametrize(("n", "shown"), [(4, "minder dan 5"), (5, "n = 5")])
def test_how_often_both_sides_filled_a_questionnaire_in(n: int, shown: str, evi: User, anna: User, browse: Any) -> None:
    reveal_some(anna, n)
    # One side only does not count.
    open_measurement(start_pair(worker=anna))
    before = Event.objects.count()
    page = browse(evi).get("/").content.decode()
    assert shown in page
    assert "wa-gk-demo" in page
    assert "Demonstratievragen, niet de WA-GK" in page
    assert "Verborgen" not in page
    assert Event.objects.count() == before


def test_another_organisation_does_not_count(evi: User, olaf: User, browse: Any) -> None:
    reveal_some(olaf, 6)
    page = browse(evi).get("/").content.decode()
    assert "minder dan 5" in page
    assert "Midden" not in page


def test_without_a_questionnaire_the_page_says_so(evi: User, browse: Any) -> None:
    assert "Er is nog geen vragenlijst geladen." in browse(evi).get("/").content.decode()


def test_without_a_study_the_page_says_what_to_do(evi: User, browse: Any) -> None:
    assert "Nog geen onderzoek" in browse(evi).get("/").content.decode()


def test_the_same_number_of_queries_however_many(evi: User, anna: User, browse: Any) -> None:
    browser, counts = browse(evi), []
    for more in (1, 3):
        reveal_some(anna, more)
        loaded = Instrument.objects.get(version="1.0")
        Instrument.objects.create(
            key=loaded.key,
            version=f"0.{more}",
            status=loaded.status,
            content=loaded.content,
            fingerprint=str(more),
            loaded_at=loaded.loaded_at,
        )
        with CaptureQueriesContext(connection) as queries:
            browser.get("/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_it_cannot_be_posted_to(evi: User, browse: Any) -> None:
    assert browse(evi).post("/").status_code == 405
