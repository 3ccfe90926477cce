"""Tables of figures: the page prints them, its charts are drawn from them, and the file writes them. Pure.

So a chart, the table under it and the file cannot differ.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

Number = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` as it is printed; `value` as it is drawn, None where the figure is hidden or there is none."""

    text: str
    value: Number | None = None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """`key` tells a chart which row this is; `heads` are its words, the first of them the head of the row."""

    key: tuple[str, ...]
    heads: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`heads` are the labels above the words of the rows, `columns` those above their figures."""

    key: str
    title: str
    heads: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def is_hidden(self) -> bool:
        """Nothing in it is told."""
        cells = [cell for row in self.rows for cell in row.cells]
        return bool(cells) and all(cell.is_hidden for cell in cells)

    def cell(self, row: Row, column: str) -> Cell | None:
        """None when the table has no such column: that of the organisation stands in it only when it was asked for."""
        return next((cell for cell, one in zip(row.cells, self.columns, strict=True) if one.key == column), None)

    def value(self, row: Row, column: str) -> Number | None:
        cell = self.cell(row, column)
        return cell.value if cell else None


def lines(tables: Iterable[Table]) -> Iterator[list[str]]:
    """The rows of a file: of each table its title, its labels and its cells, and an empty line after it.

    Of a table that tells nothing only that, as on the page.
    """
    for table in tables:
        yield [table.title]
        if table.is_hidden:
            yield [table.rows[0].cells[0].text]
        else:
            yield [*table.heads, *(column.label for column in table.columns)]
            yield from ([*row.heads, *(cell.text for cell in row.cells)] for row in table.rows)
        yield []
