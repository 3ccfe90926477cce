"""What the world of the access tests lacks to have every form filled in, and what further forms of a page send."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.test import Client as Browser
from django.urls import reverse

from audit import clock
from caseload.pauses import start_pause
from probation_portal.tests.access.world import LONG_AGO, World, add_case

Body = Mapping[str, Any]
_FACTS = {"level": "2", "phase": "execution", "risk": "low", "problem_area": "housing"}


def add_cases(world: World) -> None:
    """A case in a pause, and one whose client stayed away from a moment that is over."""
    worker = world.people["worker"]
    add_case(world, "paused", "worker", LONG_AGO, "both")
    start_pause(pair=world.cases["paused"].pair, reason="detention", since=clock.today(), by=worker)
    add_case(world, "missed", "worker", dt.date(2026, 9, 20), "worker")


def more_addresses(world: World, route: str) -> dict[str, dict[str, Any]]:
    paused, missed = world.cases["paused"], world.cases["missed"]
    return {
        "caseload:end_pause": {"paused": {"pair_id": paused.pair.pk}},
        "alliance:put_aside": {"missed": {"pair_id": missed.pair.pk}},
        "alliance:non_response": {"missed": {"measurement_id": missed.measurement.pk}},
    }.get(route, {})


def more_bodies(world: World, route: str) -> list[Body]:
    today = clock.today().isoformat()
    line = {"line-0-text": "iets", "line-0-who": "client", "line-0-due": today}
    facts = ({"part": k, f"{k}-value": v, f"{k}-since": today} for k, v in _FACTS.items())
    kinds: dict[str, list[Body]] = {
        "caseload:plan": [
            {"part": "condition", "condition-kind": "general", "condition-text": "iets", "condition-since": today},
            *facts,
        ],
        "alliance:record_talk": [
            {"held_on": today, "line-TOTAL_FORMS": "1", "line-INITIAL_FORMS": "0", **line},
        ],
        "alliance:put_aside": [{"cause": _cause(world), "reason": "besproken"}]
        if route == "alliance:put_aside"
        else [],
        "portal:demo_clock": [{"day": today}],
        "remote_contact:log": [
            {
                "form_id": "5b0e6f0e-1d5a-4b57-9c57-3f0f6c3b0c01",
                "method": "phone",
                "day": "vandaag",
                "time": "09:00",
                "outcome": "no_show",
                "follow-what": "bellen",
                "follow-due": "morgen",
            }
        ],
        "portal:mix": [{"part": "facts", "facts-wish": "remote", "facts-technique_hard": "on", "facts-version": 0}],
    }
    return kinds.get(route, [])


def _cause(world: World) -> str:
    """The key of the first attention point on the page of the client who stayed away."""
    browser = Browser()
    browser.force_login(world.people["worker"])
    page = browser.get(reverse("portal:pair", args=[world.cases["missed"].pair.pk])).content.decode()
    found = re.search(r'name="cause" value="([^"]+)"', page)
    assert found is not None, "the page has no attention point to put aside"
    return found[1]
