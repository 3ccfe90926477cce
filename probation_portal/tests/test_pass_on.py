"""What the client agrees to pass on to the next worker, and how the client hears who that is."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Team, User
from alliance.tests.factories import reveal
from audit import clock
from audit.models import Event
from caseload import actions as caseload_actions
from caseload.models import Pair, PassOn
from caseload.passing_on import passed_on_to, write_pass_on
from caseload.versions import StaleRecord
from conftest import NOON, TODAY
from messaging.delivery import deliver_due
from messaging.models import Message, State
from probation_portal import actions

TEXT = "Cas wil graag wandelen tijdens het gesprek."


@pytest.fixture
def url(pair: Pair) -> str:
    return reverse("portal:pass_on", args=[pair.pk])


def write(pair: Pair, by: User, **changed: Any) -> PassOn:
    values: dict[str, Any] = {"text": TEXT, "client_agreed": True, "version": 0} | changed
    return write_pass_on(pair=pair, by=by, **values)


def page_of(browse: Any, user: User, pair: Pair) -> str:
    text: str = browse(user).get(reverse("portal:pair", args=[pair.pk])).content.decode()
    return text


def test_is_written_and_read_by_the_next_worker(
    browse: Any, url: str, pair: Pair, anna: User, colleague: User, bram: User
) -> None:
    posted = {"text": TEXT, "client_agreed": "on", "version": "0"}
    assert browse(anna).post(url, posted).headers["Location"] == reverse("portal:pair", args=[pair.pk])
    assert Event.objects.filter(what="pass-on", action="changed", object_id=pair.pk).count() == 1
    new = actions.hand_over(pair=pair, to=colleague, on=TODAY, by=anna)
    text = page_of(browse, colleague, new)
    assert "Meegegeven door Cas en Anna" in text
    assert TEXT in text
    assert TEXT not in page_of(browse, bram, new)


def test_without_the_clients_yes_nothing_goes_along(browse: Any, pair: Pair, anna: User, colleague: User) -> None:
    write(pair, anna, client_agreed=False)
    new = actions.hand_over(pair=pair, to=colleague, on=TODAY, by=anna)
    assert passed_on_to(new) is None
    assert "Meegegeven" not in page_of(browse, colleague, new)


def test_only_from_the_pair_before(pair: Pair, anna: User, colleague: User, chris: User) -> None:
    write(pair, anna)
    second = actions.hand_over(pair=pair, to=colleague, on=TODAY, by=anna)
    third = actions.hand_over(pair=second, to=chris, on=TODAY, by=None)
    assert passed_on_to(third) is None


def test_never_the_scores(browse: Any, intake: Any, pair: Pair, anna: User, colleague: User) -> None:
    reveal(intake)
    write(pair, anna)
    new = actions.hand_over(pair=pair, to=colleague, on=TODAY, by=anna)
    assert 'class="profile"' not in page_of(browse, colleague, new)


def test_the_client_reads_it_too_once_they_agreed(browse: Any, pair: Pair, anna: User, cas: User) -> None:
    write(pair, anna, client_agreed=False)
    assert TEXT not in browse(cas).get("/").content.decode()
    write(pair, anna, version=1)
    assert TEXT in browse(cas).get("/").content.decode()


def test_a_stale_save_is_refused_with_both_versions(browse: Any, url: str, pair: Pair, anna: User) -> None:
    write(pair, anna)
    for version in ("0", "7"):
        response = browse(anna).post(url, {"text": "Iets anders", "version": version})
        text = response.content.decode()
        assert "Iemand anders heeft dit intussen gewijzigd." in text
        assert TEXT in text
        assert "Iets anders" in text
        assert 'name="version" value="1"' in text
    assert PassOn.objects.get().text == TEXT
    with pytest.raises(StaleRecord):
        write(pair, anna, version=2)


@pytest.mark.parametrize(("text", "says"), [("", "Schrijf op wat jullie meegeven."), ("x" * 2001, "2000")])
def test_a_bad_one_says_why_and_writes_nothing(browse: Any, url: str, anna: User, text: str, says: str) -> None:
    response = browse(anna).post(url, {"text": text, "client_agreed": "on", "version": "0"})
    assert says in response.content.decode()
    assert not PassOn.objects.exists()


def test_only_the_pairs_present_worker(
    browse: Any, url: str, pair: Pair, anna: User, colleague: User, chris: User, olaf: User, bram: User, cas: User
) -> None:
    for stranger in (colleague, chris, olaf):
        assert browse(stranger).get(url).status_code == 404
    for role in (bram, cas):
        assert browse(role).get(url).status_code == 403
    actions.hand_over(pair=pair, to=colleague, on=TODAY, by=anna)
    for person in (anna, colleague):
        assert browse(person).get(url).status_code == 404


def test_the_hand_over_page_says_whether_something_goes_along(
    browse: Any, url: str, pair: Pair, anna: User, bram: User
) -> None:
    page = reverse("portal:hand_over", args=[pair.pk])
    assert "Er wordt niets meegegeven" in browse(anna).get(page).content.decode()
    assert url in browse(anna).get(page).content.decode()
    write(pair, anna)
    text = browse(bram).get(page).content.decode()
    assert "Cas en Anna geven iets mee." in text
    assert url not in text
    assert TEXT not in text


def test_the_number_of_queries_is_constant(browse: Any, url: str, pair: Pair, anna: User) -> None:
    browser = browse(anna)
    browser.get(url)
    with CaptureQueriesContext(connection) as queries:
        browser.get(url)
    assert len(queries) <= 14


# ---------- the client hears ----------


def told() -> list[str]:
    return list(Message.objects.filter(kind="alliance.new_worker").values_list("state", flat=True))


def test_the_client_gets_a_neutral_mail_with_a_first_name_only(pair: Pair, anna: User, colleague: User) -> None:
    actions.hand_over(pair=pair, to=colleague, on=TODAY, by=anna)
    mail.outbox.clear()
    deliver_due()
    sent = next(one for one in mail.outbox if one.to == ["cas@example.org"] and "contactpersoon" in str(one.subject))
    assert sent.subject == "Je krijgt een andere contactpersoon"
    assert "Yusuf" in sent.body
    for word in ("de Wit", "Verhoeven", "reclassering", "Anna", "http"):
        assert word not in f"{sent.subject} {sent.body}"
    assert told() == [State.SENT]


@pytest.mark.parametrize("cause", ["no address", "team off"])
def test_nothing_is_queued(cause: str, pair: Pair, anna: User, colleague: User, team: Team) -> None:
    if cause == "no address":
        client = pair.client
        caseload_actions.change_client(client=client, version=client.version, by=anna, email="")
        pair.refresh_from_db()
    else:
        Team.objects.update(invitations_since=None)
        colleague.team.refresh_from_db()
    actions.hand_over(pair=Pair.objects.get(pk=pair.pk), to=User.objects.get(pk=colleague.pk), on=TODAY, by=anna)
    assert told() == []


@pytest.mark.parametrize("cause", ["handed over again", "address gone", "team off"])
def test_at_the_moment_of_sending_it_is_looked_up_again(
    cause: str, pair: Pair, anna: User, colleague: User, chris: User
) -> None:
    new = actions.hand_over(pair=pair, to=colleague, on=TODAY, by=anna)
    if cause == "handed over again":
        caseload_actions.hand_over(pair=new, to=chris, on=TODAY, by=anna)
    elif cause == "address gone":
        client = new.client
        caseload_actions.change_client(client=client, version=client.version, by=anna, email="")
    else:
        Team.objects.update(invitations_since=None)
    with clock.at(NOON + dt.timedelta(minutes=1)):
        deliver_due()
    assert told() == [State.CANCELLED]


def test_the_import_tells_nobody(pair: Pair, anna: User, colleague: User) -> None:
    caseload_actions.hand_over(pair=pair, to=colleague, on=TODAY, by=anna)
    assert told() == []
