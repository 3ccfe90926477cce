"""What the delivery's proof stands on: servers that can be restarted, workers that can be killed. A part, no proof."""

import contextlib
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from runner.processes import die_with_parent, signal_group, stop

CELERY = [sys.executable, "-m", "celery", "-A", "proofs.delivery_worker"]


def until(ask: Callable[[], object], *, seconds: float, what: str) -> float:
    """Wait for it; how long that took. A proof that waits in vain ends there."""
    begin = time.monotonic()
    while not ask():
        if time.monotonic() - begin > seconds:
            raise SystemExit(f"{what} did not come within {seconds:.0f} s")
        time.sleep(0.1)
    return time.monotonic() - begin


class Server:
    """A server of `runner.servers`, by its process id, that can be ended hard and started again as it was (Linux)."""

    def __init__(self, pid: int, command: list[str] | None = None) -> None:
        """`command` for one that writes its own title over the command line it was started with."""
        place = Path(f"/proc/{pid}")
        self.pid = pid
        self.command = command or (place / "cmdline").read_bytes().decode().split("\0")[:-1]
        self.environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        self.folder = os.readlink(place / "cwd")
        self.account = place.stat().st_uid
        self.again: subprocess.Popen[bytes] | None = None

    def end(self, number: int) -> None:
        os.kill(self.pid, number)
        if self.again is not None:
            self.again.wait()
        else:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self.pid, 0)

    def start(self) -> None:
        lent: dict[str, Any] = {}
        if self.account != os.geteuid():
            lent = {"user": self.account, "group": pwd.getpwuid(self.account).pw_gid, "extra_groups": []}
        self.again = subprocess.Popen(
            self.command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGINT),
            **lent,
        )
        self.pid = self.again.pid

    def close(self) -> None:
        if self.again is not None:
            stop(self.again, first=signal.SIGINT)


class Crew:
    """The workers and beats of the proof, each leading a process group of its own."""

    def __init__(self, var: Path) -> None:
        self.var, self.started = var, 0
        self.running: dict[subprocess.Popen[bytes], tuple[str, list[str]]] = {}

    def worker(self, children: int) -> subprocess.Popen[bytes]:
        """A worker with so many children; returns when it waits for work."""
        name = f"worker-{self.started}"
        calm = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"]
        process = self._start(name, ["worker", "-n", f"{name}@proof", "--concurrency", str(children), *calm])
        log = self.var / f"{name}.log"
        until(lambda: b" ready." in log.read_bytes(), seconds=60, what="a worker")
        return process

    def beat(self) -> subprocess.Popen[bytes]:
        name = f"beat-{self.started}"
        return self._start(name, ["beat", "--schedule", str(self.var / name), "--pidfile=", "--loglevel", "WARNING"])

    def _start(self, name: str, arguments: list[str]) -> subprocess.Popen[bytes]:
        self.started += 1
        with open(self.var / f"{name}.log", "wb") as log:
            process = subprocess.Popen(
                [*CELERY, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGKILL),
            )
        self.running[process] = name, arguments
        return process

    def look_after(self) -> None:
        """Start again what ended by itself, as `./portal run` does: a worker may not outlive its broker."""
        for process, (name, arguments) in list(self.running.items()):
            if process.poll() is not None:
                self.kill(process)
                self._start(f"{name}-again", arguments)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """kill -9 for the worker and all its children at once: nobody can say goodbye."""
        signal_group(process, signal.SIGKILL)
        process.wait()
        del self.running[process]

    def pause(self, going_on: bool = False) -> None:
        for process in self.running:
            signal_group(process, signal.SIGCONT if going_on else signal.SIGSTOP)

    def end(self) -> None:
        for process in list(self.running):
            self.kill(process)
