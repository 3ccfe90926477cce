"""The client's answers from paper or from an interview, entered for them.

By the pair's worker once their own side is in, or by a colleague of the team (`Measurement.objects.enterable_by`).
"""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from alliance.actions.answering import CannotAnswer, Refusal, locked_measurement, reveal, score
from alliance.models import Draft, Measurement, Rater, Response, Way
from audit import clock
from audit.models import Action
from audit.record import record

ENTERED_WAYS = (Way.PAPER, Way.INTERVIEW)


@transaction.atomic
def enter_paper(
    *, measurement: Measurement, answers: Mapping[str, int], way: Way | str, filled_on: dt.date, by: User
) -> Response:
    """Keep the client's answers as submitted; a draft of theirs ends. The second side to come in reveals both.

    Raises CannotAnswer, AnswerError for an answer that is not the instrument's, ValidationError for the day.
    """
    locked = locked_measurement(measurement.pk)
    other = _may_enter(locked, by)
    if not answers:
        raise CannotAnswer(Refusal.EMPTY)
    if not locked.opens_on <= filled_on <= clock.today():
        raise ValidationError({"filled_on": _("Deze dag ligt buiten de tijd waarin ingevuld kan worden.")})
    assert locked.instrument is not None
    assert Way(way) in ENTERED_WAYS
    now = clock.now()
    response = Response.objects.create(
        measurement=locked,
        rater=Rater.CLIENT,
        instrument=locked.instrument,
        answers=dict(answers),
        way=way,
        filled_on=filled_on,
        language=locked.pair.client.language,
        # What was read beforehand stood on paper or was told.
        notice_version="",
        started_at=now,
        submitted_at=now,
        submitted_by=by,
    )
    score(response)
    Draft.objects.filter(measurement=locked, rater=Rater.CLIENT).delete()
    client_id = locked.pair.supervision.client_id
    record(Action.ANSWERED, by=by, what="paper answers", subjects=[client_id], object_id=locked.pk)
    if other is not None:
        reveal(locked, now)
    return response


def own_side_lacks(*, measurement: Measurement, by: User) -> bool:
    """Whether the pair's worker must fill in first. Tells nothing of the client's side, and nothing to a colleague."""
    if measurement.pair.worker_id != by.pk:
        return False
    return not Response.objects.standing().filter(measurement=measurement, rater=Rater.WORKER).exists()


def _may_enter(measurement: Measurement, by: User) -> Response | None:
    """The worker's own response, if there is one. Own side first: only then does an answer depend on the client's."""
    if not Measurement.objects.enterable_by(by).filter(pk=measurement.pk).exists():
        raise CannotAnswer(Refusal.CLOSED)
    if own_side_lacks(measurement=measurement, by=by):
        raise CannotAnswer(Refusal.OWN_SIDE_FIRST)
    responses = {r.rater: r for r in Response.objects.standing().filter(measurement=measurement)}
    other = responses.get(Rater.WORKER)
    if Rater.CLIENT in responses:
        raise CannotAnswer(Refusal.ALREADY)
    if other is not None and other.shared_at is not None:
        raise CannotAnswer(Refusal.CLOSED)
    return other
