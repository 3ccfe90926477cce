"""When a moment may be answered, changed by hand or by a pause: an extra moment, postponing, late answers, and why a
side stayed away. Every change of a window keeps the old days (WindowChange).

Nothing here tells the worker what the client did: what is allowed, and which day moves, depends on the moment and on
the worker's own side alone.
"""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from alliance import policies, schedule
from alliance.actions.answering import locked_measurement
from alliance.actions.planning import (
    not_answered,
    open_due,
    opening_of,
    plan_measurements,
    queue_invitations,
)
from alliance.models import (
    Draft,
    Instrument,
    Measurement,
    MomentKind,
    NonResponse,
    NonResponseReason,
    Rater,
    Response,
    WindowChange,
    WindowReason,
)
from alliance.models.due import INVITATION, LATE, PAUSED, REMINDER
from audit import clock
from audit.models import Action
from audit.record import record
from caseload import days
from caseload.models import Pair, Pause, PauseReason, Supervision
from caseload.pauses import running_pause
from caseload.versions import require_version
from messaging import actions as outbox
from messaging.models import Message, State

REASON_OF_PAUSE = {
    PauseReason.DETENTION: WindowReason.DETENTION,
    PauseReason.ILLNESS: WindowReason.ILL,
    PauseReason.OTHER: WindowReason.OTHER,
}


@transaction.atomic
def plan_extra(*, pair: Pair, instrument: Instrument, by: User) -> Measurement:
    """An extra moment from today on, for three weeks: opened, and both sides invited, at once."""
    # One at a time per supervision, so that two clicks make one moment.
    Supervision.objects.select_for_update().get(pk=pair.supervision_id)
    today = clock.today()
    _refuse_in_pause(pair, today)
    extra = Measurement.objects.filter(pair=pair, kind=MomentKind.EXTRA)
    if extra.open_on(today).filter(revealed_at__isnull=True).exists():
        raise ValidationError(_("Er loopt al een extra moment. Rond dat eerst af."))
    measurement = Measurement.objects.create(
        pair=pair,
        kind=MomentKind.EXTRA,
        number=extra.count() + 1,
        opens_on=today,
        closes_on=today + schedule.EXTRA_WINDOW,
        instrument=instrument,
        opened_at=clock.now(),
    )
    _record(Action.CREATED, measurement, "extra moment", by)
    if pair.team.invitations_since is not None:
        queue_invitations(Measurement.objects.with_people().filter(pk=measurement.pk))
    return measurement


@transaction.atomic
def postpone(
    *, measurement: Measurement, weeks: int, reason: WindowReason | str, by: User, version: int | None = None
) -> Measurement:
    """Move the window so many weeks; once it is open its first day stays, also when nobody has begun.

    `version` is how often it had been moved on the screen: StaleRecord, so that two people do not move it twice.
    """
    found = locked_measurement(measurement.pk)
    _refuse_stale(found, version)
    today = clock.today()
    _refuse_in_pause(found.pair, today)
    own_begun = (
        Draft.objects.filter(measurement=found, rater=Rater.WORKER).exists()
        or Response.objects.standing().filter(measurement=found, rater=Rater.WORKER).exists()
    )
    if not policies.may_postpone(found, own_begun=own_begun, today=today):
        raise ValidationError(_("Uitstellen kan niet meer: je bent al begonnen, of de meting is klaar of gesloten."))
    window = window_of(found)
    opens_on, closes_on = window.postponed(dt.timedelta(weeks=weeks))
    if not window.fits(closes_on):
        assert window.following is not None
        words = {"day": days.day_long(window.following)}
        said = _("Dan loopt deze meting door in de volgende, die op %(day)s opengaat. Kies minder weken.") % words
        raise ValidationError({"weeks": said})
    return _moved(found, WindowChange.Kind.POSTPONED, str(reason), opens_on, closes_on, by)


