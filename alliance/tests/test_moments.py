"""Where a pair's moments stand: what the worker and the supervisor read of it."""

import datetime as dt

import pytest

from accounts.models import User
from alliance import actions, moments
from alliance.client_words import not_planned_yet
from alliance.models import Measurement, MomentKind, Rater
from alliance.tests.factories import answer, open_measurement, reveal
from audit import clock
from caseload import pauses
from caseload.models import Pair

TODAY = dt.date(2026, 11, 23)
HALF_A_YEAR_ON = dt.datetime(2027, 5, 20, 12, 0, tzinfo=dt.UTC)


def line(user: User, pair: Pair) -> moments.StateLine | None:
    measurements, own = moments.measurements_of(pair), moments.own_responses(user, pair)
    return moments.state_line(measurements, own, clock.today(), client="Cas")


@pytest.mark.parametrize("client_is_in", [False, True])
def test_the_worker_reads_the_same_whether_or_not_the_client_is_in(
    intake: Measurement, pair: Pair, anna: User, client_is_in: bool
) -> None:
    if client_is_in:
        answer(intake, Rater.CLIENT)
    shown = line(anna, pair)
    assert shown is not None
    assert (shown.text, shown.why) == ("Jouw kant nog invullen", "Intake, in te vullen t/m 24 dec.")
    assert shown.url == f"/alliance/{intake.pk}/"


def test_own_side_in_waits_and_then_talks(intake: Measurement, pair: Pair, anna: User) -> None:
    answer(intake, Rater.WORKER)
    shown = line(anna, pair)
    assert shown is not None
    assert shown.text == "Jij bent klaar; wacht op de cliënt"
    answer(intake, Rater.CLIENT)
    shown = line(anna, pair)
    assert shown is not None
    assert shown.text == "Klaar om te bespreken"


def test_a_closed_half_may_be_shared_once(intake: Measurement, pair: Pair, anna: User) -> None:
    answer(intake, Rater.WORKER)
    with clock.at(dt.datetime(2026, 12, 28, 12, 0, tzinfo=dt.UTC)):
        shown = line(anna, pair)
        assert shown is not None
        assert (shown.post, shown.url) == (True, f"/alliance/{intake.pk}/share/")
        actions.share_scores(measurement=intake, rater=Rater.WORKER, by=anna)
        assert line(anna, pair) is None


def test_a_closed_moment_without_the_worker_says_nothing_of_the_client(
    intake: Measurement, pair: Pair, anna: User
) -> None:
    answer(intake, Rater.CLIENT)
    with clock.at(dt.datetime(2026, 12, 28, 12, 0, tzinfo=dt.UTC)):
        assert line(anna, pair) is None


def test_a_supervisor_reads_states_and_dates(intake: Measurement, pair: Pair) -> None:
    rows = moments.moment_rows(moments.measurements_of(pair), TODAY)
    assert [(row.label, row.tag_text) for row in rows] == [("Intake", "open"), ("6 maanden", "gepland")]
    reveal(intake)
    rows = moments.moment_rows(moments.measurements_of(pair), TODAY)
    assert (rows[0].tag_text, rows[0].dates) == ("klaar", "beide kanten binnen op 23 nov.")
    assert moments.moment_rows([intake], dt.date(2026, 12, 25))[0].tag_text == "klaar"


def test_the_timeline_knows_moments_not_sides(intake: Measurement, pair: Pair) -> None:
    def titles() -> list[str]:
        return [entry.title for entry in moments.timeline(moments.measurements_of(pair), TODAY)]

    assert titles() == ["Meting open: Intake"]
    answer(intake, Rater.CLIENT)
    assert titles() == ["Meting open: Intake"]
    answer(intake, Rater.WORKER)
    assert titles() == ["Meting open: Intake", "Beide kanten van de meting zijn binnen"]


@pytest.mark.parametrize(
    ("since", "tag", "title"),
    [
        (dt.date(2026, 12, 20), "gepauzeerd", "Meting gepauzeerd: Intake"),
        # Closed before the pause began: that window does not move.
        (dt.date(2026, 12, 28), "gesloten, niet compleet", "Meting gesloten: Intake"),
    ],
)
def test_a_window_that_passed_in_a_pause_is_not_closed(
    intake: Measurement, pair: Pair, since: dt.date, tag: str, title: str
) -> None:
    found, today = moments.measurements_of(pair), dt.date(2026, 12, 30)
    assert moments.moment_rows(found, today, paused_since=since)[0].tag_text == tag
    assert [entry.title for entry in moments.timeline(found, today, paused_since=since)][1:] == [title]


def test_what_comes_next(intake: Measurement, pair: Pair) -> None:
    measurements = moments.measurements_of(pair)
    assert moments.next_moments(pair, measurements, TODAY) == [
        ("Intake", "t/m 24 dec."),
        ("6 maanden", "vanaf 13 mei 2027"),
    ]
    assert moments.open_measurement(measurements, TODAY) == intake


def test_when_all_is_in_the_next_moment_is_told_before_it_is_planned(intake: Measurement, pair: Pair) -> None:
    reveal(intake)
    with clock.at(HALF_A_YEAR_ON):
        reveal(open_measurement(pair, MomentKind.REGULAR))
    found = moments.measurements_of(pair)
    assert moments.next_moments(pair, found, HALF_A_YEAR_ON.date()) == [("12 maanden", "vanaf 13 nov.")]


def test_a_pause_that_is_over_moves_the_next_moment_for_both_readers(
    intake: Measurement, pair: Pair, anna: User
) -> None:
    reveal(intake)
    with clock.at(HALF_A_YEAR_ON):
        reveal(open_measurement(pair, MomentKind.REGULAR))
        pauses.start_pause(pair=pair, reason="illness", since=clock.today() - dt.timedelta(days=31), by=anna)
        pauses.end_pause(pair=pair, until=clock.today(), by=anna)
    found = moments.measurements_of(pair)
    assert moments.next_moments(pair, found, HALF_A_YEAR_ON.date()) == [("12 maanden", "vanaf 14 dec.")]
    said = not_planned_yet(pair, found, HALF_A_YEAR_ON.date())
    assert said == ["Vanaf 14 december 2027 krijg je weer vragen."]
