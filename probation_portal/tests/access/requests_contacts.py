"""Contacts and their words: what an address can name, and what the forms of its pages would send."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from probation_portal.tests.access.world import World
from remote_contact.views.drafts import mark_of

Build = Callable[[World], dict[str, dict[str, Any]]]


def words_of_lists(invented: str) -> dict[frozenset[str], Build]:
    """A list by its kind, and a word in it: every organisation has its own under the same name."""
    own = {"kind": "method", "code": "walk"}
    return {
        frozenset({"kind"}): lambda _world: {"own": {"kind": "method"}, invented: {"kind": "nothing"}},
        frozenset({"kind", "code"}): lambda _world: {"own": own, invented: own | {"code": "nothing"}},
    }


def forms_of_contacts(world: World, relation: str, nobody: uuid.UUID) -> dict[str, Mapping[str, Any]]:
    said = {"method": "phone", "day": "vandaag", "time": "09:00", "outcome": "took_place"}
    pair_id = world.cases[relation].pair.pk if relation in world.cases else nobody
    page = {"page": uuid.uuid4(), "form_id": uuid.uuid4()}
    return {
        "remote_contact:log": said | {"form_id": uuid.uuid4()},
        "remote_contact:add_entry": {"label": "Duif", "way": "written", "version": 0},
        "remote_contact:entry": {"label": "Samen wandelen", "way": "face_to_face", "version": 0},
        "remote_contact:place_entry": {"do": "down", "version": 0},
        "remote_contact:draft": page | {"mark": mark_of(world.people["worker"], pair_id), "note": "Nog niet af"},
        "remote_contact:discard_draft": {"page": world.drafts.get(relation, nobody)},
        "remote_contact:change": said | {"version": 2},
    }
