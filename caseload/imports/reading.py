"""Reading the file: bytes in, rows or faults out. Every fault is found, not only the first; no database.

A row's number is its place in the file, the header being row 1, as a spreadsheet shows it. Spaces around a value do
not count, nor do rows without any value.
"""

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from boundary.faults import Fault
from boundary.text import hides
from caseload.imports.names import same, split_name

FIRST_YEAR = 1970
WHOLE_ROW = "-"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
_MOBILE = re.compile(r"\+?[0-9][0-9 ()./-]*")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """A sound row; `row` is its place in the file. Optional cells that were empty are "" or None."""

    row: int
    organisation: str
    team: str
    worker_email: str
    worker_name: str
    client_number: str
    first_name: str
    last_name: str
    email: str
    mobile: str
    language: str
    supervision_start: dt.date
    supervision_end: dt.date | None
    level: str


@dataclass(frozen=True, slots=True)
class _Column:
    longest: int
    required: bool = True
    read: Callable[[str], Any] = str


class _Bad(ValueError):
    pass


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise _Bad(f"'{text}' is not an e-mail address") from None
    return text.lower()


def _mobile(text: str) -> str:
    if not _MOBILE.fullmatch(text):
        raise _Bad(f"'{text}' is not a telephone number")
    return text


def _language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text.lower()):
        raise _Bad(f"'{text}' is not a language code such as nl, en or ar")
    return text.lower()


def _day(text: str) -> dt.date:
    if not _ISO.fullmatch(text):
        raise _Bad(f"'{text}' is not a date written as YYYY-MM-DD")
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise _Bad(f"'{text}' is not a day of the calendar") from None
    if day.year < FIRST_YEAR:
        raise _Bad(f"'{text}' lies before {FIRST_YEAR}")
    return day


def _worker_name(text: str) -> str:
    first, last = split_name(text)
    if not first or len(first) > 60 or len(last) > 80:
        raise _Bad("cannot be split into a first name of at most 60 and a last name of at most 80 characters")
    return text


# The lengths are those of the tables' own fields; a test holds them together.
_COLUMNS = {
    "organisation": _Column(80),
    "team": _Column(80),
    "worker_email": _Column(254, read=_email),
    "worker_name": _Column(141, read=_worker_name),
    "client_number": _Column(20),
    "first_name": _Column(60),
    "last_name": _Column(80),
    "email": _Column(254, required=False, read=_email),
    "mobile": _Column(20, required=False, read=_mobile),
    "language": _Column(10, required=False, read=_language),
    "supervision_start": _Column(10, read=_day),
    "supervision_end": _Column(10, required=False, read=_day),
    "level": _Column(20),
}
COLUMNS = tuple(_COLUMNS)


def read(content: bytes, *, today: dt.date) -> tuple[list[Row], list[Fault]]:
    """The sound rows and every fault of a file; `today` bounds how far ahead a supervision may start."""
    faults: list[Fault] = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return [], [Fault(line, WHOLE_ROW, "is not UTF-8; save the file as 'CSV UTF-8'")]
    rows = []
    for number, cells in _sheet(text, faults):
        row = _row(number, cells, today, faults)
        if row is not None:
            rows.append(row)
    _check_together(rows, faults)
    return rows, faults


