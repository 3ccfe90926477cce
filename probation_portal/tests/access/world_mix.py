"""What stands on the pages about the mix and a worker's own hours, each with a canary."""

import datetime as dt
from typing import TYPE_CHECKING

from remote_contact.actions.mix import decide_mix
from remote_contact.actions.own_hours import keep_own_hours
from remote_contact.suitability import Lean

if TYPE_CHECKING:
    from probation_portal.tests.access.world import World

CASES = ("own", "same_team", "other_team", "other_org", "shielded", "named")
# Whose hours: those of the worker who asks, and of others, whose hours nobody may ever meet.
KEEPERS = {"worker": "keeper", "yusuf": "yusuf", "chris": "chris", "olaf": "olaf"}


def mixes(world: "World") -> None:
    for name in CASES:
        pair = world.cases[name].pair
        decide_mix(
            pair=pair,
            per_month=4,
            remote_part=1,
            why=world.canaries.word(name, "mix_reason"),
            lean=Lean.NO_ADVICE,
            advice=[],
            version=0,
            by=pair.worker,
        )


def own_hours(world: "World") -> None:
    for person, subject in KEEPERS.items():
        start = world.canaries.minute(subject, "own_hours")
        keep_own_hours(hours={1: (start, dt.time(23, 30))}, by=world.people[person])
