"""Access requests of the world, with what was decided and one that was answered; and waves of the survey."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from accounts.models import Organisation
from audit import clock
from caseload.models import Pair
from remote_contact.actions import log_contact
from remote_contact.actions.access_requests import close_request, decide, open_request
from remote_contact.models import Audience, Contact, SubjectAccessRequest, Wave

if TYPE_CHECKING:
    from probation_portal.tests.access.world import World

CASES = ("own", "same_team", "other_team", "other_org", "shielded", "named")


def requests(world: "World") -> None:
    for name in CASES:
        pair = world.cases[name].pair
        told, plain = _sensitive(world, name, pair, worry=True), _sensitive(world, name, pair, worry=False)
        if name == "own":
            answered = _opened(pair)
            _decide(world, name, answered, told, given=True)
            _decide(world, name, answered, plain, given=False)
            close_request(request=answered, by=pair.worker)
            world.access_requests["answered"] = (answered.pk, told.pk)
        found = _opened(pair)
        for contact in (told, plain):
            _decide(world, name, found, contact, given=False)
        world.access_requests[name] = (found.pk, told.pk)


def _sensitive(world: "World", name: str, pair: Pair, *, worry: bool) -> Contact:
    word = world.canaries.word
    said = {"note": word(name, "contact_note"), "worry": word(name, "contact_worry")} if worry else {}
    at = {"method": "phone", "at": clock.now(), "outcome": "took_place", "minutes": 15}
    return log_contact(pair=pair, by=pair.worker, form_id=uuid.uuid4(), sensitive=True, **at, **said)


def _opened(pair: Pair) -> SubjectAccessRequest:
    return open_request(pair=pair, asked_on=clock.today(), by=pair.worker)


def _decide(world: "World", name: str, found: SubjectAccessRequest, contact: Contact, *, given: bool) -> None:
    ground = "" if given else world.canaries.word(name, "withholding_ground")
    decide(
        request=found,
        contact=contact,
        given=given,
        ground=ground,
        contact_version=contact.version,
        version=0,
        by=found.pair.worker,
    )


def survey(world: "World", organisation: Organisation) -> None:
    """A wave for each audience in which nobody took part yet."""
    today = clock.today()
    for audience in Audience.values:
        week = {"opens_on": today, "closes_on": today + dt.timedelta(days=7)}
        Wave.objects.create(
            organisation=organisation, audience=audience, name="nu", made_by=world.people["admin"], **week
        )


def arguments(
    own_invented: str, invented: str, nobody: uuid.UUID
) -> dict[frozenset[str], Callable[["World"], dict[str, dict[str, Any]]]]:
    """The addresses of a request, and of a sensitive contact in one."""

    def build(world: "World") -> dict[str, dict[str, Any]]:
        def named(case: str, request: uuid.UUID, contact: uuid.UUID) -> dict[str, Any]:
            return {"pair_id": world.cases[case].pair.pk, "request_id": request, "contact_id": contact}

        rows = world.access_requests
        found = {name: named("own" if name == "answered" else name, *rows[name]) for name in rows}
        found["crossed"] = named("own", *rows["same_team"])
        found[own_invented] = named("own", nobody, nobody)
        return found | {invented: found[own_invented] | {"pair_id": nobody}}

    def without_contact(world: "World") -> dict[str, dict[str, Any]]:
        return {
            name: {key: pk for key, pk in named.items() if key != "contact_id"} for name, named in build(world).items()
        }

    with_contact = frozenset({"pair_id", "request_id", "contact_id"})
    return {with_contact - {"contact_id"}: without_contact, with_contact: build}


def payloads() -> Mapping[str, Mapping[str, Any]]:
    return {
        "remote_contact:access_requests": {"asked_on": clock.today().isoformat()},
        "remote_contact:survey": {"judge_feeling": 4, "agree_as_easily": 2},
        "remote_contact:survey_waves": {
            "audience": "worker",
            "name": "een ronde",
            "opens_on": clock.today().isoformat(),
            "closes_on": (clock.today() + dt.timedelta(days=7)).isoformat(),
        },
        "remote_contact:decide_sensitive": {"given": "True", "version": 1, "contact_version": 1},
    }
