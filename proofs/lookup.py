"""The daily look-up over a million open measurements, killed half-way and begun again."""

import contextlib
import datetime as dt
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from proofs import place

ENGINES = ("sqlite", "postgres")
OPEN = 1_000_000
DAYS = 40
MEGABYTE = 1024


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["run"]:
        return _run(arguments[1])
    number = int(arguments[0]) if arguments else OPEN
    place.prepare()
    begin = time.monotonic()
    made = _fill(number)
    print(f"{made} open measurements made in {time.monotonic() - begin:.0f} s", flush=True)
    return _prove(made)


def _prove(made: int) -> int:
    from alliance.models import due
    from audit import clock
    from messaging.models import Message

    today = clock.today()
    wanted = sum(asked.lacking.count() for asked in due.on(today))
    # What is new has an index, so that asking how far it came does not hold it up.
    new = Message.objects.filter(state="new")
    before = new.count()

    def queued() -> int:
        return new.count() - before

    begin = time.monotonic()
    child = _start(today)
    while queued() < wanted // 2 and child.poll() is None:
        time.sleep(0.5)
    child.send_signal(signal.SIGKILL)
    child.wait()
    first, half = time.monotonic() - begin, queued()
    print(f"killed after {first:.0f} s: {half} of {wanted} queued", flush=True)
    second, memory, _count = _finish(today)
    third, _memory, again = _finish(today)
    keys = Message.objects.values("kind", "subject_id", "side", "number").distinct().count()
    doubled, lacking = Message.objects.count() - keys, wanted - queued()
    print(f"resumed: {second:.0f} s, at most {memory}; once more: {third:.0f} s, {again} found")
    stopped = 0 < half < wanted
    print(
        f"{made} open, {wanted} due: queued {queued()}, lacking {lacking}, doubled {doubled};"
        f" {first + second:.0f} s, at most {memory}"
    )
    return 0 if stopped and not (lacking or doubled or again) else 1


def _start(today: dt.date) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "proofs.lookup", "run", today.isoformat()], stdout=subprocess.PIPE, text=True
    )


def _finish(today: dt.date) -> tuple[float, str, int]:
    """Seconds, memory (at the start, at most) and messages of a look-up to its end."""
    begin = time.monotonic()
    output, _errors = _start(today).communicate()
    before, memory, queued = map(int, output.split())
    return time.monotonic() - begin, f"{memory} MB ({before} MB before it began)", queued


def _run(day: str) -> int:
    """The look-up itself, in a process of its own, whose memory is measured."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "probation_portal.settings")
    django.setup()
    from alliance.actions import queue_reminders

    before = _memory()
    queued = queue_reminders(today=dt.date.fromisoformat(day))
    print(before, _memory(), queued)
    return 0


def _memory() -> int:
    """The most that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE


def _fill(number: int) -> int:
    """So many open intakes, opened over the last weeks, copied by SQL from one that the portal's actions made.

    A tenth of the clients has a PIN, and four in five workers said "nu niet". Everybody who can be was invited, and
    nobody was reminded. Client, supervision, pair and measurement of one case have the same key.
    """
    from django.db import connection

    from alliance.models import ClientPin, Measurement, due
    from audit import clock
    from messaging.models import Message

    model = _model_case()
    client, supervision = model.supervision.client, model.supervision
    intake = Measurement.objects.get(pair=model, kind="intake")
    invitation = Message.objects.get(pair=model, side="worker", kind=due.INVITATION)
    invitation.state, pin = "sent", ClientPin.objects.get(client=client)
    # The model is one of them.
    _make_cases(number - 1)
    key, case = _KEY[connection.vendor], {"id": "c.id"}
    invited = {"id": key, "subject_id": "c.id", "pair_id": "c.id"}
    invited |= dict.fromkeys(["created_at", "not_before", "left_at"], "c.opened_at")
    with _indexes_after([client, supervision, model, intake, invitation, pin]):
        _copy(client, case | {"number": "c.number"})
        _copy(supervision, case | {"client_id": "c.id", "starts_on": "c.day"})
        _copy(model, case | {"supervision_id": "c.id", "starts_on": "c.day"})
        window = {"opens_on": "c.day", "closes_on": "c.closes_on", "opened_at": "c.opened_at"}
        _copy(intake, case | window | {"pair_id": "c.id", "worker_not_now_at": "c.not_now_at"})
        _copy(invitation, invited)
        _copy(pin, case | {"client_id": "c.id"}, "c.n % 10 = 0")
        invitation.side = "client"
        _copy(invitation, invited | {"recipient_id": "c.id"}, "c.n % 10 = 0")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return Measurement.objects.open_on(clock.today()).count()


