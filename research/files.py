"""The files of a study: CSV, SPSS, the codebook, the instruments, and a manifest with the hash of each.

pandas and pyreadstat are an extra (requirements-files.txt): without them the portal runs, and makes no files.
"""

import hashlib
import importlib.util
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from alliance.instruments import RATERS, Instrument
from boundary.tables import TableWriter
from research.gathering import Gathered
from research.rows import QUASI, K
from research.tables import instrument_name, tables
from research.variables import Kind, Row, Table, Value, Variable

MANIFEST = "manifest.json"


def can_make_files() -> bool:
    return all(importlib.util.find_spec(name) is not None for name in ("pandas", "pyreadstat"))


def write_files(folder: Path, gathered: Gathered, *, study: str) -> str:
    """Write everything into this empty folder; gives the SHA-256 of the manifest, in hexadecimal."""
    made = list(tables(gathered))
    for table in made:
        _write_csv(folder / f"{table.name}.csv", table)
        _write_sav(folder / f"{table.name}.sav", table)
    for loaded in gathered.instruments:
        name = instrument_name(loaded.parsed)
        (folder / f"{name}.toml").write_text(loaded.content, encoding="utf-8")
        _write_answers(folder / f"answers_{name}.csv", gathered, loaded.parsed)
    _write_codebook(folder, made, study)
    return _write_manifest(folder, gathered, study)


# ---------- CSV ----------


def _write_csv(path: Path, table: Table) -> None:
    names = [variable.name for variable in table.variables]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = TableWriter(stream)
        writer.writerow(names)
        writer.writerows([row.get(name) for name in names] for row in table.rows)


def _write_answers(path: Path, gathered: Gathered, instrument: Instrument) -> None:
    """As `./portal manage score_answers` reads it, so that anybody can score these answers again."""
    items = [item.key for rater in RATERS for item in instrument.items_for(rater)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = TableWriter(stream)
        writer.writerow(["response", "rater", *items])
        for row in gathered.responses:
            if (row.instrument.key, row.instrument.version) == (instrument.key, instrument.version):
                writer.writerow([row.id, row.rater, *(row.answers.get(item) for item in items)])


# ---------- SPSS ----------


def _write_sav(path: Path, table: Table) -> None:
    import pandas as pd
    import pyreadstat

    # With its type said: a column without any value, or of no rows, would else change from number to text or back.
    columns = {
        v.name: pd.Series(
            [_spss_value(v, row) for row in table.rows], dtype="str" if v.kind is Kind.TEXT else "float64"
        )
        for v in table.variables
    }
    pyreadstat.write_sav(
        pd.DataFrame(columns),
        str(path),
        file_label=table.title[:64],
        column_labels=[v.label[:250] for v in table.variables],
        variable_value_labels={v.name: _value_labels(v) for v in table.variables if _value_labels(v)},
        missing_ranges={v.name: [{"lo": v.missing[0], "hi": v.missing[0]}] for v in table.variables if v.missing},
        variable_measure={v.name: _measure(v) for v in table.variables},
        variable_format={v.name: _format(v) for v in table.variables if v.kind is not Kind.TEXT},
    )


def _format(variable: Variable) -> str:
    return "F10.4" if variable.kind is Kind.SCORE else "F8.0"


def _spss_value(variable: Variable, row: Row) -> Any:
    """What the row does not speak of is the system's own missing; a code stands where something was asked."""
    if variable.name not in row:
        return "" if variable.kind is Kind.TEXT else None
    value: Value = row[variable.name]
    if variable.kind is Kind.CODED:
        return None if value is None else list(variable.values).index(str(value)) + 1
    if variable.kind is Kind.TEXT:
        return "" if value is None else str(value)
    if value is None:
        return variable.missing[0] if variable.missing else None
    return float(value) if variable.kind is Kind.SCORE else int(value)


def _value_labels(variable: Variable) -> dict[int | float, str]:
    labels: dict[int | float, str] = dict(enumerate(variable.values.values(), start=1))
    labels.update(variable.answers.items())
    return labels | ({variable.missing[0]: variable.missing[1]} if variable.missing else {})


def _measure(variable: Variable) -> str:
    if variable.kind in (Kind.TEXT, Kind.CODED):
        return "nominal"
    return "ordinal" if variable.answers else "scale"


# ---------- what it all means ----------


def _write_codebook(folder: Path, made: Sequence[Table], study: str) -> None:
    with (folder / "codebook.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = TableWriter(stream)
        writer.writerow(["file", "variable", "label", "kind", "csv", "sav", "meaning"])
        for table in made:
            for variable in table.variables:
                for csv, sav, meaning in _meanings(variable):
                    writer.writerow([table.name, variable.name, variable.label, variable.kind, csv, sav, meaning])
    (folder / "codebook.md").write_text("\n".join(_codebook_lines(made, study)), encoding="utf-8")


def _meanings(variable: Variable) -> Iterator[tuple[Value, Value, str]]:
    """What each value is in the CSV file, in the SPSS file, and what it means; one empty line for a free one."""
    listed: list[tuple[Value, Value, str]] = [
        (code, number, word) for number, (code, word) in enumerate(variable.values.items(), start=1)
    ]
    listed += [(number, number, word) for number, word in variable.answers.items()]
    if variable.missing:
        listed.append(("", variable.missing[0], variable.missing[1]))
    yield from listed or [("", "", "")]


def _codebook_lines(made: Sequence[Table], study: str) -> Iterator[str]:
    yield f"# {study}"
    yield ""
    yield _("Namen zijn schuilnamen die alleen in dit onderzoek bestaan. Tijden zijn hele weken.")
    yield _("Wat iemand herkenbaar maakt, komt bij minstens %(k)s personen voor of is afgeschermd (hidden).") % {"k": K}
    yield _("Dit geldt voor: %(columns)s.") % {"columns": ", ".join((*QUASI, "is_first", "way"))}
    yield _("Weken en aantallen zijn de middelste van minstens %(k)s personen die erin op elkaar lijken.") % {"k": K}
    yield _("Welke rijen er van iemand zijn, is bij minstens %(k)s personen hetzelfde; andere zijn weggelaten.") % {
        "k": K
    }
    yield _("Patronen en verloop zijn van de momenten die in deze bestanden staan.")
    yield _("Een code in de SPSS-bestanden: er is gevraagd, maar er kwam niets. Leeg: daar is niets gevraagd.")
    for table in made:
        yield from ("", f"## {table.name}", "", table.title, "")
        yield "| variable | label | kind | csv = sav: meaning |"
        yield "|---|---|---|---|"
        for variable in table.variables:
            meanings = "; ".join(f"{csv} = {sav}: {word}" for csv, sav, word in _meanings(variable) if word)
            cells = (variable.name, variable.label, variable.kind.value, meanings)
            yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
    yield ""


def _write_manifest(folder: Path, gathered: Gathered, study: str) -> str:
    files = {
        path.name: {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size}
        for path in sorted(folder.iterdir())
    }
    manifest = {
        "study": study,
        "k": K,
        "persons": gathered.persons,
        "pairs": len(gathered.pairs),
        "responses": len(gathered.responses),
        "persons_left_out": gathered.left_out,
        "responses_left_out": gathered.responses_left_out,
        "files": files,
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()
