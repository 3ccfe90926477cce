"""What is kept of whom, who may see it, for how long and what happens then: reads `field_registry.toml`.

Renders it as `docs/privacy.md`. What erases, exports or hands data to research asks `fields()`, and keeps no list of
its own.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from accounts.models import Role

FILE = Path(__file__).with_name("field_registry.toml")
CLASSES = ("technical", "person", "criminal", "health", "answer", "free_text", "staff")
CHANGES = {
    "version": "edited in place; a late save is refused with both versions shown",
    "grows": "rows are added, none is edited",
    "once": "written or closed once; who comes second is told",
    "own": "one person's own",
    "setting": "kept by an administrator or an import",
    "system": "kept by the portal; no person edits it",
}
# Whom `sees` of the access policy calls by another name than their role.
ROLE_OF_PRINCIPAL = {"link": Role.CLIENT, "deactivated": Role.WORKER}


class Erase(StrEnum):
    """What becomes of a field when its term is over."""

    DELETE = "delete"
    ANONYMISE = "anonymise"
    AGGREGATE = "aggregate"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Term:
    """`months` after `after`; None: no term of its own. `owner` decides about it."""

    name: str
    months: int | None
    after: str
    owner: str

    def __str__(self) -> str:
        if self.months is None:
            return self.after
        unit = "month" if self.months == 1 else "months"
        return f"{self.months} {unit} after {self.after}" if self.months else f"until {self.after}"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one table. `kind` is its class, `seen_by` the values of the roles that may see it."""

    table: str
    name: str
    kind: str
    seen_by: frozenset[str]
    term: Term
    erase: Erase
    in_export: bool
    research: bool

    @property
    def path(self) -> str:
        return f"{self.table}.{self.name}"

    @property
    def is_personal(self) -> bool:
        return self.kind != "technical"


@dataclass(frozen=True, slots=True)
class Table:
    label: str
    about: str
    why: str
    changes: str
    term: Term
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Registry:
    tables: dict[str, Table]
    terms: dict[str, Term]
    # A word of `sees` in the access policy, and the fields it stands for.
    shown: dict[str, tuple[Field, ...]]

    @property
    def fields(self) -> dict[str, Field]:
        return {field.path: field for table in self.tables.values() for field in table.fields}


@cache
def registry() -> Registry:
    return parse(FILE.read_text(encoding="utf-8"))


def parse(text: str) -> Registry:
    """Raises ValueError for whatever means nothing: a class, role, term, action or field that does not exist."""
    raw = tomllib.loads(text)
    classes, shown = raw.pop("classes"), raw.pop("shown")
    terms = {name: Term(name, row.get("months"), row["after"], row["owner"]) for name, row in raw.pop("terms").items()}
    _only("classes", classes, CLASSES)
    tables = {label: _table(label, row, classes, terms) for label, row in raw.items()}
    known = {field.path: field for table in tables.values() for field in table.fields}
    for word, paths in shown.items():
        _only(f"shown.{word}", paths.split(), known)
    return Registry(
        tables, terms, {word: tuple(known[path] for path in paths.split()) for word, paths in shown.items()}
    )


def _table(label: str, row: dict[str, Any], classes: dict[str, Any], terms: dict[str, Term]) -> Table:
    _only(label, row, {"about", "why", "changes", "seen_by", "term", "field", *CLASSES})
    _only(f"{label} changes", [row["changes"]], CHANGES)
    _only(f"{label} term", [row["term"]], terms)
    listed = [(kind, name) for kind in CLASSES for name in row.get(kind, "").split()]
    names = [name for _kind, name in listed]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"{label}: {', '.join(twice)} stands twice")
    own = row.get("field", {})
    _only(f"{label}.field", own, names)
    fields = tuple(_field(label, name, kind, row, classes[kind] | own.get(name, {}), terms) for kind, name in listed)
    return Table(label, row["about"], row["why"], row["changes"], terms[row["term"]], fields)


