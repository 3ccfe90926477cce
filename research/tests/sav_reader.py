"""A reader of SPSS system files that shares nothing with the library that writes ours.

Written from the description in the PSPP Developers Guide ("System File Format"); for tests, so it refuses what our
files never hold (other byte orders, strings over 255 bytes) in the place of guessing.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

VARIABLE, VALUE_LABELS, LABELS_OF, DOCUMENT, EXTENSION, END = 2, 3, 4, 6, 7, 999
FLOATS, DISPLAY, LONG_NAMES, VERY_LONG, ENCODING = 4, 11, 13, 14, 20
MEASURES = {0: "", 1: "nominal", 2: "ordinal", 3: "scale"}
Value = float | str | None


@dataclass
class Column:
    """`width` 0 is a number. `missing`: the values declared as missing."""

    name: str
    label: str
    width: int
    missing: tuple[float, ...]
    place: int
    measure: str = ""
    labels: dict[float, str] = field(default_factory=dict)

    @property
    def segments(self) -> int:
        return max(1, -(-self.width // 8))


@dataclass
class Sav:
    """A number that is the system's own missing value is None in `rows`; declared ones stand there as they are."""

    label: str
    compression: int
    columns: dict[str, Column]
    rows: list[dict[str, Value]]


class _Bytes:
    def __init__(self, whole: bytes) -> None:
        self.whole, self.at = whole, 0

    def take(self, size: int) -> bytes:
        found = self.whole[self.at : self.at + size]
        assert len(found) == size, "the file ends too early"
        self.at += size
        return found

    def whole_number(self) -> int:
        return int(struct.unpack("<i", self.take(4))[0])

    def number(self) -> float:
        return float(struct.unpack("<d", self.take(8))[0])


def read_sav(path: Path) -> Sav:
    source = _Bytes(path.read_bytes())
    assert source.take(4) in (b"$FL2", b"$FL3")
    source.take(60)
    assert source.whole_number() in (2, 3), "the bytes stand in another order"
    source.take(4)
    compression = source.whole_number()
    source.take(4)
    cases, bias = source.whole_number(), source.number()
    source.take(17)
    label = source.take(64)
    source.take(3)
    columns, encoding, sysmis = _dictionary(source)
    if compression == 2:
        source = _Bytes(_inflated(source))
    values = _raw(source) if compression == 0 else _unpacked(source, bias, sysmis)
    rows = list(_rows(values, columns, encoding, sysmis))
    assert cases in (-1, len(rows))
    return Sav(label.decode(encoding).rstrip(), compression, {one.name: one for one in columns}, rows)


# ---------- the dictionary ----------


def _dictionary(source: _Bytes) -> tuple[list[Column], str, bytes]:
    columns: list[Column] = []
    labels: list[tuple[dict[bytes, bytes], list[int]]] = []
    extensions: dict[int, bytes] = {}
    place = 0
    while (kind := source.whole_number()) != END:
        if kind == VARIABLE:
            place += 1
            columns += _variable(source, place)
        elif kind == VALUE_LABELS:
            labels.append(_value_labels(source))
        elif kind == DOCUMENT:
            source.take(80 * source.whole_number())
        else:
            assert kind == EXTENSION, f"no record is of kind {kind}"
            subtype, size, count = (source.whole_number() for _ in range(3))
            extensions[subtype] = source.take(size * count)
    source.take(4)
    assert VERY_LONG not in extensions
    encoding = extensions.get(ENCODING, b"ascii").decode("ascii")
    _name(columns, extensions, encoding)
    for words, places in labels:
        for column in columns:
            if column.place in places:
                column.labels = {struct.unpack("<d", key)[0]: word.decode(encoding) for key, word in words.items()}
    return columns, encoding, extensions[FLOATS][:8]


def _variable(source: _Bytes, place: int) -> Iterator[Column]:
    width, has_label, missing = (source.whole_number() for _ in range(3))
    source.take(8)
    name = source.take(8)
    label = b""
    if has_label:
        size = source.whole_number()
        label = source.take(-(-size // 4) * 4)[:size]
    assert missing >= 0, "a range of missing values"
    values = tuple(source.number() for _ in range(missing))
    if width != -1:
        # The rest of a string stands in records of its own, without a name.
        yield Column(name.decode("ascii").rstrip(), label.decode("utf-8"), width, values, place)


def _value_labels(source: _Bytes) -> tuple[dict[bytes, bytes], list[int]]:
    words = {}
    for _ in range(source.whole_number()):
        value, size = source.take(8), source.take(1)[0]
        words[value] = source.take(-(-(size + 1) // 8) * 8 - 1)[:size]
    assert source.whole_number() == LABELS_OF
    return words, [source.whole_number() for _ in range(source.whole_number())]


def _name(columns: list[Column], extensions: dict[int, bytes], encoding: str) -> None:
    pairs = extensions.get(LONG_NAMES, b"").decode(encoding).split("\t")
    long = dict(pair.split("=", 1) for pair in pairs if pair)
    shown = struct.unpack(f"<{len(extensions[DISPLAY]) // 4}i", extensions[DISPLAY])
    for number, column in enumerate(columns):
        column.name = long.get(column.name, column.name)
        column.measure = MEASURES[shown[number * (len(shown) // len(columns))]]


# ---------- the cases ----------


def _inflated(source: _Bytes) -> bytes:
    _header, trailer, size = struct.unpack("<3q", source.take(24))
    after = _Bytes(source.whole[trailer : trailer + size])
    after.take(20)
    found = b""
    for _ in range(after.whole_number()):
        _there, here, whole, packed = struct.unpack("<qqii", after.take(24))
        block = zlib.decompress(source.whole[here : here + packed])
        assert len(block) == whole
        found += block
    return found


def _raw(source: _Bytes) -> Iterator[bytes]:
    while source.at < len(source.whole):
        yield source.take(8)


def _unpacked(source: _Bytes, bias: float, sysmis: bytes) -> Iterator[bytes]:
    """Eight orders of a byte each, then what they ask for."""
    while source.at < len(source.whole):
        for order in source.take(8):
            if order == 252:
                return
            if order == 253:
                yield source.take(8)
            elif order == 254:
                yield b" " * 8
            elif order == 255:
                yield sysmis
            elif order:
                yield struct.pack("<d", order - bias)


def _rows(values: Iterator[bytes], columns: list[Column], encoding: str, sysmis: bytes) -> Iterator[dict[str, Value]]:
    for first in values:
        row: dict[str, Value] = {}
        for column in columns:
            found = [first if not row and n == 0 else next(values) for n in range(column.segments)]
            if column.width:
                row[column.name] = b"".join(found)[: column.width].decode(encoding).rstrip()
            else:
                row[column.name] = None if found[0] == sysmis else struct.unpack("<d", found[0])[0]
        yield row
