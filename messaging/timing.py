"""When a message may leave: the organisation's days and hours, the recipient's safe hours, and the caps on messages
about questionnaires.

`when_may_it_leave` says it beforehand, for one message or, with a `Timetable`, for a batch; `take_turn` decides it:
there the caps are counted again, with everything that is under way to the same person held still.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from audit import clock
from caseload.models import Pair
from messaging.kinds import Family, Kind, of_family
from messaging.models import ClosedDay, Message, Preference, SendingRules, State
from messaging.working_time import DAY, Calendar, Hours, day_of, first_free_day, next_moment, start_of

# Handed over without an answer may have left, so it counts.
LEFT = [State.HANDED_OVER, State.SENT, State.UNSURE]
WEEK = dt.timedelta(days=7)
CAP_REACHED = "cap of the moment"


@dataclass(frozen=True)
class Rules:
    """What an organisation decided, ready to reckon with."""

    calendar: Calendar
    per_day: int
    per_week: int
    per_moment: int


class Timetable:
    """The rules and wishes behind these messages, in five queries however many they are."""

    def __init__(self, messages: Collection[Message]) -> None:
        pairs = Pair.objects.filter(pk__in={m.pair_id for m in messages if m.pair_id})
        users = User.objects.get_queryset().filter(pk__in={m.user_id for m in messages if m.user_id})
        self._organisations: dict[uuid.UUID, uuid.UUID] = {
            **dict(pairs.values_list("pk", "team__organisation")),
            **dict(users.values_list("pk", "organisation")),
        }
        self._rules = rules_of(set(self._organisations.values()))
        self._safe = _safe_hours({m.recipient_id for m in messages})

    def rules(self, message: Message) -> Rules:
        owner = message.pair_id or message.user_id
        organisation = self._organisations.get(owner) if owner else None
        return self._rules[organisation] if organisation else _rules(SendingRules(), frozenset())

    def opening(self, message: Message, moment: dt.datetime) -> dt.datetime:
        """The first moment from then on within the hours of organisation and recipient."""
        return next_moment(moment, self.rules(message).calendar, self._safe.get(message.recipient_id))


def rules_of(organisations: Collection[uuid.UUID]) -> dict[uuid.UUID, Rules]:
    closed: dict[uuid.UUID, set[dt.date]] = defaultdict(set)
    for organisation, day in ClosedDay.objects.filter(organisation__in=organisations).values_list(
        "organisation", "day"
    ):
        closed[organisation].add(day)
    written = {row.organisation_id: row for row in SendingRules.objects.filter(organisation__in=organisations)}
    return {pk: _rules(written.get(pk) or SendingRules(), frozenset(closed[pk])) for pk in organisations}


def _rules(row: SendingRules, closed: frozenset[dt.date]) -> Rules:
    hours = Hours(row.sends_from, row.sends_until)
    return Rules(Calendar(hours, frozenset(row.weekdays), closed), row.per_day, row.per_week, row.per_moment)


def _safe_hours(recipients: Collection[uuid.UUID]) -> dict[uuid.UUID, Hours]:
    wishes = Preference.objects.filter(
        Q(client__in=recipients) | Q(user__in=recipients), safe_from__isnull=False, safe_until__isnull=False
    )
    return {
        client or user: Hours(start, until)
        for client, user, start, until in wishes.values_list("client", "user", "safe_from", "safe_until")
        if start is not None and until is not None
    }


def when_may_it_leave(
    message: Message, kind: Kind, now: dt.datetime, timetable: Timetable | None = None
) -> dt.datetime | None:
    """`now`, or the later moment at which it may leave; None when the cap of its moment is spent, so never."""
    if kind.at_once:
        return now
    timetable = timetable or Timetable([message])
    moment = timetable.opening(message, now)
    if kind.family is not Family.QUESTIONNAIRE:
        return moment
    rules, others = timetable.rules(message), _others(message, now)
    if others.of_moment >= rules.per_moment:
        return None
    while True:
        day = day_of(moment)
        free = first_free_day(day, others.questionnaires, per_day=rules.per_day, per_week=rules.per_week)
        while free in others.appointments:
            free += DAY
        if free == day:
            return moment
        moment = timetable.opening(message, start_of(free))


@dataclass(frozen=True)
class Others:
    """What else goes to this person: the days of the week's questionnaires and of appointments, and how many
    messages about this very moment."""

    questionnaires: list[dt.date]
    appointments: set[dt.date]
    of_moment: int


def _others(message: Message, now: dt.datetime) -> Others:
    questionnaires, appointments = of_family(Family.QUESTIONNAIRE), of_family(Family.APPOINTMENT)
    begin = start_of(day_of(now) - WEEK)
    left = Q(state__in=LEFT)
    coming = Q(state__in=[State.NEW, State.CLAIMED], kind__in=appointments)
    asked = left & Q(kind__in=questionnaires) & (Q(left_at__gte=begin) | Q(subject_id=message.subject_id))
    found = Message.objects.filter(
        asked | coming | (left & Q(kind__in=appointments, left_at__gte=begin)), recipient_id=message.recipient_id
    ).exclude(pk=message.pk)
    days, busy, of_moment = [], set(), 0
    for kind, subject, left_at, not_before in found.values_list("kind", "subject_id", "left_at", "not_before"):
        # What is late leaves as soon as it can, so today.
        day = day_of(left_at or max(not_before, now))
        if kind in appointments:
            busy.add(day)
            continue
        days.append(day)
        of_moment += subject == message.subject_id
    return Others(days, busy, of_moment)


@transaction.atomic
def take_turn(message: Message, kind: Kind) -> bool:
    """Move a claimed message to handed over if it may leave now; else it goes back to wait, or is cancelled.

    The check of the caps and the move are one for everybody: each worker locks what is under way to this person, its
    own message among it, and whoever claims later sees the earlier claim. So any two of them wait for each other.
    """
    now = clock.now()
    if kind.family is Family.QUESTIONNAIRE:
        under_way = Message.objects.filter(
            recipient_id=message.recipient_id, state__in=[State.CLAIMED, State.HANDED_OVER]
        )
        list(under_way.select_for_update().order_by("pk").values_list("pk", flat=True))
    moment = when_may_it_leave(message, kind, now)
    claimed = Message.objects.filter(pk=message.pk, state=State.CLAIMED)
    if moment is None:
        claimed.update(state=State.CANCELLED, state_at=timezone.now(), reason=CAP_REACHED)
    elif moment > now:
        claimed.update(state=State.NEW, state_at=timezone.now(), not_before=moment)
    else:
        return bool(claimed.update(state=State.HANDED_OVER, state_at=timezone.now(), left_at=now, reason=""))
    return False