@transaction.atomic
def allow_late(*, measurement: Measurement, reason: WindowReason | str, by: User) -> Measurement:
    """A closed moment that is not complete may be answered two weeks more; who did not answer gets a message."""
    found = locked_measurement(measurement.pk)
    today = clock.today()
    _refuse_in_pause(found.pair, today)
    shared = Response.objects.standing().filter(measurement=found, shared_at__isnull=False).exists()
    if not policies.may_allow_late(found, shared=shared, today=today):
        raise ValidationError(_("Later invullen kan hier niet: de meting is nog open, al klaar, of er is al gedeeld."))
    closes_on = window_of(found).late(today)
    if closes_on is None:
        raise ValidationError(_("Later invullen kan niet meer: het volgende moment is al begonnen."))
    moved = _moved(found, WindowChange.Kind.LATE, str(reason), found.opens_on, closes_on, by)
    if found.pair.team.invitations_since is not None:
        _tell_late(moved, today)
    return moved


def _tell_late(measurement: Measurement, today: dt.date) -> None:
    number = measurement.window_changes.filter(kind=WindowChange.Kind.LATE).count()
    outbox.queue(
        [
            outbox.message(kind=LATE, subject_id=measurement.pk, side=side, pair=measurement.pair, number=number)
            for side in Rater
            if not_answered(today, side).filter(pk=measurement.pk).exists()
        ]
    )


@transaction.atomic
def record_non_response(
    *,
    measurement: Measurement,
    rater: Rater | str,
    reason: NonResponseReason | str,
    by: User,
    version: int | None = None,
) -> NonResponse:
    """Why a side did not answer, by the pair's worker; of the client's side only once their own side is in.

    `version` is the one that was on the screen, 0 for none: StaleRecord when another reason was recorded since.
    """
    found = locked_measurement(measurement.pk)
    own_in = Response.objects.standing().filter(measurement=found, rater=Rater.WORKER).exists()
    _refuse_in_pause(found.pair, clock.today())
    if policies.side_without_answer(found, own_in=own_in, today=clock.today()) != rater:
        raise ValidationError(_("Een reden noteren kan hier niet."))
    # The lock on the measurement is the lock on its reasons.
    row = NonResponse.objects.filter(measurement=found, rater=rater).first()
    stands = row.version if row else 0
    require_version(version, stands, row, what="non-response", object_id=found.pk)
    row, _made = NonResponse.objects.update_or_create(
        measurement=found,
        rater=rater,
        defaults={"reason": str(reason), "recorded_at": clock.now(), "recorded_by": by, "version": stands + 1},
    )
    _record(Action.CHANGED, found, "non-response", by)
    return row


def move_after_pause(pause: Pause) -> None:
    """The pause is over: what was not complete, and not closed before it began, moves by its length.

    What closed half done and was shared stays closed, because one side has read the other's scores.
    """
    assert pause.until is not None
    pair = Pair.objects.present_of(pause.supervision_id)
    if pair is None:
        return
    begin = max(pause.since, pair.starts_on)
    time = schedule.days_within(pair.starts_on, pause.since, pause.until)
    if time:
        _move_all(pair, begin, time, REASON_OF_PAUSE[PauseReason(pause.reason)])
    today = clock.today()
    plan_measurements(today=today, pairs=Pair.objects.filter(pk=pair.pk))
    open_due(today=today)
    _invite_again(pair, pause, today)


def _move_all(pair: Pair, begin: dt.date, time: dt.timedelta, reason: WindowReason) -> None:
    shared = set(
        Response.objects.standing()
        .filter(measurement__pair=pair, shared_at__isnull=False)
        .values_list("measurement_id", flat=True)
    )
    following = None
    # From the last to the first, so that a window is closed at the latest when the next one opens.
    for found in Measurement.objects.select_for_update().filter(pair=pair).order_by("-opens_on", "-months"):
        if not found.is_revealed and found.closes_on > begin and found.pk not in shared:
            until = following if found.is_scheduled else None
            window = schedule.Window(found.opens_on, found.closes_on, found.opened_at is not None, until)
            days_after = window.paused(time)
            if days_after != (found.opens_on, found.closes_on):
                _moved(found, WindowChange.Kind.PAUSED, str(reason), *days_after, None)
        if found.is_scheduled:
            following = found.opens_on


