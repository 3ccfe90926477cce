"""What is unsure is put before whoever can find out, and settled once."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from alliance.actions.way_in import PIN_RENEWED
from alliance.models import Measurement, Rater, due
from alliance.tests.factories import answer, open_measurement
from audit.models import Event
from caseload.models import Pair
from messaging import actions as outbox
from messaging.models import Message, Side, State

Browse = Callable[[User | None], Browser]


def unsure(pair: Pair | None = None, kind: str = PIN_RENEWED, side: str = Side.CLIENT, **changes: object) -> Message:
    subject = changes.pop("subject_id", None) or uuid.uuid4()
    user = changes.pop("user", None)
    message = outbox.message(kind=kind, subject_id=subject, side=side, pair=pair, user=user)  # type: ignore[arg-type]
    message.state, message.reason = State.UNSURE, "broken off"
    message.save()
    return message


def url(message: Message) -> str:
    return reverse("portal:settle_message", args=[message.pk])


def main(browser: Browser, address: str) -> str:
    """The page without its frame, which has keys that are new each time and the reader's own name."""
    page = browser.get(address).content.decode()
    return page[page.index("<main") : page.index("</main>")]


def home(browser: Browser) -> str:
    return main(browser, "/")


def operations(browser: Browser) -> str:
    return main(browser, reverse("portal:operations"))


def test_the_worker_finds_it_on_the_home_page_and_says_that_it_arrived(browse: Browse, anna: User, pair: Pair) -> None:
    message = unsure(pair)
    page = home(browse(anna))
    assert url(message) in page
    assert "Bericht: niet zeker of het aankwam (nieuwe pincode)" in page
    response = browse(anna).post(url(message), {"arrived": "yes"})
    assert response.status_code == 302
    message.refresh_from_db()
    assert (message.state, message.reason, message.settled_by) == (State.SENT, "settled", anna)
    assert url(message) not in home(browse(anna))
    event = Event.objects.get(what="unsure message", action="changed")
    assert (event.actor_id, event.object_id, event.purpose) == (anna.pk, message.pk, "supervision")


def test_what_did_not_arrive_goes_out_again(browse: Browse, anna: User, pair: Pair) -> None:
    message = unsure(pair)
    browse(anna).post(url(message), {"arrived": "no"})
    message.refresh_from_db()
    assert (message.state, message.reason) == (State.NEW, "settled: not sent")


def test_no_choice_changes_nothing(browse: Browse, anna: User, pair: Pair) -> None:
    message = unsure(pair)
    for arrived in ("", "maybe"):
        response = browse(anna).post(url(message), {"arrived": arrived})
        assert response.status_code == 200
    assert "Kies of het bericht is aangekomen." in browse(anna).post(url(message), {}).content.decode()
    message.refresh_from_db()
    assert message.state == State.UNSURE
    assert not Event.objects.filter(what="unsure message", action="changed").exists()


def test_who_comes_second_reads_that_it_was_done(browse: Browse, anna: User, admin: User, pair: Pair) -> None:
    message = unsure(pair)
    browse(admin).post(url(message), {"arrived": "yes"})
    response = browse(anna).post(url(message), {"arrived": "no"}, follow=True)
    assert "Dit bericht is al nagekeken." in response.content.decode()
    message.refresh_from_db()
    assert (message.state, message.settled_by) == (State.SENT, admin)


def test_ones_own_messages_too(browse: Browse, anna: User, colleague: User, pair: Pair) -> None:
    mine = unsure(kind="accounts.password_reset", side=Side.USER, user=anna)
    other = unsure(kind="accounts.password_reset", side=Side.USER, user=colleague)
    page = home(browse(anna))
    assert url(mine) in page
    assert url(other) not in page
    assert browse(anna).get(url(mine)).status_code == 200
    assert browse(anna).get(url(other)).status_code == 404


def test_out_of_reach(
    browse: Browse, pair: Pair, colleague: User, chris: User, olaf: User, bram: User, cas: User, dewi: User, pim: User
) -> None:
    message = unsure(pair)
    for user, status in [*((u, 404) for u in (colleague, chris, olaf)), *((u, 403) for u in (bram, cas, dewi, pim))]:
        for answered in (browse(user).get(url(message)), browse(user).post(url(message), {"arrived": "yes"})):
            assert answered.status_code == status
    message.refresh_from_db()
    assert message.state == State.UNSURE


def test_a_reminder_to_the_client_is_the_administrators_until_the_worker_is_in(
    browse: Browse, anna: User, admin: User, pair: Pair
) -> None:
    """That it left says that the client had not answered by then."""
    moment: Measurement = open_measurement(pair)
    before = home(browse(anna))
    message = unsure(pair, due.REMINDER, subject_id=moment.pk)
    assert home(browse(anna)) == before
    assert browse(anna).get(url(message)).status_code == 404
    assert url(message) in operations(browse(admin))
    answer(moment, Rater.WORKER)
    assert url(message) in home(browse(anna))
    assert browse(anna).get(url(message)).status_code == 200


def test_the_administrator_reads_a_reference_and_no_person(browse: Browse, admin: User, pair: Pair) -> None:
    message = unsure(pair)
    for page in (operations(browse(admin)), main(browse(admin), url(message))):
        assert f"{message.pk}@" in page
        assert "Nieuwe pincode" in page
        for told in (pair.client.first_name, pair.client.last_name, pair.client.number, pair.worker.last_name):
            assert told not in page
    assert not Event.objects.filter(what="unsure message").exists()


def test_of_another_organisation_nothing(browse: Browse, admin: User, olaf: User) -> None:
    message = unsure(kind="accounts.password_reset", side=Side.USER, user=olaf)
    assert url(message) not in operations(browse(admin))
    assert browse(admin).get(url(message)).status_code == 404
    assert browse(olaf).get(url(message)).status_code == 200


@pytest.mark.parametrize("state", [State.SENT, State.NEW, State.FAILED])
def test_what_is_certain_is_not_asked(browse: Browse, anna: User, pair: Pair, state: State) -> None:
    message = unsure(pair)
    Message.objects.update(state=state)
    assert url(message) not in home(browse(anna))
    assert browse(anna).get(url(message)).status_code == 302
