import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.exact import four_places, root_four_places
from alliance.scoring import AnswerError, ScaleScore, as_scored, difference, needed, score_response
from alliance.tests.small import small

SMALL = small()
KEYS = ["c1", "c2", "c3", "c4", "c5", "c6"]

answer_sheets = st.dictionaries(st.sampled_from(KEYS), st.integers(1, 5))


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (Fraction(1, 3), "0.3333"),
        (Fraction(2, 3), "0.6667"),
        (Fraction(1, 32), "0.0313"),  # 0.03125: half goes away from zero, not to the even digit
        (Fraction(-1, 32), "-0.0313"),
        (Fraction(3, 32), "0.0938"),  # 0.09375
        (Fraction(-2, 3), "-0.6667"),
        (Decimal("0.00005"), "0.0001"),
        (Decimal("-0.00005"), "-0.0001"),
        (Decimal("0.0000499999999999999999999999999999999"), "0.0000"),
        (Decimal("-0.00004"), "0.0000"),
        (Decimal("123456789012345678901234567890.00005"), "123456789012345678901234567890.0001"),
        (4, "4.0000"),
    ],
)
def test_four_decimals_half_away_from_zero(value, rounded):
    assert str(four_places(value)) == rounded


@pytest.mark.parametrize(
    ("square", "root"),
    [
        (Fraction(0), "0.0000"),
        (Fraction(4), "2.0000"),
        (Fraction(2), "1.4142"),
        (Fraction(3), "1.7321"),
        (Fraction(5, 10**5) ** 2, "0.0001"),  # the root is 0.00005 exactly
        (Fraction(5, 10**5) ** 2 - Fraction(1, 10**40), "0.0000"),
    ],
)
def test_root_is_rounded_exactly(square, root):
    assert str(root_four_places(square)) == root


@pytest.mark.parametrize(
    ("share", "items", "expected"),
    [
        ("0.8", 5, 4),
        ("0.8", 4, 4),  # 3.2 items
        ("0.8", 1, 1),
        ("1", 7, 7),
        ("0.5", 5, 3),
        ("0.01", 5, 1),
        ("0.55", 20, 11),  # as a float 11.000000000000002
        ("0.07", 100, 7),  # as a float 7.000000000000001
        ("0.66", 3, 2),
        ("0.67", 3, 3),
    ],
)
def test_needed_is_the_exact_share_rounded_up(share, items, expected):
    assert needed(Decimal(share), items) == expected


@pytest.mark.parametrize(
    ("answers", "trust", "trust_answered", "friction", "friction_answered"),
    [
        ({}, None, 0, None, 0),
        ({"c1": 4, "c2": 4, "c3": 2}, "4.0000", 3, None, 0),  # c3 is reversed: 2 counts as 4
        ({"c1": 5, "c2": 5, "c3": 5}, "3.6667", 3, None, 0),
        ({"c1": 1, "c2": 1, "c3": 2}, "2.0000", 3, None, 0),
        ({"c1": 1, "c2": 2}, "1.5000", 2, None, 0),  # just enough
        ({"c1": 1, "c3": 1}, "3.0000", 2, None, 0),
        ({"c1": 5}, None, 1, None, 0),  # one too few: blank, not 0
        ({"c1": 5, "c2": None, "c3": None}, None, 1, None, 0),  # None is no answer
        ({"c4": 5, "c5": 5, "c6": 1}, None, 0, "5.0000", 3),  # as worded: high is much friction
        ({"c1": 1, "c2": 1, "c3": 5, "c4": 1, "c5": 2, "c6": 5}, "1.0000", 3, "1.3333", 3),
    ],
)
def test_worked_examples(answers, trust, trust_answered, friction, friction_answered):
    scores = score_response(SMALL, "client", answers)

    assert scores == {
        "trust": ScaleScore("trust", trust and Decimal(trust), trust_answered, 3),
        "friction": ScaleScore("friction", friction and Decimal(friction), friction_answered, 3),
    }
    assert all(score.score is None or score.score.as_tuple().exponent == -4 for score in scores.values())


def test_values_may_run_below_zero():
    instrument = small(("[1, 2, 3, 4, 5]", "[-2, -1, 0, 1, 2]"))

    scores = score_response(instrument, "worker", {"w1": -2, "w2": -1, "w3": -1})

    assert scores["trust"].score == Decimal("-0.6667")


@pytest.mark.parametrize(
    ("rater", "answers", "item", "reason"),
    [
        ("client", {"w1": 3}, "w1", "belongs to the worker"),
        ("worker", {"w1": 3, "c2": None}, "c2", "belongs to the client"),
        ("client", {"c9": 3}, "c9", "is not an item of this instrument"),
        ("client", {"c1": 0}, "c1", "0 is not one of the values"),
        ("client", {"c1": 6}, "c1", "6 is not one of the values"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(rater, answers, item, reason):
    with pytest.raises(AnswerError) as caught:
        score_response(SMALL, rater, answers)

    assert (caught.value.item, caught.value.reason) == (item, reason)


@pytest.mark.parametrize(
    ("client", "worker", "scale", "expected"),
    [
        ("3.2000", "3.8000", "trust", "-0.6000"),
        ("3.8000", "3.2000", "trust", "0.6000"),
        ("3.3333", "3.3333", "trust", "0.0000"),
        (None, "3.0000", "trust", None),
        ("3.0000", None, "trust", None),
        (None, None, "trust", None),
        ("3.0000", "2.0000", "friction", None),  # the sides measure different things
    ],
)
def test_difference_is_client_minus_worker(client, worker, scale, expected):
    found = difference(client and Decimal(client), worker and Decimal(worker), SMALL.scale(scale))

    assert (None if found is None else str(found)) == expected


@given(answer_sheets, st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_nothing(answers, chance: random.Random):
    shuffled = list(answers.items())
    chance.shuffle(shuffled)

    assert score_response(SMALL, "client", dict(shuffled)) == score_response(SMALL, "client", answers)


@given(answer_sheets)
def test_mirroring_every_answer_mirrors_every_score(answers):
    scores = score_response(SMALL, "client", answers)
    mirrored = score_response(SMALL, "client", {key: 6 - value for key, value in answers.items()})

    for key, score in scores.items():
        if score.score is None:
            assert mirrored[key].score is None
        else:
            assert mirrored[key].score == 6 - score.score


@given(answer_sheets)
def test_a_score_lies_within_the_values_and_near_the_mean(answers):
    for score in score_response(SMALL, "client", answers).values():
        counted = [
            as_scored(SMALL, answers[item.key], reverse=item.reverse)
            for item in SMALL.items_for("client", score.scale)
            if item.key in answers
        ]
        assert score.answered == len(counted)
        assert (score.score is not None) == (len(counted) >= 2)
        if score.score is not None:
            assert 1 <= score.score <= 5
            assert abs(Fraction(score.score) - Fraction(sum(counted), len(counted))) <= Fraction(1, 20000)


@given(st.decimals(0, 1, places=3), st.decimals(0, 1, places=3), st.integers(1, 60))
def test_a_higher_share_never_needs_fewer_answers(one, other, items):
    assert needed(min(one, other), items) <= needed(max(one, other), items) <= items


@given(answer_sheets, st.sampled_from(["0.1", "0.34", "0.67", "1.0"]))
def test_a_lower_share_never_takes_a_score_away(answers, share):
    strict = score_response(small(("0.66", share)), "client", answers)
    lax = score_response(small(("0.66", "0.05")), "client", answers)

    for key, score in strict.items():
        assert score.score is None or lax[key].score == score.score
