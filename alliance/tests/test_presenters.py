"""What of the monitor stands on a pair's page, and for whom."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import User
from alliance import actions, moments, presenters
from alliance.actions.instruments import short_form
from alliance.models import Measurement, MomentKind, Rater
from alliance.tests.factories import answer, open_measurement, reveal
from audit import clock
from caseload.models import Pair

TODAY = dt.date(2026, 11, 23)
HALF_A_YEAR_ON = dt.datetime(2027, 5, 20, 12, 0, tzinfo=dt.UTC)


def profile(user: User, pair: Pair) -> presenters.Profile | None:
    scores = presenters.scores_for(user, pair)
    return presenters.profile(moments.measurements_of(pair), scores, client="Cas", worker="Anna")


def test_before_the_reveal_there_is_no_profile(intake: Measurement, pair: Pair, anna: User) -> None:
    answer(intake, Rater.WORKER)
    assert profile(anna, pair) is None
    assert presenters.scores_for(anna, pair) == {}


def test_one_revealed_moment_shows_both_sides_and_no_change(intake: Measurement, pair: Pair, anna: User) -> None:
    reveal(intake, client=4, worker=3)
    shown = profile(anna, pair)
    assert shown is not None
    assert [row.title for row in shown.rows] == ["Vertrouwen", "Richting en kader", "Binding", "Stroefheid"]
    assert shown.origin == "Demonstratievragen, niet de WA-GK"
    assert (shown.has_change, shown.has_band) == (False, False)
    assert [(head.label, head.when) for head in shown.moments] == [("Intake", "nov. 2026")]
    parallel, friction = shown.rows[0].moments[0], shown.rows[3].moments[0]
    assert parallel.client is not None
    assert parallel.worker is not None
    assert parallel.difference == parallel.client - parallel.worker
    assert friction.difference is None
    assert shown.rows[3].sub == "Anna: energie- en regieverlies"
    assert [row.changes for row in shown.rows] == [()] * 4
    assert shown.notes == ("Stroefheid meet minder nauwkeurig dan de andere schalen; lees haar samen met het gesprek.",)
    assert shown.charts[3].question == "Hoger is stroever. Anna: energie- en regieverlies"


def straight(measurement: Measurement, rater: Rater, score: int) -> dict[str, int]:
    """Answers that score the same on every scale, whichever items are reversed."""
    assert measurement.instrument is not None
    items = measurement.instrument.parsed.items_for(rater)
    return {item.key: 6 - score if item.reverse else score for item in items}


def both(measurement: Measurement, client: int, worker: int) -> None:
    reveal(measurement, straight(measurement, Rater.CLIENT, client), straight(measurement, Rater.WORKER, worker))


@pytest.fixture
def two_moments(intake: Measurement, pair: Pair) -> Pair:
    both(intake, 2, 4)
    with clock.at(HALF_A_YEAR_ON):
        both(open_measurement(pair, MomentKind.REGULAR), 4, 4)
    return pair


def test_two_moments_name_the_pattern_of_each_side(two_moments: Pair, anna: User) -> None:
    shown = profile(anna, two_moments)
    assert shown is not None
    trust, friction = shown.rows[0], shown.rows[3]
    assert [cells.difference for cells in trust.moments] == [Decimal("-2"), Decimal("0")]
    assert [(change.value, change.pattern) for change in trust.changes] == [(2, "verbeterend"), (0, "stabiel")]
    # More friction is not better.
    assert friction.changes[0].pattern == "verslechterend"
    assert shown.has_band
    assert [line.pattern for line in shown.charts[0].lines] == ["verbeterend", "stabiel"]


def test_without_norms_the_pattern_is_not_determined_and_says_why(two_moments: Pair, anna: User) -> None:
    for measurement in moments.measurements_of(two_moments):
        instrument = measurement.instrument
        assert instrument is not None
        instrument.content = instrument.content.partition("[norms")[0]
        instrument.save()
    shown = profile(anna, two_moments)
    assert shown is not None
    assert not shown.has_band
    assert shown.rows[0].changes[0].pattern == "niet te bepalen"
    assert "Binding, kant van Anna: geen normgegevens, dus geen patroon." in shown.notes


def test_too_few_answers_leave_a_blank_and_say_why(intake: Measurement, pair: Pair, anna: User) -> None:
    both(intake, 3, 3)
    with clock.at(HALF_A_YEAR_ON):
        later = open_measurement(pair, MomentKind.REGULAR)
        answers = straight(later, Rater.CLIENT, 3)
        reveal(later, {"c01": answers["c01"]}, straight(later, Rater.WORKER, 3))
    shown = profile(anna, pair)
    assert shown is not None
    assert shown.rows[0].moments[1].client is None
    assert any("te weinig vragen ingevuld bij het laatste moment" in note for note in shown.notes)


def test_nobody_else_gets_scores(
    intake: Measurement, pair: Pair, bram: User, colleague: User, dewi: User, admin: User
) -> None:
    reveal(intake)
    assert [profile(user, pair) for user in (bram, colleague, dewi, admin)] == [None] * 4


def test_what_one_side_shared_is_shown_alone(intake: Measurement, pair: Pair, anna: User) -> None:
    answer(intake, Rater.WORKER)
    with clock.at(dt.datetime(2026, 12, 28, 12, 0, tzinfo=dt.UTC)):
        actions.share_scores(measurement=intake, rater=Rater.WORKER, by=anna)
        shown = profile(anna, pair)
    assert shown is not None
    cells = shown.rows[0].moments[0]
    assert cells.client is None
    assert cells.worker is not None
    assert cells.difference is None


def test_a_short_extra_moment_stands_on_its_own(two_moments: Pair, anna: User) -> None:
    alone = profile(anna, two_moments)
    extra = actions.plan_extra(pair=two_moments, instrument=short_form(), by=anna)
    both(extra, 1, 5)
    shown = profile(anna, two_moments)
    assert alone is not None
    assert shown is not None
    assert [head.label for head in shown.moments] == ["Intake", "6 maanden"]
    assert (shown.rows, shown.charts, shown.notes) == (alone.rows, alone.charts, alone.notes)
    [apart] = shown.apart
    assert [head.label for head in apart.moments] == ["Extra moment, 23 nov."]
    assert not apart.has_change
    assert {chart.key for chart in apart.charts}.isdisjoint(chart.key for chart in shown.charts)


def test_an_extra_moment_with_the_long_questionnaire_stands_in_the_row(
    intake: Measurement, pair: Pair, anna: User
) -> None:
    both(intake, 2, 4)
    assert intake.instrument is not None
    both(actions.plan_extra(pair=pair, instrument=intake.instrument, by=anna), 4, 4)
    shown = profile(anna, pair)
    assert shown is not None
    assert len(shown.moments) == 2
    assert shown.apart == ()
