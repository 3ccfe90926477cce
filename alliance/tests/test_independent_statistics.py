"""Our statistics against numpy and scipy, which compute them another way: to 4 decimals, over random answer sets.

Alpha comes from a two-way analysis of variance (Hoyt, 1941), not from sums of item variances; item-rest from scipy.
"""

import csv
import io
from pathlib import Path
from typing import Any

import numpy
import pytest
from django.core.management import call_command
from scipy import stats

from alliance.instruments import Instrument, parse_instrument
from alliance.statistics import ScaleSums
from alliance.tests.small import HEAD, TEXT, item, items

Column = numpy.ndarray
SINGLE = HEAD + "".join(
    item(f"{side[0]}{number}", side, scale, reverse=number == 2)
    for side in ("client", "worker")
    for number, scale in enumerate(("trust", "friction"), 1)
)
LONGER = HEAD + items(per_scale=7)


def answer_sets(instrument: Instrument, rng: Any, *, n: int, missing: float, varies: bool) -> list[dict[str, str]]:
    """Rows of an answers file: items of a side that share something, some left open."""
    rows = []
    for number in range(n):
        rater = ("client", "worker")[number % 2]
        felt = rng.normal(3.2, 0.9)
        row = {"response": f"r{number}", "rater": rater}
        for each in instrument.items_for(rater):
            value = int(numpy.clip(round(rng.normal(felt, 0.8)), 1, 5)) if varies else 4
            row[each.key] = "" if rng.random() < missing else str(6 - value if each.reverse else value)
        rows.append(row)
    return rows


def complete_cases(instrument: Instrument, rows: list[dict[str, str]], rater: str, scale: str) -> Column:
    """One row per complete case, one column per item, reversed items mirrored."""
    own = instrument.items_for(rater, scale)
    cases = [
        [6 - int(row[each.key]) if each.reverse else int(row[each.key]) for each in own]
        for row in rows
        if row["rater"] == rater and all(row.get(each.key) for each in own)
    ]
    return numpy.array(cases, dtype=float).reshape(len(cases), len(own))


def hoyt(table: Column) -> float | None:
    """Alpha as the share of the variance between cases that is not residual."""
    cases, width = table.shape
    if cases < 2 or width < 2 or numpy.ptp(table.sum(axis=1)) == 0:
        return None
    grand = table.mean()
    between = width * ((table.mean(axis=1) - grand) ** 2).sum() / (cases - 1)
    residue = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0, keepdims=True) + grand
    return float(1 - (residue**2).sum() / ((cases - 1) * (width - 1)) / between)


def item_rest(table: Column, index: int) -> float | None:
    rest = numpy.delete(table, index, axis=1).sum(axis=1)
    if table.shape[0] < 2 or table.shape[1] < 2 or numpy.ptp(table[:, index]) == 0 or numpy.ptp(rest) == 0:
        return None
    return float(stats.pearsonr(table[:, index], rest).statistic)


def same(printed: str, expected: float | None) -> bool:
    if expected is None:
        return printed == ""
    # Half a unit of the fourth decimal, and what floating point itself cannot tell.
    return printed != "" and abs(float(printed) - expected) <= 0.00005 + 1e-9


def figures_of(text: str, rows: list[dict[str, str]], folder: Path, *, with_items: bool) -> list[dict[str, str]]:
    instrument = parse_instrument(text)
    (folder / "instrument.toml").write_text(text, encoding="utf-8")
    with (folder / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["response", "rater", *(each.key for each in instrument.items)], restval="")
        writer.writeheader()
        writer.writerows(rows)
    out = io.StringIO()
    files = [str(folder / "instrument.toml"), str(folder / "answers.csv")]
    call_command("instrument_statistics", *files, *(["--items"] if with_items else []), stdout=out)
    tables = out.getvalue().split("\n\n")
    return list(csv.DictReader(io.StringIO(tables[-1] if with_items else tables[0])))


CASES = [
    pytest.param(text, n, missing, varies, id=f"{name}, {n} responses, {missing} missing")
    for name, text, varies in (("three items", TEXT, True), ("seven items", LONGER, True), ("one item", SINGLE, True))
    for n, missing in ((400, 0.1), (60, 0.0), (20, 0.4), (3, 0.0))
] + [pytest.param(TEXT, 40, 0.05, False, id="no variance"), pytest.param(TEXT, 30, 1.0, True, id="nothing answered")]


@pytest.mark.parametrize(("text", "n", "missing", "varies"), CASES)
def test_scales(text: str, n: int, missing: float, varies: bool, tmp_path: Path) -> None:
    instrument = parse_instrument(text)
    rows = answer_sets(instrument, numpy.random.default_rng(n), n=n, missing=missing, varies=varies)
    for found in figures_of(text, rows, tmp_path, with_items=False):
        table = complete_cases(instrument, rows, found["rater"], found["scale"])
        # The scores as score_answers prints them: kept to 4 decimals.
        scores = numpy.round(table.mean(axis=1), 4) if len(table) else table
        assert int(found["n"]) == len(table)
        assert same(found["mean"], float(scores.mean()) if len(table) else None), found
        assert same(found["sd"], float(numpy.std(scores, ddof=1)) if len(table) > 1 else None), found
        assert same(found["alpha"], hoyt(table)), found


@pytest.mark.parametrize(("text", "n", "missing", "varies"), CASES)
def test_items(text: str, n: int, missing: float, varies: bool, tmp_path: Path) -> None:
    instrument = parse_instrument(text)
    rows = answer_sets(instrument, numpy.random.default_rng(n), n=n, missing=missing, varies=varies)
    for found in figures_of(text, rows, tmp_path, with_items=True):
        table = complete_cases(instrument, rows, found["rater"], found["scale"])
        index = [each.key for each in instrument.items_for(found["rater"], found["scale"])].index(found["item"])
        assert int(found["n"]) == len(table)
        assert same(found["mean"], float(table[:, index].mean()) if len(table) else None), found
        assert same(found["sd"], float(numpy.std(table[:, index], ddof=1)) if len(table) > 1 else None), found
        assert same(found["item_rest"], item_rest(table, index)), found


# A third opinion: pingouin 0.7.0's cronbach_alpha. The package itself brings thirty others, so its answers stand here.
PINGOUIN = [
    ("443 223 233 233 332 434", 0.6067415730337078),
    ("4434 3434 3333 2233 2243 4452 2433 3244", 0.24113475177304947),
    ("43334 33232 33332 23111 55555 44534 34222 43525 42343 34322", 0.8684611477907567),
]


@pytest.mark.parametrize(("cases", "alpha"), PINGOUIN)
def test_alpha_as_another_package_computes_it(cases: str, alpha: float) -> None:
    table = [[int(value) for value in case] for case in cases.split()]
    sums = ScaleSums(len(table[0]))
    for case in table:
        sums.add(case)
    assert same(str(sums.alpha()), alpha)
    assert hoyt(numpy.array(table, dtype=float)) == pytest.approx(alpha, abs=1e-12)
