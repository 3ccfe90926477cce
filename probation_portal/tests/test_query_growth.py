"""Twice as much on the page takes no more queries: the lists and the pair's page, in the world of the access tests."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import clock
from caseload import actions as caseload_actions
from caseload.models import HitchKind
from probation_portal.tests.access.world import LATELY, World, add_case, add_volunteer, build
from remote_contact.actions import log_contact

MORE = ("more", "evenmore", "most")


def grow(world: World) -> None:
    """Cases, contacts, hitches, agreements, volunteers with matches and accounts: more of everything that is listed."""
    worker, own = world.people["worker"], world.cases["own"]
    kind = HitchKind.objects.filter(organisation=worker.organisation).first()
    assert kind is not None
    for number, name in enumerate(MORE):
        add_case(world, name, "worker", LATELY, "client")
        add_volunteer(world, f"volunteer{name}", worker.organisation, name)
        day = clock.today() - dt.timedelta(days=number)
        caseload_actions.record_hitch(pair=own.pair, kind=kind, on=day, note="", by=worker)
        caseload_actions.make_agreement(pair=own.pair, text="nog een", who="client", due=day, by=worker)
        caseload_actions.add_goal(pair=own.pair, text="nog een doel", since=day, by=worker)
        at = clock.now() - dt.timedelta(days=number, hours=1)
        log_contact(pair=own.pair, method="phone", at=at, outcome="took_place", by=worker, form_id=uuid.uuid4())


@pytest.mark.django_db
def test_no_list_takes_a_query_for_each_row() -> None:
    world = build()
    pages = {
        "worker": ["/", reverse("portal:pair", args=[world.cases["own"].pair.pk])],
        "supervisor": ["/", reverse("dashboards:team", args=[world.teams["own"].pk])],
        "coordinator": ["/", reverse("volunteers:people"), reverse("volunteers:all_matches")],
        "volunteer": ["/"],
        "client": ["/"],
        "privacy": ["/"],
        "admin": ["/"],
    }
    pages["worker"].append(reverse("caseload:plan", args=[world.cases["own"].pair.pk]))
    asked = [(principal, url) for principal, urls in pages.items() for url in urls]
    before = {one: queries(world, *one) for one in asked}
    grow(world)
    after = {one: queries(world, *one) for one in asked}
    assert {one: (before[one], after[one]) for one in asked if after[one] > before[one]} == {}


def queries(world: World, principal: str, url: str) -> int:
    browser = Browser()
    browser.force_login(world.people[principal])
    # The first time may load what stays (an instrument, a subject's key).
    browser.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(url).status_code == 200
    return len(seen)
