"""Every address, every role and every kind of answer of the real web server, held against the table of headers."""

import http.client
import os
import re
import secrets
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from proofs.place import prepare
from runner.processes import stop, unused_port

ENGINES = ("sqlite",)
STARTS_WITHIN = 60.0
TOKEN = "a" * 32
# What must have been met for the run to mean anything.
KINDS = {200, 204, 301, 302, 304, 400, 403, 404, 405, 413, 429, 500, 503}


@dataclass
class Server:
    """The web server as it runs for real: outside demo mode, behind a proxy that speaks HTTPS."""

    port: int
    met: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    # A table was taken away, to see a failure.
    is_broken: bool = False

    def ask(self, method: str, path: str, *, cookie: str = "", https: bool = True, **more: Any) -> int:
        """Ask, judge the answer by the table, return its status."""
        from probation_portal.tests.header_table import Answer, deviations

        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Host": "127.0.0.1", "Origin": "https://127.0.0.1", "Cookie": f"__Host-csrftoken={TOKEN}; {cookie}"}
        headers |= {
            "X-Forwarded-Proto": "https" if https else "http",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, path, body=more.get("body"), headers=headers | more.get("headers", {}))
        response = connection.getresponse()
        response.read()
        told = response.getheaders()
        connection.close()
        answer = Answer(
            path=path.partition("?")[0],
            status=response.status,
            headers=dict(told),
            cookies=tuple(value for name, value in told if name.lower() == "set-cookie"),
            https=https,
            hashed=bool(re.search(r"^/static/.+\.[0-9a-f]{12}\.", path)) and response.status in (200, 304),
        )
        names = [name.lower() for name, _value in told if name.lower() != "set-cookie"]
        twice = [f"{name} stands twice" for name in sorted(set(names)) if names.count(name) > 1]
        self.met[response.status] += 1
        if response.status == 500 and not self.is_broken:
            self.faults.append(f"{method} {path} (500): failed by itself")
        self.faults += [f"{method} {path} ({response.status}): {fault}" for fault in deviations(answer) + twice]
        return response.status


def main(arguments: list[str]) -> int:
    os.environ |= {"PORTAL_DEMO": "0", "SECRET_KEY": secrets.token_urlsafe(50), "ALLOWED_HOSTS": "127.0.0.1"}
    os.environ |= {"BEHIND_PROXY": "1", "PORTAL_URL": "https://127.0.0.1"}
    from cryptography.fernet import Fernet

    os.environ["MFA_KEYS"] = Fernet.generate_key().decode()
    prepare()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    people, named = _world()
    server = Server(unused_port())
    command = [sys.executable, "-m", "gunicorn", "probation_portal.wsgi", "--bind", f"127.0.0.1:{server.port}"]
    process = subprocess.Popen([*command, "--workers", "2", "--log-level", "critical"], stderr=subprocess.DEVNULL)
    try:
        _wait(server)
        _every_address(server, people, named)
        _every_kind(server, people)
    finally:
        stop(process)
    for fault in server.faults[:40]:
        print(fault)
    total = sum(server.met.values())
    if missing := KINDS - set(server.met):
        print(f"never met: {sorted(missing)}")
    print(", ".join(f"{status}: {count}" for status, count in sorted(server.met.items())))
    wrong = len({fault.partition("): ")[0] for fault in server.faults})
    print(f"{100 * (total - min(wrong, total)) / total:.0f} % of {total} responses, {len(server.faults)} deviations")
    return 1 if server.faults or missing else 0


