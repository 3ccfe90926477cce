"""Corrections: a new response in the place of an old one, which stays as it was and no longer stands.

One's own side until the reveal. A paper entry that was copied wrongly also after it, by a second person; before it, by
whoever entered it, because nobody else may learn that it is there.
"""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from alliance import policies
from alliance.actions.answering import CannotAnswer, Refusal, locked_measurement, score
from alliance.actions.paper import ENTERED_WAYS
from alliance.models import ItemConsent, Measurement, Rater, Response
from audit import clock
from audit.models import Action, Purpose
from audit.record import record


@transaction.atomic
def correct_response(*, measurement: Measurement, rater: Rater, answers: Mapping[str, int], by: User) -> Response:
    """Change one's own submitted answers while the measurement is open and nothing of it was revealed or shared.

    Raises CannotAnswer, or AnswerError for an answer that is not the instrument's.
    """
    locked = locked_measurement(measurement.pk)
    old = Response.objects.standing().filter(measurement=locked, rater=rater).first()
    if old is None:
        raise CannotAnswer(Refusal.CLOSED)
    if locked.is_revealed:
        raise CannotAnswer(Refusal.REVEALED)
    if not policies.may_correct(locked, own=old, today=clock.today()):
        raise CannotAnswer(Refusal.CLOSED)
    return _replace(old, answers, by, Purpose.OWN if rater is Rater.CLIENT else Purpose.SUPERVISION)


@transaction.atomic
def correct_paper(*, measurement: Measurement, answers: Mapping[str, int], by: User) -> Response:
    """Copy the paper anew. Raises CannotAnswer (SECOND_PERSON: after the reveal somebody else must do it)."""
    locked = locked_measurement(measurement.pk)
    if not Measurement.objects.paper_correctable_by(by).filter(pk=locked.pk).exists():
        raise CannotAnswer(Refusal.CLOSED)
    old = Response.objects.standing().get(measurement=locked, rater=Rater.CLIENT, way__in=ENTERED_WAYS)
    if not policies.may_correct_paper(locked, entered_by=old.submitted_by_id, by=by.pk):
        raise CannotAnswer(Refusal.SECOND_PERSON)
    return _replace(old, answers, by, Purpose.SUPERVISION)


def entered_by(*, measurement: Measurement, by: User) -> bool:
    """Whether this person entered the client's standing answers."""
    entered = Response.objects.standing().filter(measurement=measurement, rater=Rater.CLIENT, way__in=ENTERED_WAYS)
    return entered.filter(submitted_by=by).exists()


def _replace(old: Response, answers: Mapping[str, int], by: User, purpose: Purpose) -> Response:
    if not answers:
        raise CannotAnswer(Refusal.EMPTY)
    # First the old one steps down: one response stands per side.
    Response.objects.filter(pk=old.pk).update(standing=False)
    same = ("measurement", "rater", "instrument", "way", "language", "notice_version", "started_at", "company", "topic")
    new = Response.objects.create(
        **{name: getattr(old, name) for name in same},
        filled_on=old.filled_on,
        answers=dict(answers),
        submitted_at=clock.now(),
        submitted_by=by,
        corrects=old,
    )
    score(new)
    consent = ItemConsent.objects.filter(response=old).first()
    if consent is not None:
        # The yes was to the answers of this moment, so it goes along; the old answers are shown to nobody else.
        ItemConsent.objects.create(response=new, given_at=consent.given_at, withdrawn_at=consent.withdrawn_at)
    record(
        Action.CHANGED,
        by=by,
        what="answers",
        subjects=[old.measurement.pair.supervision.client_id],
        object_id=old.measurement_id,
        purpose=purpose,
    )
    return new
