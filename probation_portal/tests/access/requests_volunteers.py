"""The pages of volunteers and projects: which objects an address can name, and what a form of theirs would send."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from audit import clock
from probation_portal.tests.access.world import World
from probation_portal.tests.access.world_volunteers import CLOSED, OPEN
from volunteers.models import Paper

Build = Callable[[World], dict[str, dict[str, Any]]]


def rows_of_projects(invented: str, nobody: uuid.UUID) -> dict[frozenset[str], Build]:
    """By whose it is; `crossed`: a volunteer with the paper of another of the organisation."""

    def of(name: str) -> Build:
        def build(world: World) -> dict[str, dict[str, Any]]:
            return {r: {name: rows[name]} for r, rows in world.volunteering.items()} | {invented: {name: nobody}}

        return build

    def papers(world: World) -> dict[str, dict[str, Any]]:
        people = {"own": world.volunteers["vera"].pk, "other_org": world.volunteers["zoe"].pk}
        found = {r: {"volunteer_id": pk, "paper_id": world.volunteering[r]["paper_id"]} for r, pk in people.items()}
        of_another = Paper.objects.get(volunteer=world.volunteers["wim"]).pk
        found["crossed"] = {"volunteer_id": people["own"], "paper_id": of_another}
        return found | {invented: {"volunteer_id": nobody, "paper_id": nobody}}

    def doors(world: World) -> dict[str, dict[str, Any]]:
        return {"own": {"slug": OPEN}, "closed": {"slug": CLOSED}, invented: {"slug": "nergens"}}

    return {
        frozenset({"project_id"}): of("project_id"),
        frozenset({"kind_id"}): of("kind_id"),
        frozenset({"volunteer_id", "paper_id"}): papers,
        frozenset({"slug"}): doors,
    }


def forms_of_volunteers(world: World, relation: str) -> dict[str, Mapping[str, Any]]:
    day = (clock.today() + dt.timedelta(days=30)).isoformat()
    rules = {
        "form": "buddy",
        "run_by": "service",
        "smallest": 1,
        "largest": 1,
        "matches_at_once": 1,
        "vog_months": 36,
        "training_months": 0,
        "tuning_weeks": 6,
        "evaluation_months": 3,
    }
    person = {"first_name": "Iris", "last_name": "Bos", "email": "iris@example.org", "reach": "region"}
    back = {"stage": "screening"}
    return {
        "volunteers:new": {**person, "stage": "available"},
        "volunteers:change": {**person, "version": 1},
        "volunteers:stage": back if relation == "left" else {"stage": "resting", "resting_until": day},
        "volunteers:paper": {"kind": "vog", "on": clock.today().isoformat()},
        "volunteers:projects": {"name": "Koken"},
        "volunteers:new_project": {**rules, "name": "Een project", "version": 0},
        "volunteers:project": {**rules, "name": "Een andere naam", "version": 1},
        "volunteers:retire_project": {"retired": "1"},
        "volunteers:retire_kind": {"retired": "1"},
        "volunteers:public_form": {"slug": "noord", "is_open": "on", "version": 1},
        "volunteer_apply": {**person, "motivation": "om te helpen", "has_read": "on", "form_id": uuid.uuid4()},
    }
