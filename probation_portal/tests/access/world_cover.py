"""Cover in the world: the worker stands in for Eva of another team, and just does not for all others.

`covered` is Eva's, with the worker's side of its half year in and not the client's; `covered_hidden` is shielded.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from alliance.models import Measurement, MomentKind
from audit import clock
from caseload import shielding
from caseload.covering import arrange_cover
from caseload.models import Cover
from remote_contact.actions.drafts import save_draft

if TYPE_CHECKING:
    from probation_portal.tests.access.world import World

DAY = dt.timedelta(days=1)
# Where somebody who stands in reads on a page about a client: their own home among it.
PAGES = (
    "portal:home",
    "portal:pair",
    "portal:timeline",
    "portal:timeline_table",
    "portal:timeline_paper",
    "caseload:hitch",
    "caseload:resolve_hitch",
    "caseload:agreement",
    "caseload:close_agreement",
    "remote_contact:log",
    "remote_contact:draft",
    "remote_contact:discard_draft",
    "remote_contact:appointments",
    "remote_contact:plan",
    "remote_contact:move_appointment",
    "remote_contact:call_off",
    "remote_contact:appointment_file",
    "remote_contact:follow_up",
    "alliance:conversation",
)


def covers(world: "World") -> None:
    """One that stands, and those that do not: to come, over, stopped, a colleague's, of another organisation."""
    people, today = world.people, clock.today()
    worker, bart = people["worker"], people["bart"]
    for name, starts in (("eva", today), ("chris", today + DAY)):
        world.covers["other_team" if name == "eva" else "coming"] = arrange_cover(
            absent=people[name], colleague=worker, reason="leave", starts_on=starts, ends_on=starts + 7 * DAY, by=bart
        ).pk
    said = {"by": worker, "reason": "leave", "arranged_at": clock.now(), "arranged_by": people["supervisor"]}
    over = {"starts_on": today - 7 * DAY, "ends_on": today}
    stopped = {"starts_on": today, "ends_on": today + DAY, "stopped_at": clock.now(), "stopped_by": bart}
    Cover.objects.create(absent=people["gerda"], **over, **said)
    world.covers["own"] = Cover.objects.create(absent=people["yusuf"], **stopped, **said).pk
    # By a colleague, and none of the worker's.
    Cover.objects.create(absent=people["yusuf"], starts_on=today, ends_on=today + DAY, **said | {"by": people["gerda"]})
    strange = {"starts_on": today, "ends_on": today + DAY}
    world.covers["other_org"] = Cover.objects.create(absent=people["olaf"], **strange, **said).pk
    _drafts(world)
    shielding.shield(
        pair=world.cases["covered_hidden"].pair, reason=world.canaries.word("covered_hidden", "shield_reason"), by=bart
    )


def _drafts(world: "World") -> None:
    """What both typed about a contact with the same client: each their own, and nobody else's."""
    pair = world.cases["covered"].pair
    for user, note in ((pair.worker, world.canaries.word("covered", "hidden_draft")), (world.people["worker"], "los")):
        world.drafts["covered"] = uuid.uuid4()
        save_draft(page=world.drafts["covered"], pair=pair, by=user, form_id=uuid.uuid4(), typed={"note": note})


def half_year_of_covered(world: "World") -> Measurement:
    return Measurement.objects.with_people().get(pair=world.cases["covered"].pair, kind=MomentKind.REGULAR)


def rows_of_covers(invented: str, nobody: uuid.UUID) -> dict[frozenset[str], Any]:
    def build(world: "World") -> dict[str, dict[str, Any]]:
        found = {r: {"cover_id": pk} for r, pk in world.covers.items() if r != "coming"}
        return found | {invented: {"cover_id": nobody}}

    return {frozenset({"cover_id"}): build}


def forms_of_covers(world: "World") -> dict[str, Mapping[str, Any]]:
    first = clock.today()
    people = {"absent": world.people["yusuf"].pk, "colleague": world.people["hans"].pk}
    days = {"starts_on": f"{first:%d-%m-%Y}", "ends_on": f"{first + 7 * DAY:%d-%m-%Y}"}
    return {"portal:covers": people | days | {"reason": "illness"}}
