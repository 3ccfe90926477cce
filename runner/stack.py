"""`./portal run`: prepares the data and keeps web, worker and beat running until it is told to stop."""

import contextlib
import fcntl
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from runner.errors import PortalError
from runner.processes import die_with_parent, ending_signals, signal_group

Say = Callable[[str], None]
# Everything at this level is in the log file; the console is for what needs a person.
_ROUTINE = re.compile(r"\b(INFO|DEBUG)\b")


def say(text: str) -> None:
    print(text, flush=True)


def free_port(text: str) -> int:
    """The port to serve on, checked before anything slow is done."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise PortalError(f"PORT={text} is not a port number")
    port = int(text)
    with socket.socket() as probe:
        # As gunicorn does: connections of an earlier run that are still fading away are no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            raise PortalError(
                f"port {port} cannot be used ({problem.strerror}); choose another: PORT={port + 1} ./portal run"
            ) from problem
    return port


def serve(checkout: Path, python: Path, settings: Mapping[str, str], port: int, *, pairs: str | None) -> int:
    """Prepare, start, and stay until SIGINT or SIGTERM; the exit code."""
    var = Path(settings["PORTAL_VAR"])
    demo = settings["PORTAL_DEMO"] != "0"
    with _only_one(var):
        children = services(python, checkout, var, port)
        supervisor = Supervisor(children, var / "log", dict(settings), checkout)
        prepare(checkout, python, settings, pairs=pairs, demo=demo)

        def announce() -> None:
            say(f"\nThe portal runs at http://127.0.0.1:{port}  (logs in {var / 'log'}; Ctrl-C stops it)")
            if demo:
                _manage(checkout, python, settings, "demo_people")

        return supervisor.run(port, announce)


@contextlib.contextmanager
def _only_one(var: Path) -> Iterator[None]:
    """Two stacks on one folder would share a database but fight over its queue."""
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(var / "run.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PortalError(f"{var} is in use by another ./portal run; PORTAL_VAR chooses another folder") from None
        yield


def prepare(checkout: Path, python: Path, settings: Mapping[str, str], *, pairs: str | None, demo: bool) -> None:
    """Bring database, cache table, static files and, in the demo, the invented people up to date."""
    started = time.monotonic()
    say("portal: preparing database and static files")
    _manage(checkout, python, settings, "migrate", "--noinput", "--verbosity=0")
    _manage(checkout, python, settings, "createcachetable", "--verbosity=0")
    _manage(checkout, python, settings, "collectstatic", "--noinput", "--verbosity=0")
    if demo:
        _manage(checkout, python, settings, "seed_demo", "--if-empty", *(["--pairs", pairs] if pairs else []))
    say(f"portal: prepared in {time.monotonic() - started:.1f} s")


def _manage(checkout: Path, python: Path, settings: Mapping[str, str], *arguments: str) -> None:
    command = [str(python), str(checkout / "manage.py"), *arguments]
    process = subprocess.Popen(command, env=dict(settings), cwd=checkout, preexec_fn=die_with_parent(signal.SIGTERM))
    try:
        code = process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    if code:
        raise PortalError(f"`manage.py {' '.join(arguments)}` failed (exit {code}); see above")


@dataclass
class Service:
    """One child: what it is called, how it is started, and how its life went so far."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    again_at: float = 0.0
    pause: float = 0.0
    shown: int = field(default=0)  # bytes of the log already looked through for the console


