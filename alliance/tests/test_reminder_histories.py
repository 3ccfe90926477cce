"""Whatever happens to a pair, and however often the scheduler was silent: nobody gets too much, nothing comes twice,
nothing after the end. More histories: REMINDER_HISTORIES=500.
"""

import datetime as dt
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Team, User
from alliance import actions
from alliance.actions import CannotAnswer
from alliance.actions.instruments import instrument_for
from alliance.models import Measurement, Rater, Response, due
from alliance.tests.factories import answer
from audit import clock
from caseload.actions import end_supervision, hand_over
from caseload.models import Pair
from caseload.pauses import end_pause, start_pause
from caseload.tests.factories import start_pair
from messaging import delivery
from messaging.kinds import Family
from messaging.models import Message, Preference, State
from messaging.tests.factories import kind_is, queued
from messaging.working_time import national_holidays

HISTORIES = int(os.environ.get("REMINDER_HISTORIES") or (6 if connection.vendor == "sqlite" else 3))
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# Two changes of the clock, Christmas and a leap day lie within half a year of it.
BEGIN = dt.datetime(2027, 10, 1, 10, 30, tzinfo=AMSTERDAM)
MEET = "test.appointment"
ASKING = {due.INVITATION, due.REMINDER, due.LAST_REMINDER, due.LATE}


@dataclass
class Story:
    """Two clients of one worker, one of whom may come to a colleague."""

    worker: User
    colleague: User
    pairs: list[Pair]
    checked: set[object] = field(default_factory=set)

    def pair(self, n: int) -> Pair:
        """The present or last pair of one of the two."""
        return (
            Pair.objects.filter(supervision=self.pairs[n].supervision_id).order_by("-starts_on", "-pk").first()
            or (self.pairs[n])
        )

    def moment(self, n: int) -> Measurement | None:
        opened = Measurement.objects.with_people().filter(pair=self.pair(n), opened_at__isnull=False)
        return opened.order_by("-opened_at").first()

    def live(self) -> None:
        """What the scheduler does in one go; what leaves is held against the facts of that moment."""
        today = clock.today()
        actions.plan_measurements(today=today)
        actions.open_due(today=today)
        actions.look_up(today=today)
        delivery.deliver_due()
        for message in Message.objects.filter(state=State.SENT).exclude(pk__in=self.checked).select_related("pair"):
            self.checked.add(message.pk)
            if message.kind in due.KINDS:
                self.right_now(message)
        wall = clock.now().astimezone(AMSTERDAM)
        if wall.isoweekday() <= 5 and wall.date() not in national_holidays(wall.year):
            # Whatever else is under way, nothing holds a message about an appointment back.
            assert not Message.objects.filter(kind=MEET).exclude(state=State.SENT).exists()

    def right_now(self, message: Message) -> None:
        moment = Measurement.objects.get(pk=message.subject_id)
        wall, today = clock.now().astimezone(AMSTERDAM), clock.today()
        assert message.left_at == clock.now()
        assert 9 <= wall.hour < 18
        assert wall.isoweekday() <= 5
        assert wall.date() not in national_holidays(wall.year)
        assert message.pair is not None
        assert message.pair.ends_on is None
        assert not message.pair.supervision.pauses.running_on(today).exists()
        assert not Preference.objects.filter(no_questionnaires=True, client=message.recipient_id).exists()
        was_in = Response.objects.standing().filter(measurement=moment, rater=message.side).exists()
        if message.kind in ASKING:
            assert not was_in
            assert moment.opens_on <= today < moment.closes_on
            assert getattr(moment, f"{message.side}_not_now_at") is None
        else:
            assert message.kind == due.CLOSED
            assert was_in
            assert moment.revealed_at is None
            assert today >= moment.closes_on


def _answer(story: Story, n: int, side: Rater) -> None:
    if moment := story.moment(n):
        answer(moment, side)


def _not_now(story: Story, n: int, side: Rater) -> None:
    if moment := story.moment(n):
        actions.say_not_now(measurement=moment, rater=side, by=None)


def _pause(story: Story, n: int, _side: Rater) -> None:
    start_pause(pair=story.pair(n), reason="detention", since=clock.today(), by=story.worker)


def _go_on(story: Story, n: int, _side: Rater) -> None:
    if story.pair(n).supervision.pauses.filter(until__isnull=True).exists():
        end_pause(pair=story.pair(n), until=clock.today(), by=story.worker)


def _postpone(story: Story, n: int, _side: Rater) -> None:
    if moment := story.moment(n):
        actions.postpone(measurement=moment, weeks=2, reason="ill", by=story.worker)


def _late(story: Story, n: int, _side: Rater) -> None:
    if moment := story.moment(n):
        actions.allow_late(measurement=moment, reason="ill", by=story.worker)


def _extra(story: Story, n: int, _side: Rater) -> None:
    if (pair := story.pair(n)).ends_on is None:
        actions.plan_extra(pair=pair, instrument=instrument_for(story.worker.organisation), by=story.worker)


def _hand_over(story: Story, n: int, _side: Rater) -> None:
    if (pair := story.pair(n)).ends_on is None and pair.worker == story.worker:
        hand_over(pair=pair, to=story.colleague, on=clock.today(), by=None)


