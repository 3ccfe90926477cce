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
    """One word of a list. `way` is of a method; `took_place` and `is_hitch` are of an outcome."""

    code: str
    label: str | Promise
    way: str = ""
    took_place: bool = False
    is_hitch: bool = False
    retired: bool = False


SHIPPED: Mapping[str, tuple[Entry, ...]] = {
    ListKind.METHOD: tuple(Entry(m.value, m.label, way=WAYS[m]) for m in Method),
    ListKind.OUTCOME: tuple(
        Entry(o.value, o.label, took_place=o in TOOK_PLACE, is_hitch=o in HITCHES) for o in Outcome
    ),
}


@dataclass(frozen=True, slots=True)
class Lists:
    """Both lists of one organisation, in order, retired words included: a contact of long ago still has its word."""

    methods: Mapping[str, Entry]
    outcomes: Mapping[str, Entry]

    def choices(self, kind: ListKind) -> list[tuple[str, str]]:
        """The words to choose from today."""
        entries = self.methods if kind == ListKind.METHOD else self.outcomes
        return [(entry.code, str(entry.label)) for entry in entries.values() if not entry.retired]

    def method(self, code: str) -> str:
        return str(self.methods[code].label)

    def outcome(self, code: str) -> str:
        return str(self.outcomes[code].label)


def lists_of(organisation_id: uuid.UUID) -> Lists:
    """The lists of an organisation, in one query; the shipped ones where it has none of its own."""
    own: dict[str, list[Entry]] = {ListKind.METHOD: [], ListKind.OUTCOME: []}
    for row in ListEntry.objects.filter(organisation=organisation_id):
        retired = row.retired_at is not None
        own[row.kind].append(Entry(row.code, row.label, row.way, row.took_place, row.is_hitch, retired))
    return Lists(*({e.code: e for e in own[kind] or SHIPPED[kind]} for kind in (ListKind.METHOD, ListKind.OUTCOME)))
