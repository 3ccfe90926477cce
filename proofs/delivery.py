"""Messages survive kill -9 and failing brokers, databases and providers: none lost or doubled, unsure ones shown."""

import contextlib
import os
import re
import signal
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from messaging.tests.provider import CUT_AFTER, Provider
from messaging.tests.provider import HANG as HANG_HTTP
from messaging.tests.sink import CUT, HANG, Sink
from proofs import place
from proofs.delivery_place import Crew, Server, until
from runner import servers

ENGINES = ("postgres",)
POINTS = ("before-claim", "after-claim", "in-hand-over", "after-send", "after-confirm")
CHANNELS = ("email", "sms", "webhook")
EACH = 10
# What in life is a minute or an hour (docs/delivery.md), so that the proof need not wait for it.
SHORT = {"DELIVERY_RETRY": "1,1,2", "DELIVERY_GIVE_UP": "600", "DELIVERY_STALE": "5", "DELIVERY_EVERY": "1"}
SHORT |= {"CHANNEL_TIMEOUT": "0.9"}
VISIBLE_WITHIN = 120.0
PAGE = Path(__file__).resolve().parent.parent / "docs" / "delivery.md"


@dataclass
class Line:
    """One row of the table."""

    what: str
    channel: str
    messages: int
    sent: int
    unsure: int
    lost: int
    doubled: int
    hidden: int
    seconds: float

    def cells(self) -> list[str]:
        numbers = [self.messages, self.sent, self.unsure, self.lost, self.doubled]
        return [self.what, self.channel, *map(str, numbers), f"{self.seconds:.0f}"]


class Proof:
    """One portal without its web: database, broker, workers, a beat, a mail server and a provider over HTTP."""

    def __init__(self, stack: contextlib.ExitStack, var: Path) -> None:
        venv = Path(sys.prefix)
        # A crash of the server may lose nothing it said yes to; of the machine's disk nothing is proven here.
        database = stack.enter_context(servers.postgres(venv, settings=["synchronous_commit=on"]))
        broker = stack.enter_context(servers.redis(venv))
        self.sink, self.provider = stack.enter_context(Sink()), stack.enter_context(Provider())
        self.failpoints = var / "failpoints"
        self.failpoints.mkdir()
        os.environ |= SHORT | {
            "DATABASE_URL": database.url,
            "CELERY_BROKER_URL": broker.url,
            "PORTAL_FAILPOINTS": str(self.failpoints),
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.sink.port),
            "SMS_URL": self.provider.url,
            "WEBHOOK_URL": self.provider.url,
        }
        nothing_kept = ["--bind", "127.0.0.1", "--port", str(broker.port), "--save", "", "--appendonly", "no"]
        self.database = Server(database.pid)
        self.broker = Server(broker.pid, [str(broker.program), *nothing_kept])
        self.crew = Crew(var)
        for close in (self.database.close, self.broker.close, self.crew.end):
            stack.callback(close)
        place.prepare()
        from proofs import delivery_worker

        self.kind = delivery_worker.KIND
        # The longest time from a kill until every message in its hands was shown as unsure.
        self.shown_after = 0.0

    def shown(self, keys: list[uuid.UUID]) -> int:
        from messaging import states

        return states.unsure().filter(pk__in=keys).count()

    def queue(self, number: int, *channels: str) -> list[uuid.UUID]:
        from messaging import actions
        from messaging.models import Channel

        made = [
            actions.message(
                kind=self.kind,
                subject_id=uuid.uuid4(),
                side="user",
                recipient_id=uuid.uuid4(),
                channel=Channel(channel),
            )
            for channel in channels
            for _ in range(number)
        ]
        actions.queue(made)
        return [message.pk for message in made]

    def wake(self, times: int) -> None:
        from messaging.tasks import deliver_due

        for _ in range(times):
            deliver_due.apply_async(ignore_result=True)

    def copies(self) -> Counter[str]:
        """How often each key arrived, at the mail server and at the provider."""
        mails = [str(mail["Message-ID"]).strip("<>").partition("@")[0] for mail in list(self.sink.mails)]
        return Counter(mails + [message["reference"] for message in list(self.provider.taken)])

    def rest(self, keys: list[uuid.UUID]) -> list[Any]:
        """What neither left nor is unsure yet; what a provider may still settle counts as waiting."""
        from messaging.models import Message, State

        open_ones = Message.objects.filter(pk__in=keys).exclude(state=State.SENT)
        return [m for m in open_ones if m.state != State.UNSURE or m.channel != "email"]

    def settle(self, what: str, keys: list[uuid.UUID], since: float, seconds: float = 60) -> list[Line]:
        """Wait until all is quiet and count, per channel."""

        def quiet() -> bool:
            self.crew.look_after()
            with contextlib.suppress(Exception):
                return not self.rest(keys)
            from django.db import connection

            connection.close()
            return False

        until(quiet, seconds=seconds, what=f"{what}: quiet")
        return self.count(what, keys, time.monotonic() - since)

    def count(self, what: str, keys: list[uuid.UUID], took: float) -> list[Line]:
        from messaging import states
        from messaging.models import Message, State

        copies, shown = self.copies(), set(states.unsure().values_list("pk", flat=True))
        lines = []
        for channel in CHANNELS:
            rows = list(Message.objects.filter(pk__in=keys, channel=channel))
            unsure = [row for row in rows if row.state == State.UNSURE]
            lost = sum(not copies[str(row.pk)] for row in rows if row.state != State.UNSURE)
            doubled = sum(copies[str(row.pk)] > 1 for row in rows)
            hidden = sum(row.pk not in shown for row in unsure)
            sent = sum(row.state == State.SENT for row in rows)
            if rows:
                lines.append(Line(what, channel, len(rows), sent, len(unsure), lost, doubled, hidden, took))
        return lines


