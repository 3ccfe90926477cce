"""A slice of `./portal proofs delivery`: kill -9 at the two points that matter most, and a server that breaks off."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from messaging import delivery, states
from messaging.models import ChannelPause, Message, State
from messaging.tests.factories import kind_is, queued
from messaging.tests.sink import CUT, Sink

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    with kind_is():
        yield


def database_url() -> str:
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


def killed_at(point: str, sink: Sink, folder: Path) -> None:
    """Ten messages are delivered at once and all stand at this point; then kill -9."""
    (folder / point).touch()
    place = {
        "PORTAL_PROOF": "slice",
        "PORTAL_FAILPOINTS": str(folder),
        "PORTAL_VAR": str(folder),
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "probation_portal.settings",
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(sink.port),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "messaging.tests.ten_at_once"], cwd=django_settings.BASE_DIR, env=os.environ | place
    )
    try:
        mark, deadline = (folder / point).with_suffix(".reached"), time.monotonic() + 30
        while not (mark.exists() and len(mark.read_text().splitlines()) == 10):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


@pytest.mark.parametrize(("point", "state"), [("after-claim", State.SENT), ("after-send", State.UNSURE)])
def test_killed_with_ten_messages_in_hand(sink: Sink, tmp_path: Path, settings: Any, point: str, state: State) -> None:
    now = timezone.now()
    keys = {str(queued(not_before=now).pk) for _ in range(10)}
    killed_at(point, sink, tmp_path)
    settings.DELIVERY_STALE = 0.0
    if state == State.UNSURE:
        # Shown at once, before any worker has looked.
        assert {str(message.pk) for message in states.unsure()} == keys
    delivery.deliver_due()
    delivery.deliver_due()
    arrived = Counter(str(mail["Message-ID"]).strip("<>").partition("@")[0] for mail in sink.mails)
    # None lost and none doubled, whether or not we know it of each.
    assert arrived == Counter(keys)
    assert set(Message.objects.values_list("state", flat=True)) == {state}


def test_a_server_that_breaks_off_and_comes_back(sink: Sink) -> None:
    for _ in range(5):
        queued()
    sink.answers["DATA"] = CUT
    delivery.deliver_due()
    sink.answers.clear()
    ChannelPause.objects.all().delete()
    delivery.deliver_due()
    found = Counter(Message.objects.values_list("state", flat=True))
    assert found == {State.SENT: 4, State.UNSURE: 1}
    assert len(sink.mails) == 4
