"""The tasks are thin: they say what is due, the tables know the rest."""

import datetime as dt

import pytest
import time_machine

from messaging import tasks
from messaging.models import Heartbeat, State
from messaging.tests.factories import kind_is, queued

pytestmark = pytest.mark.django_db


def test_the_heartbeat_is_real_time_and_one_row() -> None:
    with time_machine.travel(dt.datetime(2027, 3, 1, 8, tzinfo=dt.UTC), tick=False) as traveller:
        tasks.heartbeat()
        traveller.shift(60)
        tasks.heartbeat()
    (beat,) = Heartbeat.objects.all()
    assert beat.at == dt.datetime(2027, 3, 1, 8, 1, tzinfo=dt.UTC)


def test_delivering_sends_what_is_due_and_doing_it_again_nothing(mailoutbox: list[object]) -> None:
    message = queued()
    with kind_is():
        tasks.deliver_due()
        tasks.deliver_due()
    message.refresh_from_db()
    assert message.state == State.SENT
    assert len(mailoutbox) == 1
