"""Who must not get a message any more, and who must: a part of the delivery's proof."""

import datetime as dt
import time
from typing import Any

from proofs.delivery_place import until


def wrongly_told(proof: Any) -> int:
    """Invite five pairs; before anything leaves, things change for four of them. How many were told wrongly, or not.

    The fifth is told as planned, so that silence alone proves nothing.
    """
    _on_a_working_day()
    proof.crew.pause()
    before = len(proof.sink.mails)
    told, not_told = _people()
    proof.crew.pause(going_on=True)
    until(lambda: not _waiting(), seconds=60, what="everybody is told or not")
    time.sleep(1)
    got = {str(mail["To"]) for mail in list(proof.sink.mails)[before:]}
    wrong, missed = got & not_told, told - got
    print(f"answered, left, handed over, paused: {len(not_told)} addresses, {len(wrong)} told")
    print(f"the others: {len(told)} addresses, {len(missed)} missed")
    return len(wrong) + len(missed)


def _waiting() -> bool:
    from messaging.models import Message, State

    return Message.objects.filter(state__in=[State.NEW, State.CLAIMED, State.HANDED_OVER], pair__isnull=False).exists()


def _on_a_working_day() -> None:
    """The portal's clock on a day on which messages about questionnaires leave, whatever day it is here."""
    from audit import clock
    from messaging.working_time import Calendar, Hours

    calendar = Calendar(Hours(dt.time(0), dt.time(23, 59)), frozenset({1, 2, 3, 4, 5}), frozenset())
    clock.move(0)
    today = clock.today()
    clock.move(next(days for days in range(30) if calendar.works_on(today + dt.timedelta(days=days))))


def _people() -> tuple[set[str], set[str]]:
    from accounts.tests.factories import OrganisationFactory, TeamFactory, UserFactory
    from alliance import actions
    from alliance.models import HandedOverBy
    from alliance.tests.factories import answer, open_measurement
    from audit import clock
    from caseload.actions import hand_over
    from caseload.pauses import start_pause
    from caseload.tests.factories import start_pair
    from messaging.models import SendingRules

    organisation: Any = OrganisationFactory()
    SendingRules.objects.create(organisation=organisation, sends_from=dt.time(0), sends_until=dt.time(23, 59))
    team = TeamFactory(organisation=organisation, invitations_since=clock.now())
    successor: Any = UserFactory(team=team, email="opvolger@example.org")
    pairs = {}
    for name in ("as-planned", "answered", "left", "handed-over", "paused"):
        worker: Any = UserFactory(team=team, email=f"worker-{name}@example.org")
        pair = start_pair(
            worker=worker, starts_on=clock.today() - dt.timedelta(days=10), email=f"client-{name}@example.org"
        )
        pairs[name] = pair, open_measurement(pair)
        actions.give_pin(pair=pair, handed_over_by=HandedOverBy.FACE_TO_FACE, by=worker)
    answer(pairs["answered"][1], "client")
    answer(pairs["answered"][1], "worker")
    left = pairs["left"][0].worker
    left.is_active = False
    left.save()
    hand_over(pair=pairs["handed-over"][0], to=successor, on=clock.today(), by=None)
    start_pause(pair=pairs["paused"][0], reason="detention", since=clock.today(), by=None)
    told = {"worker-as-planned@example.org", "client-as-planned@example.org"}
    not_told = {f"{who}-{name}@example.org" for who in ("worker", "client") for name in pairs} - told
    # The client of somebody who left still has questions to answer.
    return told, not_told - {"client-left@example.org"}
