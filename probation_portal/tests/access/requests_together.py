"""What hangs on a match: which rows an address can name, and what a form of its pages would send."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from audit import clock
from probation_portal.tests.access.world import World
from probation_portal.tests.access.world_together import picture

Build = Callable[[World], dict[str, dict[str, Any]]]


def rows_of_matches(invented: str, nobody: uuid.UUID) -> dict[str, Build]:
    """Of each kind of row by whose it is; `invented`: the relation to an id that nothing has."""

    def rows(kind: str) -> Build:
        def build(world: World) -> dict[str, dict[str, Any]]:
            name = f"{kind}_id"
            found = {relation: {name: pk} for relation, pk in world.together[kind].items()}
            if kind == "signal":
                urgent = world.together["urgent_signal"].items()
                found |= {f"urgent_{relation}": {name: pk} for relation, pk in urgent}
            return found | {invented: {name: nobody}}

        return build

    return {kind: rows(kind) for kind in ("shared", "activity", "tuning", "signal", "release", "circle", "outer")}


def forms_of_a_match(world: World, relation: str) -> dict[str, Mapping[str, Any]]:
    """The forms of a match; each match has its start meeting behind it, so only one that was not yet begun takes it."""
    activity = {"kind": _activity_kind(world, relation), "on": "vandaag", "minutes": "30", "title": "wandelen"}
    once = {"form_id": uuid.uuid4(), "text": "een bericht"}
    return {
        "volunteers:start_meeting": {"met_on": "vandaag", "goals": "een doel", "tasks": "een taak"},
        "volunteers:add_shared": {"kind": "task", "text": "een taak", "who": "worker"},
        "volunteers:change_shared": {"text": "een andere taak", "who": "", "version": 1},
        "volunteers:tick_shared": {"done": "1", "version": 1},
        "volunteers:share_phone": {"shown": "1"},
        "volunteers:messages": once,
        "volunteers:log_activity": activity | {"form_id": uuid.uuid4()},
        "volunteers:activity": activity | {"version": 1},
        "volunteers:receipt": {"picture": SimpleUploadedFile("bon.jpg", picture(), content_type="image/jpeg")},
        "volunteers:hold_tuning": {"held_on": "vandaag", "agreed": "we gaan zo door"},
        "volunteers:ask_tuning": {"due_on": clock.today().isoformat()},
        "volunteers:change_tuning": {"agreed": "we doen het anders", "version": 2},
        "volunteers:confirm_tuning": {"version": 2},
        "volunteers:new_signal": once,
        "volunteers:signal": {"what_was_done": "gebeld", "version": 1},
        "volunteers:release": {"what": "other", "text": "iets", "reason": "het is nodig"},
        "volunteers:circle_outer": {"name": "Iemand", "post": "wijkagent"},
        "volunteers:end_match": {"reason": "planned", "thanks": "Bedankt voor alles"},
    }


def _activity_kind(world: World, relation: str) -> Any:
    organisation = world.cases[relation if relation in world.cases else "own"].pair.team.organisation
    return organisation.activity_kinds.filter(retired_at__isnull=True).first().pk
