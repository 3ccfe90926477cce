"""What the state of a measurement allows: the record in, yes or no out; `today` and `now` are passed."""

import datetime as dt
import uuid

from alliance.models import Draft, Measurement, Response

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
