"""Taking over an organisation's existing caseload from a CSV file (docs/import.md).

`read` turns the file into rows or faults (pure), `make_plan` holds the rows against the database and says what would
change, `carry_out` writes it set-based. Nothing here sends or plans anything: the measurements of the new pairs are
the caller's, one floor up.
"""

from caseload.imports.plan import Plan, make_plan, summary
from caseload.imports.reading import COLUMNS, Fault, Row, read
from caseload.imports.writing import ChangedMeanwhile, carry_out

__all__ = ["COLUMNS", "ChangedMeanwhile", "Fault", "Plan", "Row", "carry_out", "make_plan", "read", "summary"]