def _wait(server: Server) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            server.ask("GET", "/health/live")
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _every_address(server: Server, people: dict[str, str], named: dict[str, Any]) -> None:
    from django.urls import reverse

    from probation_portal.tests.access.walker import every_route
    from probation_portal.tests.header_table import named as invented

    form = urlencode({"csrfmiddlewaretoken": TOKEN})
    for name, pattern in every_route().items():
        wanted = {one: named.get(one, value) for one, value in invented(pattern).items()}
        path = reverse(name, kwargs=wanted)
        for who, cookie in people.items():
            server.ask("GET", path, cookie=cookie)
            # Signing out and setting the world on its head come last, or not at all.
            if name not in ("account_logout", "portal:hand_over"):
                server.ask("POST", path, cookie=cookie, body=form)
            if who in ("anonymous", "worker"):
                for method in ("HEAD", "PUT", "DELETE", "OPTIONS"):
                    server.ask(method, path, cookie=cookie)


def _every_kind(server: Server, people: dict[str, str]) -> None:
    """What no address brings by itself."""
    from django.contrib.staticfiles.storage import staticfiles_storage
    from django.db import connection

    form = urlencode({"csrfmiddlewaretoken": TOKEN})
    for file in ("css/theme.css", "js/keep.js", "img/mark.svg"):
        server.ask("GET", staticfiles_storage.url(file))
        server.ask("GET", f"/static/{file}")
        server.ask(
            "HEAD", staticfiles_storage.url(file), headers={"If-Modified-Since": "Wed, 01 Jan 2120 00:00:00 GMT"}
        )
        server.ask("GET", f"/static/{file}x")
    for path in ("/nowhere/", "/v/nowhere/", "/%00", "/health/ready", "//elsewhere.example/", "/pair"):
        server.ask("GET", path)
        server.ask("GET", path, https=False)
    server.ask("GET", "/account/login/", headers={"Host": "elsewhere.example"})
    server.ask("POST", "/account/login/", body="login=x&password=x")
    server.ask("POST", "/account/login/", body=f"{form}&login=" + "x" * 2_000_000)
    server.ask("POST", "/csp-report/", body="x" * 20_000)
    for _ in range(62):
        server.ask("POST", "/csp-report/", body="{}")
    for _ in range(8):
        server.ask("POST", "/account/login/", body=f"{form}&login=worker%40example.org&password=wrong")
    server.is_broken = True
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE research_study RENAME TO gone")
    server.ask("GET", "/", cookie=people["researcher"])
    for cookie in people.values():
        server.ask("POST", "/account/logout/", cookie=cookie, body=form)


def _world() -> tuple[dict[str, str], dict[str, Any]]:
    """The cookie of somebody in every role, and ids of a case that exists."""
    import datetime as dt

    from accounts.models import Role
    from accounts.tests.factories import OrganisationFactory, TeamFactory, UserFactory
    from alliance.tests.factories import open_measurement
    from audit import clock
    from caseload.tests.factories import start_pair

    noord = OrganisationFactory.create(name="Noord")
    team = TeamFactory.create(organisation=noord, name="Noord-1")
    people = {"anonymous": ""}
    users = {}
    for role in Role:
        own = {"team": team} if role == Role.WORKER else {"organisation": noord}
        users[role] = UserFactory.create(email=f"{role}@example.org", first_name=role.capitalize(), role=role, **own)
    team.supervisors.add(users[Role.SUPERVISOR])
    pair = start_pair(worker=users[Role.WORKER], starts_on=clock.today() - dt.timedelta(days=10), first_name="Cas")
    pair.client.account = users[Role.CLIENT]
    pair.client.save()
    intake = open_measurement(pair)
    people |= {role.value: _cookie(user) for role, user in users.items()}
    named = {"pair_id": pair.pk, "measurement_id": intake.pk, "team_id": team.pk, "token": "A" * 32}
    return people, named


def _cookie(user: Any) -> str:
    """Signed in, with a second factor where one is asked."""
    from allauth.mfa.models import Authenticator
    from django.conf import settings
    from django.test import Client as Browser

    from accounts import second_factor

    if second_factor.is_required(user):
        secret = second_factor.Adapter().encrypt("A" * 32)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
    browser = Browser()
    browser.force_login(user)
    session = browser.session
    session[second_factor.PROVEN] = type(user).objects.get(pk=user.pk).device
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
