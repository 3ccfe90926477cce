"""Eight times "Versturen" for one response at the same instant, on a real server: one is in, seven are told so."""

import contextlib
import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.sessions import SessionStore
from alliance import answering, notice
from alliance.models import ClientPin, Draft, Measurement, MomentKind, Rater, Response, ScaleScore, Way
from alliance.tests.factories import fill_in, open_measurement
from alliance.tests.visits import new_pin
from audit import clock
from audit.models import Action, Event
from audit.tests.at_once import at_once
from caseload.models import Pair
from runner.processes import die_with_parent, stop, unused_port

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 8
# SQLite lets one writer in at a time, so there is less to be found there.
ROUNDS = {"postgresql": 100, "sqlite": 10}
CSRF = "c" * 32
ALREADY = "Je antwoorden waren al verstuurd"


def _database_url() -> str:
    place = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{place['NAME']}"
    return f"postgres://{place['USER']}@{place['HOST']}:{place['PORT']}/{place['NAME']}"


@contextlib.contextmanager
def server(var: Path) -> Iterator[int]:
    """gunicorn on the test's own database, as `./portal run` starts it; its port."""
    port = unused_port()
    place = {"PORTAL_DEMO": "1", "PORTAL_VAR": str(var), "DATABASE_URL": _database_url(), "PORT": str(port)}
    environ = os.environ | place | {"SECRET_KEY": settings.SECRET_KEY}
    manage = [sys.executable, str(ROOT / "manage.py"), "collectstatic", "--noinput", "-v", "0"]
    subprocess.run(manage, cwd=ROOT, env=environ, check=True)
    command = [sys.executable, "-m", "gunicorn", "probation_portal.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "5", "--no-control-socket"]
    with open(var / "log", "wb") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environ,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                if _send(port, "GET", reverse("health_live"))[0] == 200:
                    break
            assert process.poll() is None, (var / "log").read_text()
            time.sleep(0.1)
        yield port
    finally:
        stop(process)


def _send(port: int, method: str, path: str, session: str = "") -> tuple[int, str, str]:
    """Status, location and page."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        line.request(method, path, urlencode({"csrfmiddlewaretoken": CSRF}) if method == "POST" else None, headers)
        answer = line.getresponse()
        return answer.status, answer.getheader("Location") or "", answer.read().decode()
    finally:
        line.close()


def _session_of(measurement: Measurement, pin: ClientPin) -> str:
    """The client has come in, read who sees what, and answered everything."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    answering.let_in(request, measurement=measurement, credential=pin.credential, way=Way.LINK)
    answering.note(request, notice=notice.VERSION, asked=True)
    request.session.save()
    assert request.session.session_key is not None
    return request.session.session_key


def _extra(pair: Pair, like: Measurement, number: int) -> Measurement:
    days = {"opens_on": like.opens_on, "closes_on": like.closes_on, "opened_at": like.opened_at}
    return Measurement.objects.create(
        pair=pair, kind=MomentKind.EXTRA, number=number, instrument=like.instrument, **days
    )


def _press_at_once(port: int, session: str) -> list[tuple[int, str, str]]:
    return at_once(*[partial(_send, port, "POST", reverse("alliance:review"), session)] * AT_ONCE)


def _name(answer: tuple[int, str, str]) -> str:
    status, location, page = answer
    if status == 302 and location == reverse("alliance:done"):
        return "sent"
    title = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    return "already" if status == 200 and ALREADY in page else f"{status} {title[1] if title else page[:80]}"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_at_once_on_a_real_server(pair: Pair, tmp_path: Path) -> None:
    times = ROUNDS[connection.vendor]
    answers: Counter[str] = Counter()
    with clock.at(timezone.now()):
        Pair.objects.filter(pk=pair.pk).update(starts_on=clock.today())
        pair.refresh_from_db()
        intake = open_measurement(pair)
        new_pin(intake)
        pin = ClientPin.objects.get()
        with server(tmp_path) as port:
            for number in range(times):
                measurement = _extra(pair, intake, number + 1)
                fill_in(measurement, Rater.CLIENT)
                session = _session_of(measurement, pin)
                answers.update(_name(answer) for answer in _press_at_once(port, session))
    assert answers == {"sent": times, "already": times * (AT_ONCE - 1)}
    assert Response.objects.count() == times
    assert ScaleScore.objects.count() == times * 4
    assert Event.objects.filter(action=Action.ANSWERED).count() == times
    assert not Draft.objects.exists()
