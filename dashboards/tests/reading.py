"""Reads the figures of a page back out of its HTML, and out of its file."""

import csv
import io
from html.parser import HTMLParser

# The title, the labels and the rows; of a table that tells nothing only its title and the word for that.
Read = list[list[str]]


class Figures(HTMLParser):
    """`tables` by key, and what each drawing says to who cannot see it, by the id of the words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: dict[str, Read] = {}
        self.told: dict[str, str] = {}
        self._table: Read | None = None
        self._depth = 0
        self._words: list[str] | None = None
        self._telling = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        key, css = found.get("id") or "", found.get("class") or ""
        if key.startswith("t-"):
            self._table, self._depth = self.tables.setdefault(key[2:], []), 0
        if self._table is not None and tag in ("table", "div"):
            self._depth += 1
        if tag == "desc":
            self._telling, self._words = key, []
        elif self._table is not None:
            self._in_table(tag, css)

    def _in_table(self, tag: str, css: str) -> None:
        assert self._table is not None
        if tag in ("tr", "caption", "h3"):
            self._table.append([])
        # Where a bar is drawn stands no figure.
        is_cell = tag == "td" and (css == "num" or (not css and len(self._table) > 2))
        if is_cell or tag in ("caption", "h3", "th") or (tag == "span" and self._is_block):
            self._words = []
        if tag == "span" and self._is_block:
            self._table.append([])

    @property
    def _is_block(self) -> bool:
        return self._table is not None and len(self._table) == 1

    def handle_endtag(self, tag: str) -> None:
        if self._words is not None and tag in ("caption", "h3", "th", "td", "span", "desc"):
            text = " ".join("".join(self._words).split())
            if tag == "desc":
                self.told[self._telling] = text
                self._words = None
            elif self._table is not None and (tag != "span" or len(self._table) == 2):
                self._table[-1].append(text)
                self._words = None
        if self._table is not None and tag in ("table", "div"):
            self._depth -= 1
            if not self._depth:
                self._table = None

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)


def tables_of_file(text: str) -> list[Read]:
    """Of the tables of a CSV file, which stand below an empty line each."""
    blocks: list[Read] = [[]]
    for row in csv.reader(io.StringIO(text)):
        if not any(row):
            blocks.append([])
        else:
            blocks[-1].append(row)
    return [block for block in blocks[1:] if block]
