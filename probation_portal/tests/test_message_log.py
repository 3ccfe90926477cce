"""The messages of a pair: what its worker and supervisor read, and that it tells nothing of a side before its time."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from alliance import actions as alliance_actions
from alliance.actions.way_in import PIN_RENEWED
from alliance.models import Measurement, Rater, due
from alliance.tests.factories import answer, open_measurement, reveal
from audit import clock
from audit.models import Event
from caseload.models import Pair
from messaging import actions as outbox
from messaging.models import Channel, Message, Side, State

Browse = Callable[[User | None], Browser]
DAY = dt.timedelta(days=1)


def url(pair: Pair) -> str:
    return reverse("portal:message_log", args=[pair.pk])


def read(browser: Browser, pair: Pair, query: str = "") -> str:
    response = browser.get(url(pair) + query)
    assert response.status_code == 200
    return response.content.decode()


def queued(pair: Pair, kind: str = PIN_RENEWED, side: str = Side.CLIENT, **changes: object) -> Message:
    subject = changes.pop("subject_id", None) or uuid.uuid4()
    message = outbox.message(kind=kind, subject_id=subject, side=side, pair=pair)  # type: ignore[arg-type]
    for name, value in changes.items():
        setattr(message, name, value)
    message.save()
    return message


@pytest.fixture
def moment(pair: Pair) -> Measurement:
    return open_measurement(pair)


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        (State.NEW, "", ["gepland"]),
        (State.NEW, "no connection", ["gepland", "nog eens, want: geen verbinding met de verzender"]),
        (State.SENT, "", ["verstuurd"]),
        (State.FAILED, "address refused", ["niet gelukt", "het adres bestaat niet of weigert"]),
        (State.UNSURE, "broken off", ["niet zeker", "Nakijken"]),
        (State.CANCELLED, "no address", ["niet verstuurd", "er is geen adres of nummer"]),
        (State.CANCELLED, "a word of later", ["niet verstuurd", "een storing"]),
    ],
)
def test_each_state_in_words(
    browse: Browse, anna: User, pair: Pair, state: State, reason: str, said: list[str]
) -> None:
    Message.objects.all().delete()
    queued(pair, state=state, reason=reason, channel=Channel.SMS)
    page = read(browse(anna), pair)
    for words in ["Nieuwe pincode", "sms", "Cas", "cliënt", *said]:
        assert words in page


def test_who_may_not(
    browse: Browse, pair: Pair, colleague: User, chris: User, olaf: User, cas: User, dewi: User, evi: User, admin: User
) -> None:
    assert {browse(user).get(url(pair)).status_code for user in (colleague, chris, olaf)} == {404}
    assert {browse(user).get(url(pair)).status_code for user in (cas, dewi, evi, admin)} == {403}
    assert browse(None).get(url(pair)).status_code == 302


def test_the_read_is_recorded(browse: Browse, anna: User, pair: Pair) -> None:
    read(browse(anna), pair)
    assert Event.objects.filter(what="message log", actor_id=anna.pk, object_id=pair.pk).count() == 1


def test_nothing_yet(browse: Browse, anna: User, pair: Pair) -> None:
    Message.objects.all().delete()
    assert "Nog geen berichten" in read(browse(anna), pair)


@pytest.mark.parametrize("done", ["nothing", "answered", "not now", "reminded", "cancelled", "failed"])
def test_of_the_clients_messages_nothing_is_told_before_the_worker_is_in(
    browse: Browse, anna: User, bram: User, pair: Pair, moment: Measurement, done: str
) -> None:
    """Whatever the client did and whatever went to them: to the letter the same page, in as many queries."""
    pages = {user.pk: _page_and_queries(browse(user), pair) for user in (anna, bram)}
    if done == "answered":
        answer(moment, Rater.CLIENT)
    elif done == "not now":
        alliance_actions.say_not_now(measurement=moment, rater=Rater.CLIENT, by=None)
    elif done != "nothing":
        state = {"reminded": State.SENT, "cancelled": State.CANCELLED, "failed": State.FAILED}[done]
        for kind in due.KINDS:
            queued(pair, kind, subject_id=moment.pk, state=state, reason="answered" if done == "cancelled" else "")
    for user in (anna, bram):
        assert _page_and_queries(browse(user), pair) == pages[user.pk]


def test_a_supervisor_sees_nothing_of_either_side_before_both_are_in(
    browse: Browse, bram: User, pair: Pair, moment: Measurement
) -> None:
    before = _page_and_queries(browse(bram), pair)
    answer(moment, Rater.WORKER)
    queued(pair, due.REMINDER, Side.WORKER, subject_id=moment.pk, state=State.CANCELLED, reason="answered")
    assert _page_and_queries(browse(bram), pair) == before
    answer(moment, Rater.CLIENT)
    assert "al ingevuld" in read(browse(bram), pair)


def _page_and_queries(browser: Browser, pair: Pair) -> tuple[str, int]:
    read(browser, pair)
    with CaptureQueriesContext(connection) as seen:
        page = read(browser, pair)
    # What is new each time stands in the frame.
    main = page[page.index("<main") : page.index("</main>")]
    return main, len(seen)


def test_the_workers_own_messages_are_there_from_the_start(
    browse: Browse, anna: User, pair: Pair, moment: Measurement
) -> None:
    queued(pair, due.REMINDER, Side.WORKER, subject_id=moment.pk, state=State.CANCELLED, reason="not now")
    page = read(browse(anna), pair)
    assert "Herinnering aan een vragenlijst" in page
    assert "koos ‘nu niet’" in page
    assert "Zolang jouw kant niet is ingevuld, zie je niet welke berichten Cas over de meting kreeg." in page


def test_once_the_worker_is_in_all_is_told(browse: Browse, anna: User, pair: Pair, moment: Measurement) -> None:
    queued(pair, due.REMINDER, subject_id=moment.pk, state=State.SENT, left_at=clock.now())
    assert "Herinnering aan een vragenlijst" not in read(browse(anna), pair)
    answer(moment, Rater.WORKER)
    page = read(browse(anna), pair)
    assert "Herinnering aan een vragenlijst" in page
    assert "Nog niet te zien" not in page


def test_what_was_revealed_before_does_not_open_the_next_moment(
    browse: Browse, anna: User, pair: Pair, moment: Measurement
) -> None:
    reveal(moment)
    with clock.at(clock.now() + 190 * DAY):
        later = open_measurement(pair, "regular")
        queued(pair, due.REMINDER, subject_id=moment.pk, state=State.SENT)
        queued(pair, due.LAST_REMINDER, subject_id=later.pk, state=State.SENT)
        page = read(browse(anna), pair)
    assert "Herinnering aan een vragenlijst" in page
    assert "Laatste herinnering" not in page


def test_what_the_schedule_says_stands_there_instead(
    browse: Browse, anna: User, pair: Pair, moment: Measurement
) -> None:
    words = "Volgens het schema, zolang het nodig is: 23 nov., 26 nov., 30 nov., 7 dec., 22 dec."
    assert words in read(browse(anna), pair)


@pytest.mark.parametrize("many", [10, 1000])
def test_as_many_queries_for_ten_messages_as_for_a_thousand(browse: Browse, anna: User, pair: Pair, many: int) -> None:
    Message.objects.all().delete()
    states = [State.SENT, State.UNSURE]
    rows = [outbox.message(kind=PIN_RENEWED, subject_id=uuid.uuid4(), side="client", pair=pair) for _n in range(many)]
    for number, row in enumerate(rows):
        row.state = states[number % 2]
    Message.objects.bulk_create(rows)
    page, queries = _page_and_queries(browse(anna), pair)
    assert page.count("Nieuwe pincode</th>") == min(many, 25)
    assert queries == QUERIES


# The session and account of the reader (3), the frame, the pair, the page of messages and how many there are, which of
# them may be settled, the moments that run, the schedules, the record of the read.
QUERIES = 15


@pytest.mark.parametrize("asked", ["0", "99999", "x", "-1", ""])
def test_any_page_number_is_answered(browse: Browse, anna: User, pair: Pair, asked: str) -> None:
    read(browse(anna), pair, f"?page={asked}")


def test_the_pair_page_leads_there(browse: Browse, anna: User, bram: User, pair: Pair) -> None:
    for user in (anna, bram):
        assert url(pair) in browse(user).get(reverse("portal:pair", args=[pair.pk])).content.decode()
