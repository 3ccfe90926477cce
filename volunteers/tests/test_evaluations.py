"""Looking back from three sides: when it is asked, by whom it is filled in, and who sees what when."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from audit import clock
from audit.models import Action, Event
from caseload.models import Pair
from messaging.models import Message
from volunteers.actions import end_match
from volunteers.actions.evaluations import fill_evaluation, plan_evaluations, queue_evaluations
from volunteers.models import Evaluation, Match, Side, Volunteer
from volunteers.policies import evaluation_month
from volunteers.request_messages import _recheck_evaluation
from volunteers.tests.factories import start_match

TODAY = dt.date(2026, 11, 23)
DUE = dt.date(2027, 2, 23)
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)


@pytest.fixture
def match(volunteer: Volunteer, pair: Pair, cas: User) -> Match:
    match = start_match(volunteer, pair)
    Match.objects.filter(pk=match.pk).update(met_on=TODAY)
    return match


def look_back(day: dt.date) -> None:
    with clock.at(dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)):
        plan_evaluations(today=day)
        queue_evaluations(today=day)


def fill(match: Match, user: User, day: dt.date, month: int = 3, **values: str) -> Evaluation:
    side = {"client": Side.CLIENT, "worker": Side.WORKER, "volunteer": Side.VOLUNTEER}[user.role]
    row = Evaluation.objects.get(match=match, side=side, month=month)
    with clock.at(dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)):
        return fill_evaluation(evaluation=row, satisfaction=4, worth=3, by=user, **values)


def asked(user: User, day: dt.date) -> list[int]:
    return [row.month for row in Evaluation.objects.to_fill(user, day)]


def seen(user: User, day: dt.date) -> list[str]:
    return sorted(row.side for row in Evaluation.objects.shown_to(user, day))


@pytest.mark.parametrize(
    ("day", "month"), [(DUE - DAY, 0), (DUE, 3), (dt.date(2027, 5, 22), 3), (dt.date(2027, 5, 23), 6)]
)
def test_every_three_months(match: Match, day: dt.date, month: int) -> None:
    assert evaluation_month(match, day) == month


def test_the_three_are_asked_on_the_day_and_once_more_a_week_later(
    match: Match, anna: User, cas: User, vera: User
) -> None:
    look_back(DUE - DAY)
    assert not Evaluation.objects.exists()
    for day in (DUE, DUE, DUE + DAY):
        look_back(day)
    assert [asked(user, DUE) for user in (anna, cas, vera)] == [[3], [3], [3]]
    fill(match, vera, DUE + DAY)
    for day in (DUE + WEEK, DUE + WEEK, DUE + 2 * WEEK):
        look_back(day)
    told = Message.objects.filter(kind="volunteers.evaluation").order_by("number", "side")
    assert list(told.values_list("number", "side")) == [
        (0, "client"),
        (0, "user"),
        (0, "worker"),
        (1, "client"),
        (1, "worker"),
    ]


def test_nothing_is_asked_before_the_start_meeting(match: Match) -> None:
    Match.objects.update(met_on=None)
    look_back(DUE)
    assert not Evaluation.objects.exists()


def test_nobody_sees_anything_until_all_three_are_in(
    match: Match, anna: User, cas: User, vera: User, dewi: User, colleague: User
) -> None:
    look_back(DUE)
    fill(match, vera, DUE, cooperation="goals", note="Fijn gelopen.")
    fill(match, anna, DUE)
    assert [seen(user, DUE) for user in (anna, cas, vera)] == [[], [], []]
    fill(match, cas, DUE)
    everybody = ["client", "volunteer", "worker"]
    assert [seen(user, DUE) for user in (anna, cas, vera)] == [everybody] * 3
    assert [seen(user, DUE) for user in (dewi, colleague)] == [[], []]
    event = Event.objects.filter(what="match evaluation").first()
    assert event is not None
    assert event.action == Action.ANSWERED


def test_after_four_weeks_what_is_there_is_shown_and_nothing_comes_in(
    match: Match, anna: User, cas: User, vera: User
) -> None:
    look_back(DUE)
    fill(match, vera, DUE)
    over = DUE + 4 * WEEK
    assert seen(anna, over - DAY) == []
    assert seen(anna, over) == ["volunteer"]
    assert asked(anna, over) == []
    with pytest.raises(ValidationError, match="voorbij"):
        fill(match, anna, over)


def test_one_fills_in_ones_own_side_once(match: Match, anna: User, cas: User, vera: User) -> None:
    look_back(DUE)
    fill(match, vera, DUE)
    with pytest.raises(ValidationError, match="al ingevuld"):
        fill(match, vera, DUE)
    others = Evaluation.objects.get(match=match, side=Side.CLIENT)
    with clock.at(dt.datetime.combine(DUE, dt.time(12), tzinfo=dt.UTC)), pytest.raises(ValidationError):
        fill_evaluation(evaluation=others, satisfaction=1, worth=1, by=anna)


def test_at_the_end_also_the_volunteer_who_sees_the_match_no_more(
    match: Match, anna: User, cas: User, vera: User, dewi: User
) -> None:
    day = TODAY + 3 * WEEK
    end_match(match=match, on=day, by=dewi)
    look_back(day)
    look_back(day)
    assert [asked(user, day) for user in (anna, cas, vera)] == [[0], [0], [0]]
    for user in (anna, cas, vera):
        fill(match, user, day, month=0)
    # A volunteer sees nothing of a match that is over.
    assert [len(seen(user, day)) for user in (anna, cas, vera)] == [3, 3, 0]


def test_an_end_takes_the_place_of_what_was_due(match: Match, vera: User, dewi: User) -> None:
    look_back(DUE)
    end_match(match=match, on=DUE + DAY, by=dewi)
    look_back(DUE + DAY)
    assert asked(vera, DUE + DAY) == [0]


def test_who_left_is_asked_nothing(match: Match, vera: User) -> None:
    look_back(DUE)
    Volunteer.objects.update(stage="left", left_on=DUE)
    assert asked(vera, DUE) == []


def test_what_was_filled_in_or_is_over_is_not_sent(match: Match, vera: User, cas: User) -> None:
    look_back(DUE)
    message = Message.objects.select_related("user").get(kind="volunteers.evaluation", side="user")
    with clock.at(dt.datetime.combine(DUE, dt.time(12), tzinfo=dt.UTC)):
        assert _recheck_evaluation(message) == ""
    assert fill(match, vera, DUE).satisfaction == 4
    assert _recheck_evaluation(message) == "answered"
    other = Message.objects.with_people().get(kind="volunteers.evaluation", side="client")
    with clock.at(dt.datetime.combine(DUE + 4 * WEEK, dt.time(12), tzinfo=dt.UTC)):
        assert _recheck_evaluation(other) == "nothing to tell"


def test_of_five_points_and_no_other(match: Match, vera: User) -> None:
    look_back(DUE)
    row = Evaluation.objects.get(match=match, side=Side.VOLUNTEER)
    with clock.at(dt.datetime.combine(DUE, dt.time(12), tzinfo=dt.UTC)), pytest.raises(ValidationError):
        fill_evaluation(evaluation=row, satisfaction=6, worth=3, by=vera)
