"""Answering: drafts, submitting, "nu niet", and sharing one's own scores when the other side stayed away."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import Enum

from django.db import IntegrityError, transaction

from accounts.models import User
from alliance import policies
from alliance.models import Company, Draft, ItemConsent, Measurement, Rater, Response, ScaleScore, Way
from alliance.scoring import AnswerError, score_response
from audit import clock
from audit.models import Action, Purpose
from audit.record import record
from caseload.pauses import running_pause

# Under this credential the worker answers: their own account, so nothing of their draft is ever hidden from them.
WORKERS_OWN = "worker"


class Refusal(Enum):
    ALREADY = "already"
    CLOSED = "closed"
    EMPTY = "empty"
    OWN_SIDE_FIRST = "own side first"
    REVEALED = "revealed"
    SECOND_PERSON = "second person"


class CannotAnswer(Exception):
    """The state of the measurement does not allow it; `refusal` says why. Nothing was written."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def locked_measurement(measurement_id: uuid.UUID) -> Measurement:
    """The measurement, locked: whoever answers, shares or reveals waits here for its turn."""
    return (
        Measurement.objects.select_for_update(of=("self",))
        .select_related("pair__supervision__client", "pair__team", "instrument")
        .get(pk=measurement_id)
    )


def read_sides(measurement_id: uuid.UUID, rater: Rater) -> tuple[dict[str, Response], Draft | None]:
    """What stands of both sides, and this side's draft."""
    responses = {r.rater: r for r in Response.objects.standing().filter(measurement=measurement_id)}
    return responses, Draft.objects.filter(measurement=measurement_id, rater=rater).first()


def _check(measurement: Measurement, rater: Rater) -> tuple[Draft | None, Response | None]:
    """Own draft and the other side's response, when this side may answer; raises CannotAnswer otherwise."""
    responses, draft = read_sides(measurement.pk, rater)
    other = responses.get(rater.other)
    if rater in responses:
        raise CannotAnswer(Refusal.ALREADY)
    allowed = policies.may_answer(
        measurement,
        own=None,
        draft=draft,
        other_shared=other is not None and other.shared_at is not None,
        now=clock.now(),
        today=clock.today(),
    )
    if not allowed:
        raise CannotAnswer(Refusal.CLOSED)
    return draft, other


def own_side(*, measurement: Measurement, rater: Rater) -> tuple[Draft | None, Refusal | None]:
    """A side's own draft, and why it may not go on (None: it may). Reads only, and tells nothing of the other side."""
    try:
        return _check(measurement, rater)[0], None
    except CannotAnswer as error:
        return None, error.refusal


@transaction.atomic
def save_draft(
    *,
    measurement: Measurement,
    rater: Rater,
    answers: Mapping[str, int | None],
    credential: str,
    language: str,
    notice_version: str,
    given_at: Mapping[str, dt.datetime] | None = None,
) -> Draft:
    """Keep these answers (None takes one back); answers given under another credential stay as they are.

    `given_at` says of an answer that comes late when it was given: it gives way to one that was given after it on
    another page or device. Raises CannotAnswer, or AnswerError for an answer that is not the instrument's.
    """
    locked = locked_measurement(measurement.pk)
    draft, _other = _check(locked, rater)
    now = clock.now()
    if draft is None:
        draft = Draft(measurement=locked, rater=rater, started_at=now, notice_version=notice_version)
    assert locked.instrument is not None
    allowed, values = locked.instrument.parsed.item_keys(rater), locked.instrument.parsed.values
    for item, value in answers.items():
        if item not in allowed or (value is not None and value not in values):
            raise AnswerError(item, "not an answer of this side")
        kept, moment = draft.answers.get(item), min((given_at or {}).get(item, now), now)
        if kept and dt.datetime.fromisoformat(kept[2]) > moment:
            # It came late: on another page a newer answer was given.
            continue
        if value is None:
            draft.answers.pop(item, None)
        elif not kept or kept[0] != value:
            draft.answers[item] = [value, credential, moment.isoformat()]
    draft.language, draft.saved_at = language, now
    # No event: nobody but its own side can have a draft, a click apart they would bury the record, and their number
    # would tell who is filling in. What is submitted has one.
    draft.save()
    return draft


@dataclass(frozen=True, slots=True)
class Details:
    """What a side says beside its answers; None leaves what is there."""

    company: Company | str | None = None
    topic: str | None = None
    show_items: bool | None = None


