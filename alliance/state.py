"""Where a pair's monitor stands, in the words of its worker's lists. Pure on what it is handed: no query.

Whoever has not submitted does not see whether the other has: before the worker's own side is in, nothing here depends
on the client's.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.models import Measurement
from caseload import days

# A result that nobody records a talk about stops asking by itself.
TALK_FOR = dt.timedelta(days=42)


class Step(StrEnum):
    """What is asked of the worker, most pressing first."""

    FILL_IN = "fill_in"
    TALK = "talk"
    SHARE = "share"
    WAIT = "wait"
    PUT_OFF = "put_off"


KIND = {Step.FILL_IN: "notice", Step.TALK: "notice", Step.SHARE: "open", Step.WAIT: "open", Step.PUT_OFF: "open"}


@dataclass(frozen=True, slots=True)
class StateTag:
    """`text` and `kind` for components/tag.html; `until` is the last day to answer, None when that is past."""

    step: Step
    text: str
    kind: str
    measurement: Measurement
    until: dt.date | None


def worker_state(
    measurements: Iterable[Measurement],
    own_submitted_ids: Collection[UUID],
    today: dt.date,
    *,
    shared_ids: Collection[UUID] = (),
    talked_ids: Collection[UUID] = (),
    paused: bool = False,
) -> StateTag | None:
    """The one thing to say about a running pair's monitor to its worker, or None when there is nothing.

    `measurements` are those of one running pair. `own_submitted_ids` are the measurements whose worker's side is in,
    `shared_ids` those whose scores the worker shared: `Response.objects.visible_to(worker)` knows both. `talked_ids`
    are those that client and worker talked about. In a pause (`paused`) nobody is asked to share.
    """
    tags = [
        tag
        for measurement in measurements
        if measurement.pk not in talked_ids
        and (tag := _tag(measurement, measurement.pk in own_submitted_ids, measurement.pk in shared_ids, today))
        and not (paused and tag.step is Step.SHARE)
    ]
    order = list(Step)
    return min(tags, key=lambda tag: order.index(tag.step), default=None)


def is_within(measurement: Measurement, today: dt.date) -> bool:
    """Opened, and within its window."""
    return measurement.opened_at is not None and measurement.opens_on <= today < measurement.closes_on


def _tag(measurement: Measurement, own_in: bool, shared: bool, today: dt.date) -> StateTag | None:
    step = _step(measurement, own_in, shared, today)
    if step is None:
        return None
    until = measurement.last_day if today < measurement.closes_on else None
    return StateTag(step, _text(step, measurement), KIND[step], measurement, until)


def _step(measurement: Measurement, own_in: bool, shared: bool, today: dt.date) -> Step | None:
    if measurement.revealed_at is not None:
        fresh = today < timezone.localdate(measurement.revealed_at) + TALK_FOR
        return Step.TALK if fresh else None
    if not is_within(measurement, today):
        closed = measurement.opened_at is not None and today >= measurement.closes_on
        # An offer that nobody took up goes by itself too; the pair's page keeps it.
        fresh = today < measurement.closes_on + TALK_FOR
        return Step.SHARE if closed and own_in and not shared and fresh else None
    if own_in:
        return Step.WAIT
    return Step.PUT_OFF if measurement.worker_not_now_at else Step.FILL_IN


def _text(step: Step, measurement: Measurement) -> str:
    running = _("%(moment)s loopt t/m %(day)s") % {
        "moment": measurement.label,
        "day": days.day(measurement.last_day),
    }
    return {
        Step.FILL_IN: _("Jouw kant nog invullen"),
        Step.TALK: _("Klaar om te bespreken"),
        Step.SHARE: _("Gesloten, delen kan"),
        Step.WAIT: _("Wacht op de cliënt"),
        Step.PUT_OFF: running,
    }[step]
