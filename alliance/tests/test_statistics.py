import statistics
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alliance.statistics import InstrumentStatistics, ScaleSums
from alliance.tests.small import small

SMALL = small()

tables = st.integers(2, 6).flatmap(
    lambda width: st.lists(st.lists(st.integers(1, 5), min_size=width, max_size=width), min_size=2, max_size=25)
)


def sums_of(table):
    sums = ScaleSums(len(table[0]))
    for case in table:
        sums.add(case)
    return sums


def alpha_by_covariances(table):
    """Cronbach's alpha the other way round: from the mean variance and the mean covariance of the items."""
    columns = [list(map(Fraction, column)) for column in zip(*table, strict=True)]
    width = len(columns)

    def covariance(one, other):
        one_mean, other_mean = Fraction(sum(one), len(one)), Fraction(sum(other), len(other))
        return sum((x - one_mean) * (y - other_mean) for x, y in zip(one, other, strict=True)) / (len(one) - 1)

    variance = sum(covariance(column, column) for column in columns) / width
    pairs = [covariance(columns[i], columns[j]) for i in range(width) for j in range(width) if i != j]
    between = sum(pairs) / len(pairs)
    spread = variance + (width - 1) * between
    return None if spread == 0 else width * between / spread


def rounded(fraction):
    quotient = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    return quotient.quantize(Decimal("0.0001"), ROUND_HALF_UP) + 0


@pytest.mark.parametrize(
    ("table", "mean", "sd", "alpha"),
    [
        ([[1, 1], [2, 2], [3, 3]], "2.0000", "1.0000", "1.0000"),
        # Item variances 1 and 1, total variance 3: 2 x (1 - 2/3).
        ([[1, 2], [2, 1], [3, 3]], "2.0000", "0.8660", "0.6667"),
        ([[1, 5], [5, 1], [3, 3]], "3.0000", "0.0000", None),  # the totals do not vary
        ([[1, 5], [5, 2]], "3.2500", "0.3536", "-48.0000"),
        ([[2, 3]], "2.5000", None, None),
        ([[1], [3], [5]], "3.0000", "2.0000", None),  # one item
        # The mean of the printed scores 1.3333 and 1.6667, not of thirds.
        ([[1, 1, 2], [1, 2, 2], [1, 1, 2]], "1.4444", "0.1925", "0.0000"),
    ],
)
def test_worked_examples(table, mean, sd, alpha):
    sums = sums_of(table)

    found = [sums.mean(), sums.sd(), sums.alpha()]
    assert [None if value is None else str(value) for value in found] == [mean, sd, alpha]


def test_nothing_is_computed_from_nothing():
    sums = ScaleSums(2)

    assert [sums.mean(), sums.sd(), sums.alpha(), sums.item_mean(0), sums.item_sd(0), sums.item_rest(0)] == [None] * 6


@given(tables)
def test_alpha_agrees_with_another_way_to_compute_it(table):
    expected = alpha_by_covariances(table)

    assert sums_of(table).alpha() == (None if expected is None else rounded(expected))


@given(tables)
def test_mean_and_sd_agree_with_the_standard_library(table):
    scores = [rounded(Fraction(sum(case), len(case))) for case in table]
    sums = sums_of(table)

    assert sums.mean() == rounded(statistics.mean(map(Fraction, scores)))
    assert abs(float(sums.sd()) - statistics.stdev(map(float, scores))) < 0.000051
    for index, column in enumerate(zip(*table, strict=True)):
        assert sums.item_mean(index) == rounded(statistics.mean(map(Fraction, column)))
        assert abs(float(sums.item_sd(index)) - statistics.stdev(map(float, column))) < 0.000051


@given(tables, st.data())
def test_item_rest_agrees_with_the_standard_library(table, data):
    index = data.draw(st.integers(0, len(table[0]) - 1))
    item = [case[index] for case in table]
    rest = [sum(case) - case[index] for case in table]
    found = sums_of(table).item_rest(index)

    if len(set(item)) == 1 or len(set(rest)) == 1:
        assert found is None
    else:
        assert abs(float(found) - statistics.correlation(item, rest)) < 0.000051


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_cases_changes_nothing(table, chance):
    assume(len(table) > 2)
    shuffled = chance.sample(table, len(table))

    one, other = sums_of(table), sums_of(shuffled)
    assert (one.mean(), one.sd(), one.alpha()) == (other.mean(), other.sd(), other.alpha())


def test_each_scale_counts_its_own_complete_cases():
    collected = InstrumentStatistics(SMALL)
    collected.add("client", {"c1": 5, "c2": 5, "c3": 1, "c4": 3})  # trust complete, friction not
    collected.add("client", {"c1": 4, "c2": 4, "c4": 1, "c5": 1, "c6": 5})  # scored, yet not complete
    collected.add("client", {"c1": 3, "c2": 3, "c3": 3, "c4": 2, "c5": 2, "c6": 4})
    collected.add("worker", {})

    assert [(row.rater, row.scale, row.n, row.mean) for row in collected.scales()] == [
        ("client", "trust", 2, Decimal("4.0000")),
        ("client", "friction", 2, Decimal("1.5000")),
        ("worker", "trust", 0, None),
        ("worker", "friction", 0, None),
    ]


def test_items_count_as_scored():
    collected = InstrumentStatistics(SMALL)
    for low, high in ((1, 5), (2, 4), (4, 1)):
        collected.add("client", {"c1": low, "c2": low, "c3": high})

    by_item = {row.item: row for row in collected.items()}
    assert list(by_item) == [f"{side}{number}" for side in "cw" for number in range(1, 7)]
    assert by_item["c3"].mean == Decimal("2.6667")  # of 1, 2 and 5, not of 5, 4 and 1
    assert by_item["c3"].item_rest == by_item["c3"].item_rest.copy_abs() > Decimal("0.9")
    assert by_item["c3"].n == 3
    assert by_item["c4"].n == 0


def test_memory_is_of_the_sums_not_of_the_cases():
    sums = ScaleSums(5)
    for number in range(5000):
        sums.add([number % 5 + 1] * 5)

    assert sums.n == 5000
    assert len(sums.totals) == 5
