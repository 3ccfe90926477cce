"""What filling in and talking was worth: asked after the talk, shown only of many."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Organisation, Role, User
from accounts.tests.factories import UserFactory
from alliance import actions
from alliance.figures import worth
from alliance.models import Measurement, Rater, Worth
from alliance.tests.factories import open_measurement, reveal
from audit.models import Event
from caseload.tests.factories import start_pair

Browse = Callable[[User | None], Browser]
TODAY = dt.date(2026, 11, 23)


def url(measurement: Measurement) -> str:
    return reverse("alliance:worth", args=[measurement.pk])


@pytest.fixture
def talked(intake: Measurement, anna: User) -> Measurement:
    reveal(intake)
    actions.record_talk(measurement=intake, held_on=TODAY, by=anna)
    return intake


def test_each_side_answers_once_on_their_own_page(browse: Browse, talked: Measurement, anna: User, cas: User) -> None:
    pages = {anna: reverse("alliance:conversation", args=[talked.pk]), cas: "/"}
    for person, question in ((anna, "was dit de moeite waard?"), (cas, "Was dit de moeite waard?")):
        assert question in browse(person).get(pages[person]).content.decode()
        response = browse(person).post(url(talked), {"filling_in": "2", "talking": "5"})
        assert (response.status_code, response["Location"]) == (302, pages[person])
        assert question not in browse(person).get(pages[person]).content.decode()
        browse(person).post(url(talked), {"filling_in": "1"})
    given = set(Worth.objects.values_list("rater", "filling_in", "talking"))
    assert given == {("client", 2, 5), ("worker", 2, 5)}
    assert {event.purpose for event in Event.objects.filter(what="worth", action="answered")} == {"own", "supervision"}


@pytest.mark.parametrize("data", [{}, {"talking": "6"}, {"filling_in": "niets"}])
def test_nothing_chosen_or_nonsense_writes_nothing(
    data: dict[str, str], browse: Browse, talked: Measurement, anna: User
) -> None:
    page = browse(anna).post(url(talked), data, follow=True).content.decode()
    assert "Kies bij ten minste een van de vragen een antwoord." in page
    assert not Worth.objects.exists()


def test_one_of_the_two_may_stay_open(browse: Browse, talked: Measurement, cas: User) -> None:
    browse(cas).post(url(talked), {"talking": "4"})
    assert Worth.objects.values_list("filling_in", "talking").get() == (None, 4)


def test_before_the_talk_nothing_is_asked(browse: Browse, intake: Measurement, anna: User, cas: User) -> None:
    reveal(intake)
    assert "de moeite waard?" not in browse(cas).get("/").content.decode()
    browse(cas).post(url(intake), {"talking": "4"})
    assert not Worth.objects.exists()


def test_others_cannot_answer(
    browse: Browse, talked: Measurement, colleague: User, bram: User, evi: User, admin: User
) -> None:
    for user, status in ((colleague, 404), (bram, 403), (evi, 403), (admin, 403)):
        assert browse(user).post(url(talked), {"talking": "4"}).status_code == status
    assert browse(bram).get(url(talked)).status_code in (403, 405)
    assert not Worth.objects.exists()


def test_it_is_shown_of_five_pairs_and_three_workers_or_not_at_all(
    noord: Organisation, anna: User, team: object
) -> None:
    workers = [anna, *(UserFactory(role=Role.WORKER, team=team) for _number in range(2))]

    def say(worker: User, value: int) -> None:
        measurement = open_measurement(start_pair(worker=worker, starts_on=TODAY - dt.timedelta(days=5)))
        reveal(measurement)
        actions.record_talk(measurement=measurement, held_on=TODAY, by=worker)
        actions.answer_worth(measurement=measurement, rater=Rater.CLIENT, filling_in=None, talking=value, by=worker)

    def talking() -> tuple[object, object]:
        (found,) = [one for one in worth(noord) if (one.rater, one.question) == ("client", "talking")]
        return found.n, found.mean

    for _number in range(5):
        say(anna, 4)
    assert talking() == (None, None)  # five pairs, one worker
    say(workers[1], 5)
    assert talking() == (None, None)
    say(workers[2], 1)
    assert (str(talking()[0]), str(talking()[1])) == ("7", "3.7")
    assert [one.n for one in worth(noord) if one.question == "filling_in"] == [None, None]


def test_the_researcher_reads_the_mean_and_never_a_few(
    browse: Browse, talked: Measurement, evi: User, cas: User
) -> None:
    browse(cas).post(url(talked), {"talking": "4"})
    page = browse(evi).get("/").content.decode()
    assert "Wat had je aan het gesprek?" in page
    assert page.count("te weinig antwoorden") == 4
