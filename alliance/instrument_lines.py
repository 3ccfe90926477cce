"""Where in a TOML text a key stands, so that a refusal can name the line; tomllib itself keeps no positions."""

import re

Path = tuple[str | int, ...]

_PART = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"^\s*(\[\[?)\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(rf"^\s*({_DOTTED})\s*=")
_PARTS = re.compile(_PART)


def line_numbers(text: str) -> dict[Path, int]:
    """Map each key's path, such as ("items", 3, "text", "nl"), to the line (from 1) where it first stands."""
    found: dict[Path, int] = {}
    last: dict[Path, int] = {}  # array of tables -> index of its latest table
    table: Path = ()
    quote = ""
    for number, line in enumerate(text.splitlines(), start=1):
        inside, quote = quote, _open_quote(line, quote)
        if inside:
            continue
        if header := _HEADER.match(line):
            table = _resolve(_parts(header[2]), last)
            if header[1] == "[[":
                last[table] = last.get(table, -1) + 1
                table = (*table, last[table])
            _note(found, table, number)
        elif key := _KEY.match(line):
            _note(found, table + _parts(key[1]), number)
    return found


def line_of(path: Path, lines: dict[Path, int]) -> int | None:
    """The line of this key or, when it is not in the file, of the nearest table around it."""
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), None)


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PARTS.findall(dotted))


def _resolve(parts: tuple[str, ...], last: dict[Path, int]) -> Path:
    # [items.text] belongs to the latest [[items]]; the last part of [[items]] itself stays without its index.
    path: Path = ()
    for part in parts:
        if path in last:
            path = (*path, last[path])
        path = (*path, part)
    return path


def _note(found: dict[Path, int], path: Path, number: int) -> None:
    for end in range(1, len(path) + 1):
        found.setdefault(path[:end], number)


def _open_quote(line: str, quote: str) -> str:
    # The kind of multi-line string that is open after this line, or "".
    for mark in re.findall(r'"""|\'\'\'', line):
        if not quote:
            quote = mark
        elif quote == mark:
            quote = ""
    return quote
