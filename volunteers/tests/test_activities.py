"""Activities: logged once, undone within ten minutes, changed with both versions shown; private ones by title only."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit import clock
from audit.models import Event
from volunteers.models import Activity, Match
from volunteers.tests.together import activity, kind


def typed(match: Match, **change: Any) -> dict[str, Any]:
    chosen = kind(match.volunteer.organisation).pk
    usual = {"form_id": uuid.uuid4(), "kind": chosen, "on": "vandaag", "minutes": "30", "title": "Naar de gemeente"}
    return usual | change


def new(match: Match) -> str:
    return f"/volunteers/match/{match.pk}/activities/new/"


def test_four_answers_and_it_stands(match: Match, vera: User, browse: Any) -> None:
    assert "vandaag, 23 nov." in browse(vera).get(new(match)).content.decode()
    response = browse(vera).post(new(match), typed(match), follow=True)
    text = response.content.decode()
    assert "Vastgelegd." in text
    assert "Naar de gemeente" in text
    row = Activity.objects.get()
    assert (row.on, row.minutes, row.expenses_cents) == (clock.today(), 30, None)
    assert Event.objects.filter(what="activity", action="created", object_id=row.pk).count() == 1


def test_a_second_click_writes_nothing(match: Match, vera: User, browse: Any) -> None:
    form = typed(match)
    browse(vera).post(new(match), form)
    again = browse(vera).post(new(match), form, follow=True).content.decode()
    assert "stond er al" in again
    assert Activity.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"kind": ""}, "Kies wat voor activiteit het was"),
        ({"minutes": "31"}, "Selecteer een geldige keuze"),
        ({"title": ""}, "Dit veld is verplicht."),
        ({"on": "morgen na de thee"}, "Vul een dag in zoals 23 nov."),
        ({"on": "25-11-2026"}, "moet nog komen"),
        ({"on": "22-11-2026"}, "nog niet begonnen"),
        ({"expenses": "twaalf"}, "Vul een bedrag in zoals 12,50."),
        ({"expenses": "501"}, "overleg je eerst"),
        ({"form_id": "x"}, ""),
    ],
)
def test_bad_input_keeps_what_was_typed_and_writes_nothing(
    change: dict[str, str], error: str, match: Match, vera: User, browse: Any
) -> None:
    text = browse(vera).post(new(match), typed(match, note="Lange notitie", **change)).content.decode()
    assert error in text
    assert "Lange notitie" in text
    assert not Activity.objects.exists()


@pytest.mark.parametrize(("written", "cents"), [("12,50", 1250), ("€ 3", 300), ("7.05", 705), ("4,-", 400), ("", None)])
def test_euros_as_people_write_them(written: str, cents: int | None, match: Match, vera: User, browse: Any) -> None:
    response = browse(vera).post(new(match), typed(match, expenses=written))
    row = Activity.objects.get()
    assert row.expenses_cents == cents
    assert response.url.endswith("/receipt/" if cents else "#gedaan")


def test_of_another_organisation_no_kind_can_be_chosen(match: Match, vera: User, midden: Any, browse: Any) -> None:
    text = browse(vera).post(new(match), typed(match, kind=kind(midden).pk)).content.decode()
    assert "geldige keuze" in text
    assert not Activity.objects.exists()


def test_a_private_one_shows_others_its_title_only(
    match: Match, vera: User, anna: User, cas: User, browse: Any
) -> None:
    activity(match, vera, title="Iets voor onszelf", note="Geheimpje", is_private=True, minutes=90)
    for part in ("", "activities/"):
        address = f"/volunteers/match/{match.pk}/{part}"
        for user in (anna, cas):
            text = browse(user).get(address).content.decode()
            assert "Iets voor onszelf" in text
            assert "Geheimpje" not in text
            assert "Vrije tijd" not in text
        assert "Geheimpje" in browse(vera).get(address).content.decode()


def test_undone_within_ten_minutes_and_changed_ever_after(match: Match, vera: User, browse: Any) -> None:
    row = activity(match, vera)
    browser, address = browse(vera), f"/volunteers/activity/{row.pk}/undo/"
    with clock.at(clock.now() + dt.timedelta(minutes=10)):
        assert "kan niet meer ongedaan" in browser.post(address, follow=True).content.decode()
        assert Activity.objects.standing().count() == 1
    with clock.at(clock.now() + dt.timedelta(minutes=9)):
        assert "Ongedaan gemaakt." in browser.post(address, follow=True).content.decode()
    assert not Activity.objects.standing().exists()
    assert browser.get(f"/volunteers/activity/{row.pk}/").status_code == 404
    assert "Nog niets vastgelegd." in browser.get(f"/volunteers/match/{match.pk}/").content.decode()


def test_changing_in_two_tabs_shows_both_versions(match: Match, vera: User, browse: Any) -> None:
    row = activity(match, vera, title="Eerst")
    browser, address = browse(vera), f"/volunteers/activity/{row.pk}/"
    assert 'value="Eerst"' in browser.get(address).content.decode()
    assert browser.post(address, typed(match, title="Toen", version=1)).status_code == 302
    late = browser.post(address, typed(match, title="Nu", version=1)).content.decode()
    assert "Twee versies" in late
    assert 'value="Nu"' in late
    row.refresh_from_db()
    assert (row.title, row.version) == ("Toen", 2)


def test_only_the_volunteer_logs_and_changes(
    match: Match, vera: User, anna: User, cas: User, dewi: User, browse: Any
) -> None:
    row = activity(match, vera)
    for user in (anna, cas, dewi):
        assert browse(user).post(new(match), typed(match)).status_code == 403
        assert browse(user).post(f"/volunteers/activity/{row.pk}/undo/").status_code == 403
    assert Activity.objects.standing().count() == 1


def test_ten_and_a_thousand_take_the_same_queries(match: Match, vera: User, anna: User, browse: Any) -> None:
    chosen = kind(vera.organisation)

    def more(n: int) -> None:
        Activity.objects.bulk_create(
            Activity(
                match=match,
                kind=chosen,
                on=clock.today(),
                minutes=15,
                title=f"Keer {i}",
                logged_by=vera,
                logged_at=clock.now(),
                form_id=uuid.uuid4(),
            )
            for i in range(n)
        )

    def cost(user: User) -> int:
        browser, address = browse(user), f"/volunteers/match/{match.pk}/activities/"
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    more(10)
    few = {user: cost(user) for user in (vera, anna)}
    more(990)
    # Beyond a page its numbers are asked for: nothing more.
    assert all(cost(user) == n <= 16 for user, n in few.items())
