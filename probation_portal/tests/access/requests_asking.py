"""Requests, proposals and looking back: which rows an address can name, and what a form of their pages would send."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from audit import clock
from probation_portal.tests.access.world import World

Build = Callable[[World], dict[str, dict[str, Any]]]


def rows_of_asking(invented: str, nobody: uuid.UUID) -> dict[frozenset[str], Build]:
    """By the names of the arguments; `invented`: the relation to an id that nothing has."""

    def rows(kind: str) -> Build:
        def build(world: World) -> dict[str, dict[str, Any]]:
            name = f"{kind}_id"
            return {relation: {name: pk} for relation, pk in world.asking[kind].items()} | {invented: {name: nobody}}

        return build

    def proposed(world: World) -> dict[str, dict[str, Any]]:
        """Somebody of the organisation for each request, and somebody of another for one's own."""
        asked, wim, zoe = world.asking["request"], world.volunteers["wim"].pk, world.volunteers["zoe"].pk
        found = {relation: {"request_id": pk, "volunteer_id": wim} for relation, pk in asked.items()}
        found["crossed"] = {"request_id": asked["own"], "volunteer_id": zoe}
        return found | {invented: {"request_id": nobody, "volunteer_id": wim}}

    single = {frozenset({f"{kind}_id"}): rows(kind) for kind in ("request", "proposal", "evaluation")}
    return single | {frozenset({"request_id", "volunteer_id"}): proposed}


def forms_of_asking(world: World, relation: str) -> dict[str, Mapping[str, Any]]:
    kind = _kind(world, relation)
    words = {"kinds": [kind], "what_for": "samen koken", "form_id": uuid.uuid4()}
    project = world.people["coordinator"].organisation.volunteer_projects.get(name="Maatjes").pk
    return {
        "volunteers:ask": words | {"version": 1, "client_agreed_on": clock.today().isoformat()},
        "volunteers:withdraw_request": {"reason": "niet meer nodig"},
        "volunteers:own_request": words,
        "volunteers:agree": {"says": "no", "version": 1},
        "volunteers:propose": {"project": project, "note": "past goed"},
        "volunteers:begin": {"task": "samen koken", "starts_on": clock.today().isoformat()},
        "volunteers:answer": {"says": "no"},
        "volunteers:look_back": {"satisfaction": "4", "worth": "4", "cooperation": "goals", "note": "goed"},
    }


def _kind(world: World, relation: str) -> Any:
    organisation = world.cases[relation if relation in world.cases else "own"].pair.team.organisation
    return organisation.activity_kinds.get(name="Vrije tijd").pk
