"""The quality of the questionnaire: against worked figures, another library, and what must hold of any answers."""

import math
import statistics
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import f, t

from alliance.instruments import CLIENT, WORKER, Instrument, parse_instrument
from research.quality import Given, Quality, alpha_interval, quality

ROOT = "alliance/instruments_shipped/wa-gk-demo-1.0.toml"


@pytest.fixture(scope="module")
def instrument() -> Instrument:

    return parse_instrument((Path(__file__).parents[2] / ROOT).read_text(encoding="utf-8"))


def answers(instrument: Instrument, rater: str, value: int) -> dict[str, int | None]:
    """The same as scored on every question."""
    low, high = instrument.values[0], instrument.values[-1]
    return {i.key: low + high - value if i.reverse else value for i in instrument.items_for(rater)}


def pairs(instrument: Instrument, *values: tuple[int, int]) -> list[Given]:
    return [
        Given("intake", n, n % 3, rater, answers(instrument, rater, value))
        for n, both in enumerate(values)
        for rater, value in zip((CLIENT, WORKER), both, strict=True)
    ]


def found(instrument: Instrument, *values: tuple[int, int]) -> Quality:
    return quality(instrument, pairs(instrument, *values), f.ppf)


def test_agreement_is_a_difference_with_limits(instrument: Instrument) -> None:
    values = [(5, 3), (4, 4), (2, 3), (5, 4), (3, 3)]
    one = next(a for a in found(instrument, *values).agreements if a.scale == "trust")
    differences = [client - worker for client, worker in values]
    mean, sd = statistics.mean(differences), statistics.stdev(differences)
    assert one.mean == pytest.approx(mean)
    # Of five a normal interval would hold the truth 88 times in 100, not 95.
    half = t.ppf(0.975, 4) * sd / math.sqrt(5)
    assert (one.low, one.high) == pytest.approx((mean - half, mean + half), abs=0.01)
    assert (one.lower_limit, one.upper_limit) == pytest.approx((mean - 1.96 * sd, mean + 1.96 * sd), 1e-4)
    assert (one.n, one.workers) == (5, 3)


def test_a_scale_that_is_not_parallel_has_no_agreement(instrument: Instrument) -> None:
    assert "friction" not in {one.scale for one in found(instrument, (5, 3), (4, 4)).agreements}


def test_a_pair_with_one_side_does_not_count_in_the_agreement(instrument: Instrument) -> None:
    given = pairs(instrument, (5, 3), (4, 4))[:3]
    assert {one.n for one in quality(instrument, given, f.ppf).agreements} == {1}


def test_floor_and_ceiling_are_parts_of_the_scores_as_scored(instrument: Instrument) -> None:
    rows = found(instrument, (5, 3), (5, 1), (1, 3), (3, 3)).scales
    client = next(row for row in rows if (row.figures.rater, row.figures.scale) == (CLIENT, "trust"))
    worker = next(row for row in rows if (row.figures.rater, row.figures.scale) == (WORKER, "trust"))
    assert (client.ceiling, client.floor) == (0.5, 0.25)
    assert (worker.ceiling, worker.floor) == (0.0, 0.25)


def test_straight_lining_looks_at_the_crosses_as_given(instrument: Instrument) -> None:
    straight = {item.key: 4 for item in instrument.items_for(CLIENT)}
    mixed = dict(straight, **{instrument.items_for(CLIENT)[0].key: 3})
    open_one = dict(straight, **{instrument.items_for(CLIENT)[0].key: None})
    given = [Given("intake", n, n, CLIENT, row) for n, row in enumerate((straight, mixed, open_one))]
    (side,) = quality(instrument, given, None).sides
    assert (side.n, side.straight) == (2, 0.5)


def test_the_interval_of_alpha_holds_the_true_one_nineteen_times_in_twenty() -> None:
    """Simulated: ten items of one true score and equal noise, of which alpha is known (Spearman-Brown: 0.80)."""
    chance, items, cases, often = np.random.default_rng(7), 10, 60, 1500
    holds = 0
    for _n in range(often):
        answers = chance.normal(size=(cases, 1)) + chance.normal(scale=math.sqrt(2.5), size=(cases, items))
        total = answers.sum(axis=1).var(ddof=1)
        alpha = items / (items - 1) * (1 - answers.var(axis=0, ddof=1).sum() / total)
        low, high = alpha_interval(float(alpha), cases, items, f.ppf)
        holds += low <= 0.8 <= high
    assert 0.935 < holds / often < 0.965


def test_without_the_library_there_is_no_interval(instrument: Instrument) -> None:
    rows = quality(instrument, pairs(instrument, (5, 3), (1, 2), (3, 3)), None).scales
    assert all(row.alpha_low is None for row in rows)
    assert any(row.figures.alpha is not None for row in rows)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=12))
def test_whatever_was_answered(drawn: list[tuple[int, int]]) -> None:

    instrument = parse_instrument((Path(__file__).parents[2] / ROOT).read_text(encoding="utf-8"))
    whole = found(instrument, *drawn)
    for row in whole.scales:
        assert 0 <= (row.floor or 0) + (row.ceiling or 0) <= 1
        assert row.workers <= row.pairs == row.figures.n
        if row.alpha_low is not None:
            assert row.alpha_low <= float(row.figures.alpha or 0) <= (row.alpha_high or 0)
    for agreement in whole.agreements:
        if agreement.mean is not None:
            assert (agreement.lower_limit or 0) <= agreement.mean <= (agreement.upper_limit or 0)