def _sheet(text: str, faults: list[Fault]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that has as many cells as the header, by column name; nothing below a faulty header."""
    first_line = text.lstrip("\r\n").partition("\n")[0]
    # A Dutch spreadsheet parts its cells with semicolons.
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [cell.strip().lower() for cell in cells]
                if bad := list(_header_faults(number, header)):
                    faults.extend(bad)
                    return
            elif len(cells) != len(header):
                word = "short" if len(cells) < len(header) else "long"
                faults.append(Fault(number, WHOLE_ROW, f"is too {word}: {len(cells)} cells, {len(header)} columns"))
            else:
                yield number, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        faults.append(Fault(number + 1, WHOLE_ROW, f"cannot be read as CSV, nor can what follows: {error}"))
    if header is None and not faults:
        faults.append(Fault(1, WHOLE_ROW, "the file is empty; the first row must name the columns"))


def _header_faults(number: int, header: list[str]) -> Iterator[Fault]:
    for name in dict.fromkeys(header):
        if name not in _COLUMNS:
            yield Fault(number, name or "(no name)", "is not a column of this import")
        elif header.count(name) > 1:
            yield Fault(number, name, "stands in the header more than once")
    for name in COLUMNS:
        if name not in header:
            yield Fault(number, name, "is missing from the header")


def _row(number: int, cells: dict[str, str], today: dt.date, faults: list[Fault]) -> Row | None:
    values: dict[str, Any] = {}
    sound = True
    for name, column in _COLUMNS.items():
        try:
            values[name] = _cell(cells[name], column, empty=None if column.read is _day else "")
        except _Bad as bad:
            faults.append(Fault(number, name, str(bad)))
            sound = False
    start, end = values.get("supervision_start"), values.get("supervision_end")
    if start and start > today.replace(year=today.year + 1, day=min(today.day, 28)):
        faults.append(Fault(number, "supervision_start", f"{start} lies more than a year ahead"))
        sound = False
    if start and end and end < start:
        faults.append(Fault(number, "supervision_end", f"{end} lies before the start, {start}"))
        sound = False
    return Row(row=number, **values) if sound else None


def _cell(cell: str, column: _Column, *, empty: str | None) -> Any:
    text = unicodedata.normalize("NFC", cell.strip())
    # A form drops what cannot be seen; a file with it was made by something that is broken, so the file is refused.
    if hides(text):
        raise _Bad("holds a control character (a tab, a line break or an invisible sign)")
    if "\ufffd" in text:
        raise _Bad("holds a letter that was lost when the file was made (\ufffd)")
    text = " ".join(text.split())
    if not text:
        if column.required:
            raise _Bad("is empty")
        return empty
    if len(text) > column.longest:
        raise _Bad(f"is {len(text)} characters long; at most {column.longest} fit")
    return column.read(text)


def _check_together(rows: list[Row], faults: list[Fault]) -> None:
    """What can be wrong between rows: spellings, the same client twice, a worker who is two things at once."""
    organisations: dict[str, Row] = {}
    teams: dict[tuple[str, str], Row] = {}
    clients: dict[tuple[str, str], Row] = {}
    workers: dict[str, Row] = {}
    for row in rows:
        first = organisations.setdefault(same(row.organisation), row)
        _same_spelling(row, first, "organisation", faults)
        first = teams.setdefault((same(row.organisation), same(row.team)), row)
        _same_spelling(row, first, "team", faults)
        first = clients.setdefault((same(row.organisation), same(row.client_number)), row)
        if first is not row:
            reason = f"'{row.client_number}' stands in row {first.row} already"
            if row.client_number != first.client_number:
                reason += f", there as '{first.client_number}'"
            faults.append(Fault(row.row, "client_number", reason))
        first = workers.setdefault(row.worker_email, row)
        _one_worker(row, first, faults)


def _same_spelling(row: Row, first: Row, column: str, faults: list[Fault]) -> None:
    here, there = getattr(row, column), getattr(first, column)
    if here != there:
        reason = f"'{here}' differs in capitals or spaces only from '{there}' in row {first.row}"
        faults.append(Fault(row.row, column, reason))


def _one_worker(row: Row, first: Row, faults: list[Fault]) -> None:
    who = row.worker_email
    if same(row.organisation) != same(first.organisation):
        reason = f"{who} works for '{first.organisation}' in row {first.row}; one account has one organisation"
        faults.append(Fault(row.row, "worker_email", reason))
    elif same(row.team) != same(first.team):
        reason = f"{who} stands in team '{first.team}' in row {first.row}; a worker has one team"
        faults.append(Fault(row.row, "team", reason))
    if row.worker_name != first.worker_name:
        reason = f"{who} is called '{first.worker_name}' in row {first.row}, here '{row.worker_name}'"
        faults.append(Fault(row.row, "worker_name", reason))
