"""Streaming readers of ANSWERS.csv and SCORES.csv that report every fault; section 5 of docs/scoring.md.

A row's number is its place in the file, the header being row 1, as a spreadsheet shows it. Spaces around a value do
not count, nor do empty lines. A number may be written as 3, +3, 3.0 or 3e0.
"""

import codecs
import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from alliance.exact import four_places
from alliance.instruments import RATERS, Instrument

SCORE_COLUMNS = ("pair", "rater", "scale", "first", "second")
_KEY_COLUMNS = ("response", "rater")
_NO_COLUMN = "-"
# Two digits of exponent are plenty for a score and keep exact arithmetic from being asked for a million digits.
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the file, told in one line; `column` is "-" when it concerns the whole row."""

    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"row {self.row}, column {_shown(self.column)[1:-1] or _NO_COLUMN}: {self.reason}"


@dataclass(frozen=True, slots=True)
class AnswerRow:
    response: str
    rater: str
    answers: dict[str, int]


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """`cells` is the row as it came, in the order of SCORE_COLUMNS; the scores are rounded to 4 decimals."""

    cells: tuple[str, ...]
    rater: str
    scale: str
    first: Decimal | None
    second: Decimal | None


Report = Callable[[Fault], None]


def read_answers(stream: Iterable[bytes], instrument: Instrument, report: Report) -> Iterator[AnswerRow]:
    """Yield the faultless rows of an answers file, in order; `report` gets each fault when it is met."""
    items = [item.key for item in instrument.items]
    reader = _Answers(instrument, report)
    seen: dict[str, dict[str, int]] = {rater: {} for rater in RATERS}
    for row, cells in _Sheet(stream, (*_KEY_COLUMNS, *items), report).rows():
        response, rater, *given = cells
        sound = True
        if not response:
            report(Fault(row, "response", "is empty"))
            sound = False
        if rater not in seen:
            report(Fault(row, "rater", _unknown(rater, RATERS)))
            sound = False
        elif response and (first := seen[rater].setdefault(response, row)) != row:
            report(Fault(row, "response", f"{_shown(response)} of the {rater} stands in row {first} already"))
            sound = False
        answers = reader.read(row, rater, given)
        if sound and answers is not None:
            yield AnswerRow(response, rater, answers)


class _Answers:
    """Reads the item cells of a row, which stand in the instrument's order."""

    def __init__(self, instrument: Instrument, report: Report) -> None:
        self.items = [(item.key, item.rater) for item in instrument.items]
        self.values = {str(value): value for value in instrument.values}
        self.report = report

    def read(self, row: int, rater: str, cells: Sequence[str]) -> dict[str, int] | None:
        answers: dict[str, int] = {}
        sound = True
        for (key, side), cell in zip(self.items, cells, strict=True):
            if not cell:
                continue
            value = self.values.get(cell)
            reason = ""
            if side != rater and rater in RATERS:
                reason = f"is an item of the {side}, but the row is of the {rater}"
            elif value is None:
                value, reason = self._spelled_otherwise(cell)
            if reason:
                self.report(Fault(row, key, reason))
                sound = False
            elif value is not None:
                answers[key] = value
        return answers if sound else None

    def _spelled_otherwise(self, cell: str) -> tuple[int | None, str]:
        number = _number(cell)
        if number is None:
            return None, f"{_shown(cell)} is not a number"
        # A Fraction equals, and hashes as, the whole number it stands for.
        value = next((value for value in self.values.values() if value == number), None)
        return value, "" if value is not None else f"{_shown(cell)} is not one of {', '.join(self.values)}"


def read_scores(stream: Iterable[bytes], instrument: Instrument, report: Report) -> Iterator[ScoreRow]:
    """Yield the faultless rows of a file of scores, in order; `report` gets each fault when it is met."""
    scales = tuple(scale.key for scale in instrument.scales)
    for row, cells in _Sheet(stream, SCORE_COLUMNS, report).rows():
        faults = []
        pair, rater, scale, *scores = cells
        if not pair:
            faults.append(Fault(row, "pair", "is empty"))
        if rater not in RATERS:
            faults.append(Fault(row, "rater", _unknown(rater, RATERS)))
        if scale not in scales:
            faults.append(Fault(row, "scale", _unknown(scale, scales)))
        numbers = [_number(score) for score in scores]
        for column, score, number in zip(("first", "second"), scores, numbers, strict=True):
            if score and number is None:
                faults.append(Fault(row, column, f"{_shown(score)} is not a number"))
        for fault in faults:
            report(fault)
        if not faults:
            first, second = (None if number is None else four_places(number) for number in numbers)
            yield ScoreRow(tuple(cells), rater, scale, first, second)