def _end(story: Story, n: int, _side: Rater) -> None:
    if (pair := story.pair(n)).ends_on is None:
        end_supervision(pair=pair, on=clock.today(), reason="completed", by=None)


def _opt_out(story: Story, n: int, _side: Rater) -> None:
    Preference.objects.get_or_create(client=story.pairs[n].supervision.client, defaults={"no_questionnaires": True})


def _appointment(story: Story, n: int, _side: Rater) -> None:
    pair = story.pair(n)
    queued(kind=MEET, pair=pair, recipient_id=pair.supervision.client_id)


EVENTS: list[Callable[[Story, int, Rater], None]] = [
    *(_answer, _not_now, _pause, _go_on, _go_on, _postpone, _late, _extra, _hand_over, _end, _opt_out),
    *[_appointment] * 2,
]
SILENT: Callable[..., None] = lambda *_arguments: None  # noqa: E731
days = st.integers(1, 6)
events = st.sampled_from([*EVENTS, *[SILENT] * len(EVENTS)])
histories = st.lists(st.tuples(days, events, st.integers(0, 1), st.sampled_from(list(Rater))), min_size=12, max_size=24)


@pytest.mark.slow
@settings(
    max_examples=HISTORIES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(history=histories)
def test_for_any_history(
    history: list[tuple[int, Callable[..., None], int, Rater]], anna: User, colleague: User
) -> None:
    with transaction.atomic():
        try:
            _live_through(history, anna, colleague)
        finally:
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _meetings() -> Iterator[None]:
    with kind_is(name=MEET, family=Family.APPOINTMENT):
        yield


def _live_through(history: list[tuple[int, Callable[..., None], int, Rater]], anna: User, colleague: User) -> None:
    Team.objects.update(invitations_since=BEGIN - dt.timedelta(days=90))
    now = BEGIN
    with clock.at(now):
        pairs = [start_pair(worker=anna, email=f"c{n}@example.org") for n in range(2)]
        for pair in pairs:
            actions.give_pin(pair=pair, handed_over_by="phone", by=anna)
        story = Story(anna, colleague, pairs)
        story.live()
    for gap, event, n, side in history:
        now += dt.timedelta(days=gap)
        with clock.at(now):
            try:
                with transaction.atomic():
                    event(story, n, side)
            except (ValidationError, CannotAnswer):
                pass
            story.live()
    _held(list(Message.objects.filter(state=State.SENT, kind__in=due.KINDS)))
    busy = _days(Message.objects.filter(state=State.SENT, kind=MEET))
    assert not busy & _days(Message.objects.filter(state=State.SENT, kind__in=due.KINDS))


def _days(sent: Iterable[Message]) -> set[tuple[object, dt.date]]:
    """Who got one of these on which day."""
    return {(m.recipient_id, m.left_at.astimezone(AMSTERDAM).date()) for m in sent if m.left_at}


def _held(sent: list[Message]) -> None:
    keys = Counter((m.kind, m.subject_id, m.side, m.number) for m in sent)
    assert not {key: count for key, count in keys.items() if count > 1}
    per_day: Counter[tuple[object, dt.date]] = Counter()
    about: Counter[tuple[object, object]] = Counter()
    for message in sent:
        assert message.left_at is not None
        per_day[message.recipient_id, message.left_at.astimezone(AMSTERDAM).date()] += 1
        about[message.recipient_id, message.subject_id] += 1
    assert max(per_day.values(), default=0) <= 1
    assert max(about.values(), default=0) <= 5
    for recipient, day in per_day:
        week = sum(per_day[recipient, day - n * dt.timedelta(days=1)] for n in range(7))
        assert week <= 2


def test_the_histories_are_no_empty_ones(anna: User, colleague: User) -> None:
    """A quiet time: invited and reminded. Otherwise the test above proves little."""
    quiet = [(1, SILENT, 0, Rater.CLIENT)] * 13 + [(2, SILENT, 0, Rater.CLIENT)] * 17 + [(1, _answer, 0, Rater.CLIENT)]
    _live_through(quiet, anna, colleague)
    sent = Counter(Message.objects.filter(state=State.SENT, side="client").values_list("kind", flat=True))
    assert sent[due.INVITATION] == 2
    assert sent[due.REMINDER] >= 4


def test_a_reminder_waits_for_the_day_after_an_appointments_message(anna: User, colleague: User) -> None:
    """Both are due on Monday: the first reminder is of the third day."""
    _live_through([(3, _appointment, 0, Rater.CLIENT), (1, SILENT, 0, Rater.CLIENT)], anna, colleague)
    met = Message.objects.get(kind=MEET)
    reminded = Message.objects.filter(kind=due.REMINDER, side="client", state=State.SENT)
    assert _days([met]) == {(met.recipient_id, dt.date(2027, 10, 4))}
    assert _days(reminded.filter(recipient_id=met.recipient_id)) == {(met.recipient_id, dt.date(2027, 10, 5))}
    assert {day for _who, day in _days(reminded.exclude(recipient_id=met.recipient_id))} == {dt.date(2027, 10, 4)}
