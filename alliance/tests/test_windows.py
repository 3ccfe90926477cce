"""Windows that move: an extra moment, postponing, late answers, a pause, and why a side stayed away."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Team, User
from alliance import actions, policies
from alliance.actions.instruments import instrument_for, short_form
from alliance.models import Measurement, MomentKind, NonResponse, Rater, WindowChange
from alliance.tasks import do_what_is_due
from alliance.tests.factories import answer, fill_in, reveal
from audit import clock
from audit.models import Event
from caseload import actions as caseload_actions
from caseload import pauses
from caseload.models import Pair
from messaging.models import Message, State
from messaging.tasks import deliver_due

DAY = dt.timedelta(days=1)


def later(days: int):  # noqa: ANN201
    return clock.at(clock.now() + days * DAY)


def window(measurement: Measurement) -> tuple[dt.date, dt.date]:
    measurement.refresh_from_db()
    return measurement.opens_on, measurement.closes_on


@pytest.fixture
def half_year(pair: Pair) -> Measurement:
    """The planned moment at six months, 13 May to 12 August 2027."""
    do_what_is_due()
    return Measurement.objects.with_people().get(pair=pair, months=6)


# ---------- an extra moment ----------


def test_an_extra_moment_is_open_and_invited_at_once(pair: Pair, anna: User) -> None:
    do_what_is_due()
    actions.give_pin(pair=pair, handed_over_by="phone", by=anna)
    extra = actions.plan_extra(pair=pair, instrument=short_form(), by=anna)
    assert (extra.kind, extra.number, extra.label) == ("extra", 1, "Extra moment, 23 nov.")
    assert window(extra) == (dt.date(2026, 11, 23), dt.date(2026, 12, 14))
    assert extra.opened_at is not None
    assert extra.instrument == short_form()
    assert {m.side for m in Message.objects.filter(subject_id=extra.pk)} == {"client", "worker"}
    assert Event.objects.filter(what="extra moment", object_id=extra.pk).count() == 1
    do_what_is_due()
    extra.refresh_from_db()
    assert extra.instrument == short_form()


def test_extra_moments_are_counted_and_one_at_a_time(pair: Pair, anna: User) -> None:
    long = instrument_for(pair.team.organisation)
    first = actions.plan_extra(pair=pair, instrument=long, by=anna)
    with pytest.raises(ValidationError, match="al een extra moment"):
        actions.plan_extra(pair=pair, instrument=long, by=anna)
    reveal(first)
    assert actions.plan_extra(pair=pair, instrument=long, by=anna).number == 2
    with later(30):
        assert actions.plan_extra(pair=pair, instrument=long, by=anna).number == 3


def test_an_extra_moment_neither_replaces_nor_stops_the_fixed_ones(pair: Pair, anna: User) -> None:
    actions.plan_extra(pair=pair, instrument=short_form(), by=anna)
    do_what_is_due()
    assert [m.kind for m in Measurement.objects.filter(pair=pair)] == ["intake", "extra", "regular"]


def test_without_invitations_an_extra_moment_writes_to_nobody(pair: Pair, anna: User) -> None:
    Team.objects.update(invitations_since=None)
    pair.team.refresh_from_db()
    actions.plan_extra(pair=pair, instrument=short_form(), by=anna)
    assert not Message.objects.exists()


# ---------- the fixed row ----------


def test_every_six_months_as_long_as_the_supervision_runs(pair: Pair) -> None:
    do_what_is_due()
    for days in (270, 300, 455, 640, 820):
        with later(days):
            do_what_is_due()
    regular = Measurement.objects.filter(pair=pair, kind=MomentKind.REGULAR)
    assert [m.months for m in regular] == [6, 12, 18, 24, 30]


def test_what_was_open_when_the_supervision_ended_is_closed_as_ended(intake: Measurement, pair: Pair) -> None:
    caseload_actions.end_supervision(pair=pair, on=clock.today(), reason="completed", by=None)
    found = Measurement.objects.with_people().get(pk=intake.pk)
    assert policies.closed_as_ended(found)
    assert not policies.is_open(found, today=clock.today())
    assert not policies.may_postpone(found, own_begun=False, today=clock.today())


# ---------- postponing ----------


def test_before_it_opens_both_days_move(half_year: Measurement, anna: User) -> None:
    actions.postpone(measurement=half_year, weeks=4, reason="ill", by=anna)
    assert window(half_year) == (dt.date(2027, 6, 10), dt.date(2027, 9, 10))
    change = WindowChange.objects.get()
    assert (change.kind, change.reason, change.changed_by) == ("postponed", "ill", anna)
    assert (change.old_opens_on, change.old_closes_on) == (dt.date(2027, 5, 13), dt.date(2027, 8, 13))
    assert Event.objects.filter(what="measurement window").count() == 1


@pytest.mark.parametrize("client", ["nothing", "draft", "response"])
def test_once_open_only_the_last_day_moves_whatever_the_client_did(
    intake: Measurement, anna: User, client: str
) -> None:
    if client == "draft":
        fill_in(intake, Rater.CLIENT)
    if client == "response":
        answer(intake, Rater.CLIENT)
    opens_on, closes_on = window(intake)
    actions.postpone(measurement=intake, weeks=2, reason="ill", by=anna)
    assert window(intake) == (opens_on, closes_on + 14 * DAY)


def test_who_has_begun_does_not_postpone(intake: Measurement, anna: User) -> None:
    fill_in(intake, Rater.WORKER)
    with pytest.raises(ValidationError, match="je bent al begonnen"):
        actions.postpone(measurement=intake, weeks=2, reason="ill", by=anna)
    assert not WindowChange.objects.exists()


def test_a_window_never_runs_into_the_next_one(half_year: Measurement, anna: User) -> None:
    for _twelve_weeks in range(3):
        actions.postpone(measurement=half_year, weeks=4, reason="holiday", by=anna)
    with pytest.raises(ValidationError, match="13 november 2027"):
        actions.postpone(measurement=half_year, weeks=4, reason="holiday", by=anna)


# ---------- late answers ----------


def test_a_closed_moment_may_be_answered_two_weeks_more(intake: Measurement, anna: User) -> None:
    opens_on, _closes_on = window(intake)
    with later(40):
        do_what_is_due()
        today = clock.today()
        actions.allow_late(measurement=intake, reason="workload", by=anna)
        assert window(intake) == (opens_on, today + 14 * DAY)
        assert Message.objects.filter(kind="alliance.late", number=1).count() == 2
        reveal(intake)
    assert WindowChange.objects.get().kind == "late"


def test_not_while_open_nor_when_complete_nor_shared(intake: Measurement, anna: User) -> None:
    with pytest.raises(ValidationError, match="nog open"):
        actions.allow_late(measurement=intake, reason="ill", by=anna)
    answer(intake, Rater.WORKER)
    with later(40):
        actions.share_scores(measurement=intake, rater=Rater.WORKER, by=anna)
        with pytest.raises(ValidationError, match="al gedeeld"):
            actions.allow_late(measurement=intake, reason="ill", by=anna)


def test_late_answers_stop_where_the_next_moment_opens(half_year: Measurement, anna: User) -> None:
    with later(180):
        do_what_is_due()
    with later(350):
        do_what_is_due()
        actions.allow_late(measurement=half_year, reason="ill", by=anna)
        assert window(half_year)[1] == dt.date(2027, 11, 13)
    with later(360):
        do_what_is_due()
        with pytest.raises(ValidationError, match="volgende moment is al begonnen"):
            actions.allow_late(measurement=half_year, reason="ill", by=anna)


# ---------- a pause ----------


def test_in_a_pause_nothing_opens_and_nobody_is_written_to(pair: Pair, half_year: Measurement, anna: User) -> None:
    with later(160):
        pauses.start_pause(pair=pair, reason="detention", since=clock.today(), by=anna)
    with later(180):
        do_what_is_due()
        half_year.refresh_from_db()
        assert half_year.opened_at is None
        assert Message.objects.filter(subject_id=half_year.pk).count() == 0
    with later(190):
        pauses.end_pause(pair=pair, until=clock.today(), by=anna)
        assert window(half_year) == (dt.date(2027, 6, 12), dt.date(2027, 9, 12))
        assert WindowChange.objects.get().kind == "paused"
        do_what_is_due()
        assert Message.objects.filter(subject_id=half_year.pk).count() == 0
    with later(201):
        do_what_is_due()
        assert Message.objects.filter(subject_id=half_year.pk).exists()


def test_an_open_moment_keeps_its_first_day(pair: Pair, intake: Measurement, anna: User) -> None:
    opens_on, closes_on = window(intake)
    pauses.start_pause(pair=pair, reason="illness", since=clock.today(), by=anna)
    with later(50):
        assert actions.queue_reminders(today=clock.today()) == 0
        pauses.end_pause(pair=pair, until=clock.today(), by=anna)
        assert window(intake) == (opens_on, closes_on + 50 * DAY)
        assert policies.is_open(intake, today=clock.today())


def test_what_was_complete_or_closed_before_the_pause_stays(pair: Pair, intake: Measurement, anna: User) -> None:
    before = window(intake)
    with later(40):
        pauses.start_pause(pair=pair, reason="illness", since=clock.today(), by=anna)
    with later(60):
        pauses.end_pause(pair=pair, until=clock.today(), by=anna)
    assert window(intake) == before


def test_what_one_side_shared_stays_closed(pair: Pair, intake: Measurement, anna: User) -> None:
    answer(intake, Rater.WORKER)
    before = window(intake)
    with later(40):
        actions.share_scores(measurement=intake, rater=Rater.WORKER, by=anna)
        # Known later: the pause began while the window was still open.
        pauses.start_pause(pair=pair, reason="illness", since=clock.today() - 20 * DAY, by=anna)
        pauses.end_pause(pair=pair, until=clock.today(), by=anna)
    assert window(intake) == before


def test_in_a_pause_nobody_shares_because_the_window_will_move(pair: Pair, intake: Measurement, anna: User) -> None:
    answer(intake, Rater.WORKER)
    pauses.start_pause(pair=pair, reason="illness", since=clock.today(), by=anna)
    with later(40), pytest.raises(actions.CannotAnswer):
        actions.share_scores(measurement=intake, rater=Rater.WORKER, by=anna)


def test_an_invitation_that_the_pause_stopped_goes_out_after_it(pair: Pair, intake: Measurement, anna: User) -> None:
    pauses.start_pause(pair=pair, reason="illness", since=clock.today(), by=anna)
    deliver_due()
    stopped = Message.objects.get(subject_id=intake.pk)
    assert (stopped.state, stopped.reason) == (State.CANCELLED, "paused")
    with later(10):
        pauses.end_pause(pair=pair, until=clock.today(), by=anna)
        assert Message.objects.filter(subject_id=intake.pk, state=State.NEW).count() == 1


def test_paused_days_count_for_moments_that_are_planned_later(pair: Pair, anna: User) -> None:
    do_what_is_due()
    pauses.start_pause(pair=pair, reason="detention", since=clock.today(), by=anna)
    with later(100):
        pauses.end_pause(pair=pair, until=clock.today(), by=anna)
    with later(400):
        do_what_is_due()
    assert [m.opens_on for m in Measurement.objects.filter(pair=pair, kind="regular")] == [
        dt.date(2027, 5, 13) + 100 * DAY,
        dt.date(2027, 11, 13) + 100 * DAY,
    ]


@pytest.mark.parametrize("move", ["extra", "postpone", "late", "non_response"])
def test_in_a_pause_nothing_is_moved_by_hand(pair: Pair, intake: Measurement, anna: User, move: str) -> None:
    pauses.start_pause(pair=pair, reason="illness", since=clock.today(), by=anna)
    moves = {
        "extra": lambda: actions.plan_extra(pair=pair, instrument=short_form(), by=anna),
        "postpone": lambda: actions.postpone(measurement=intake, weeks=2, reason="ill", by=anna),
        "late": lambda: actions.allow_late(measurement=intake, reason="ill", by=anna),
        "non_response": lambda: actions.record_non_response(
            measurement=intake, rater=Rater.WORKER, reason="forgotten", by=anna
        ),
    }
    with pytest.raises(ValidationError, match="gepauzeerd"):
        moves[move]()


# ---------- non-response ----------


def test_the_worker_says_why_they_did_not_answer(intake: Measurement, anna: User) -> None:
    with later(40):
        for reason in ("forgotten", "other"):
            actions.record_non_response(measurement=intake, rater=Rater.WORKER, reason=reason, by=anna)
    row = NonResponse.objects.get()
    assert (row.rater, row.reason) == ("worker", "other")


@pytest.mark.parametrize("client_is_in", [False, True])
def test_of_the_client_nothing_is_asked_before_the_worker_is_in(
    intake: Measurement, anna: User, client_is_in: bool
) -> None:
    if client_is_in:
        answer(intake, Rater.CLIENT)
    with later(40), pytest.raises(ValidationError):
        actions.record_non_response(measurement=intake, rater=Rater.CLIENT, reason="language", by=anna)
    assert not NonResponse.objects.exists()


def test_of_the_client_once_the_worker_is_in_and_the_window_closed(intake: Measurement, anna: User) -> None:
    answer(intake, Rater.WORKER)
    with pytest.raises(ValidationError):
        actions.record_non_response(measurement=intake, rater=Rater.CLIENT, reason="language", by=anna)
    with later(40):
        actions.record_non_response(measurement=intake, rater=Rater.CLIENT, reason="language", by=anna)
    assert NonResponse.objects.get().rater == "client"
