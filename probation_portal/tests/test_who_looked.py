"""A client sees who looked: the same as the record, without names, and without what would tell who filled in."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actions import set_active
from accounts.models import Organisation, Role, User
from alliance.models import Measurement
from audit import clock
from audit.models import Action, Event, Purpose, SubjectKey
from audit.record import record
from caseload.models import Client, Pair
from caseload.tests.factories import start_pair
from probation_portal import who_looked
from probation_portal.views.who_looked import PER_PAGE

Browse = Callable[..., Browser]
PAGE = "/my/who-looked/"


@pytest.fixture
def client(pair: Pair, cas: User) -> Client:
    return pair.supervision.client


def at(day: int, hour: int = 9) -> Any:
    return clock.at(dt.datetime(2026, 11, day, hour, tzinfo=dt.UTC))


def test_which_day_which_role_from_where_what_for(
    client: Client, cas: User, anna: User, bram: User, browse: Browse
) -> None:
    with at(20):
        record(Action.READ, by=anna, what="pair", subjects=[client.pk])
    with at(19):
        record(Action.LISTED, by=bram, what="team page", subjects=[client.pk, uuid.uuid4()], purpose=Purpose.TEAM)
    page = browse(cas).get(PAGE)
    shown = [
        (str(d.day), one.who, one.organisation, one.purpose, one.kind) for d in page.context["days"] for one in d.looks
    ]
    assert shown == [
        ("2026-11-20", "Een reclasseringswerker", "Noord", "om je te begeleiden", "Je dossier."),
        ("2026-11-19", "Een leidinggevende", "Noord", "om te zien hoe het gaat in het team", "Je stond in een lijst."),
    ]
    text = page.content.decode()
    assert "vrijdag 20 november 2026" in text
    for name in (anna.first_name, anna.last_name, bram.first_name, bram.email):
        assert name not in text.partition("<main")[2]


def test_own_reading_and_others_files_do_not_stand_there(
    client: Client, cas: User, anna: User, pair: Pair, browse: Browse
) -> None:
    other = start_pair(worker=anna, starts_on=pair.starts_on).supervision.client
    record(Action.READ, by=anna, what="pair", subjects=[other.pk])
    record(Action.CHANGED, by=anna, what="client", subjects=[client.pk])
    browser = browse(cas)
    browser.get("/")
    assert "Er heeft nog niemand in je dossier gekeken." in browser.get(PAGE).content.decode()
    own = Event.objects.filter(actor_id=cas.pk)
    assert set(own.values_list("what", "purpose")) == {("own page", "own"), ("who looked", "own")}


def test_more_often_on_a_day_stands_there_once_and_tells_no_time(
    client: Client, cas: User, anna: User, browse: Browse
) -> None:
    pages = []
    for hours in ([9], [9, 10, 16]):
        with transaction.atomic():
            for hour in hours:
                with at(20, hour):
                    record(Action.READ, by=anna, what="pair", subjects=[client.pk])
            pages.append([one.looks for one in browse(cas).get(PAGE).context["days"]])
            transaction.set_rollback(True)
    assert pages[0] == pages[1]


def test_pages_of_an_open_moment_wait_until_it_is_decided(
    client: Client, cas: User, anna: User, intake: Measurement, browse: Browse
) -> None:
    """Else the client would see that the worker is filling in, or is not."""
    record(Action.READ, by=anna, what="measurement", subjects=[client.pk], object_id=intake.pk)
    assert browse(cas).get(PAGE).context["days"] == []
    with clock.at(clock.now() + (intake.closes_on - clock.today()) + who_looked.HELD_AFTER):
        late = browse(cas).get(PAGE).context["days"]
    Measurement.objects.filter(pk=intake.pk).update(revealed_at=clock.now())
    revealed = browse(cas).get(PAGE).context["days"]
    assert late == revealed
    assert [one.kind for one in revealed[0].looks] == ["De vragen over hoe jullie samenwerken."]


EVENTS = st.lists(
    st.tuples(
        st.sampled_from([Action.READ, Action.LISTED, Action.CHANGED, Action.REFUSED]),
        st.sampled_from([role.value for role in Role]),
        st.sampled_from(Purpose.values),
        st.sampled_from(["pair", "plan", "caseload list", "access log", "something new"]),
        st.integers(1, 22),
        st.integers(0, 23),
        st.sampled_from(["me", "other", "both", "nobody"]),
        st.booleans(),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS)
def test_the_page_equals_the_record(
    events: list[Any], client: Client, noord: Organisation, midden: Organisation
) -> None:
    """Whatever was recorded: what stands on the page is what the record holds, and nothing else."""
    stranger, expected = uuid.uuid4(), set()
    people = {"me": [client.pk], "other": [stranger], "both": [client.pk, stranger], "nobody": []}
    with transaction.atomic():
        for action, role, purpose, what, day, hour, whom, here in events:
            organisation = noord if here else midden
            moment = dt.datetime(2026, 11, day, hour, tzinfo=dt.UTC)
            with clock.at(moment):
                record(
                    action,
                    by=None,
                    role=role,
                    purpose=purpose,
                    what=what,
                    subjects=people[whom],
                    organisation_id=organisation.pk,
                )
            if action in (Action.READ, Action.LISTED) and whom in ("me", "both") and purpose != Purpose.OWN:
                amsterdam = (moment + dt.timedelta(hours=1)).date()
                kind = {"plan": "Je plan.", "access log": "Het overzicht van wie er keek."}.get(
                    what, "Je stond in een lijst." if action == Action.LISTED else "Je dossier."
                )
                expected.add((amsterdam, role, organisation.name, purpose, kind))
        looks = who_looked.looks_of(client, today=clock.today())
        transaction.set_rollback(True)
    words = {str(w): role for role, w in who_looked.ROLES.items()} | {"client": "client"}
    whys = {str(w): purpose for purpose, w in who_looked.PURPOSES.items()}
    shown = [(one.day, words[one.who], one.organisation, whys[one.purpose], one.kind) for one in looks]
    assert set(shown) == expected
    assert len(shown) == len(expected)
    assert [one.day for one in looks] == sorted((one.day for one in looks), reverse=True)


def test_every_role_and_purpose_of_somebody_else_has_words() -> None:
    assert set(who_looked.ROLES) == set(Role) - {Role.CLIENT}
    assert set(who_looked.PURPOSES) == set(Purpose) - {Purpose.OWN}


def test_erased_is_nobody(client: Client, anna: User) -> None:
    record(Action.READ, by=anna, what="pair", subjects=[client.pk])
    SubjectKey.objects.filter(pk=client.pk).delete()
    assert who_looked.looks_of(client, today=clock.today()) == []


def test_twenty_five_a_page_all_on_one_to_print_in_the_same_number_of_queries(
    client: Client, cas: User, anna: User, browse: Browse
) -> None:
    browser, counts = browse(cas), []
    for more in (1, 40):
        for n in range(more):
            with clock.at(clock.now() - dt.timedelta(days=n)):
                record(Action.READ, by=anna, what="pair", subjects=[client.pk])
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert sum(len(one.looks) for one in page.context["days"]) == PER_PAGE
    assert sum(len(one.looks) for one in browser.get(f"{PAGE}?page=2").context["days"]) == 15
    assert sum(len(one.looks) for one in browser.get(f"{PAGE}?all=1").context["days"]) == 40


def test_the_clients_home_leads_there(cas: User, browse: Browse) -> None:
    assert PAGE in browse(cas).get("/").content.decode()


def test_switching_a_clients_account_off_is_about_that_client(client: Client, cas: User, admin: User) -> None:
    set_active(user=cas, active=False, by=admin)
    event = Event.objects.get(what="account", object_id=cas.pk)
    assert event.subjects.get().subject_key == SubjectKey.objects.get(pk=client.pk).key


def test_others_have_no_such_page(anna: User, pim: User, browse: Browse) -> None:
    assert {browse(user).get(PAGE).status_code for user in (anna, pim)} == {403}


def test_an_account_without_a_file_has_none(cas: User, client: Client, browse: Browse) -> None:
    Client.objects.update(account=None)
    assert browse(cas).get(PAGE).status_code == 404


def test_on_paper_the_same_without_a_name_and_recorded_as_asked_for(
    client: Client, cas: User, anna: User, pim: User, browse: Browse
) -> None:
    with at(20):
        record(Action.READ, by=anna, what="pair", subjects=[client.pk])
    on_screen = browse(cas).get(PAGE).context["days"]
    response = browse(pim).get(reverse("portal:access_overview", args=[client.pk]))
    assert response.context["days"] == on_screen
    text = response.content.decode()
    assert client.number in text
    assert client.last_name not in text
    event = Event.objects.get(what="access overview")
    assert (event.purpose, event.actor_id) == (Purpose.ACCESS_REQUEST, pim.pk)
    assert browse(cas).get(PAGE).context["days"][0].looks[0].purpose == "omdat jij vroeg wie er keek"


def test_on_paper_nobody_of_another_organisation(pim: User, olaf: User, browse: Browse, pair: Pair) -> None:
    elsewhere = start_pair(worker=olaf, starts_on=pair.starts_on).supervision.client
    for asked in (elsewhere.pk, uuid.uuid4()):
        assert browse(pim).get(reverse("portal:access_overview", args=[asked])).status_code == 404
