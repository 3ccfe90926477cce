"""An organisation's own methods, outcomes and kinds of offence: added, spelled otherwise, retired, put in order.

What was used keeps its meaning: a word may be spelled better, what it stands for never changes.
"""

import uuid
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from audit import clock
from audit.models import Action
from audit.record import record
from caseload.versions import StaleRecord, save_over
from remote_contact.lists import SHIPPED
from remote_contact.models import Appointment, Contact, ListEntry, ListKind, RemoteFacts, Way


class Meaning(TypedDict, total=False):
    """What a word stands for: `way` of a method, two facts of an outcome, `face_to_face_first` of an offence."""

    way: str
    took_place: bool
    is_hitch: bool
    face_to_face_first: bool


def is_used(organisation_id: uuid.UUID, kind: ListKind | str, code: str) -> bool:
    """Whether anything was ever recorded with this word, taken back or not."""
    contacts = Contact.objects.filter(pair__team__organisation=organisation_id)
    if kind == ListKind.METHOD:
        planned = Appointment.objects.filter(pair__team__organisation=organisation_id, method=code)
        return contacts.filter(method=code).exists() or planned.exists()
    if kind == ListKind.OUTCOME:
        return contacts.filter(outcome=code).exists()
    facts = RemoteFacts.objects.filter(supervision__client__organisation=organisation_id)
    return facts.filter(offence=code).exists()


@transaction.atomic
def add_entry(*, kind: ListKind, label: str, by: User, **meaning: Unpack[Meaning]) -> ListEntry:
    """A new word at the end of its list. Raises ValidationError by field."""
    rows = _own_rows(by.organisation, kind)
    _refuse_double(rows, label)
    codes = {row.code for row in rows}
    code = next(code for code in _codes(label) if code not in codes)
    entry = ListEntry(organisation=by.organisation, kind=kind, code=code, label=label, order=len(rows), **meaning)
    _refuse_meaningless(entry)
    entry.full_clean()
    entry.save()
    record(Action.CREATED, by=by, what="contact list", subjects=[], object_id=entry.pk)
    return entry


@transaction.atomic
def change_entry(
    *, kind: ListKind, code: str, version: int, label: str, by: User, **meaning: Unpack[Meaning]
) -> ListEntry:
    """Spell it otherwise; what it stands for changes only while nothing was recorded with it.

    Raises ValidationError by field, StaleRecord when somebody changed it in between.
    """
    rows = _own_rows(by.organisation, kind)
    entry = _named(rows, code)
    _refuse_double([row for row in rows if row.code != code], label)
    changes = {name: value for name, value in meaning.items() if getattr(entry, name) != value}
    if changes and is_used(by.organisation_id, kind, code):
        raise ValidationError(
            _("Dit woord is al gebruikt. Wat het betekent, staat vast. Stop het en voeg een nieuw toe.")
        )
    for name, value in changes.items():
        setattr(entry, name, value)
    _refuse_meaningless(entry)
    return _save(entry, version, by, label=label, **changes)


@transaction.atomic
def retire_entry(*, kind: ListKind, code: str, version: int, by: User) -> ListEntry:
    """Nobody can choose it any more; what was recorded with it keeps its word."""
    rows = _own_rows(by.organisation, kind)
    entry = _named(rows, code)
    others = [row for row in rows if row.code != code and row.retired_at is None]
    if kind == ListKind.METHOD and not others:
        raise ValidationError(_("Dit is de laatste vorm. Voeg eerst een andere toe."))
    if kind == ListKind.OUTCOME and not any(row.took_place for row in others):
        raise ValidationError(_("Dit is de laatste uitkomst die doorging. Voeg eerst een andere toe."))
    return _save(entry, version, by, retired_at=clock.now())


@transaction.atomic
def bring_back_entry(*, kind: ListKind, code: str, version: int, by: User) -> ListEntry:
    rows = _own_rows(by.organisation, kind)
    entry = _named(rows, code)
    _refuse_double([row for row in rows if row.code != code], entry.label)
    return _save(entry, version, by, retired_at=None)


@transaction.atomic
def move_entry(*, kind: ListKind, code: str, up: bool, by: User) -> ListEntry:
    """One place up or down among those in use."""
    rows = _own_rows(by.organisation, kind)
    entry = _named(rows, code)
    in_use = [row for row in rows if row.retired_at is None]
    place = in_use.index(entry) if entry in in_use else -1
    other = place + (-1 if up else 1)
    if place < 0 or not 0 <= other < len(in_use):
        return entry
    in_use[place], in_use[other] = in_use[other], in_use[place]
    for order, row in enumerate([*in_use, *(row for row in rows if row.retired_at is not None)]):
        ListEntry.objects.filter(pk=row.pk).exclude(order=order).update(order=order)
    record(Action.CHANGED, by=by, what="contact list", subjects=[], object_id=entry.pk)
    return entry


def _own_rows(organisation: Organisation, kind: ListKind) -> list[ListEntry]:
    """The rows of a list, in order, behind a lock. At its first change the shipped words become the organisation's."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    own = ListEntry.objects.filter(organisation=organisation, kind=kind)
    if not own.exists():
        with translation.override(settings.LANGUAGE_CODE):
            shipped = [
                ListEntry(
                    organisation=organisation,
                    kind=kind,
                    code=entry.code,
                    label=str(entry.label),
                    order=order,
                    way=entry.way,
                    took_place=entry.took_place,
                    is_hitch=entry.is_hitch,
                    # As the page showed it, on which nobody had changed anything.
                    version=entry.version,
                )
                for order, entry in enumerate(SHIPPED[kind])
            ]
        ListEntry.objects.bulk_create(shipped)
    return list(own)


def _named(rows: list[ListEntry], code: str) -> ListEntry:
    found = next((row for row in rows if row.code == code), None)
    if found is None:
        raise ValidationError(_("Dit woord bestaat niet meer."))
    return found


def _codes(label: str) -> Any:
    """Names for the code of a new word, the plainest first; never seen by anybody."""
    plain = slugify(label).replace("-", "_")[:30] or "woord"
    yield plain
    yield from (f"{plain}_{number}" for number in range(2, 1000))


def _refuse_double(others: list[ListEntry], label: str) -> None:
    if any(row.label.casefold() == label.casefold() and row.retired_at is None for row in others):
        raise ValidationError({"label": _("Dit woord staat er al. Kies een ander woord.")})


def _refuse_meaningless(entry: ListEntry) -> None:
    if entry.kind == ListKind.METHOD and entry.way not in Way.values:
        raise ValidationError({"way": _("Kies een van de mogelijkheden.")})


def _save(entry: ListEntry, version: int, by: User, **values: Any) -> ListEntry:
    if entry.version != version:
        raise StaleRecord(entry, what="contact list")
    save_over(ListEntry.objects.all(), entry.pk, version, what="contact list", **values)
    record(Action.CHANGED, by=by, what="contact list", subjects=[], object_id=entry.pk)
    entry.refresh_from_db()
    return entry
