"""CSV files that a spreadsheet shows and never carries out: the one writer for every file that leaves the portal.

A cell that begins with = + - @ is a formula to a spreadsheet, also when it came out of somebody's name. Such text gets
a single quote in front, which the spreadsheet does not show. A Dutch spreadsheet splits at semicolons as well, and a
careless one at line ends, so what follows these counts as a beginning too.
"""

import math
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

Row = Iterable[object]

# With the full-width, small and raised forms, that a spreadsheet may fold into the plain ones.
_SIGNS = "".join(
    re.escape(sign)
    for sign in map(chr, range(0x10000))
    if unicodedata.normalize("NFKC", sign)[:1] in ("=", "+", "-", "@", "\N{MINUS SIGN}")
)
_BEGIN = r"(?:\A|(?<=[;\n\r\t\v\f\x85\u2028\u2029]))"
# What may stand between the beginning and the sign without being seen; quotes, so that the way back is certain.
_FORMULA = rf"""(?=[\s'"\u200b-\u200f\u2060\ufeff]*[{_SIGNS}\x00\t\r])"""
_HERE = re.compile(_BEGIN + _FORMULA)
_PUT_HERE = re.compile(_BEGIN + "'" + _FORMULA)
_TO_QUOTE = re.compile(r'[,;"\r\n]')
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


class Stream(Protocol):
    """Where text goes: a file, an answer, a spooled file."""

    def write(self, text: str, /) -> object: ...


class TableWriter:
    """Writes rows of plain values; the counterpart of `csv.writer`, for files that people open in a spreadsheet."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def writerow(self, row: Row) -> None:
        cells = [_quoted(safe_cell(cell)) for cell in row]
        self._stream.write(('""' if cells == [""] else ",".join(cells)) + "\n")

    def writerows(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.writerow(row)


def safe_cell(cell: object) -> object:
    """A number as it is, nothing as "", all else as text that is no formula. Text that is a number stays one."""
    if cell is None or isinstance(cell, int):
        return cell
    if isinstance(cell, float | Decimal) and math.isfinite(cell):
        return cell
    text = str(cell)
    return text if _NUMBER.fullmatch(text) else _HERE.sub("'", text)


def _quoted(cell: object) -> str:
    """As `csv.writer` does, which leaves a lone carriage return and a semicolon bare."""
    text = "" if cell is None else str(cell)
    return '"' + text.replace('"', '""') + '"' if _TO_QUOTE.search(text) else text


def read_back(text: str) -> str:
    """The text from which `safe_cell` made this."""
    return _PUT_HERE.sub("", text)
