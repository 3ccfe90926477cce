"""Makes the Python environment in `.venv` and keeps it equal to the requirements files."""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import platform
import re
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from runner.errors import PortalError

RUNTIME = ("requirements.txt", "requirements-files.txt", "constraints.txt")
TESTS = ("requirements-test.txt",)


def ensure(checkout: Path, *, with_tests: bool = False) -> Path:
    """The environment's Python, made or made anew where the stamps say so. Progress goes to stderr."""
    folder = Path(os.environ.get("PORTAL_VENV") or checkout / ".venv").absolute()
    runtime = fingerprint(checkout, RUNTIME)
    tests = fingerprint(checkout, RUNTIME + TESTS)
    if _is_ready(folder, runtime, tests if with_tests else None):
        return folder / "bin" / "python"
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise PortalError("this Python cannot make environments; on Debian and Ubuntu: apt-get install python3-venv")
    with _lock(folder):
        # Whoever held the lock may have done the work meanwhile.
        if not _is_ready(folder, runtime, tests if with_tests else None):
            _build(checkout, folder, runtime, tests if with_tests else None)
    return folder / "bin" / "python"


def fingerprint(checkout: Path, names: tuple[str, ...]) -> str:
    """Changes when one of the files or the version of Python does."""
    digest = hashlib.sha256(platform.python_version().encode())
    for name in names:
        digest.update(b"\0" + (checkout / name).read_bytes())
    return digest.hexdigest()


def _stamp(folder: Path, kind: str) -> Path:
    return folder / f"portal-{kind}.stamp"


def _bears(folder: Path, kind: str, value: str) -> bool:
    path = _stamp(folder, kind)
    return path.is_file() and path.read_text().strip() == value


def _is_ready(folder: Path, runtime: str, tests: str | None) -> bool:
    # exists() follows the link: it is false when the Python the environment was made with is gone.
    if not (folder / "bin" / "python").exists() or not _bears(folder, "runtime", runtime):
        return False
    return tests is None or _bears(folder, "test", tests)


def _build(checkout: Path, folder: Path, runtime: str, tests: str | None) -> None:
    stale_tests = tests is not None and _stamp(folder, "test").exists()
    if stale_tests or not _is_ready(folder, runtime, None):
        _say(f"portal: making the Python environment in {folder}")
        # _base_executable: the Python running this may be the one inside the folder that is now cleared.
        base = getattr(sys, "_base_executable", None) or sys.executable
        _checked([base, "-m", "venv", "--clear", str(folder)], "the environment could not be made")
        _install(checkout, folder, "requirements.txt")
        _install(checkout, folder, "requirements-files.txt")
        _put_on_path(checkout, folder)
        _stamp(folder, "runtime").write_text(runtime)
    if tests is not None:
        _install(checkout, folder, "requirements-test.txt")
        _stamp(folder, "test").write_text(tests)


def _put_on_path(checkout: Path, folder: Path) -> None:
    """Let the environment's own programs (pytest, celery) find the checkout from any folder."""
    for site in folder.glob("lib/python*/site-packages"):
        (site / "portal.pth").write_text(f"{checkout}\n")


def _install(checkout: Path, folder: Path, name: str) -> None:
    started = time.monotonic()
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    files = ["-r", str(checkout / name), "-c", str(checkout / "constraints.txt")]
    progress = _Progress(name)
    _checked([*pip, "install", "--progress-bar", "off", *files], f"{name} could not be installed", progress.line)
    progress.done()
    _say(f"portal: installed {name} in {time.monotonic() - started:.0f} s")


def _checked(command: list[str], failure: str, on_line: Callable[[str], None] = lambda line: None) -> None:
    last: deque[str] = deque(maxlen=15)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            last.append(line.rstrip())
            on_line(line)
    if process.returncode:
        raise PortalError("\n  ".join([f"{failure}:", *last]))


class _Progress:
    """pip's many lines as one line that counts, or as a line now and then where nobody watches a terminal."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0
        self.live = sys.stderr.isatty()

    def line(self, text: str) -> None:
        if found := re.match(r"Collecting ([\w.-]+)", text):
            self.count += 1
            self._show(f"{self.name}: package {self.count}, {found[1]}", every=self.count % 10 == 1)
        elif text.startswith("Installing collected packages"):
            self._show(f"{self.name}: unpacking {self.count} packages", every=True)

    def _show(self, text: str, *, every: bool) -> None:
        if self.live:
            print(f"\r\033[K  {text}", end="", file=sys.stderr, flush=True)
        elif every:
            _say(f"  {text}")

    def done(self) -> None:
        if self.live:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """One at a time; beside the folder, because making it anew empties it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.with_name(folder.name + ".lock"), "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("portal: another ./portal is making the environment; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
