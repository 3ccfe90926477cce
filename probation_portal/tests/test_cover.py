"""Cover on the pages: arranged and stopped, a block beside one's own, what the client reads."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from alliance.models import Measurement
from audit import clock
from audit.models import Event, Purpose
from caseload.models import Cover, Pair
from caseload.tests.factories import start_pair
from messaging.models import Message
from probation_portal import digest, worker_list
from probation_portal.tests.covering import DAY, on, stands, url

Browse = Callable[..., Browser]
COVERS = "/cover/"


def filled(anna: User, chris: User, **fields: Any) -> dict[str, Any]:
    first = clock.today()
    usual = {
        "absent": anna.pk,
        "colleague": chris.pk,
        "reason": "illness",
        "starts_on": f"{first:%d-%m-%Y}",
        "ends_on": f"{first + 12 * DAY:%d-%m-%Y}",
    }
    return usual | fields


# ---------- arranging on the page ----------


def test_arranged_on_the_page(browse: Browse, bram: User, anna: User, chris: User, pair: Pair) -> None:
    browser = browse(bram)
    assert "Nu neemt niemand waar." in browser.get(COVERS).content.decode()
    response = browser.post(COVERS, filled(anna, chris), follow=True)
    text = response.content.decode()
    assert f"{chris.full_name} voor {anna.full_name}" in text
    assert "23 nov. tot 5 dec." in text
    cover = Cover.objects.get()
    assert (cover.arranged_by, cover.reason, Event.objects.filter(what="cover").count()) == (bram, "illness", 1)
    assert url("portal:stop_cover", cover.pk) in text


def test_refused_with_everything_typed(browse: Browse, bram: User, anna: User, chris: User, pair: Pair) -> None:
    for wrong, words in (
        ({"colleague": anna.pk}, "Kies iemand anders"),
        ({"ends_on": "1-2-2027"}, "hoogstens zes weken"),
        ({"starts_on": "22-11-2026"}, "al geweest"),
        ({"reason": ""}, "verplicht"),
        ({"ends_on": "ooit"}, "zoals 23-11-2026"),
    ):
        response = browse(bram).post(COVERS, filled(anna, chris, **wrong))
        text = response.content.decode()
        assert words in text, wrong
        assert "<title>Fout:" in text
        assert not Cover.objects.exists()
        assert not Message.objects.exists()
        if "ends_on" in wrong:
            assert f'value="{wrong["ends_on"]}"' in text


def test_who_may_not_arrange(browse: Browse, bram: User, anna: User, chris: User, olaf: User, pair: Pair) -> None:
    cover = stands(anna, chris, bram)
    other = User.objects.create_user(
        email="els@example.org", first_name="Els", role="supervisor", organisation=bram.organisation
    )
    for user in (anna, chris, olaf):
        assert browse(user).get(COVERS).status_code == 403
        assert browse(user).post(url("portal:stop_cover", cover.pk)).status_code == 403
    assert browse(other).post(COVERS, filled(anna, chris)).status_code == 200
    for method in ("get", "post"):
        assert getattr(browse(other), method)(url("portal:stop_cover", cover.pk)).status_code == 404
    assert Cover.objects.get().stopped_at is None


def test_stopped_on_the_page(browse: Browse, bram: User, anna: User, chris: User, pair: Pair) -> None:
    cover = stands(anna, chris, bram)
    stop, page = url("portal:stop_cover", cover.pk), url("portal:pair", pair.pk)
    assert browse(chris).get(page).status_code == 200
    assert "Vervanging stoppen?" in browse(bram).get(stop).content.decode()
    assert Cover.objects.get().stopped_at is None
    text = browse(bram).post(stop, follow=True).content.decode()
    assert "Gestopt op 23 nov. door" in text
    assert browse(chris).get(page).status_code == 404
    assert "was al voorbij" in browse(bram).post(stop, follow=True).content.decode()


def test_what_comes_what_was_and_who_left(browse: Browse, bram: User, anna: User, chris: User, pair: Pair) -> None:
    stands(anna, chris, bram, days=2)
    with on(3):
        stands(anna, chris, bram, starts=7)
        chris.is_active = False
        chris.save()
        covers = browse(bram).get(COVERS).context["covers"]
    assert (len(covers.standing), len(covers.coming), len(covers.past)) == (0, 1, 1)
    assert "werkt hier niet meer" in covers.coming[0].note
    assert covers.past[0].note == ""


# ---------- beside one's own ----------


@pytest.fixture
def covered(pair: Pair, anna: User, chris: User, bram: User) -> Cover:
    return stands(anna, chris, bram)


def test_a_block_of_its_own_on_the_home(browse: Browse, covered: Cover, pair: Pair, anna: User, chris: User) -> None:
    own = start_pair(worker=chris, first_name="Eigen", last_name="Mens")
    response = browse(chris).get("/")
    text = response.content.decode()
    assert f"Waarneming voor {anna.full_name}, tot 5 dec." in text
    assert [one.name for one in response.context["cover"].blocks[0].people] == ["Verhoeven, Cas"]
    assert [row.pair_id for row in response.context["page"]] == [own.pk]
    assert response.context["total"] == 1
    assert [row.pair_id for row in worker_list.rows_of(chris, today=clock.today())] == [own.pk]
    events = Event.objects.filter(actor_id=chris.pk).values_list("what", "purpose")
    assert set(events) == {("cover list", Purpose.COVER), ("caseload list", Purpose.SUPERVISION)}
    # Who is away reads who stands in.
    assert f"{chris.full_name} neemt van 23 nov. tot 5 dec. voor jou waar." in browse(anna).get("/").content.decode()


def test_the_mail_of_the_week_counts_ones_own(covered: Cover, pair: Pair, chris: User, intake: Measurement) -> None:
    assert list(digest.LINES[digest.WEEK_OF_WORKER](chris, clock.today())) == []


def test_home_before_and_after(browse: Browse, pair: Pair, anna: User, chris: User, bram: User) -> None:
    stands(anna, chris, bram, starts=2, days=3)
    assert f"Je neemt van 25 nov. tot 28 nov. waar voor {anna.full_name}." in browse(chris).get("/").content.decode()
    for days in (0, 5):
        with on(days):
            assert "Verhoeven" not in browse(chris).get("/").content.decode()
    with on(4):
        assert "Verhoeven" in browse(chris).get("/").content.decode()


def test_the_number_of_queries_does_not_grow(
    browse: Browse, pair: Pair, anna: User, chris: User, bram: User, colleague: User
) -> None:
    def queries(user: User, address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert browse(user).get(address).status_code == 200
        return len(found)

    page = url("portal:pair", pair.pk)
    queries(anna, page)
    without = queries(anna, page)
    stands(anna, chris, bram)
    homes = queries(chris, "/"), queries(bram, COVERS), queries(chris, page)
    for number in range(4):
        start_pair(worker=anna, first_name=f"Nog {number}")
        stands(anna, chris, bram, starts=13 + number, days=1)
    stands(colleague, chris, bram)
    assert (queries(chris, "/"), queries(bram, COVERS), queries(chris, page)) == homes
    Cover.objects.all().delete()
    assert queries(anna, page) == without


def test_a_cover_of_nobody_opens_an_empty_block(browse: Browse, anna: User, chris: User, bram: User) -> None:
    stands(anna, chris, bram)
    assert "Er is nu niemand voor wie je waarneemt." in browse(chris).get("/").content.decode()
    assert not Event.objects.filter(what="cover list").exists()


# ---------- what the client sees ----------


def test_the_client_reads_who_helps_and_who_looked(
    browse: Browse, pair: Pair, cas: User, anna: User, chris: User, bram: User
) -> None:
    stands(anna, chris, bram, starts=1, days=5)
    line = "Anna is er even niet. Tot en met 28 november 2026 helpt Chris je."
    for days, told in ((0, False), (1, True), (5, True), (6, False)):
        with on(days):
            text = browse(cas).get("/").content.decode()
            assert (line in text) is told, days
            assert chris.last_name not in text
    with on(2):
        browse(chris).get(url("portal:pair", pair.pk))
        browse(chris).get("/")
    looked = browse(cas).get("/my/who-looked/").content.decode()
    assert "als vervanger van je werker" in looked
    assert "om je te begeleiden" not in looked
