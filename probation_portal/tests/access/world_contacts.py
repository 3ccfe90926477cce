"""Contacts of the world: what was said, what it said before, and what somebody typed and did not save."""

import uuid
from typing import TYPE_CHECKING

from accounts.models import User
from audit import clock
from caseload.models import Pair
from remote_contact.actions import log_contact
from remote_contact.actions.changing import change_contact
from remote_contact.actions.drafts import save_draft
from remote_contact.models import Contact

if TYPE_CHECKING:
    from probation_portal.tests.access.world import World


def contact(world: "World", name: str, pair: Pair, worker: User) -> Contact:
    """One talk, with another note at first, a worry, and a draft of the next one."""
    word = world.canaries.word
    said = {"method": "phone", "at": clock.now(), "outcome": "took_place", "minutes": 15}
    note, worry = word(name, "contact_before"), word(name, "contact_worry")
    first = log_contact(pair=pair, by=worker, form_id=uuid.uuid4(), note=note, worry=worry, **said)
    note = word(name, "contact_note")
    return change_contact(contact=first, version=1, by=worker, note=note, worry=worry, **said)


def drafts(world: "World") -> None:
    word = world.canaries.word
    for name in ("own", "waiting", "same_team"):
        pair, note = world.cases[name].pair, word(name, "contact_draft")
        page, form_id = uuid.uuid4(), uuid.uuid4()
        save_draft(page=page, pair=pair, by=pair.worker, form_id=form_id, typed={"note": note})
        world.drafts[name] = page
    # Of a colleague, about somebody who is not theirs any more.
    world.drafts["strange"] = uuid.uuid4()
    save_draft(
        page=world.drafts["strange"],
        pair=world.cases["own"].pair,
        by=world.people["yusuf"],
        form_id=uuid.uuid4(),
        typed={"note": word("same_team", "contact_draft_of_own")},
    )
