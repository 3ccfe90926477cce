"""Talks at a distance of the world: what the last talk was like, trainings."""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from audit import clock
from caseload.models import Agreement, Goal
from remote_contact.actions.talks import save_talk
from remote_contact.actions.trainings import add_training, record_training
from remote_contact.models import Contact
from remote_contact.presenters.talks import letter_of

if TYPE_CHECKING:
    from probation_portal.tests.access.world import World


def talk(world: "World", name: str, contact: Contact, goal: Goal) -> None:
    tools = world.canaries.word(name, "talk_tools")
    save_talk(pair=contact.pair, contact=contact, version=0, by=contact.logged_by, tools=tools, goals=[goal])


def trainings(world: "World") -> None:
    """One in each organisation; the worker, a colleague of the team and one elsewhere did it."""
    for place, admin in (("own", "admin"), ("other_org", "olaf")):
        training = add_training(name=f"Beeldbellen {place}", refresh_months=12, by=world.people[admin])
        world.trainings[place] = training.pk
        for person in ("worker", "yusuf", "chris") if place == "own" else ("olaf",):
            done = record_training(training=training, on=clock.today(), by=world.people[person])
            world.trainings_done[person] = done.pk


def _sending(world: "World", relation: str) -> dict[str, Any]:
    """What the page that shows the agreements would send: all that are open, and the text as it was shown."""
    case = world.cases[relation if relation in world.cases else "own"]
    agreements = list(Agreement.objects.of_supervision_of(case.pair).open())
    digest = letter_of(case.pair, agreements).digest
    return {"agreement": [str(one.pk) for one in agreements], "form_id": uuid.uuid4(), "digest": digest}


def forms_of_talks(world: "World", relation: str) -> dict[str, dict[str, Any]]:
    """What is posted to each page of talks, signals, moods and trainings."""
    return {
        "remote_contact:talk_before": {"agenda_agreed": "True", "version": 0},
        "remote_contact:talk": {"tools": "een padlet", "version": 1},
        "remote_contact:send_agreements": _sending(world, relation),
        "remote_contact:put_aside": {"cause": "remote.worry:x", "reason": "besproken"},
        "remote_contact:tell_mood": {"value": "4"},
        "remote_contact:own_trainings": {"training": world.trainings["own"], "on": "2026-11-02"},
        "remote_contact:trainings": {"name": "Een nieuwe training", "version": 0},
        "remote_contact:training": {"name": "Een andere naam", "refresh_months": "6", "version": 1},
        "remote_contact:retire_training": {"retired": "1"},
        "accounts:duty": {"phone": "088 1234567"},
        "accounts:teams": {f"team_{world.teams['own'].pk}": "Noord"},
    }


def rows_of_trainings(invented: str, nobody: uuid.UUID) -> dict[str, Callable[["World"], dict[str, dict[str, Any]]]]:
    """The arguments of the addresses of a training, and of one that somebody did."""
    did = {"own": "worker", "same_team": "yusuf", "other_team": "chris", "other_org": "olaf"}

    def listed(world: "World") -> dict[str, dict[str, Any]]:
        return {r: {"training_id": pk} for r, pk in (*world.trainings.items(), (invented, nobody))}

    def done(world: "World") -> dict[str, dict[str, Any]]:
        found = {r: {"done_id": world.trainings_done[person]} for r, person in did.items()}
        return found | {invented: {"done_id": nobody}}

    return {"training": listed, "done": done}
