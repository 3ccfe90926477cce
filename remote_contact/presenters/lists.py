"""The lists of an organisation in words: each word, what it stands for, and what can be done with it."""

import uuid
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from remote_contact.lists import Entry, lists_of
from remote_contact.models import ListKind, Way

TITLES: dict[ListKind, str | Promise] = {
    ListKind.METHOD: gettext_lazy("Vormen"),
    ListKind.OUTCOME: gettext_lazy("Ging het door?"),
    ListKind.OFFENCE: gettext_lazy("Soorten delict"),
}
NOTES: dict[ListKind, str | Promise] = {
    ListKind.METHOD: gettext_lazy(
        "Hoe werker en cliënt contact hebben. Wie een vorm laatst gebruikte, ziet die vooraan."
    ),
    ListKind.OUTCOME: gettext_lazy("Twee feiten per woord sturen elk cijfer: ging het door, en telt het als hapering."),
    ListKind.OFFENCE: gettext_lazy("Alleen als jullie dit vastleggen. Leeg: het portaal vraagt er niet naar."),
}


@dataclass(frozen=True, slots=True)
class EntryRow:
    code: str
    label: str
    meaning: str
    version: int
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class ListBlock:
    kind: str
    title: str
    note: str
    rows: tuple[EntryRow, ...]
    retired: tuple[EntryRow, ...]


def blocks(organisation_id: uuid.UUID) -> list[ListBlock]:
    found = lists_of(organisation_id)
    return [_block(kind, list(found.of(kind).values())) for kind in ListKind]


def _block(kind: ListKind, entries: list[Entry]) -> ListBlock:
    in_use = [entry for entry in entries if not entry.retired]
    rows = [_row(kind, entry, place == 0, place == len(in_use) - 1) for place, entry in enumerate(in_use)]
    retired = [_row(kind, entry, first=True, last=True) for entry in entries if entry.retired]
    return ListBlock(kind.value, str(TITLES[kind]), str(NOTES[kind]), tuple(rows), tuple(retired))


def _row(kind: ListKind, entry: Entry, first: bool, last: bool) -> EntryRow:
    return EntryRow(entry.code, str(entry.label), meaning(kind, entry), entry.version, first, last)


def meaning(kind: ListKind, entry: Entry) -> str:
    """ "Gesprek op afstand", "Ging niet door, telt als hapering"."""
    if kind == ListKind.METHOD:
        return capfirst(str(Way(entry.way).label)) if entry.way else ""
    if kind == ListKind.OFFENCE:
        return _("Liever bij elkaar") if entry.face_to_face_first else ""
    held = _("Ging door") if entry.took_place else _("Ging niet door")
    return _("%(held)s, telt als hapering") % {"held": held} if entry.is_hitch else held