def main(arguments: list[str]) -> int:
    with contextlib.ExitStack() as stack:
        var = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-proof-")))
        proof = Proof(stack, var)
        lines = []
        for line in _all(proof):
            print("  ".join(line.cells()), flush=True)
            lines.append(line)
        wrong = _nobody_else(proof)
    table, (last, good) = _table(lines), _sum(lines, wrong, proof.shown_after)
    seen = f"Shown as unsure {proof.shown_after:.1f} s after the kill, with DELIVERY_STALE={SHORT['DELIVERY_STALE']}."
    print(f"\n{table}\n\n{seen}\n")
    if "--write" in arguments:
        _write(f"{table}\n\n{seen} In life that is 50 s.\n\n{last}")
    print(last)
    return 0 if good else 1


def _all(proof: Proof) -> Iterator[Line]:
    worker = proof.crew.worker(EACH * len(CHANNELS))
    proof.crew.beat()
    for point in POINTS:
        keys, since = _killed_at(proof, point, worker)
        worker = proof.crew.worker(EACH * len(CHANNELS))
        yield from proof.settle(f"worker killed {point.replace('-', ' ')}", keys, since)
    yield from _broker(proof)
    yield from _providers(proof)
    yield from _database(proof)
    yield from _many(proof)


def _killed_at(proof: Proof, point: str, worker: Any) -> tuple[list[uuid.UUID], float]:
    """Thirty children, each with a message in its hands at this point; then kill -9."""
    (proof.failpoints / point).touch()
    keys = proof.queue(EACH, *CHANNELS)
    proof.wake(len(keys))
    mark = (proof.failpoints / point).with_suffix(".reached")
    until(lambda: mark.exists() and len(mark.read_text().splitlines()) >= len(keys), seconds=60, what=f"{point} by all")
    proof.crew.kill(worker)
    since = time.monotonic()
    (proof.failpoints / point).unlink()
    if point in ("in-hand-over", "after-send"):
        # No worker lives now: whoever looks at the page must see them all the same.
        until(lambda: proof.shown(keys) == len(keys), seconds=VISIBLE_WITHIN, what="all are shown as unsure")
        proof.shown_after = max(proof.shown_after, time.monotonic() - since)
    return keys, since


