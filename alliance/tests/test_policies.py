"""What the state of a measurement allows, as tables; no database."""

import datetime as dt

import pytest

from alliance import policies
from alliance.models import Draft, Measurement, Response
from caseload.models import Pair

OPENS, CLOSES = dt.date(2026, 11, 1), dt.date(2026, 12, 13)
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
INSIDE, FIRST, LAST = dt.date(2026, 11, 23), OPENS, CLOSES - dt.timedelta(days=1)
BEFORE, AFTER = OPENS - dt.timedelta(days=1), CLOSES


def moment(*, opened: bool = True, ended: bool = False, revealed: bool = False) -> Measurement:
    return Measurement(
        pair=Pair(ends_on=INSIDE if ended else None),
        opens_on=OPENS,
        closes_on=CLOSES,
        opened_at=NOW if opened else None,
        revealed_at=NOW if revealed else None,
    )


def response(*, shared: bool = False) -> Response:
    return Response(shared_at=NOW if shared else None)


def draft(hours: float, *, empty: bool = False) -> Draft:
    """A draft whose last answer was saved so many hours ago."""
    return Draft(answers={} if empty else {"c1": 4}, saved_at=NOW - dt.timedelta(hours=hours))


@pytest.mark.parametrize(
    ("today", "opened", "ended", "expected"),
    [
        (BEFORE, True, False, False),
        (FIRST, True, False, True),
        (INSIDE, True, False, True),
        (LAST, True, False, True),
        (AFTER, True, False, False),
        (INSIDE, False, False, False),
        (INSIDE, True, True, False),
    ],
)
def test_is_open(today: dt.date, opened: bool, ended: bool, expected: bool) -> None:
    assert policies.is_open(moment(opened=opened, ended=ended), today=today) is expected


@pytest.mark.parametrize(
    ("unfinished", "expected"),
    [
        (None, False),
        (draft(0), True),
        (draft(23.99), True),
        (draft(24), True),
        (draft(24.01), False),
        (draft(0, empty=True), False),
    ],
)
def test_a_draft_lives_a_day(unfinished: Draft | None, expected: bool) -> None:
    assert policies.draft_lives(unfinished, now=NOW) is expected


@pytest.mark.parametrize(
    ("today", "own", "unfinished", "other_shared", "opened", "ended", "expected"),
    [
        # Within the window, whatever else.
        (INSIDE, None, None, False, True, False, True),
        (LAST, None, draft(100), False, True, False, True),
        # Not twice, not before it was opened, not when the pair is over.
        (INSIDE, response(), None, False, True, False, False),
        (INSIDE, response(), draft(0), False, True, False, False),
        (INSIDE, None, None, False, False, False, False),
        (INSIDE, None, draft(0), False, True, True, False),
        (BEFORE, None, None, False, True, False, False),
        # After it, only with a living draft that the other's sharing did not end.
        (AFTER, None, None, False, True, False, False),
        (AFTER, None, draft(1), False, True, False, True),
        (AFTER, None, draft(25), False, True, False, False),
        (AFTER, None, draft(1, empty=True), False, True, False, False),
        (AFTER, None, draft(1), True, True, False, False),
        (AFTER, None, draft(1), False, False, False, False),
        (AFTER, None, draft(1), False, True, True, False),
    ],
)
def test_may_answer(
    today: dt.date,
    own: Response | None,
    unfinished: Draft | None,
    other_shared: bool,
    opened: bool,
    ended: bool,
    expected: bool,
) -> None:
    allowed = policies.may_answer(
        moment(opened=opened, ended=ended),
        own=own,
        draft=unfinished,
        other_shared=other_shared,
        now=NOW,
        today=today,
    )
    assert allowed is expected


@pytest.mark.parametrize(
    ("today", "own", "revealed", "opened", "expected"),
    [
        (AFTER, response(), False, True, True),
        (AFTER, None, False, True, False),
        (AFTER, response(shared=True), False, True, False),
        (AFTER, response(), True, True, False),
        (AFTER, response(), False, False, False),
        (LAST, response(), False, True, False),
    ],
)
def test_may_share(today: dt.date, own: Response | None, revealed: bool, opened: bool, expected: bool) -> None:
    assert policies.may_share(moment(opened=opened, revealed=revealed), own=own, today=today) is expected


@pytest.mark.parametrize(
    ("today", "revealed", "expected"),
    [(LAST, False, False), (AFTER, False, True), (AFTER, True, False), (LAST, True, False)],
)
def test_closed_half(today: dt.date, revealed: bool, expected: bool) -> None:
    assert policies.closed_half(moment(revealed=revealed), today=today) is expected
