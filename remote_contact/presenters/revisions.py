"""What a contact said before, as lines: per change only what was said otherwise."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Field
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from caseload import days
from caseload.version_forms import NOTHING
from remote_contact.lists import Lists
from remote_contact.models import AbsenceReason, Contact, Impression, Initiative


@dataclass(frozen=True, slots=True)
class Earlier:
    """Who changed it and when, and what stood there until then: label, words."""

    title: str
    rows: tuple[tuple[str, str], ...]


def earlier(contact: Contact, words: Lists) -> list[Earlier]:
    """The changes of a contact, the newest first; one query."""
    found = []
    after: Mapping[str, Any] = {name: getattr(contact, name) for name in _SAID} | {"at": contact.at.isoformat()}
    for revision in contact.revisions.select_related("changed_by"):
        before = revision.before
        rows = [
            (capfirst(str(_field(name).verbose_name)), say(before.get(name), words) or NOTHING)
            for name, say in _SAID.items()
            if before.get(name) != after.get(name)
        ]
        told = _("Tot %(moment)s, toen %(name)s het wijzigde")
        title = told % {"moment": days.moment(revision.changed_at), "name": revision.changed_by.full_name}
        found.append(Earlier(title, tuple(rows)))
        after = before
    return found


def length_line(note: str) -> str:
    """ "1.204 tekens": says under a note that it stands there whole."""
    return _("Einde van de notitie, %(n)s tekens") % {"n": len(note)}


def _field(name: str) -> "Field[Any, Any]":
    field = Contact._meta.get_field(name)
    assert isinstance(field, Field)
    return field


def _choice(choices: Any) -> Callable[[Any, Lists], str]:
    return lambda value, words: str(choices(value).label) if value else ""


def _yes_or_no(value: Any, _words: Lists) -> str:
    return _("ja") if value else _("nee")


def _text(value: Any, _words: Lists) -> str:
    return "" if value is None else str(value)


_SAID: Mapping[str, Callable[[Any, Lists], str]] = {
    "method": lambda value, words: words.method(value),
    "at": lambda value, words: days.moment(dt.datetime.fromisoformat(value)),
    "minutes": _text,
    "outcome": lambda value, words: words.outcome(value),
    "reason": _choice(AbsenceReason),
    "note": _text,
    "impression": _choice(Impression),
    "worry": _text,
    "initiative": _choice(Initiative),
    "planned": _yes_or_no,
    "sensitive": _yes_or_no,
}
