"""What an organisation calls its methods and outcomes, and what each means for figures and tags."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from remote_contact.models import ListEntry, ListKind, Method, Outcome, Way

WAYS: Mapping[str, Way] = {
    Method.OFFICE: Way.FACE_TO_FACE,
    Method.HOME_VISIT: Way.FACE_TO_FACE,
    Method.ELSEWHERE: Way.FACE_TO_FACE,
    Method.WALK: Way.FACE_TO_FACE,
    Method.PHONE: Way.REMOTE_TALK,
    Method.VIDEO: Way.REMOTE_TALK,
    Method.TEXT: Way.WRITTEN,
    Method.EMAIL: Way.WRITTEN,
    Method.LETTER: Way.WRITTEN,
}
TOOK_PLACE = frozenset({Outcome.TOOK_PLACE, Outcome.PARTLY, Outcome.LATE})
# Staying away without a reason; whether it becomes a hitch in the case is the worker's to say.
HITCHES = frozenset({Outcome.NO_SHOW})


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of a list. `way` is of a method; `took_place` and `is_hitch` are of an outcome; `face_to_face_first` is
    of a kind of offence."""

    code: str
    label: str | Promise
    way: str = ""
    took_place: bool = False
    is_hitch: bool = False
    face_to_face_first: bool = False
    retired: bool = False
    # Counts up with every change; 0 for a shipped word that the organisation never touched.
    version: int = 0


# Kinds of offence are recorded only by an organisation that makes a list of them.
SHIPPED: Mapping[str, tuple[Entry, ...]] = {
    ListKind.METHOD: tuple(Entry(m.value, m.label, way=WAYS[m]) for m in Method),
    ListKind.OUTCOME: tuple(
        Entry(o.value, o.label, took_place=o in TOOK_PLACE, is_hitch=o in HITCHES) for o in Outcome
    ),
    ListKind.OFFENCE: (),
}


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of one organisation, in order, retired words included: a contact of long ago still has its word."""

    methods: Mapping[str, Entry]
    outcomes: Mapping[str, Entry]
    offences: Mapping[str, Entry]

    def of(self, kind: ListKind) -> Mapping[str, Entry]:
        by_kind = {ListKind.METHOD: self.methods, ListKind.OUTCOME: self.outcomes, ListKind.OFFENCE: self.offences}
        return by_kind[kind]

    def choices(self, kind: ListKind, *, stands: str = "") -> list[tuple[str, str]]:
        """The words to choose from today, and the one that `stands` already, also when it was retired since."""
        entries = self.of(kind).values()
        return [(entry.code, str(entry.label)) for entry in entries if not entry.retired or entry.code == stands]

    def method(self, code: str) -> str:
        return str(self.methods[code].label)

    def outcome(self, code: str) -> str:
        return str(self.outcomes[code].label)


def lists_of(organisation_id: uuid.UUID) -> Lists:
    """The lists of an organisation, in one query; the shipped ones where it has none of its own."""
    own: dict[str, list[Entry]] = {kind: [] for kind in ListKind}
    for row in ListEntry.objects.filter(organisation=organisation_id):
        own[row.kind].append(entry_of(row))
    found = {kind: {entry.code: entry for entry in own[kind] or SHIPPED[kind]} for kind in ListKind}
    return Lists(found[ListKind.METHOD], found[ListKind.OUTCOME], found[ListKind.OFFENCE])


def entry_of(row: ListEntry) -> Entry:
    return Entry(
        code=row.code,
        label=row.label,
        way=row.way,
        took_place=row.took_place,
        is_hitch=row.is_hitch,
        face_to_face_first=row.face_to_face_first,
        retired=row.retired_at is not None,
        version=row.version,
    )
