"""Appointments of the world: one tomorrow, an absence with what is done about it, and private calendar addresses."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from accounts.models import User
from audit import clock
from caseload.models import Pair
from messaging.models import Message
from remote_contact.actions import log_contact
from remote_contact.actions.appointments import plan_appointment
from remote_contact.actions.calendar_feed import renew_feed
from remote_contact.actions.follow_ups import plan_follow_up
from remote_contact.models import Appointment, Contact

if TYPE_CHECKING:
    from probation_portal.tests.access.world import World


def appointment(world: "World", name: str, pair: Pair, worker: User) -> Appointment:
    """By telephone, tomorrow: near enough for the client to say how it goes."""
    (made,) = plan_appointment(
        pair=pair,
        starts_at=clock.now() + dt.timedelta(days=1),
        minutes=30,
        method="phone",
        place=world.canaries.word(name, "place"),
        by=worker,
        form_id=uuid.uuid4(),
    )
    # On the day of a reminder no invitation leaves, and the world needs its link.
    Message.objects.filter(subject_id=made.pk).delete()
    return made


def absence(world: "World", name: str, pair: Pair, worker: User) -> Contact:
    """Somebody did not come; what will be done is written down."""
    said = {"method": "office", "at": clock.now(), "outcome": "no_show"}
    note, what = world.canaries.word(name, "contact_note"), world.canaries.word(name, "follow_up")
    missed = log_contact(pair=pair, by=worker, form_id=uuid.uuid4(), note=note, **said)
    plan_follow_up(contact=missed, what=what, due=clock.today() + dt.timedelta(days=3), by=worker)
    return missed


def feeds(world: "World") -> None:
    """The worker's address, the one they had before, and that of a worker elsewhere."""
    world.feeds["withdrawn"] = renew_feed(by=world.people["worker"])
    world.feeds["own"] = renew_feed(by=world.people["worker"])
    world.feeds["other_org"] = renew_feed(by=world.people["olaf"])


def forms_of_appointments() -> Mapping[str, Mapping[str, Any]]:
    """What is posted to each page of appointments; the moment is one at which nothing else is."""
    day = f"{clock.today() + dt.timedelta(days=9):%d-%m-%Y}"
    when = {"form_id": uuid.uuid4(), "method": "office", "day": day, "time": "11:00", "minutes": 30}
    why = {"version": 1, "asked_by": "client", "reason": "work"}
    return {
        "remote_contact:plan": when,
        "remote_contact:move_appointment": when | why,
        "remote_contact:call_off": why,
        "remote_contact:follow_up": {"version": 1, "came_of_it": "Gesproken"},
        "remote_contact:calendar": {"do": "renew"},
    }