def _broker(proof: Proof) -> Iterator[Line]:
    from redis import Redis

    since = time.monotonic()
    proof.crew.pause()
    keys = proof.queue(EACH, *CHANNELS)
    Redis.from_url(os.environ["CELERY_BROKER_URL"]).flushall()
    proof.crew.pause(going_on=True)
    yield from proof.settle("broker emptied", keys, since)
    since = time.monotonic()
    proof.broker.end(signal.SIGKILL)
    keys = proof.queue(EACH, *CHANNELS)
    time.sleep(2)
    proof.broker.start()
    yield from proof.settle("broker killed and started empty", keys, since, seconds=120)


def _providers(proof: Proof) -> Iterator[Line]:
    faults: list[tuple[str, dict[str, str], Any]] = [
        ("provider lets nobody in (421 at the greeting, 401)", {"EHLO": "421 no", "HELO": "421 no"}, 401),
        ("provider hangs", {"END": HANG}, HANG_HTTP),
        ("provider cuts off half-way", {"END": CUT}, CUT_AFTER),
        ("provider says later (4xx, 503), then yes", {"END": "450 later"}, 503),
        ("provider fails (SMTP cut off before the text, 500)", {"DATA": CUT}, 500),
    ]
    for what, of_mail, of_http in faults:
        since = time.monotonic()
        proof.sink.answers.update(of_mail)
        proof.provider.answer = of_http
        keys = proof.queue(EACH, *CHANNELS)
        time.sleep(3)
        proof.sink.answers.clear()
        proof.provider.answer = 202
        yield from proof.settle(what, keys, since, seconds=90)


def _database(proof: Proof) -> Iterator[Line]:
    from django.db import connection

    for what, number in (("fast", signal.SIGINT), ("immediate", signal.SIGQUIT)):
        since = time.monotonic()
        keys = proof.queue(4 * EACH, *CHANNELS)
        enough = len(proof.sink.mails) + 3
        while len(proof.sink.mails) < enough:
            time.sleep(0.05)
        connection.close()
        proof.database.end(number)
        proof.database.start()
        yield from proof.settle(f"PostgreSQL restarted ({what}) under load", keys, since, seconds=120)


def _many(proof: Proof) -> Iterator[Line]:
    """Three beats and four workers; every one of them is asked at once."""
    proof.crew.end()
    for _ in range(4):
        proof.crew.worker(2)
    proof.crew.pause()
    keys = proof.queue(500, "email")
    for _ in range(3):
        proof.crew.beat()
    since = time.monotonic()
    proof.crew.pause(going_on=True)
    yield from proof.settle("three beats, four workers, 500 due", keys, since, seconds=180)


def _nobody_else(proof: Proof) -> int:
    from proofs import delivery_people

    return delivery_people.wrongly_told(proof)


HEAD = ["what happened", "channel", "messages", "sent", "unsure", "lost", "doubled", "s"]


def _table(lines: list[Line]) -> str:
    rows = [HEAD, ["---"] * len(HEAD), *(line.cells() for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _sum(lines: list[Line], wrong: int, shown_after: float) -> tuple[str, bool]:
    unsure, lost = sum(line.unsure for line in lines), sum(line.lost for line in lines)
    doubled, hidden = sum(line.doubled for line in lines), sum(line.hidden for line in lines)
    in_time = not hidden and shown_after <= VISIBLE_WITHIN
    shown = "all visible" if in_time else f"{hidden} not visible, {shown_after:.0f} s"
    last = f"lost {lost}, doubled {doubled}, unsure {unsure} ({shown})"
    if wrong:
        last = f"{wrong} told who should not be; {last}"
    return last, in_time and not (lost or doubled or wrong)


def _write(text: str) -> None:
    begin, end = "<!-- proof -->", "<!-- end of proof -->"
    stamped = f"{begin}\n\nOf {time.strftime('%-d %B %Y')}:\n\n{text}\n\n{end}"
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(re.sub(f"{begin}.*{end}", lambda _found: stamped, page, flags=re.DOTALL), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
