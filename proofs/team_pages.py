"""Every page of a supervisor at 45,000 clients and five years: as many queries as at 4,500, in at most 1.3 of its time.

Two databases of the same server, teams of the same size in both. The pages are asked in turns, so that whatever else
the machine does meets both; of each page the medians are compared. A page that shows or offers the whole organisation
has ten times as much to show: it is told apart, and held to its queries and to a second.

The server is told that its disk has no arm to move (`random_page_cost`), as the README advises: otherwise PostgreSQL
rather reads a whole table than look a team up in it.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any

from proofs import place

ENGINES = ("postgres",)
SIZES = (4_500, 45_000)
YEARS = 5
ROUNDS = 25
SLOWER = 1.3
SECOND = 1.0
# Whoever leads one team is shown that team at once.
SHOWN = {"portal:home": 302}


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["serve"]:
        return _serve()
    place.prepare()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    sizes = [int(size) for size in arguments] or list(SIZES)
    addresses = [_database(f"clients_{size}") for size in sizes]
    for size, address in zip(sizes, addresses, strict=True):
        _seed(size, address)
    return compare(sizes, addresses)


def _database(name: str) -> str:
    """A database of its own beside the empty one of this proof; the server is gone afterwards, and so is it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        cursor.execute(f"ALTER DATABASE {name} SET random_page_cost = 1.1")
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"


def _seed(size: int, address: str) -> None:
    environment = os.environ | {"DATABASE_URL": address}
    seed = ["seed_scale", "--clients", str(size), "--years", str(YEARS)]
    for command in (["migrate", "-v0"], ["createcachetable"], seed):
        subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True)


class Portal:
    """The portal on one of the databases, in a process of its own that answers one request at a time."""

    def __init__(self, address: str) -> None:
        command = [sys.executable, "-m", "proofs.team_pages", "serve"]
        environment = os.environ | {"DATABASE_URL": address}
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.pages: dict[str, str] = self._hear()

    def ask(self, name: str, *, count: bool = False) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"address": self.pages[name], "count": count}) + "\n")
        self._process.stdin.flush()
        return self._hear()

    def _hear(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def end(self) -> None:
        self._process.communicate()


def _serve() -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "probation_portal.settings")
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User
    from probation_portal.scale.organisation import SUPERVISOR
    from probation_portal.tests.supervisor_pages import supervisor_pages

    leader = User.objects.get(email=SUPERVISOR)
    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(leader)
    print(json.dumps(supervisor_pages(leader)), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        told: dict[str, Any] = {}
        if asked["count"]:
            with CaptureQueriesContext(connection) as queries:
                browser.get(asked["address"])
            told["queries"] = len(queries)
        begin = time.perf_counter()
        response = browser.get(asked["address"])
        size = len(response.getvalue())
        told |= {"seconds": time.perf_counter() - begin, "status": response.status_code, "bytes": size}
        print(json.dumps(told), flush=True)
    return 0


def compare(sizes: list[int], addresses: list[str]) -> int:
    """Ask both of everything, print a line for each page, and judge."""
    portals = [Portal(address) for address in addresses]
    try:
        faults = [fault for name in portals[0].pages for fault in _page(name, portals)]
    finally:
        for portal in portals:
            portal.end()
    pages = len(portals[0].pages)
    for fault in faults:
        print(fault)
    print(
        f"{pages} pages at {sizes[0]:,} and {sizes[1]:,} clients: {len(faults)} with more queries, or with more than"
        f" {SLOWER} of the time"
    )
    return 1 if faults or not pages else 0


def _page(name: str, portals: list[Portal]) -> list[str]:
    from probation_portal.tests.supervisor_pages import of_a_pair, of_the_organisation

    # The first time may load what stays, and a sign-in is written down as used now and then.
    asked = [[portal.ask(name, count=number > 0) for number in range(4)] for portal in portals]
    queries = [min(one["queries"] for one in several[1:]) for several in asked]
    times: list[list[float]] = [[], []]
    for number in range(ROUNDS):
        for which in (0, 1) if number % 2 else (1, 0):
            times[which].append(portals[which].ask(name)["seconds"])
    small, large = (statistics.median(seconds) for seconds in times)
    apart = of_the_organisation(name)
    print(
        f"{name:<46}{queries[0]:>4} {queries[1]:>4} queries {small * 1000:>7.0f} {large * 1000:>7.0f} ms"
        f" {large / small:>6.2f}{'  (the whole organisation)' if apart else ''}",
        flush=True,
    )
    statuses = [several[0]["status"] for several in asked]
    faults = [f"{name}: {status}" for status in statuses if status != SHOWN.get(name, 200)]
    # Of two pairs one has more kinds of things to show; that no row of them takes a query the test run holds.
    if queries[0] != queries[1] and not of_a_pair(name):
        faults.append(f"{name}: {queries[0]} and {queries[1]} queries")
    if large > SECOND if apart else large / small > SLOWER:
        faults.append(f"{name}: {large / small:.2f} of the time, {large:.2f} s")
    return faults


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