def _field(
    label: str, name: str, kind: str, row: dict[str, Any], said: dict[str, Any], terms: dict[str, Term]
) -> Field:
    path = f"{label}.{name}"
    _only(path, said, {"seen_by", "term", "erase", "in_export", "research"})
    seen_by = str(said.get("seen_by", row["seen_by"])).split()
    _only(f"{path} seen_by", seen_by, Role.values)
    term = said.get("term", row["term"])
    _only(f"{path} term", [term], terms)
    if said["research"] and kind in ("person", "staff"):
        raise ValueError(f"{path}: who somebody is never goes to research")
    return Field(
        table=label,
        name=name,
        kind=kind,
        seen_by=frozenset(seen_by),
        term=terms[term],
        erase=Erase(said["erase"]),
        in_export=bool(said["in_export"]),
        research=bool(said["research"]),
    )


def _only(where: str, names: Any, known: Any) -> None:
    if unknown := sorted(set(names) - set(known)):
        raise ValueError(f"{where}: {', '.join(unknown)} means nothing here")


def seen_too_widely(found: Registry, sees: dict[str, dict[str, frozenset[str]]]) -> list[str]:
    """Where a page (route, principal, words of `sees`) shows a field to a role that the registry does not name."""
    faults = []
    for route, by_principal in sees.items():
        for principal, words in by_principal.items():
            role = str(ROLE_OF_PRINCIPAL.get(principal, principal))
            for word in sorted(words):
                if word not in found.shown:
                    faults.append(f"{route}: {word} stands for no field")
                faults += [
                    f"{route}: {role} sees {field.path}, which the registry does not let them see"
                    for field in found.shown.get(word, ())
                    if role not in field.seen_by
                ]
    return faults


# ---------- the page ----------

INTRODUCTION = """\
# What is kept of whom, and for how long

Made by `./portal manage privacy_table --write` from `probation_portal/field_registry.toml`. The tests fail when this
page is not what the registry gives, when a field of the database is missing in it, and when a page of the portal shows
a field to a role that is not named here. Which page shows what to whom: [access.md](access.md).

**Who** are the roles that may see what is about a person, each within their own cases. **Then** is what becomes of it
when the term is over: *delete*, *anonymise* (it stays for counting and belongs to nobody), *aggregate* (only what was
computed from it stays), *keep*. **Copy**: part of the answer when somebody asks for their data (AVG art. 15).
**Research**: may go into a study, pseudonymous and with a yes.

## Terms

Public sources name no terms for these data. These are careful defaults, for each organisation to decide on.
"""


def page() -> str:
    """The registry as Markdown: `docs/privacy.md`."""
    return "\n".join(_lines(registry())) + "\n"


def _lines(found: Registry) -> Iterator[str]:
    yield INTRODUCTION
    yield "| term | how long | who decides |"
    yield "|---|---|---|"
    yield from (f"| {term.name} | {term} | {term.owner} |" for term in found.terms.values())
    room = ""
    for table in found.tables.values():
        if table.label.partition(".")[0] != room:
            room = table.label.partition(".")[0]
            yield from ("", f"## {room}")
        yield from _table_lines(table)


def _table_lines(table: Table) -> Iterator[str]:
    yield from ("", f"### {table.label.partition('.')[2]}", "", f"{table.about}. *Why*: {table.why}.")
    yield f"*How it changes*: {CHANGES[table.changes]}. *Term*: {table.term.name}, {table.term}."
    personal = [field for field in table.fields if field.is_personal]
    if not personal:
        yield "Nothing in it is about a person by itself."
        return
    yield ""
    yield "| field | what | who | term | then | copy | research |"
    yield "|---|---|---|---|---|---|---|"
    for field in personal:
        who = ", ".join(role.value for role in Role if role in field.seen_by) or "nobody"
        yes = {True: "yes", False: "no"}
        cells = (field.name, field.kind.replace("_", " "), who, field.term.name, field.erase)
        yield f"| {' | '.join(map(str, cells))} | {yes[field.in_export]} | {yes[field.research]} |"
