"""No page of a person without its event, and no event for what nobody saw; a denial stays when all else is undone."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from audit.models import Action, Event, EventSubject, Purpose, Reason, SubjectKey
from audit.tests.at_once import at_once
from caseload.models import Agreement, Pair
from caseload.tests.factories import start_pair

Browse = Callable[..., Browser]
THREADS, READS = 8, 25


@contextmanager
def refusing(table: str) -> Iterator[None]:
    """The database takes no new row of this table, as when its disk is full."""
    if connection.vendor == "postgresql":
        run(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$",
            f"CREATE TRIGGER no_room BEFORE INSERT ON {table} EXECUTE FUNCTION no_room()",
        )
        yield
        run(f"DROP TRIGGER no_room ON {table}", "DROP FUNCTION no_room")
    else:
        run(f"CREATE TRIGGER no_room BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no room'); END")
        yield
        run("DROP TRIGGER no_room")


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


READ = Q(action__in=[Action.READ, Action.LISTED])


def reads() -> list[tuple[str, str]]:
    return list(Event.objects.filter(READ).order_by("pk").values_list("action", "what"))


def shown() -> list[str]:
    """The keys of everybody on every page that was read."""
    return list(EventSubject.objects.filter(event__in=Event.objects.filter(READ)).values_list("subject_key", flat=True))


@pytest.mark.parametrize("table", ["audit_event", "audit_eventsubject"])
@pytest.mark.parametrize("address", ["portal:home", "portal:pair", "caseload:agreement"])
def test_no_event_no_page(table: str, address: str, anna: User, pair: Pair, browse: Browse) -> None:
    browser = browse(anna)
    url = reverse(address, args=[] if address == "portal:home" else [pair.pk])
    assert "Verhoeven" in browser.get(url).content.decode()
    browser.raise_request_exception = False
    # The key of a person who was never on a page before is made in the same breath.
    SubjectKey.objects.all().delete()
    with refusing(table):
        response = browser.get(url)
    assert response.status_code == 500
    assert "Verhoeven" not in response.content.decode()
    assert pair.supervision.client.number not in str(response.headers)
    assert not SubjectKey.objects.exists()


def test_no_event_no_change(anna: User, pair: Pair, browse: Browse) -> None:
    browser = browse(anna)
    browser.raise_request_exception = False
    with refusing("audit_event"):
        response = browser.post(
            reverse("caseload:agreement", args=[pair.pk]), {"text": "Samen bellen", "who": "client"}
        )
    assert response.status_code == 500
    assert not Agreement.objects.exists()


def test_a_form_that_led_on_showed_nobody(anna: User, pair: Pair, browse: Browse) -> None:
    """The agreement itself is recorded; the page after it is read when it is asked for."""
    url = reverse("caseload:agreement", args=[pair.pk])
    assert browse(anna).post(url, {"text": "Samen bellen", "who": "client"}).status_code == 302
    assert reads() == []
    assert Event.objects.get(what="agreement").action == Action.CREATED


def test_a_form_that_came_back_showed_somebody(anna: User, pair: Pair, browse: Browse) -> None:
    response = browse(anna).post(reverse("caseload:agreement", args=[pair.pk]), {"text": "", "who": "client"})
    assert response.status_code == 200
    assert reads() == [("read", "agreement")]
    assert shown() == [SubjectKey.objects.get(pk=pair.supervision.client_id).key]


def test_an_empty_list_showed_nobody(anna: User, browse: Browse) -> None:
    assert browse(anna).get("/").status_code == 200
    assert reads() == []


def test_a_page_that_broke_showed_nobody(
    anna: User, pair: Pair, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("a template broke")

    monkeypatch.setattr("probation_portal.views.pair.render", broken)
    browser = browse(anna)
    browser.raise_request_exception = False
    assert browser.get(reverse("portal:pair", args=[pair.pk])).status_code == 500
    assert reads() == []


def test_a_list_names_each_client_on_it_once(anna: User, pair: Pair, browse: Browse) -> None:
    other = start_pair(worker=anna, starts_on=pair.starts_on, first_name="Dina")
    browse(anna).get("/")
    event = Event.objects.get(READ)
    assert len(shown()) == 2
    people = set(SubjectKey.objects.filter(key__in=shown()).values_list("person_id", flat=True))
    assert people == {pair.supervision.client_id, other.supervision.client_id}
    assert (event.action, event.purpose) == (Action.LISTED, Purpose.SUPERVISION)


def denials() -> list[tuple[Any, ...]]:
    events = Event.objects.filter(action=Action.REFUSED)
    return list(events.values_list("actor_role", "what", "object_id", "reason", "purpose"))


def test_out_of_reach_is_recorded_the_same_as_what_does_not_exist(chris: User, pair: Pair, browse: Browse) -> None:
    browser, nothing = browse(chris), uuid.uuid4()
    for asked in (pair.pk, nothing):
        assert browser.get(reverse("portal:pair", args=[asked])).status_code == 404
    reason, purpose = Reason.OUT_OF_REACH.value, Purpose.SUPERVISION.value
    assert set(denials()) == {("worker", "portal:pair", asked, reason, purpose) for asked in (pair.pk, nothing)}
    refused = Event.objects.filter(action=Action.REFUSED)
    assert not EventSubject.objects.filter(event__in=refused).exists()


def test_a_role_that_may_not_is_recorded(evi: User, pair: Pair, browse: Browse) -> None:
    assert browse(evi).get(reverse("portal:pair", args=[pair.pk])).status_code == 403
    assert denials() == [("researcher", "portal:pair", pair.pk, Reason.ROLE.value, Purpose.QUALITY.value)]


def test_a_denial_outlives_what_the_view_undid(chris: User, pair: Pair, browse: Browse) -> None:
    """A post to somebody else's record: nothing is written but the denial."""
    browse(chris).post(reverse("caseload:agreement", args=[pair.pk]), {"text": "Samen bellen", "who": "client"})
    assert [(what, reason) for _role, what, _id, reason, _purpose in denials()] == [
        ("caseload:agreement", Reason.OUT_OF_REACH.value)
    ]
    assert not Agreement.objects.exists()


def test_nobody_signed_in_is_shown_the_door_without_an_event(pair: Pair, browse: Browse) -> None:
    assert browse(None).get(reverse("portal:pair", args=[pair.pk])).status_code == 302
    assert not Event.objects.filter(READ | Q(action=Action.REFUSED)).exists()


@pytest.mark.django_db(transaction=True)
def test_eight_threads_reading_at_once_lose_no_event(anna: User, pair: Pair, browse: Browse) -> None:
    """Each thread with a browser and a connection of its own, as the web server's threads have."""
    browsers = [browse(anna) for _ in range(THREADS)]
    url, failed = reverse("portal:pair", args=[pair.pk]), []

    def read(browser: Browser) -> None:
        failed.extend(status for _ in range(READS) if (status := browser.get(url).status_code) != 200)

    at_once(*[partial(read, browser) for browser in browsers])
    assert failed == []
    assert reads() == [("read", "pair")] * THREADS * READS
    assert shown() == [SubjectKey.objects.get(pk=pair.supervision.client_id).key] * THREADS * READS
