"""What is wrong with a file that came in, by its place. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, told in one line; `column` is "-" when it concerns the whole row.

    `row` counts as a spreadsheet shows it, the header being 1.
    """

    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.reason}"
