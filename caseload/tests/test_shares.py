import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from caseload.shares import wilson


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    # By hand, and as statsmodels' proportion_confint(method="wilson") gives them.
    [(0, 10, 0.0, 27.75), (10, 10, 72.25, 100.0), (5, 10, 23.66, 76.34), (20, 26, 57.95, 88.97), (1, 5, 3.62, 62.45)],
)
def test_the_interval_of_wilson(count: int, n: int, low: float, high: float) -> None:
    assert [100 * end for end in wilson(count, n)] == pytest.approx((low, high), abs=0.01)


@given(st.integers(1, 500), st.data())
def test_it_is_that_of_another_library(n: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, n))
    assert wilson(count, n) == pytest.approx(proportion_confint(count, n, method="wilson"), abs=1e-9)
