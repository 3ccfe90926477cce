"""Whether messages leave: the administrator's page, the banner on every page, and what is reckoned once a day."""

import datetime as dt
import re
import uuid
from collections.abc import Callable

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from alliance import actions as alliance_actions
from alliance.models import Measurement, due
from alliance.tests.factories import open_measurement
from audit import clock
from caseload.models import Pair
from messaging import actions as outbox
from messaging import tasks
from messaging.models import Channel, ChannelPause, Heartbeat, Message, State
from probation_portal import operations
from probation_portal.tasks import reckon

Browse = Callable[[User | None], Browser]
DAY = dt.timedelta(days=1)
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
BANNER = "De planner van het portaal is al tien minuten of langer stil."


@pytest.fixture(autouse=True)
def _nothing_reckoned(db: None) -> None:
    cache.clear()


def read(browser: Browser) -> str:
    response = browser.get(reverse("portal:operations"))
    assert response.status_code == 200
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main>")]


def plain(html: str) -> str:
    """The text alone, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def queued(pair: Pair, many: int = 1, **changes: object) -> None:
    rows = [outbox.message(kind=due.REMINDER, subject_id=uuid.uuid4(), side="client", pair=pair) for _n in range(many)]
    for row in rows:
        for name, value in changes.items():
            setattr(row, name, value)
    Message.objects.bulk_create(rows)


def test_by_day_and_kind_what_became_of_it(browse: Browse, admin: User, pair: Pair) -> None:
    yesterday = clock.now() - DAY
    queued(pair, 4, state=State.SENT, created_at=yesterday)
    queued(pair, 3, state=State.FAILED, created_at=yesterday)
    queued(pair, 2, state=State.CANCELLED, created_at=yesterday)
    queued(pair, 1, state=State.UNSURE, created_at=yesterday)
    queued(pair, 5, not_before=yesterday, created_at=yesterday)
    text = plain(read(browse(admin)))
    # Expected is not yet known; prepared, sent, waiting, overdue, cancelled, failed, unsure.
    assert "22 nov. Herinnering aan een vragenlijst afwijking – 15 4 0 5 2 3 1" in text
    assert "Wat verwacht werd, is nog niet berekend." in text


def test_only_fourteen_days_back_and_only_the_own_organisation(
    browse: Browse, admin: User, olaf: User, pair: Pair
) -> None:
    queued(pair, state=State.SENT, created_at=clock.now() - 15 * DAY)
    Message.objects.bulk_create(
        [outbox.message(kind="accounts.password_reset", subject_id=olaf.pk, side="user", user=olaf)]
    )
    text = plain(read(browse(admin)))
    assert "In deze dagen is niets klaargezet." in text
    assert "er wacht niets dat al weg had gemogen" in text


def test_no_person_on_it(browse: Browse, admin: User, pair: Pair) -> None:
    queued(pair, 3, state=State.UNSURE)
    text = read(browse(admin))
    for told in (pair.client.first_name, pair.client.last_name, pair.client.number, pair.client.email, str(pair.pk)):
        assert told not in text


@pytest.mark.parametrize("role", ["anna", "bram", "cas", "dewi", "evi", "pim"])
def test_nobody_elses_page(browse: Browse, request: pytest.FixtureRequest, role: str) -> None:
    assert browse(request.getfixturevalue(role)).get(reverse("portal:operations")).status_code == 403


def test_the_oldest_that_waits_and_the_channels_that_rest(browse: Browse, admin: User, pair: Pair) -> None:
    queued(pair, not_before=clock.now() - 3 * DAY)
    queued(pair, not_before=clock.now() - DAY)
    queued(pair, not_before=clock.now() + DAY)
    soon = timezone.now() + dt.timedelta(minutes=5)
    ChannelPause.objects.create(channel=Channel.SMS, since=timezone.now(), until=soon)
    ChannelPause.objects.create(channel=Channel.EMAIL, since=timezone.now() - DAY, until=timezone.now() - DAY)
    text = plain(read(browse(admin)))
    assert "Langst wachtend 20 nov. 2026 13:00" in text
    assert f"sms rust tot {timezone.localtime(soon):%-H:%M}" in text
    assert "e-mail rust" not in text


def test_beat_and_worker_are_heard_apart(browse: Browse, admin: User) -> None:
    assert plain(read(browse(admin))).count("nog nooit gehoord") == 2
    tasks.deliver_due()
    text = plain(read(browse(admin)))
    assert "Planner nog nooit gehoord" in text
    assert "Verzender gehoord om" in text
    Heartbeat.objects.update(at=timezone.now() - dt.timedelta(minutes=10))
    tasks.heartbeat()
    text = plain(read(browse(admin)))
    assert "Planner gehoord om" in text
    assert "Verzender stil sinds" in text


def test_as_many_queries_for_ten_messages_as_for_a_thousand(browse: Browse, admin: User, pair: Pair) -> None:
    browser = browse(admin)
    counts = []
    for many in (10, 990):
        queued(pair, many, state=State.UNSURE)
        read(browser)
        with CaptureQueriesContext(connection) as seen:
            read(browser)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 14


# ---------- what is reckoned once a day ----------


@pytest.fixture
def moment(pair: Pair, anna: User) -> Measurement:
    """Opened three days ago, both sides invited, and nobody looked up who was to be reminded today."""
    with clock.at(clock.now() - 4 * DAY):
        alliance_actions.give_pin(pair=pair, handed_over_by="phone", by=anna)
        return open_measurement(pair)


def test_what_was_forgotten_shows_as_a_difference(browse: Browse, admin: User, moment: Measurement) -> None:
    """The reminders of yesterday were never prepared."""
    assert operations.reckon(today=clock.today()) == 1
    text = plain(read(browse(admin)))
    assert "22 nov. Herinnering aan een vragenlijst afwijking 2 0 0" in text
    assert "is nog niet berekend" not in text


def test_what_comes_is_there_by_day_and_kind(browse: Browse, admin: User, moment: Measurement) -> None:
    reckon()
    text = plain(read(browse(admin)))
    assert "Herinnering aan een vragenlijst 2" in text[text.index("De komende 7 dagen") :]


def test_of_each_organisation_its_own(browse: Browse, admin: User, moment: Measurement, olaf: User) -> None:
    assert operations.reckon(today=clock.today()) == 2
    kept = operations.reckoned(olaf.organisation_id)
    assert kept is not None
    assert (kept.differences, kept.coming) == ({}, {})


def test_once_a_day(admin: User, moment: Measurement) -> None:
    assert operations.reckon(today=clock.today()) == 1
    with CaptureQueriesContext(connection) as seen:
        assert operations.reckon(today=clock.today()) == 0
    assert len(seen) <= 8
    with clock.at(clock.now() + DAY):
        assert operations.reckon(today=clock.today()) == 1


# ---------- the banner ----------


@pytest.mark.parametrize(
    ("seconds", "shown"), [(None, True), (0, False), (599, False), (600, True), (601, True), (86400, True)]
)
def test_after_ten_minutes_of_silence_every_page_of_an_administrator_says_so(
    browse: Browse, admin: User, seconds: int | None, shown: bool
) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        if seconds is not None:
            Heartbeat.objects.create(name="beat", at=timezone.now())
            traveller.shift(seconds)
        browser = browse(admin)
        if seconds == 86400:
            browser.force_login(admin)
        pages = [browser.get(url).content.decode() for url in ("/", reverse("alliance:instruments"))]
    assert [BANNER in page for page in pages] == [shown, shown]


def test_nobody_else_is_told_and_nobody_else_pays_for_it(browse: Browse, anna: User, bram: User, cas: User) -> None:
    for user in (anna, bram, cas):
        with CaptureQueriesContext(connection) as seen:
            assert BANNER not in browse(user).get("/", follow=True).content.decode()
        assert not [query for query in seen if "heartbeat" in query["sql"]]


def test_it_costs_an_administrator_one_query(browse: Browse, admin: User) -> None:
    with CaptureQueriesContext(connection) as seen:
        browse(admin).get(reverse("alliance:instruments"))
    assert len([query for query in seen if "heartbeat" in query["sql"]]) == 1


def test_a_moved_demo_clock_is_no_silence(browse: Browse, admin: User) -> None:
    tasks.heartbeat()
    with clock.at(clock.now() + 183 * DAY):
        assert BANNER not in browse(admin).get("/").content.decode()
