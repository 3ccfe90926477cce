"""The three look back on a match: at the project's months and at the end. Planned, asked and reminded once a day."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Role, User
from audit import clock
from audit.models import Action
from audit.record import record
from caseload.access import PURPOSE_OF_ROLE
from caseload.models import Pair
from messaging import actions as outbox
from messaging.models import Message
from messaging.models import Side as To
from volunteers.models import EVALUATION_OPEN, Evaluation, Match, Side
from volunteers.policies import evaluation_day, evaluation_month

ASKED = "volunteers.evaluation"
REMIND_AFTER = dt.timedelta(weeks=1)
# The evaluation at the end.
END = 0


def plan_evaluations(*, today: dt.date) -> int:
    """The three rows of each evaluation whose day has come; how many are new. Safe to run twice, or days late."""
    rows = [row for match in _to_look_back_on(today) for row in _rows(match, today)]
    known = set(
        Evaluation.objects.filter(match__in={row.match_id for row in rows}).values_list("match_id", "month", "side")
    )
    new = [row for row in rows if (row.match_id, row.month, row.side) not in known]
    Evaluation.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    return len(new)


def _to_look_back_on(today: dt.date) -> Iterable[Match]:
    """Matches that began with their three: those that run, and those that ended lately."""
    met = Match.objects.filter(met_on__isnull=False).select_related("project", "supervision")
    ended = Q(ends_on__lte=today, ends_on__gt=today - EVALUATION_OPEN)
    return met.filter(ended | Q(ends_on__isnull=True, supervision__ended_on__isnull=True))


def _rows(match: Match, today: dt.date) -> Iterator[Evaluation]:
    if match.ends_on is not None:
        month, due_on = END, match.ends_on
    elif (month := evaluation_month(match, today)) > 0:
        due_on = evaluation_day(match, month)
    else:
        return
    if due_on > today - EVALUATION_OPEN:
        yield from (Evaluation(match=match, side=side, month=month, due_on=due_on) for side in Side)


def queue_evaluations(*, today: dt.date) -> None:
    """To each side that is asked, once when it is due and once a week later; what was filled in is not asked for."""
    due = Evaluation.objects.filter(filled_at__isnull=True, due_on__lte=today, due_on__gt=today - EVALUATION_OPEN)
    due = due.filter(Q(month=END) | Q(match__ends_on__isnull=True, match__supervision__ended_on__isnull=True))
    told = Message.objects.filter(kind=ASKED, subject_id__in=due.values("pk"))
    sent = set(told.values_list("subject_id", "number"))
    rows = due.select_related("match__volunteer__account", "match__supervision").order_by("due_on", "pk")
    outbox.queue(message for row in rows for message in _asking(row, today, sent))


def _asking(row: Evaluation, today: dt.date, sent: set[tuple[uuid.UUID, int]]) -> Iterator[Message]:
    number = 1 if row.due_on <= today - REMIND_AFTER else 0
    if (row.pk, number) in sent:
        return
    if row.side == Side.VOLUNTEER:
        if row.match.volunteer.account is not None:
            account = row.match.volunteer.account
            yield outbox.message(kind=ASKED, subject_id=row.pk, side=To.USER, user=account, number=number)
        return
    pair = Pair.objects.present_of(row.match.supervision_id)
    if pair is None or (row.side == Side.CLIENT and pair.client.account is None):
        return
    yield outbox.message(kind=ASKED, subject_id=row.pk, side=To(row.side), pair=pair, number=number)


@transaction.atomic
def fill_evaluation(
    *, evaluation: Evaluation, satisfaction: int, worth: int, by: User, cooperation: str = "", note: str = ""
) -> Evaluation:
    """One side's own, once: a second tab is told."""
    values: dict[str, Any] = {"satisfaction": satisfaction, "worth": worth, "cooperation": cooperation, "note": note}
    for name, value in values.items():
        setattr(evaluation, name, value)
    evaluation.full_clean(validate_constraints=False)
    open_ones = Evaluation.objects.to_fill(by, clock.today()).filter(pk=evaluation.pk)
    still_empty = Evaluation.objects.filter(pk=evaluation.pk, filled_at__isnull=True)
    if not open_ones.exists() or not still_empty.update(**values, filled_at=clock.now()):
        raise ValidationError(_("Dit is al ingevuld, of de tijd is voorbij."))
    record(
        Action.ANSWERED,
        by=by,
        what="match evaluation",
        subjects=[evaluation.match.supervision.client_id],
        object_id=evaluation.pk,
        purpose=PURPOSE_OF_ROLE[Role(by.role)],
    )
    evaluation.refresh_from_db()
    return evaluation