def _invite_again(pair: Pair, pause: Pause, today: dt.date) -> None:
    """Invite for what is open; what the pause kept from being sent gets a key of its own, so that it goes out now."""
    assert pause.until is not None
    if pair.team.invitations_since is None:
        return
    queue_invitations(Measurement.objects.open_on(today).not_paused(today).filter(pair=pair).with_people())
    moment = pause.until.isoformat()
    outbox.queue(
        [
            outbox.message(kind=kind, subject_id=subject, side=side, pair=pair, number=number, moment=moment)
            for kind, subject, side, number in _stopped(pair)
        ]
    )


def _stopped(pair: Pair) -> list[tuple[str, uuid.UUID, str, int]]:
    """The keys of what a pause kept from being sent, and that was not queued again since."""
    rows = Message.objects.filter(pair=pair, kind__in=[INVITATION, REMINDER, LATE])
    stopped: dict[tuple[str, uuid.UUID, str, int], bool] = {}
    for kind, subject, side, number, state, reason in rows.values_list(
        "kind", "subject_id", "side", "number", "state", "reason"
    ):
        key = (kind, subject, side, number)
        stopped[key] = stopped.get(key, True) and state == State.CANCELLED and reason == PAUSED
    return [key for key, was_stopped in stopped.items() if was_stopped]


def _refuse_stale(measurement: Measurement, version: int | None) -> None:
    last = measurement.window_changes.last()
    words = {"day": days.day_long(measurement.last_day)}
    stands = {"weeks": _("t/m %(day)s") % words, "reason": last.reason if last else ""}
    moves: dict[str, Any] = {"what": "measurement window", "object_id": measurement.pk, "stands": stands}
    require_version(version, measurement.window_changes.count(), last, **moves)


def window_of(measurement: Measurement) -> schedule.Window:
    """The moment's days, with the day on which the next scheduled one opens: its row, or what the schedule says."""
    return schedule.Window(
        measurement.opens_on,
        measurement.closes_on,
        measurement.opened_at is not None,
        _following(measurement) if measurement.is_scheduled else None,
    )


def _following(measurement: Measurement) -> dt.date:
    later = Measurement.objects.filter(pair=measurement.pair_id, kind=MomentKind.REGULAR, months__gt=measurement.months)
    planned = later.order_by("months").values_list("opens_on", flat=True).first()
    return planned or opening_of(measurement.pair, measurement.months + schedule.REGULAR_MONTHS)


def _refuse_in_pause(pair: Pair, today: dt.date) -> None:
    if running_pause(pair, today) is not None:
        raise ValidationError(
            _("Het toezicht is gepauzeerd. Beëindig eerst de pauze; wat dan loopt, schuift vanzelf op.")
        )


def _moved(
    measurement: Measurement,
    kind: WindowChange.Kind,
    reason: str,
    opens_on: dt.date,
    closes_on: dt.date,
    by: User | None,
) -> Measurement:
    WindowChange.objects.create(
        measurement=measurement,
        kind=kind,
        reason=reason,
        old_opens_on=measurement.opens_on,
        old_closes_on=measurement.closes_on,
        changed_at=clock.now(),
        changed_by=by,
    )
    measurement.opens_on, measurement.closes_on = opens_on, closes_on
    measurement.save(update_fields=["opens_on", "closes_on"])
    if by is not None:
        _record(Action.CHANGED, measurement, "measurement window", by)
    return measurement


def _record(action: Action, measurement: Measurement, what: str, by: User) -> None:
    client_id = measurement.pair.supervision.client_id
    record(action, by=by, what=what, subjects=[client_id], object_id=measurement.pk)
