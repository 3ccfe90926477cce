"""Turns the tables of an instrument file into values and collects what is wrong with them."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from alliance.instrument_lines import Path, line_of
from alliance.instrument_values import (
    RATERS,
    Instrument,
    InstrumentFault,
    Item,
    Label,
    Norm,
    Scale,
    Texts,
)
from boundary.text import hides

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NEEDED_LANGUAGES = ("nl", "en")  # further languages are the file's own choice
_KEY = re.compile(r"[a-z0-9-]+")
_VERSION = re.compile(r"[A-Za-z0-9._+-]+")
_COLUMN = re.compile(r"[A-Za-z0-9_.-]+")  # keys of scales and items name columns of the CSV files
_FIXED_COLUMNS = ("response", "rater")
_STATUSES = ("demonstration", "licensed")
_DIRECTIONS = ("higher", "lower")
_LARGEST = Decimal(10) ** 9

Table = Mapping[str, Any]


class InstrumentReader:
    """Reads one parsed file. Unreadable parts become placeholders, so that one pass finds every fault."""

    def __init__(self, data: Table, lines: dict[Path, int]) -> None:
        self.data = data
        self.lines = lines
        self.faults: list[InstrumentFault] = []
        self.languages: tuple[str, ...] = _NEEDED_LANGUAGES

    def instrument(self) -> Instrument:
        """The instrument; to be used only when `faults` is empty afterwards."""
        data = self.data
        self._keys(
            data,
            (),
            "key version status source min_answered title answers scales items",
            "comparable_with norms",
        )
        title = self._texts(data, (), "title")
        self.languages = tuple(dict.fromkeys(_NEEDED_LANGUAGES + title.languages))
        instrument = Instrument(
            key=self._string(data, (), "key", _KEY),
            version=self._string(data, (), "version", _VERSION),
            status=self._choice(data, (), "status", _STATUSES),
            source=self._string(data, (), "source"),
            min_answered=self._min_answered(),
            comparable_with=self._comparable_with(),
            title=title,
            labels=self._labels(),
            scales=tuple(self._scale(table, path) for table, path in self._tables("scales")),
            items=tuple(self._item(table, path) for table, path in self._tables("items")),
            norms=self._norms(),
        )
        self._check_columns(instrument)
        self._check_items(instrument)
        return instrument

    # One part of the file each.

    def _min_answered(self) -> Decimal:
        share = self._number(self.data, (), "min_answered")
        if share is not None and not 0 < share <= 1:
            self._refuse(("min_answered",), f"is {share}, outside (0, 1]")
        return share if share is not None else Decimal(1)

    def _comparable_with(self) -> tuple[str, ...]:
        versions = self.data.get("comparable_with", [])
        if not isinstance(versions, list) or not all(isinstance(version, str) and version for version in versions):
            self._refuse(("comparable_with",), "must be a list of versions, each a text")
            return ()
        return tuple(versions)

    def _labels(self) -> tuple[Label, ...]:
        answers = self._table(self.data, (), "answers")
        path: Path = ("answers",)
        self._keys(answers, path, "values labels")
        values = self._values(answers, path)
        words = self._table(answers, path, "labels")
        path = ("answers", "labels")
        if self._is_table(path):
            self._check_languages(words, path)
        columns: dict[str, list[str]] = {}
        for language, labels in words.items():
            if not isinstance(labels, list) or not all(isinstance(label, str) and label.strip() for label in labels):
                self._refuse((*path, language), "must be a list of texts, none empty")
            elif any(hides(label, lines=True) for label in labels):
                self._refuse((*path, language), "holds a control character or an invisible sign")
            elif len(labels) != len(values) and values:
                self._refuse((*path, language), f"has {len(labels)} labels for {len(values)} values")
            else:
                columns[language] = labels
        return tuple(
            Label(value, Texts(tuple((language, labels[index]) for language, labels in columns.items())))
            for index, value in enumerate(values)
        )

    def _values(self, answers: Table, path: Path) -> list[int]:
        values = answers.get("values")
        path = (*path, "values")
        if values is None:
            return []
        if not isinstance(values, list) or len(values) < 2 or not all(type(value) is int for value in values):
            self._refuse(path, "must be a list of at least two whole numbers")
            return []
        steps = {after - before for before, after in zip(values, values[1:], strict=False)}
        if len(steps) > 1 or min(steps) <= 0:
            self._refuse(path, "must be ascending and evenly spaced")
        return values

    def _scale(self, table: Table, path: Path) -> Scale:
        self._keys(table, path, "key better title", "parallel title_client title_worker")
        return Scale(
            key=self._string(table, path, "key", _COLUMN),
            better=self._choice(table, path, "better", _DIRECTIONS),
            parallel=self._flag(table, path, "parallel") if "parallel" in table else True,
            title=self._texts(table, path, "title"),
            title_client=self._texts(table, path, "title_client") if "title_client" in table else None,
            title_worker=self._texts(table, path, "title_worker") if "title_worker" in table else None,
        )

    def _item(self, table: Table, path: Path) -> Item:
        self._keys(table, path, "key rater scale reverse text", "same_as")
        return Item(
            key=self._string(table, path, "key", _COLUMN),
            rater=self._choice(table, path, "rater", RATERS),
            scale=self._string(table, path, "scale"),
            reverse=self._flag(table, path, "reverse"),
            text=self._texts(table, path, "text"),
            same_as=self._string(table, path, "same_as") if "same_as" in table else None,
        )

    def _norms(self) -> tuple[Norm, ...]:
        norms = []
        for rater, scales in self._table(self.data, (), "norms").items():
            if rater not in RATERS:
                self._refuse(("norms", rater), "is not a known rater")
                continue
            for scale in self._table({rater: scales}, ("norms",), rater):
                norms.append(self._norm(scales, rater, scale))
        return tuple(norms)

    def _norm(self, scales: Table, rater: str, scale: str) -> Norm:
        path: Path = ("norms", rater, scale)
        if scale not in [entry.get("key") for entry in self._list("scales") if isinstance(entry, dict)]:
            self._refuse(path, "is not a scale of this file")
        table = self._table(scales, path[:-1], scale)
        self._keys(table, path, "sd reliability n source")
        sd = self._number(table, path, "sd")
        if sd is not None and sd <= 0:
            self._refuse((*path, "sd"), f"is {sd}, but must be above 0")
        reliability = self._number(table, path, "reliability")
        if reliability is not None and not 0 < reliability < 1:
            self._refuse((*path, "reliability"), f"is {reliability}, but must lie between 0 and 1")
        n = table.get("n", 2)
        if type(n) is not int or n < 2:
            self._refuse((*path, "n"), "must be a whole number of at least 2")
            n = 2
        source = self._string(table, path, "source")
        return Norm(rater, scale, sd or Decimal(1), reliability or Decimal("0.5"), n, source)

    # Checks across the file.

    def _check_columns(self, instrument: Instrument) -> None:
        scales: set[str] = set()
        columns = set(_FIXED_COLUMNS)
        for index, scale in enumerate(instrument.scales):
            own = {scale.key, f"{scale.key}_answered"}
            if scale.key and scale.key in scales:
                self._refuse(("scales", index, "key"), f"{scale.key} is used by two scales")
            elif own & columns:
                self._refuse(("scales", index, "key"), f"{min(own & columns)} would name two columns")
            if scale.key:
                scales.add(scale.key)
                columns |= own

    def _check_items(self, instrument: Instrument) -> None:
        first: dict[str, int] = {}
        for index, item in enumerate(instrument.items):
            path: Path = ("items", index)
            if item.key in _FIXED_COLUMNS:
                self._refuse((*path, "key"), f"{item.key} is the name of another column")
            if item.key and first.setdefault(item.key, index) != index:
                self._refuse((*path, "key"), f"{item.key} is used by two items")
            if item.scale and instrument.scale(item.scale) is None:
                self._refuse((*path, "scale"), f"{item.scale} is not a scale of this file")
            if item.same_as:
                self._check_same(instrument, item, (*path, "same_as"))
        for index, scale in enumerate(instrument.scales):
            for rater in RATERS:
                if scale.key and not instrument.items_for(rater, scale.key):
                    self._refuse(("scales", index), f"has no item for the {rater}")

    def _check_same(self, instrument: Instrument, item: Item, path: Path) -> None:
        other = instrument.item(item.same_as or "")
        if other is None:
            self._refuse(path, f"{item.same_as} is not an item of this file")
        elif other.rater == item.rater:
            self._refuse(path, f"{item.same_as} is an item of the same side")
        elif other.same_as != item.key:
            self._refuse(path, f"{item.same_as} does not name {item.key} back")

    # Single values. Each refuses what it cannot read and returns a placeholder.

    def _refuse(self, path: Path, reason: str) -> None:
        self.faults.append(InstrumentFault(line_of(path, self.lines), self._name(path), reason))

    def _name(self, path: Path) -> str:
        # items[c04].text.en rather than items[3].text.en, where the entry has a key to go by.
        name = ""
        for index, part in enumerate(path):
            if isinstance(part, int):
                entry = self._list(str(path[index - 1]))[part]
                key = entry.get("key") if isinstance(entry, dict) else None
                name += f"[{key if isinstance(key, str) else f'number {part + 1}'}]"
            else:
                name += f".{part}" if name else part
        return name

    def _keys(self, table: Table, path: Path, needed: str, optional: str = "") -> None:
        for key in table.keys() - set(f"{needed} {optional}".split()):
            self._refuse((*path, key), "is not a known key")
        if self._is_table(path):
            for key in needed.split():
                if key not in table:
                    self._refuse((*path, key), "is missing")

    def _is_table(self, path: Path) -> bool:
        # A table that is itself missing or unreadable was refused already; its keys need no refusal of their own.
        value: Any = self.data
        for part in path:
            if isinstance(part, str) and (not isinstance(value, dict) or part not in value):
                return False
            value = value[part]
        return isinstance(value, dict)

    def _table(self, table: Table, path: Path, key: str) -> Table:
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        self._refuse((*path, key), "must be a table")
        return {}

    def _list(self, key: str) -> list[Any]:
        value = self.data.get(key, [])
        return value if isinstance(value, list) else []

    def _tables(self, key: str) -> list[tuple[Table, Path]]:
        if key in self.data and not self._list(key):
            self._refuse((key,), f"must be one or more [[{key}]]")
        tables: list[tuple[Table, Path]] = []
        for index, entry in enumerate(self._list(key)):
            if not isinstance(entry, dict):
                self._refuse((key, index), "must be a table")
            tables.append((entry if isinstance(entry, dict) else {}, (key, index)))
        return tables

    def _string(self, table: Table, path: Path, key: str, pattern: re.Pattern[str] | None = None) -> str:
        value = table.get(key)
        if value is None:
            return ""
        if not isinstance(value, str) or not value.strip():
            self._refuse((*path, key), "must be a text and not empty")
            return ""
        if hides(value, lines=True):
            self._refuse((*path, key), "holds a control character or an invisible sign")
        if pattern and not pattern.fullmatch(value):
            self._refuse((*path, key), f"{value!r} may hold {pattern.pattern} only")
        return value

    def _choice(self, table: Table, path: Path, key: str, choices: tuple[str, ...]) -> str:
        value = table.get(key)
        if value is not None and value not in choices:
            self._refuse((*path, key), f"{value!r} is not one of {', '.join(choices)}")
        return value if isinstance(value, str) else ""

    def _flag(self, table: Table, path: Path, key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            self._refuse((*path, key), "must be true or false")
        return value is True

    def _number(self, table: Table, path: Path, key: str) -> Decimal | None:
        value = table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self._refuse((*path, key), "must be a number")
            return None
        number = Decimal(value)
        # Also keeps exact arithmetic from being asked for a million digits.
        if not number.is_finite() or abs(number) > _LARGEST or (number and abs(number) < 1 / _LARGEST):
            self._refuse((*path, key), "is out of range")
            return None
        return number

    def _texts(self, table: Table, path: Path, key: str) -> Texts:
        words = self._table(table, path, key)
        path = (*path, key)
        if key in table:
            self._check_languages(words, path)
        for language in words:
            self._string(words, path, language)
        return Texts(tuple((language, str(text)) for language, text in words.items()))

    def _check_languages(self, words: Table, path: Path) -> None:
        for language in words:
            if not _LANGUAGE.fullmatch(language):
                self._refuse((*path, language), "is not a known key: not a language")
        for language in self.languages:
            if language not in words:
                self._refuse((*path, language), "is missing" if path == ("title",) else "is missing: the title has it")
