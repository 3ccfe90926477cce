"""Eight readers at once of the real web server, whose processes share nothing but the database: no event is lost."""

import http.client
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from audit.tests.at_once import at_once
from caseload.models import Pair
from probation_portal.tests.stack import ROOT, Stack, until
from runner.processes import stop, unused_port

THREADS, READS = 8, 25
ENOUGH = {200: THREADS * READS}


def ask(url: str, cookie: str = "") -> int:
    server = urlsplit(url)
    asking = http.client.HTTPConnection(str(server.hostname), server.port, timeout=60)
    try:
        asking.request("GET", server.path, headers={"Cookie": f"{django_settings.SESSION_COOKIE_NAME}={cookie}"})
        answer = asking.getresponse()
        answer.read()
        return answer.status
    finally:
        asking.close()


def read_at_once(url: str, cookies: list[str]) -> Counter[int]:
    """A thread with a sign-in of its own for each cookie; how often which answer came."""
    answers: Counter[int] = Counter()

    def read(cookie: str) -> None:
        for _ in range(READS):
            answers.update([ask(url, cookie)])

    at_once(*[partial(read, cookie) for cookie in cookies], seconds=300)
    return answers


SIGNED_IN = """
from django.test import Client
from accounts.models import User
from caseload.models import Pair
anna = User.objects.get(email="anna@example.org")
print(Pair.objects.visible_to(anna).order_by("pk").first().pk)
for _ in range({threads}):
    browser = Client()
    browser.force_login(anna)
    print(browser.session.session_key)
"""
COUNT = """
from audit.models import Event
print(Event.objects.filter(action="read", what="pair", object_id="{pair}", subjects__isnull=False).count())
"""


@pytest.mark.browser
def test_eight_readers_of_the_running_portal(stack: Stack) -> None:
    pair, *cookies = stack.python(SIGNED_IN.format(threads=THREADS)).split()
    before = int(stack.python(COUNT.format(pair=pair)))
    assert read_at_once(f"{stack.url}/pair/{pair}/", cookies) == ENOUGH
    assert int(stack.python(COUNT.format(pair=pair))) - before == THREADS * READS


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """gunicorn on the database of this test."""
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite the running portal of the browser tests is asked the same")
    database, port = connection.settings_dict, unused_port()
    place = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}@{database['HOST']}:{database['PORT']}"
    environment = os.environ | {
        "DATABASE_URL": f"postgres://{place}/{database['NAME']}",
        "PORTAL_VAR": str(tmp_path),
        "PORTAL_DEMO": "1",
        "SECRET_KEY": django_settings.SECRET_KEY,
    }
    run: dict[str, Any] = {"cwd": ROOT, "env": environment, "stdout": subprocess.DEVNULL}
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"], **run, check=True)
    command = [sys.executable, "-m", "gunicorn", "probation_portal.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "3", "--no-control-socket", "--worker-class", "runner.web_worker.Worker"]
    process = subprocess.Popen([*command, "--log-level", "error"], **run)

    def lives() -> bool:
        try:
            return ask(f"http://127.0.0.1:{port}/health/live") == 200
        except OSError:
            return False

    try:
        until(lives, seconds=60, what="the web server")
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(process)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_readers_of_the_web_server_on_postgresql(
    served: str, anna: User, pair: Pair, browse: Callable[[User], Browser]
) -> None:
    call_command("createcachetable", verbosity=0)
    cookies = [str(browse(anna).session.session_key) for _ in range(THREADS)]
    assert read_at_once(served + reverse("portal:pair", args=[pair.pk]), cookies) == ENOUGH
    events = Event.objects.filter(action="read", what="pair", object_id=pair.pk)
    assert events.filter(subjects__isnull=False).count() == THREADS * READS
