"""Reading what happened after supervisions: bytes in, rows or faults out. Every fault is found. Pure.

`client_number` and, for an outcome, `outcome,happened,weeks`; every column `label:NAME` is a label of the person. The
file comes from the organisation's own source; of what stands in it only pseudonyms are kept.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from boundary.faults import Fault

LABEL = "label:"
OUTCOME = ("outcome", "happened", "weeks")
LONGEST_NAME = 40
MOST_WEEKS = 60 * 53
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_YES = {"yes": True, "ja": True, "1": True, "no": False, "nee": False, "0": False}


@dataclass(frozen=True, slots=True)
class Happened:
    """`weeks` from the begin of the supervision to what happened, or else to the end of looking."""

    name: str
    happened: bool
    weeks: int


@dataclass(frozen=True, slots=True)
class Row:
    row: int
    number: str
    outcome: Happened | None
    labels: tuple[tuple[str, str], ...]


def read(content: bytes) -> tuple[list[Row], list[Fault]]:
    """Rows in the order of the file; with a fault none of them may be used."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [], [Fault(content.count(b"\n", 0, error.start) + 1, "-", "is not UTF-8")]
    records = csv.reader(io.StringIO(text, newline=""))
    header = [name.strip() for name in next(records, [])]
    faults = list(_header_faults(header))
    if faults:
        return [], faults
    rows: list[Row] = []
    seen: dict[tuple[str, str], int] = {}
    number = 1
    try:
        for number, cells in enumerate(records, start=2):
            if any(cell.strip() for cell in cells):
                found = _read_row(number, header, [cell.strip() for cell in cells], seen)
                (rows if isinstance(found, Row) else faults).append(found)  # type: ignore[arg-type]
    except csv.Error as error:
        faults.append(Fault(number + 1, "-", str(error)))
    faults += _label_faults(rows)
    return rows, faults


def _header_faults(header: list[str]) -> Iterator[Fault]:
    labels = [name for name in header if name.startswith(LABEL)]
    has_outcome = any(name in header for name in OUTCOME)
    for name in ("client_number", *(OUTCOME if has_outcome else ())):
        if name not in header:
            yield Fault(1, name, "is missing")
    if not has_outcome and not labels:
        yield Fault(1, "outcome", "there is neither an outcome nor a label")
    for name in header:
        if name not in ("client_number", *OUTCOME) and name not in labels:
            yield Fault(1, name or "-", "is not a column of this file")
        if header.count(name) > 1:
            yield Fault(1, name, "stands there twice")
    for name in labels:
        if not _NAME.fullmatch(name.removeprefix(LABEL)):
            yield Fault(1, name, "a label's name has small letters, digits, - and _")


def _read_row(number: int, header: list[str], cells: list[str], seen: dict[tuple[str, str], int]) -> Row | Fault:
    if len(cells) != len(header):
        return Fault(number, "-", f"has {len(cells)} cells, the header {len(header)}")
    values = dict(zip(header, cells, strict=True))
    if not values["client_number"]:
        return Fault(number, "client_number", "is empty")
    outcome = _outcome(number, values) if any(values.get(name) for name in OUTCOME) else None
    if isinstance(outcome, Fault):
        return outcome
    place = (values["client_number"].lower(), outcome.name if outcome else "")
    if place in seen:
        return Fault(number, "client_number", f"stands with the same outcome in row {seen[place]}")
    seen[place] = number
    labels = tuple((name.removeprefix(LABEL), values[name]) for name in header if name.startswith(LABEL))
    for name, value in labels:
        if len(value) > LONGEST_NAME:
            return Fault(number, LABEL + name, f"has more than {LONGEST_NAME} characters")
        if not value.isprintable():
            return Fault(number, LABEL + name, "holds a character that cannot be printed")
    return Row(number, values["client_number"], outcome, tuple((name, value) for name, value in labels if value))


def _label_faults(rows: list[Row]) -> Iterator[Fault]:
    """A person with several rows has each label once."""
    said: dict[tuple[str, str], tuple[str, int]] = {}
    for row in rows:
        for name, value in row.labels:
            other, first = said.setdefault((row.number.lower(), name), (value, row.row))
            if other != value:
                yield Fault(row.row, LABEL + name, f"is another one than in row {first}")


def _outcome(number: int, values: dict[str, str]) -> Happened | Fault:
    if not _NAME.fullmatch(values["outcome"]):
        return Fault(number, "outcome", "a name has small letters, digits, - and _")
    happened = _YES.get(values["happened"].lower())
    if happened is None:
        return Fault(number, "happened", "is yes or no")
    if not values["weeks"].isascii() or not values["weeks"].isdigit() or int(values["weeks"]) > MOST_WEEKS:
        return Fault(number, "weeks", f"is a whole number up to {MOST_WEEKS}")
    return Happened(values["outcome"], happened, int(values["weeks"]))
