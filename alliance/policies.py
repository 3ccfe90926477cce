"""What the state of a measurement allows: the record in, yes or no out; `today` and `now` are passed."""

import datetime as dt
import uuid

from django.utils import timezone

from alliance.models import Draft, Measurement, Rater, Response

# A draft may be finished until so long after its last saved answer, also when the window closed in between.
DRAFT_GRACE = dt.timedelta(hours=24)


def is_open(measurement: Measurement, *, today: dt.date) -> bool:
    """Opened, within its window, and the pair still runs."""
    return (
        measurement.opened_at is not None
        and measurement.pair.ends_on is None
        and measurement.opens_on <= today < measurement.closes_on
    )


def draft_lives(draft: Draft | None, *, now: dt.datetime) -> bool:
    return draft is not None and bool(draft.answers) and now - draft.saved_at <= DRAFT_GRACE


def finish_by(measurement: Measurement, draft: Draft) -> dt.datetime:
    """The last moment to finish a draft: the end of the window, or 24 hours after its last saved answer if later."""
    closes = timezone.make_aware(dt.datetime.combine(measurement.closes_on, dt.time()))
    return max(closes, draft.saved_at + DRAFT_GRACE)


def may_answer(
    measurement: Measurement,
    *,
    own: Response | None,
    draft: Draft | None,
    other_shared: bool,
    now: dt.datetime,
    today: dt.date,
) -> bool:
    """Whether a side may still fill in: not twice, within the window, or a living draft that nobody's sharing ended."""
    if own is not None or measurement.pair.ends_on is not None:
        return False
    if is_open(measurement, today=today):
        return True
    return measurement.opened_at is not None and draft_lives(draft, now=now) and not other_shared


def may_correct(measurement: Measurement, *, own: Response, today: dt.date) -> bool:
    """One's own submitted side, while it is open and the other side has seen nothing of it."""
    return is_open(measurement, today=today) and not measurement.is_revealed and own.shared_at is None


def may_correct_paper(measurement: Measurement, *, entered_by: uuid.UUID | None, by: uuid.UUID) -> bool:
    """After the reveal a second person; before it whoever entered it, who alone knows that it is there."""
    return (entered_by == by) != measurement.is_revealed


def may_share(measurement: Measurement, *, own: Response | None, today: dt.date) -> bool:
    """After the window closed with one side in, that side may choose to share its scale scores."""
    return (
        own is not None
        and own.shared_at is None
        and not measurement.is_revealed
        and measurement.opened_at is not None
        and today >= measurement.closes_on
    )


def closed_half(measurement: Measurement, *, today: dt.date) -> bool:
    """The window passed and not both sides are in."""
    return not measurement.is_revealed and today >= measurement.closes_on


def stands_still(measurement: Measurement, *, paused_since: dt.date | None) -> bool:
    """In a running pause: not over, since its window moves when that ends. What closed before it began stays closed."""
    return (
        paused_since is not None
        and measurement.pair.ends_on is None
        and not measurement.is_revealed
        and measurement.closes_on > paused_since
    )


def may_postpone(measurement: Measurement, *, own_begun: bool, today: dt.date) -> bool:
    """Before it opens, or while the worker has not begun; the same whatever the client did."""
    return (
        measurement.pair.ends_on is None
        and not measurement.is_revealed
        and today < measurement.closes_on
        and not own_begun
    )


def may_allow_late(measurement: Measurement, *, shared: bool, today: dt.date) -> bool:
    """Closed, not complete, and nobody has read the other's scores; the same whether or not one side is in."""
    return (
        measurement.pair.ends_on is None
        and measurement.opened_at is not None
        and closed_half(measurement, today=today)
        and not shared
    )


def side_without_answer(measurement: Measurement, *, own_in: bool, today: dt.date) -> Rater | None:
    """The side of which the worker may say why it stayed away, after the window closed: their own, or the client's
    once their own is in, because only then they may know that the client's is not."""
    if measurement.pair.ends_on is not None or measurement.opened_at is None:
        return None
    if not closed_half(measurement, today=today):
        return None
    return Rater.CLIENT if own_in else Rater.WORKER


def closed_as_ended(measurement: Measurement) -> bool:
    """The pair ended before the window did: it was closed with it, or never opened, and nobody was late."""
    ends_on = measurement.pair.ends_on
    return not measurement.is_revealed and ends_on is not None and ends_on < measurement.closes_on