class _Sheet:
    """A CSV file with a known set of columns, in any order: decoded, parsed and squared up row by row."""

    def __init__(self, stream: Iterable[bytes], columns: Sequence[str], report: Report) -> None:
        self.columns = columns
        self.report = report
        self.row = 0
        self.names: list[str] = []
        self.damaged = False  # a line of the present row is not UTF-8
        self.unreadable = 0  # rows that could not be read at all
        self.reader = csv.reader(self._lines(stream), strict=True)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row's number and its stripped cells, in the order of `columns`."""
        header = self._next()
        while header == []:
            header = self._next()
        if self.unreadable:
            return
        self.names = [name.strip() for name in header or []]
        places = self._places(self.names)
        while places and (cells := self._next()) is not None:
            if len(cells) == len(places):
                yield self.row, [cells[place].strip() for place in places]
            elif cells:
                self._report_length(len(cells), len(places))

    def _report_length(self, cells: int, columns: int) -> None:
        short = cells < columns
        column = self._name(cells if short else columns)
        reason = f"the row is too {'short' if short else 'long'}: {cells} cells under {columns} columns"
        self.report(Fault(self.row, column, reason))

    def _name(self, place: int) -> str:
        return self.names[place] if place < len(self.names) and self.names[place] else f"number {place + 1}"

    def _lines(self, stream: Iterable[bytes]) -> Iterator[str]:
        for number, raw in enumerate(stream):
            line = raw.removeprefix(codecs.BOM_UTF8) if number == 0 else raw
            try:
                yield line.decode()
            except UnicodeDecodeError:
                self.damaged = True
                yield line.decode(errors="surrogateescape")

    def _next(self) -> list[str] | None:
        """The next row that can be read, [] for an empty line, None at the end."""
        while True:
            self.row += 1
            self.damaged = False
            try:
                cells = next(self.reader)
            except StopIteration:
                return None
            except csv.Error as error:
                self.unreadable += 1
                self.report(Fault(self.row, _NO_COLUMN, f"cannot be read as CSV: {error}"))
                continue
            if not self.damaged:
                return cells
            self.unreadable += 1
            self._report_damage(cells)

    def _report_damage(self, cells: Sequence[str]) -> None:
        for place, cell in enumerate(cells):
            if any("\udc80" <= character <= "\udcff" for character in cell):
                self.report(Fault(self.row, self._name(place), "is not UTF-8"))

    def _places(self, names: Sequence[str]) -> list[int]:
        """Where each of the columns stands; empty, after a report, when the header is not right."""
        if not set(names) & set(self.columns):
            reason = f"there is no header row; the columns are {', '.join(self.columns)}, parted by commas"
            self.report(Fault(1, self.columns[0], reason))
            return []
        faults = []
        for place, name in enumerate(names):
            if name not in self.columns:
                faults.append(Fault(self.row, self._name(place), "is not a known column"))
            elif name in names[:place]:
                faults.append(Fault(self.row, name, "stands twice in the header"))
        faults += [Fault(self.row, name, "is missing from the header") for name in self.columns if name not in names]
        for fault in faults:
            self.report(fault)
        return [] if faults else [names.index(name) for name in self.columns]


def _number(cell: str) -> Fraction | None:
    return Fraction(cell) if _NUMBER.fullmatch(cell) else None


def _unknown(cell: str, known: Sequence[str]) -> str:
    return f"{_shown(cell)} is not one of {', '.join(known)}" if cell else "is empty"


def _shown(cell: str) -> str:
    # One fault is one line, whatever the cell holds.
    return repr(cell if len(cell) <= 40 else f"{cell[:40]}...")
