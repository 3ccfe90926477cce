from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.change import RULE_VERSION, Pattern, Reason, classify, criterion, criterion_squared, may_compare
from alliance.tests.small import small


@dataclass(frozen=True)
class Norm:
    sd: Decimal
    reliability: Decimal


def norm(sd="0.60", reliability="0.80"):
    return Norm(Decimal(sd), Decimal(reliability))


scores = st.decimals(1, 5, places=4)
norms = st.builds(Norm, st.decimals("0.01", 10, places=2), st.decimals("0.01", "0.99", places=2))


@pytest.mark.parametrize(
    ("sd", "reliability", "expected"),
    [("7.6", "0.95", "4.7105"), ("0.60", "0.80", "0.7438"), ("0.60", "0.50", "1.1760")],
)
def test_criterion(sd, reliability, expected):
    assert str(criterion(Decimal(sd), Decimal(reliability))) == expected


@pytest.mark.parametrize(("sd", "reliability"), [("0", "0.8"), ("-1", "0.8"), ("1", "0"), ("1", "1"), ("1", "-0.2")])
def test_norms_out_of_range_have_no_criterion(sd, reliability):
    with pytest.raises(ValueError, match="out of range"):
        criterion(Decimal(sd), Decimal(reliability))


@pytest.mark.parametrize(
    ("first", "second", "better", "reliability", "change", "pattern"),
    [
        ("3.2000", "4.0000", "higher", "0.80", "0.8000", "improving"),
        ("3.2000", "4.0000", "higher", "0.50", "0.8000", "stable"),
        ("4.0000", "3.2000", "higher", "0.80", "-0.8000", "deteriorating"),
        ("2.0000", "3.0000", "lower", "0.80", "1.0000", "deteriorating"),  # more friction
        ("3.0000", "2.0000", "lower", "0.80", "-1.0000", "improving"),
        ("2.0000", "3.0000", "lower", "0.50", "1.0000", "stable"),
        ("3.0000", "3.0000", "higher", "0.80", "0.0000", "stable"),
        # The criterion is 1.176 exactly: equal is stable, a ten-thousandth more is not.
        ("1.0000", "2.1760", "higher", "0.50", "1.1760", "stable"),
        ("1.0000", "2.1761", "higher", "0.50", "1.1761", "improving"),
        ("2.1760", "1.0000", "higher", "0.50", "-1.1760", "stable"),
        ("2.1761", "1.0000", "higher", "0.50", "-1.1761", "deteriorating"),
        # The criterion is 0.74376...: printed as 0.7438, but not rounded before it is compared.
        ("1.0000", "1.7438", "higher", "0.80", "0.7438", "improving"),
        ("1.0000", "1.7437", "higher", "0.80", "0.7437", "stable"),
    ],
)
def test_patterns(first, second, better, reliability, change, pattern):
    found = classify(first=Decimal(first), second=Decimal(second), better=better, norm=norm(reliability=reliability))

    assert (str(found.change), str(found.pattern), found.reason) == (change, pattern, None)


@pytest.mark.parametrize(
    ("sd", "reliability", "tie"),
    # Computed with floats, each of these criteria falls just below the tie and would call it a change.
    [("0.05", "0.92", "0.0392"), ("0.1", "0.92", "0.0784"), ("0.25", "0.92", "0.1960"), ("0.30", "0.92", "0.2352")],
)
def test_a_tie_is_stable_to_the_last_digit(sd, reliability, tie):
    found = classify(first=Decimal(0), second=Decimal(tie), better="higher", norm=norm(sd, reliability))

    assert found.pattern == Pattern.STABLE
    assert found.criterion == Decimal(tie)


@pytest.mark.parametrize(
    ("changes", "reason", "change", "has_criterion"),
    [
        ({"norm": None}, Reason.NO_NORMS, "1.0000", False),
        ({"first": None}, Reason.BLANK_FIRST, "None", True),
        ({"second": None}, Reason.BLANK_SECOND, "None", True),
        ({"first": None, "second": None}, Reason.BLANK_FIRST, "None", True),
        ({"first": None, "norm": None}, Reason.BLANK_FIRST, "None", False),
        ({"same_pair": False}, Reason.OTHER_PAIR, "None", True),
        ({"same_version": False}, Reason.OTHER_VERSION, "None", True),
        ({"same_pair": False, "same_version": False, "first": None}, Reason.OTHER_PAIR, "None", True),
    ],
)
def test_what_cannot_be_classified_says_why(changes, reason, change, has_criterion):
    moments = {"first": Decimal("2.0000"), "second": Decimal("3.0000"), "better": "higher", "norm": norm()}

    found = classify(**(moments | changes))

    assert found.pattern == Pattern.UNCLASSIFIED
    assert found.reason == reason
    assert str(found.change) == change
    assert (found.criterion is not None) == has_criterion


def test_a_classification_carries_what_it_was_made_with():
    found = classify(first=Decimal(2), second=Decimal(3), better="higher", norm=norm())

    assert (found.sd, found.reliability, found.rule_version) == (Decimal("0.60"), Decimal("0.80"), RULE_VERSION)


def test_a_direction_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="higher or lower"):
        classify(first=None, second=None, better="up", norm=None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], True),
        ([('version = "1.0"', 'version = "0.9"')], True),  # 1.0 lists 0.9
        ([('version = "1.0"', 'version = "2.0"')], False),
        ([('version = "1.0"', 'version = "2.0"'), ('["0.9"]', '["1.0"]')], True),
        ([('key = "small"', 'key = "other"')], False),
    ],
)
def test_which_versions_may_be_compared(changes, expected):
    assert may_compare(small(), small(*changes)) is expected
    assert may_compare(small(*changes), small()) is expected


@given(scores, scores, norms)
def test_turning_the_scale_turns_the_pattern(first, second, spread):
    turned = {"improving": "deteriorating", "deteriorating": "improving", "stable": "stable"}

    up = classify(first=first, second=second, better="higher", norm=spread)
    down = classify(first=first, second=second, better="lower", norm=spread)
    back = classify(first=second, second=first, better="higher", norm=spread)

    assert down.pattern == back.pattern == turned[up.pattern]
    assert back.change == -up.change


@given(scores, scores, norms)
def test_stable_exactly_when_the_change_does_not_exceed_the_criterion(first, second, spread):
    found = classify(first=first, second=second, better="higher", norm=spread)

    squared = Fraction(196, 100) ** 2 * Fraction(spread.sd) ** 2 * 2 * (1 - Fraction(spread.reliability))
    assert criterion_squared(spread.sd, spread.reliability) == squared
    assert (found.pattern == Pattern.STABLE) == (Fraction(found.change) ** 2 <= squared)
    assert abs(float(found.criterion) - float(squared) ** 0.5) < 0.000051
