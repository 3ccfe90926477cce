"""The schedule of a moment: what is queued on which day, for whom, and what is looked up again when it leaves."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from alliance import actions
from alliance.actions import reminding
from alliance.models import LookUp, Measurement, Rater, ReminderSchedule, due
from alliance.reminders import Steps, preview
from alliance.tasks import do_what_is_due
from alliance.tests.factories import answer, open_measurement
from audit import clock
from audit.models import Event
from caseload.actions import end_supervision, hand_over
from caseload.models import Client, FormerAddress, Pair
from caseload.pauses import end_pause, start_pause
from caseload.tests.factories import start_pair
from caseload.versions import StaleRecord
from messaging import kinds
from messaging.models import Message, Preference

DAY = dt.timedelta(days=1)


def later(days: int):  # noqa: ANN201
    return clock.at(clock.now() + days * DAY)


@pytest.fixture
def moment(pair: Pair, anna: User) -> Measurement:
    """An open intake of which both sides were invited today; it closes in 32 days."""
    measurement = open_measurement(pair)
    actions.give_pin(pair=pair, handed_over_by="phone", by=anna)
    return measurement


# The days on which something may happen, and those around them.
DAYS = [2, 3, 4, 5, 7, 8, 10, 14, 15, 29, 30, 31, 32, 33, 36, 40]


def queued_by_day(side: str = "client", days: Iterable[int] = DAYS) -> list[str]:
    """Run the look-up on each of these days; what it queued, as "day kind number"."""
    found = []
    for day in days:
        known = set(Message.objects.values_list("pk", flat=True))
        with later(day):
            actions.queue_reminders(today=clock.today())
        new = Message.objects.filter(side=side).exclude(pk__in=known).order_by("kind", "number")
        found += [f"{day} {m.kind.removeprefix('alliance.')} {m.number}" for m in new]
    return found


USUAL = ["3 reminder 1", "7 reminder 2", "14 reminder 3", "29 last_reminder 0"]


@pytest.mark.parametrize("side", list(Rater))
def test_after_three_seven_and_fourteen_days_and_three_before_the_end(moment: Measurement, side: Rater) -> None:
    assert (moment.closes_on - clock.today()).days == 32
    assert queued_by_day(side) == USUAL


def test_who_was_in_hears_once_that_it_closed_and_the_other_nothing(moment: Measurement) -> None:
    answer(moment, Rater.WORKER)
    assert queued_by_day("worker") == ["33 closed 0"]
    Message.objects.filter(kind=due.CLOSED).delete()
    assert queued_by_day("client") == []
    assert list(Message.objects.filter(kind=due.CLOSED).values_list("side", flat=True)) == ["worker"]


def test_a_complete_moment_asks_and_tells_nothing(moment: Measurement) -> None:
    for side in Rater:
        answer(moment, side)
    assert queued_by_day() == queued_by_day("worker") == []


def test_a_missed_day_is_made_up_for_unless_the_next_is_due(moment: Measurement) -> None:
    with later(5):
        assert actions.queue_reminders(today=clock.today()) == 2
    with later(16):
        assert actions.queue_reminders(today=clock.today()) == 2
    numbers = Message.objects.filter(kind=due.REMINDER, side="client").values_list("number", flat=True)
    assert sorted(numbers) == [1, 3]


def test_an_address_that_came_later_is_invited_and_reminded_in_its_own_time(pair: Pair, anna: User) -> None:
    Client.objects.update(email="")
    open_measurement(pair)
    actions.give_pin(pair=pair, handed_over_by="phone", by=anna)
    with later(13):
        Client.objects.update(email="cas@example.org")
    found = []
    for day in range(13, 20):
        with later(day):
            actions.queue_reminders(today=clock.today())
            if new := Message.objects.filter(side="client", created_at=clock.now()).first():
                found.append(f"{day} {new.kind}")
    assert found == ["13 alliance.invitation", "16 alliance.reminder"]


def test_a_postponed_moment_keeps_its_count_and_moves_the_last(moment: Measurement, anna: User) -> None:
    actions.postpone(measurement=moment, weeks=1, reason="ill", by=anna)
    assert queued_by_day() == [*USUAL[:3], "36 last_reminder 0"]


def test_nothing_in_a_pause_and_none_at_once_after_it(moment: Measurement, anna: User) -> None:
    with later(5):
        start_pause(pair=moment.pair, reason="detention", since=clock.today(), by=anna)
    found = []
    for day in [3, 5, 6, 7, 12, 13, 14, 15, 16, 29, 35, 36, 37]:
        with later(day):
            if day == 12:
                end_pause(pair=moment.pair, until=clock.today(), by=anna)
            actions.queue_reminders(today=clock.today())
            new = Message.objects.filter(side="client", created_at=clock.now(), kind__in=due.KINDS[1:])
            found += [f"{day} {m.kind.removeprefix('alliance.')} {m.number}" for m in new]
    assert found == ["3 reminder 1", "15 reminder 3", "36 last_reminder 0"]


def test_opened_again_for_late_answers(moment: Measurement, anna: User) -> None:
    answer(moment, Rater.WORKER)
    queued_by_day(days=[14])
    with later(40):
        actions.queue_reminders(today=clock.today())
        actions.allow_late(measurement=moment, reason="ill", by=anna)
        assert Message.objects.filter(kind=due.LATE).values_list("side", "number").get() == ("client", 1)
    found = []
    for day in [41, 43, 50, 51, 53, 54, 55, 56]:
        with later(day):
            actions.queue_reminders(today=clock.today())
            found += [
                f"{day} {m.kind.removeprefix('alliance.')} {m.number} {m.side}"
                for m in Message.objects.filter(created_at=clock.now())
            ]
    assert found == ["51 last_reminder 1 client", "55 closed 1 worker"]


@pytest.mark.parametrize("how", ["ended", "handed over"])
def test_nothing_after_the_end(moment: Measurement, colleague: User, how: str) -> None:
    if how == "ended":
        end_supervision(pair=moment.pair, on=clock.today(), reason="completed", by=None)
    else:
        hand_over(pair=moment.pair, to=colleague, on=clock.today(), by=None)
    assert queued_by_day() == queued_by_day("worker") == []


def test_the_task_looks_up_once_a_day_and_again_when_it_did_not_finish(
    moment: Measurement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "BATCH", 1)
    monkeypatch.setattr(reminding, "SLICE", 1)
    with later(3):
        real = reminding.outbox.queue

        def killed(messages: list[Message]) -> None:
            real(messages)
            raise KeyboardInterrupt

        monkeypatch.setattr(reminding.outbox, "queue", killed)
        with pytest.raises(KeyboardInterrupt):
            do_what_is_due()
        assert Message.objects.filter(kind=due.REMINDER).count() == 1
        monkeypatch.setattr(reminding.outbox, "queue", real)
        do_what_is_due()
        assert Message.objects.filter(kind=due.REMINDER).count() == 2
        assert LookUp.objects.get(day=clock.today()).queued == 1
        with CaptureQueriesContext(connection) as queries:
            assert actions.look_up(today=clock.today()) == 0
        assert len(queries) == 1


def test_ten_times_as_many_cost_as_many_queries_and_batches_more(anna: User) -> None:
    """The database finds what is due; Python only passes it on."""
    costs = []
    for pairs in (3, 30):
        for _ in range(pairs):
            start_pair(worker=anna)
        do_what_is_due()
        Message.objects.filter(kind=due.REMINDER).delete()
        with later(3), CaptureQueriesContext(connection) as queries:
            assert actions.queue_reminders(today=clock.today()) == Measurement.objects.open_on(clock.today()).count()
        costs.append(len(queries))
    assert costs[0] == costs[1]


# ---------- the organisation's own schedule ----------


def write(by: User, version: int = 0, **changes: Any) -> ReminderSchedule:
    fields: dict[str, Any] = {"after": [2, 5], "before_close": None, "tells_closed": False} | changes
    return actions.change_schedule(
        side=Rater.CLIENT, moment_kind=fields.pop("moment_kind", "intake"), version=version, by=by, **fields
    )


def test_an_own_schedule_holds_from_tomorrow_for_its_side_kind_and_organisation(
    moment: Measurement, admin: User, olaf: User
) -> None:
    row = write(admin)
    assert (row.version, row.holds_from) == (1, clock.today() + DAY)
    assert Event.objects.filter(what="reminder schedule", object_id=row.pk).exists()
    write(UserFactory(role=Role.ADMINISTRATOR, organisation=olaf.organisation), after=[1])
    write(admin, moment_kind="extra", after=[1])
    assert queued_by_day() == ["2 reminder 1", "5 reminder 2"]
    assert queued_by_day("worker") == []
    Message.objects.exclude(kind=due.INVITATION).delete()
    assert queued_by_day("worker") == USUAL


def test_a_changed_schedule_leaves_what_was_queued(moment: Measurement, admin: User) -> None:
    assert queued_by_day(days=range(4)) == USUAL[:1]
    with later(3):
        write(admin, after=[3, 10], before_close=3)
    assert queued_by_day() == ["10 reminder 2", "29 last_reminder 0"]


def test_two_administrators(admin: User) -> None:
    write(admin)
    with pytest.raises(StaleRecord):
        write(admin)
    assert write(admin, version=1).version == 2


def test_the_preview_is_what_happens(moment: Measurement) -> None:
    today = clock.today()
    planned = preview(Steps(), today, moment.closes_on)
    assert [f"{(line.day - today).days} {line.kind} {line.number}" for line in planned] == [
        "0 invitation 0",
        *USUAL,
        "33 closed 0",
    ]


# ---------- looked up again at the moment of sending ----------


def reason(moment: Measurement, kind: str = due.REMINDER, side: str = "client") -> str:
    message = actions.reminding.outbox.message(
        kind=kind, subject_id=moment.pk, side=side, pair=Pair.objects.get(pk=moment.pair_id)
    )
    return kinds.get(kind).recheck(message)


ASKING = [due.INVITATION, due.REMINDER, due.LAST_REMINDER, due.LATE]


@pytest.mark.parametrize("kind", ASKING)
@pytest.mark.parametrize("side", list(Rater))
def test_each_reason_not_to_ask(moment: Measurement, kind: str, side: Rater, anna: User, colleague: User) -> None:
    def why() -> str:
        return reason(moment, kind, side)

    assert why() == ""
    wish = Preference.objects.create(
        **({"user": anna} if side == "worker" else {"client": moment.pair.client}), no_questionnaires=True
    )
    assert why() == "opted out"
    wish.delete()
    start_pause(pair=moment.pair, reason="illness", since=clock.today(), by=anna)
    assert why() == "paused"
    end_pause(pair=moment.pair, until=clock.today(), by=anna)
    with later(60):
        assert why() == "not open"
    actions.say_not_now(measurement=moment, rater=side, by=None)
    assert why() == "not now"
    answer(moment, side)
    assert why() == "answered"
    hand_over(pair=moment.pair, to=colleague, on=clock.today(), by=None)
    assert why() == "handed over"


def test_a_worker_who_left_and_a_client_without_address_or_pin(moment: Measurement, anna: User) -> None:
    User.objects.get_queryset().filter(pk=anna.pk).update(is_active=False)
    assert reason(moment, side="worker") == "account off"
    moment.pair.client.pin.delete()
    assert reason(moment) == "no pin"
    Client.objects.update(email="")
    assert reason(moment) == "no address"
    end_supervision(pair=moment.pair, on=clock.today(), reason="completed", by=None)
    assert reason(moment) == reason(moment, side="worker") == "pair ended"


def test_the_notice_of_closing_only_to_who_was_in_and_while_it_is_closed(moment: Measurement, anna: User) -> None:
    answer(moment, Rater.WORKER)
    assert reason(moment, due.CLOSED, "worker") == "not closed"
    with later(40):
        assert reason(moment, due.CLOSED, "worker") == ""
        assert reason(moment, due.CLOSED, "client") == "not answered"
        actions.allow_late(measurement=moment, reason="ill", by=anna)
        assert reason(moment, due.CLOSED, "worker") == "not closed"


def test_the_old_address_is_told_only_while_it_is_the_old_one(pair: Pair, anna: User) -> None:
    actions.change_contact_details(pair=pair, version=pair.client.version, by=anna, email="nieuw@example.org")
    message = Message.objects.select_related("pair").get(kind="alliance.address_changed")
    recheck = kinds.get(message.kind).recheck
    assert recheck(message) == ""
    Client.objects.update(email="CAS@example.org")
    assert recheck(message) == "address in use"
    FormerAddress.objects.all().delete()
    assert recheck(message) == "address gone"


def test_a_worker_reads_their_own_language(moment: Measurement, anna: User) -> None:
    message = Message.objects.select_related("pair").get(kind=due.INVITATION, side="worker")
    render = kinds.get(message.kind).render
    assert render(message).subject == "Er staat een vragenlijst voor je klaar"
    Preference.objects.create(user=anna, language="en")
    assert render(message).subject != "Er staat een vragenlijst voor je klaar"
