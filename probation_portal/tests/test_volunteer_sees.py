"""What a volunteer sees of a client, on all pages, in all files and mails: exactly what is allowed, while the match
runs; and the day after it ends, nothing.

Every sensitive field of the world is a canary (`access/world.py`), so what is found names itself.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import override_settings

from audit import clock
from messaging.delivery import deliver_due
from probation_portal.access_policy import every_route, routes
from probation_portal.tests.access.canaries import Field
from probation_portal.tests.access.walker import Walker
from probation_portal.tests.access.world import NOON, World, build
from probation_portal.tests.long_runs import signed_in_throughout
from volunteers.actions.matches import end_match

# Of the client beside whom she stands. A release stands for what was released, for this match, with a reason.
ALLOWED = {
    "first_name",
    "task",
    "safety",
    "match_goal",
    "match_task",
    "activity",
    "activity_note",
    "private_title",
    "private_note",
    "relayed",
    "tuning",
    "tuning_of_three",
    "signal",
    "urgent_signal",
    "release",
    # What each of the three wrote when they looked back, once all are in.
    "evaluation_note",
}
# Of a client for whom she was asked, and who waits for her answer.
ASKED = {Field("waiting", kind) for kind in ("first_name", "proposal_note", "request_safety")}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), quick, signed_in_throughout(), clock.at(NOON), transaction.atomic():
        mail.outbox = []
        yield build()
        transaction.set_rollback(True)


def seen(world: World) -> set[Field]:
    """Whatever stands in any answer to the volunteer, asked of every address in every way, and in every mail to her."""
    walker, found = Walker(world), set()
    for name in routes():
        if name not in every_route():
            continue
        for of_method in walker.cases(name, "volunteer"):
            for case in of_method:
                got = walker.ask(case.asked, case.named)
                texts = [got.body, got.headers, got.cookies, got.told]
                texts += [text for to, text in got.mails if is_hers(world, to)]
                found |= world.canaries.found_in("\n".join(map(str, texts)))
    return of_others(world, found)


def is_hers(world: World, to: list[str]) -> bool:
    return world.people["volunteer"].email in to


def of_others(world: World, found: set[Field]) -> set[Field]:
    """Without what is her own."""
    return {one for one in found if one.subject != "vera"}


@pytest.mark.slow
@pytest.mark.django_db
class TestWhatAVolunteerSees:
    def test_is_exactly_what_is_allowed_and_the_day_after_the_end_nothing(self, world: World) -> None:
        deliver_due()
        letters = [f"{m.subject}\n{m.body}" for m in mail.outbox if is_hers(world, m.to)]
        assert of_others(world, world.canaries.found_in("\n".join(letters))) == set()
        assert seen(world) == {Field("own", kind) for kind in ALLOWED} | ASKED
        match = world.matches["own"]
        end_match(match=match, on=clock.today(), by=world.people["coordinator"], reason="done", thanks="Dank je wel.")
        with clock.at(NOON + dt.timedelta(days=1)):
            mail.outbox.clear()
            deliver_due()
            letters = [f"{m.subject}\n{m.body}" for m in mail.outbox if is_hers(world, m.to)]
            assert len(letters) == 1
            assert of_others(world, world.canaries.found_in(letters[0])) == set()
            assert seen(world) == ASKED