@transaction.atomic
def set_draft_details(
    *,
    measurement: Measurement,
    rater: Rater,
    details: Details,
    language: str,
    notice_version: str,
    by: User | None,
) -> Draft | None:
    """Keep the details with the draft. They are no answers, so the 24 hours to finish it do not begin again.

    Raises CannotAnswer. Nothing said and nothing there yet makes no draft.
    """
    locked = locked_measurement(measurement.pk)
    draft, _other = _check(locked, rater)
    said = {name: value for name, value in asdict(details).items() if value is not None}
    if rater == Rater.WORKER:
        said.pop("show_items", None)
    if draft is None:
        if not any(said.values()):
            return None
        now = clock.now()
        draft = Draft(measurement=locked, rater=rater, started_at=now, saved_at=now, notice_version=notice_version)
        draft.language = language
    for name, value in said.items():
        setattr(draft, name, value)
    draft.save()
    return draft


def submit_response(*, measurement: Measurement, rater: Rater, way: Way, by: User | None) -> Response:
    """Submit the draft. The second side to come in reveals both, in the same transaction.

    Raises CannotAnswer: `ALREADY` for a second tab or a double click, so that the page can stay friendly.
    """
    try:
        return _submit(measurement.pk, rater, way, by)
    except IntegrityError:
        # The database's own guard, should two transactions ever pass the lock.
        raise CannotAnswer(Refusal.ALREADY) from None


@transaction.atomic
def _submit(measurement_id: uuid.UUID, rater: Rater, way: Way, by: User | None) -> Response:
    measurement = locked_measurement(measurement_id)
    draft, other = _check(measurement, rater)
    if draft is None or not draft.answers:
        raise CannotAnswer(Refusal.EMPTY)
    assert measurement.instrument is not None
    now = clock.now()
    answers = {item: value for item, (value, *_when) in draft.answers.items()}
    response = Response.objects.create(
        measurement=measurement,
        rater=rater,
        instrument=measurement.instrument,
        answers=answers,
        way=way,
        language=draft.language,
        notice_version=draft.notice_version,
        started_at=draft.started_at,
        submitted_at=now,
        submitted_by=by,
        company=draft.company,
        topic=draft.topic,
    )
    if draft.show_items and rater == Rater.CLIENT:
        ItemConsent.objects.create(response=response, given_at=now)
    score(response)
    draft.delete()
    _audit(Action.ANSWERED, measurement, rater, by)
    if other is not None:
        reveal(measurement, now)
    return response


def score(response: Response) -> None:
    scores = score_response(response.instrument.parsed, response.rater, response.answers)
    ScaleScore.objects.bulk_create(
        [
            ScaleScore(response=response, scale=score.scale, score=score.score, answered=score.answered)
            for score in scores.values()
        ]
    )


def reveal(measurement: Measurement, now: dt.datetime) -> None:
    measurement.revealed_at = now
    measurement.save(update_fields=["revealed_at"])
    _audit(Action.REVEALED, measurement, None, None)


def _audit(
    action: Action, measurement: Measurement, rater: Rater | None, by: User | None, what: str = "measurement"
) -> None:
    record(
        action,
        by=by,
        role=rater or "system",
        what=what,
        subjects=[measurement.pair.supervision.client_id],
        object_id=measurement.pk,
        purpose=Purpose.OWN if rater == Rater.CLIENT else Purpose.SUPERVISION,
        organisation_id=measurement.pair.team.organisation_id,
    )


@transaction.atomic
def say_not_now(*, measurement: Measurement, rater: Rater, by: User | None) -> None:
    """ "Nu niet": stops this moment's reminders for this side. The way in stays open; it counts as nothing else."""
    locked = locked_measurement(measurement.pk)
    _check(locked, rater)
    field = f"{rater}_not_now_at"
    if getattr(locked, field) is None:
        setattr(locked, field, clock.now())
        locked.save(update_fields=[field])
        _audit(Action.CHANGED, locked, rater, by, what="not now")


@transaction.atomic
def share_scores(*, measurement: Measurement, rater: Rater, by: User) -> None:
    """The window closed with one side in: it shows its scale scores, and the other's late answering ends."""
    locked = locked_measurement(measurement.pk)
    own = Response.objects.standing().filter(measurement=locked, rater=rater).first()
    today = clock.today()
    # In a pause a window that passed is not over: it moves when the pause ends.
    if own is None or not policies.may_share(locked, own=own, today=today) or running_pause(locked.pair, today):
        raise CannotAnswer(Refusal.CLOSED)
    own.shared_at = clock.now()
    own.save(update_fields=["shared_at"])
    _audit(Action.SHARED, locked, rater, by)