def _make_cases(number: int) -> None:
    """A table of what differs between the cases: their keys and the day on which each began."""
    from django.db import connection

    from audit import clock

    adapt = connection.ops
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE days (n int, day date, closes_on date, opened_at {0}, not_now_at {0})".format(
                "timestamptz" if connection.vendor == "postgresql" else "datetime"
            )
        )
        for n in range(DAYS):
            day, opened = clock.today() - dt.timedelta(days=n), clock.now() - dt.timedelta(days=n)
            moments = [adapt.adapt_datetimefield_value(moment) for moment in (opened, opened if n % 5 else None)]
            dates = [adapt.adapt_datefield_value(date) for date in (day, day + dt.timedelta(days=42))]
            cursor.execute("INSERT INTO days VALUES (%s, %s, %s, %s, %s)", [n, *dates, *moments])
        cursor.execute(
            f"CREATE TEMPORARY TABLE cases AS SELECT {_KEY[connection.vendor]} AS id, 'nr-' || s.n AS number, days.*"  # noqa: S608
            f" FROM {_SERIES[connection.vendor].format(number)} JOIN days ON days.n = s.n % {DAYS} ORDER BY days.n, 1",
        )


def _model_case() -> Any:
    """One case made in the ordinary way, of which all others are copies."""
    from accounts.models import Organisation, Role, Team, User
    from alliance.actions import give_pin, open_due, plan_measurements
    from audit import clock
    from caseload.actions import enter_client, start_supervision

    now, today = clock.now(), clock.today()
    organisation = Organisation.objects.create(name="Bewijs", is_demo=True)
    since = now - dt.timedelta(days=400)
    team = Team.objects.create(organisation=organisation, name="Bewijs-1", invitations_since=since)
    worker = User.objects.create_user(
        email="werker@example.org", first_name="Werker", role=Role.WORKER, organisation=organisation, team=team
    )
    client = enter_client(
        organisation=organisation,
        number="model",
        first_name="Sam",
        last_name="Bakker",
        email="sam@example.org",
        by=None,
    )
    pair = start_supervision(client=client, worker=worker, starts_on=today, level="2", by=None)
    plan_measurements(today=today)
    open_due(today=today)
    give_pin(pair=pair, handed_over_by="phone", by=worker)
    return type(pair).objects.select_related("supervision__client").get(pk=pair.pk)


_KEY = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}
_SERIES = {
    "postgresql": "generate_series(1, {}) AS s(n)",
    "sqlite": "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {}) SELECT n FROM s) AS s",
}
# Those that hold no constraint; a constraint's own index has no text on SQLite.
_INDEXES = {
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
    " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = %s",
}
_KEYS_UNCHECKED = {"postgresql": "SET session_replication_role = replica", "sqlite": "PRAGMA foreign_keys = OFF"}
_KEYS_CHECKED = {"postgresql": "SET session_replication_role = DEFAULT", "sqlite": "PRAGMA foreign_keys = ON"}


@contextlib.contextmanager
def _indexes_after(rows: list[Any]) -> Iterator[None]:
    """Rows come in bulk without the indexes of their tables, which are made again afterwards."""
    from django.db import connection

    with connection.cursor() as cursor:
        made = []
        for row in rows:
            cursor.execute(_INDEXES[connection.vendor], [row._meta.db_table])
            made += cursor.fetchall()
        for name, _text in made:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute(_KEYS_UNCHECKED[connection.vendor])
        yield
        cursor.execute(_KEYS_CHECKED[connection.vendor])
        for _name, text in made:
            cursor.execute(text)


def _copy(row: Any, instead: dict[str, str], where: str = "1 = 1") -> None:
    """Insert a copy of this row for each of the cases, with these columns taken from it."""
    from django.db import connection

    fields = row._meta.local_concrete_fields
    values = [f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields if f.column not in instead]
    columns = ", ".join(f'"{f.column}"' for f in fields)
    chosen = ", ".join(instead.get(f.column, "%s") for f in fields)
    where = where.replace("%", "%%")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {row._meta.db_table} ({columns}) SELECT {chosen} FROM cases c WHERE {where}",  # noqa: S608
            values,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