def services(python: Path, checkout: Path, var: Path, port: int) -> list[Service]:
    """Web, worker and beat."""
    # Measured: sync workers, two a core and one, serve best; more than five only take memory in a demo.
    workers = min(2 * (os.cpu_count() or 1) + 1, 5)
    celery = [str(python), "-m", "celery", "-A", "probation_portal"]
    web = ["-m", "gunicorn", "probation_portal.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    # No access log: the path of a personal link is a key, and keys do not belong in a log.
    web += ["--no-control-socket", "--graceful-timeout", "10", "--worker-class", "runner.web_worker.Worker"]
    return [
        Service("web", [str(python), *web]),
        Service("worker", [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2"]),
        Service(
            "beat", [*celery, "beat", "--loglevel", "INFO", "--schedule", str(var / "beat-schedule"), "--pidfile="]
        ),
    ]


class Supervisor:
    """Starts the services, starts again what ends, stops all at a signal."""

    def __init__(
        self,
        children: Sequence[Service],
        logs: Path,
        settings: dict[str, str],
        folder: Path,
        *,
        first_pause: float = 1.0,
        longest_pause: float = 30.0,
        grace: float = 15.0,
        longest_log: int = 5_000_000,
        tell: Say = say,
    ) -> None:
        self.children, self.logs, self.settings, self.folder = children, logs, settings, folder
        self.first_pause, self.longest_pause, self.grace, self.tell = first_pause, longest_pause, grace, tell
        self.longest_log = longest_log
        self.stopping = False

    def run(self, port: int | None = None, announce: Callable[[], None] = lambda: None) -> int:
        """Keep the services running until a signal to end. `announce` is called once something answers at `port`."""
        self.logs.mkdir(parents=True, exist_ok=True)
        before = {number: signal.signal(number, self._ask_to_stop) for number in (signal.SIGINT, *ending_signals())}
        told = False
        try:
            for child in self.children:
                self._start(child)
            while not self.stopping:
                self._look_after()
                if not told and (port is None or _answers(port)):
                    told = True
                    announce()
                time.sleep(0.1)
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)
        return 0

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _log(self, child: Service) -> Path:
        return self.logs / f"{child.name}.log"

    def _start(self, child: Service) -> None:
        with open(self._log(child), "ab") as log:
            child.shown = log.tell()
            # A session of its own: Ctrl-C reaches only us, and we stop the children in order.
            child.process = subprocess.Popen(
                child.command,
                env=self.settings,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        child.started = time.monotonic()

    def _look_after(self) -> None:
        now = time.monotonic()
        for child in self.children:
            self._show_errors(child)
            self._keep_short(child)
            if child.process is None:
                if now >= child.again_at:
                    self._start(child)
            elif (code := child.process.poll()) is not None:
                signal_group(child.process, signal.SIGKILL)
                child.process = None
                lived_well = now - child.started > 2 * self.longest_pause
                child.pause = self.first_pause if lived_well else min(child.pause * 2, self.longest_pause)
                child.pause = max(child.pause, self.first_pause)
                child.again_at = now + child.pause
                self.tell(f"portal: {child.name} ended ({_how(code)}); starting it again in {child.pause:.0f} s")

    def _show_errors(self, child: Service) -> None:
        """Lines of the web log that are not routine go to the console, so that a fault is seen where one looks."""
        path = self._log(child)
        if child.name != "web" or path.stat().st_size <= child.shown:
            return
        with open(path, "rb") as log:
            log.seek(child.shown)
            fresh = log.read()
        fresh = fresh[: fresh.rfind(b"\n") + 1]
        child.shown += len(fresh)
        for line in fresh.decode(errors="replace").splitlines():
            if not _ROUTINE.search(line[:80]):
                self.tell(f"{child.name} | {line}")

    def _keep_short(self, child: Service) -> None:
        """A log that has grown too long begins anew; the one before it is kept, those before that are not."""
        path = self._log(child)
        if path.stat().st_size > self.longest_log:
            # Emptied and not renamed: the child has it open, and appends to wherever it now ends.
            shutil.copyfile(path, path.with_suffix(".log.1"))
            os.truncate(path, 0)
            child.shown = 0

    def _stop_all(self) -> None:
        running = [child for child in self.children if child.process is not None]
        self.tell("portal: stopping " + ", ".join(child.name for child in running))
        for child in running:
            assert child.process is not None
            # Only the leader: gunicorn and celery end their own children properly.
            child.process.terminate()
        deadline = time.monotonic() + self.grace
        for child in running:
            assert child.process is not None
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, deadline - time.monotonic()))
            if child.process.poll() is None:
                self.tell(f"portal: {child.name} did not stop in {self.grace:.0f} s and is killed")
            signal_group(child.process, signal.SIGKILL)
            child.process.wait()
            self._show_errors(child)


def _how(code: int) -> str:
    return f"exit {code}" if code >= 0 else signal.Signals(-code).name


def _answers(port: int) -> bool:
    """Whether a web server answers; whatever it says (a redirect, a refusal of this host), it runs."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/health/live")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
