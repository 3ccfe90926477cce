"""Near, apart or far; which questions to begin with; and where the marks stand."""

from decimal import Decimal

import pytest

from alliance.talk import Closeness, Opener, compare, openers
from alliance.talk_chart import PHONE, WIDE, Place, Scored, places
from alliance.tests.small import small


@pytest.mark.parametrize(
    ("client", "worker", "closeness", "higher"),
    [
        ("3.0000", "3.0000", Closeness.NEAR, ""),
        ("3.5000", "3.0000", Closeness.NEAR, "client"),
        ("3.0000", "3.5001", Closeness.APART, "worker"),
        ("3.0000", "3.9999", Closeness.APART, "worker"),
        ("4.0000", "3.0000", Closeness.FAR, "client"),
    ],
)
def test_how_near_two_sides_are(client: str, worker: str, closeness: Closeness, higher: str) -> None:
    scores = {("client", "trust"): Decimal(client), ("worker", "trust"): Decimal(worker)}
    scores |= {("client", "friction"): Decimal(1), ("worker", "friction"): Decimal(5)}
    (one,) = compare(small(), scores)
    assert (one.scale, one.closeness, one.higher) == ("trust", closeness, higher)


def test_a_scale_without_a_score_of_both_is_not_compared() -> None:
    assert compare(small(), {("client", "trust"): Decimal(3), ("worker", "trust"): None}) == []


@pytest.mark.parametrize("scale", ["trust", "direction", "bonding", "friction"])
@pytest.mark.parametrize("closeness", [*Closeness, None])
def test_every_scale_of_the_research_has_one_or_two_questions(scale: str, closeness: Closeness | None) -> None:
    assert 1 <= len(openers(scale, closeness)) <= 2


def test_a_scale_that_the_research_does_not_name_is_asked_about_where_the_two_differ() -> None:
    assert openers("other", Closeness.NEAR) == openers("other", None) == ()
    assert openers("other", Closeness.FAR) == (Opener.SEE_APART,)


def row(client: str | None, worker: str | None, was: str | None = None) -> Scored:
    def number(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    return Scored("Vertrouwen", "", [Place("client", number(client), number(was)), Place("worker", number(worker))])


def test_the_ends_of_the_axis_are_the_ends_of_the_answers() -> None:
    drawn = places([row("1", "5")], (1, 2, 3, 4, 5), WIDE).rows[0]
    assert [mark.x for mark in drawn.marks] == [300, 880]
    assert drawn.ticks == (300, 445, 590, 735, 880)
    assert [mark.y for mark in drawn.marks] == [63, 63]


def test_marks_that_would_cover_each_other_stand_above_and_below() -> None:
    drawn = places([row("3", "3.1")], (1, 2, 3, 4, 5), WIDE).rows[0]
    assert [mark.y for mark in drawn.marks] == [55, 71]
    crossing = places([row("5", "3", was="1")], (1, 2, 3, 4, 5), WIDE).rows[0]
    assert [mark.y for mark in crossing.marks] == [55, 71]


def test_a_side_without_a_score_has_no_mark() -> None:
    drawn = places([row(None, "3")], (1, 2, 3, 4, 5), PHONE).rows[0]
    assert [mark.side for mark in drawn.marks] == ["worker"]


def test_the_page_grows_with_its_rows() -> None:
    rows = [row("3", "3")] * 5
    assert [places(rows, (1, 2, 3, 4, 5), layout).height for layout in (WIDE, PHONE)] == [330, 496]
    assert places([], (1, 2, 3, 4, 5), WIDE).rows == ()
