"""No cell of a file that leaves is a formula, and nothing is lost on the way."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundary.tables import TableWriter, read_back, safe_cell

SIGNS = "=+-@\t\r\0＝＋－＠﹢﹣﹫⁼−"


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize(
    "before", ["", " ", "\n", "naam;", "naam\n", "naam; ", "naam\r\n", '"', "'", "\ufeff", "\u200b"]
)
def test_text_that_a_spreadsheet_would_carry_out_is_quoted(sign: str, before: str) -> None:
    cell = safe_cell(f"{before}{sign}HYPERLINK(1)")
    assert isinstance(cell, str)
    assert "'" in cell
    assert cell != f"{before}{sign}HYPERLINK(1)"
    assert cell[0] not in SIGNS
    for part in cell.replace("\n", ";").replace("\r", ";").split(";"):
        assert not part.strip().startswith(tuple("=+-@"))


@pytest.mark.parametrize("number", [0, -5, 3.5, -0.25, Decimal("-1.5000"), True])
def test_numbers_stay_numbers(number: object) -> None:
    assert safe_cell(number) is number


@pytest.mark.parametrize("text", ["-1.5", "+3", "1e5", "12"])
def test_text_that_is_a_number_stays_one(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize("text", ["-1+1", "-", "+31 6 1234", "-1.5;=1", "1\n-2"])
def test_what_only_begins_as_a_number_does_not(text: str) -> None:
    assert str(safe_cell(text)).count("'") >= 1


def test_no_number_is_text() -> None:
    assert [safe_cell(float("-inf")), safe_cell(Decimal("-Infinity")), safe_cell(None)] == ["'-inf", "'-Infinity", None]


def test_ordinary_text_is_left_alone() -> None:
    for text in ("Anna de Vries-Bakker", "a=b", "anna@example.org", "2026-11-23", "één; twee", ""):
        assert safe_cell(text) == text


cells = st.one_of(
    st.text(st.one_of(st.sampled_from(SIGNS + "';\n\"', \ufeff"), st.characters(codec="utf-8")), max_size=12),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False, places=3),
)


@settings(max_examples=2000, deadline=None)
@given(st.lists(st.lists(cells, min_size=1, max_size=4), max_size=4))
def test_a_table_reads_back_as_it_was(table: list[list[object]]) -> None:
    stream = io.StringIO(newline="")
    TableWriter(stream).writerows(table)
    read = list(csv.reader(io.StringIO(stream.getvalue(), newline="")))
    assert [[read_back(cell) for cell in row] for row in read] == [[str(cell) for cell in row] for row in table]
    for row in read:
        for cell in row:
            assert cell[:1] not in set("=@\t\r\0") or cell.lstrip("+-")[:1].isdigit()
