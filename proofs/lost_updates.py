"""Four people save the same records at once: every save is kept, or refused with both versions; none vanishes."""

import datetime as dt
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from proofs.place import prepare

ENGINES = ("sqlite", "postgres")
PEOPLE, EDITS = 4, 25


@dataclass
class Record:
    """`read` gives the version on the screen and what stands; `save` (version, text) writes, or raises StaleRecord."""

    name: str
    read: Callable[[], tuple[int, Any]]
    save: Callable[[int, str], Any]
    # What the `current` of a StaleRecord shows of it.
    text_of: Callable[[Any], str]


@dataclass
class Tally:
    kept: dict[int, str] = field(default_factory=dict)
    refused: int = 0
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def main(arguments: list[str]) -> int:
    prepare()
    lost = 0
    records = _records()
    for record in records:
        tally = _storm(record)
        version, stands = record.read()
        kept = [tally.kept[number] for number in sorted(tally.kept)]
        if len(kept) + tally.refused != PEOPLE * EDITS:
            tally.faults.append(f"{len(kept)} kept and {tally.refused} refused are not {PEOPLE * EDITS}")
        if not kept or kept[-1] != stands:
            tally.faults.append(f"what stands now is not what was kept last: {stands!r}")
        print(f"{record.name}: {len(kept)} kept, {tally.refused} refused with both versions, version {version}")
        for fault in tally.faults[:10]:
            print(f"  {fault}")
        lost += len(tally.faults)
    done = PEOPLE * EDITS
    print(
        f"{done - min(lost, done)} of {done} kept or refused with both versions, on {len(records)} records; {lost} lost"
    )
    return 1 if lost else 0


def _storm(record: Record) -> Tally:
    """Everyone looks, thinks for a moment and saves, again and again."""
    from audit.tests.at_once import at_once

    tally = Tally()

    def work(person: int) -> None:
        for edit in range(EDITS):
            _edit(record, tally, f"{person}.{edit}")

    try:
        at_once(*[partial(work, person) for person in range(PEOPLE)], seconds=300)
    except Exception as fault:
        tally.faults.append(repr(fault))
    return tally


def _edit(record: Record, tally: Tally, text: str) -> None:
    from caseload.versions import StaleRecord

    seen, _stands = record.read()
    time.sleep(0.002)
    try:
        record.save(seen, text)
    except StaleRecord as stale:
        with tally.lock:
            tally.refused += 1
            if stale.version <= seen:
                tally.faults.append(f"refused, and nobody saved: {seen} {stale.version}")
            if not record.text_of(stale.current):
                tally.faults.append("refused without what stands now")
        return
    with tally.lock:
        # Two saves on the same version: one of them is silently gone.
        if seen in tally.kept:
            tally.faults.append(f"{text!r} went over {tally.kept[seen]!r} unseen")
        tally.kept[seen] = text


def _records() -> list[Record]:
    from accounts.models import Role
    from accounts.tests.factories import OrganisationFactory, TeamFactory, UserFactory
    from alliance.actions import change_contact_details
    from audit import clock
    from caseload.actions import fact_version, record_fact
    from caseload.models import Client, Fact, PassOn
    from caseload.passing_on import write_pass_on
    from caseload.tests.factories import start_pair

    team = TeamFactory.create(organisation=OrganisationFactory.create(name="Noord"), name="Noord-1")
    anna = UserFactory.create(email="anna@example.org", role=Role.WORKER, team=team)
    today = clock.today()
    pair = start_pair(worker=anna, starts_on=today - dt.timedelta(days=10), first_name="Cas", last_name="Verhoeven")

    def client() -> tuple[int, Any]:
        stands = Client.objects.get(pk=pair.client.pk)
        return stands.version, stands.reach_note

    def passed_on() -> tuple[int, Any]:
        stands = PassOn.objects.filter(pair=pair).first()
        return (stands.version, stands.text) if stands else (0, None)

    def level() -> tuple[int, Any]:
        # The count first: a fact that comes in between makes this look the older, never the newer.
        count = fact_version(pair, "level")
        return count, Fact.objects.current().get(supervision=pair.supervision_id, kind="level").value

    return [
        Record(
            "a client",
            client,
            lambda seen, text: change_contact_details(pair=pair, version=seen, by=anna, reach_note=text),
            lambda current: current.reach_note,
        ),
        Record(
            "what is passed on",
            passed_on,
            lambda seen, text: write_pass_on(pair=pair, text=text, client_agreed=True, version=seen, by=anna),
            lambda current: current.text,
        ),
        Record(
            "a level in the plan",
            level,
            lambda seen, text: record_fact(pair=pair, kind="level", value=text, since=today, by=anna, version=seen),
            lambda current: current.value,
        ),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
